/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STATE_BASELINE_H
#define STATE_BASELINE_H

#include "base/deadline.h"
#include "facts/fingerprint.h"

/*
 * A file of accepted fingerprints, of any number of servers, that people review and configuration
 * management ships: {"hosts":{"mail.example.com:443":{...}},"version":1}, one fact a line, sorted
 * (facts/fingerprint_json.h says what a host is). Members that are not ours are passed over, and
 * kept when the file is written.
 */
struct baseline;

enum { BASELINE_VERSION = 1, BASELINE_LIMIT_BYTES = 4 * 1024 * 1024 };

/* Texts say what was expected and what was found; those about a file name it. */
enum baseline_error {
	BASELINE_MISSING,  /* there is no such file */
	BASELINE_UNUSABLE, /* it cannot be read, or is no baseline of this version */
	BASELINE_TAKEN,	   /* it holds this server already */
	BASELINE_NOT_WRITTEN
};
#define BASELINE_ERROR (baseline_error_quark())
GQuark baseline_error_quark(void);

/* Only reads: needs no right to write there, no lock. NULL with an error; the caller frees. */
struct baseline *baseline_read(const char *path, GError **error);

/* The same of the file's content. */
struct baseline *baseline_parse(const char *bytes, gsize length, GError **error);
void baseline_free(struct baseline *baseline);
AUTOPTR_STRUCT(baseline)

/* What is accepted of that server. NULL without an error when it is not in there, with one when
 * what is there cannot be understood. The caller frees. */
struct fingerprint *baseline_find(const struct baseline *baseline, const char *hostname, guint port,
				  GError **error);

/* Takes up what was seen of a server; see fingerprint_into_json(). FALSE with an error, and
 * nothing changed, when what is there of it cannot be understood. */
gboolean baseline_put(struct baseline *baseline, const struct fingerprint *seen, gboolean all_nodes,
		      GError **error);

/* The content of a file, of `length` bytes. The caller frees. */
char *baseline_format(const struct baseline *baseline, gsize *length);

/* What is to become of the file. */
struct baseline_change {
	const char *path;
	const struct fingerprint *seen;
	gboolean all_nodes; /* nodes that were not seen are gone */
	gboolean replace;   /* also when the server is in there */
};

/*
 * Reads the file, takes up what was seen, and replaces the file at once, which is made when there
 * is none; who does so takes turns (FILE.lock beside it). All other servers stay as they are, so do
 * the file's permissions. FALSE with an error, the old file untouched.
 */
gboolean baseline_write(const struct baseline_change *change, struct deadline deadline,
			GError **error);

#endif
