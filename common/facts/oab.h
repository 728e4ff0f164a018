/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef FACTS_OAB_H
#define FACTS_OAB_H

#include "facts/call.h"
#include "facts/discovery.h"
#include "facts/site.h"
#include "protocol/oab_file.h"
#include "protocol/oab_manifest.h"

/* How deep the files of a manifest are looked into. */
enum oab_depth {
	OAB_DEPTH_MANIFEST, /* not at all */
	OAB_DEPTH_HEADERS,  /* HEAD of each, the first bytes of the full ones */
	OAB_DEPTH_FILES,    /* each is downloaded: size, SHA-1, container, CRC of stored blocks */
	OAB_DEPTH_DECODE    /* ... and decompressed: CRC of every block, number of records */
};

/* "manifest", "headers", "files", "decode", in the order of the enum; NULL-terminated. */
extern const char *const oab_depth_words[];

enum { OAB_RANGE_BYTES = 32 };

/* What came of one file of a manifest. */
struct oab_download {
	guint file;	     /* its place among the manifest's files */
	struct call *head;   /* NULL: not asked */
	struct call *range;  /* the first OAB_RANGE_BYTES, as BITS begins; NULL: not asked */
	char *range_trouble; /* why they begin no such file; NULL: they do, or did not come */
	struct call *body;   /* NULL: not downloaded. Its body went into `summary` */
	struct oab_summary summary; /* of a body of status 200 */
	char *damage; /* why that is no whole, sound file: our own words; NULL: it is one */
};

/* What an earlier run saw of the same address book on the same node. */
struct oab_memory {
	guint missing_runs;	  /* how many runs in a row the manifest was not there (404) */
	gint64 missing_since_s;	  /* seconds since 1970, of the first of them */
	gint64 seen_s;		  /* when the rest was seen; 0: never */
	gint64 sequence;	  /* -1: not known, as below */
	gint64 uncompressed_size; /* bytes */
	gint64 records;
};

/* The address books at one node. */
struct oab_book {
	guint node;		       /* its place in the site's sweep */
	struct call *call;	       /* for the manifest; never NULL once it was visited */
	struct oab_manifest *manifest; /* NULL: none came */
	GPtrArray *downloads;	       /* struct oab_download *, one per plain file; never NULL */
	/* The manifest once more, after a file was not as the first one says; NULL: not needed, or
	 * none came. */
	struct oab_manifest *again;
	struct asked *ews; /* EWS of the same node, anonymously, where the OAB failed; NULL */
	struct oab_memory memory;
};

/* Everything one run has seen. */
struct oab_findings {
	enum oab_depth depth;
	struct discovery *discovery; /* NULL: the URL is the operator's */
	struct site *site;	     /* NULL: Autodiscover gives no URL */
	GPtrArray *books;	     /* struct oab_book *, in the order of the nodes; never NULL */
	struct logon *logon;	     /* NULL: no credentials */
	char *not_remembered;	     /* why the memory could not be read or kept; NULL: it was */
	gint64 total_us;
};

struct oab_download *oab_download_new(guint file);
struct oab_book *oab_book_new(guint node);
void oab_book_free(struct oab_book *book);
struct oab_findings *oab_findings_new(enum oab_depth depth);
void oab_findings_free(struct oab_findings *findings);
AUTOPTR_STRUCT(oab_findings)

/* The book of that node; NULL: none. Borrowed. */
struct oab_book *oab_book_of(const struct oab_findings *findings, guint node);

/* The full file that counts: that of the global address list (dn "/"), else the first one; NULL. */
const struct oab_file *oab_main_file(const struct oab_manifest *manifest);

/* That of the manifest that was asked for once more; NULL: none came. */
const struct oab_file *oab_main_file_again(const struct oab_book *book);

/* The sequence of a newer address book that came into place meanwhile; -1: none did. */
gint64 oab_renewed_sequence(const struct oab_book *book);

/* The download of that file; NULL: none. Borrowed. */
const struct oab_download *oab_download_of(const struct oab_book *book,
					   const struct oab_file *file);

/* The length that an answer names: Content-Length; -1: none. */
gint64 oab_named_length(const struct answer *answer);

/* Whether what came of the file, as far as it was asked, is what the manifest says. */
gboolean oab_download_fits(const struct oab_file *file, const struct oab_download *download);

/* Last-Modified of the manifest in seconds since 1970; -1: not told. */
gint64 oab_modified_s(const struct oab_book *book);

/* What this run saw, over what an earlier one saw. */
struct oab_memory oab_seen(const struct oab_book *book, gint64 now_s);

/*
 * What the next run is to know of this one. A book that is worse than the one before it, smaller or
 * of a lower sequence, is held against that one for a day: a scheduler tells people only of what it
 * sees several times.
 */
struct oab_memory oab_remember(const struct oab_book *book, gint64 now_s);
enum { OAB_HELD_AGAINST_S = 24 * 60 * 60 };

json_t *oab_findings_to_json(const struct oab_findings *findings);

#endif
