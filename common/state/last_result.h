/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STATE_LAST_RESULT_H
#define STATE_LAST_RESULT_H

#include "base/autoptr.h"
#include "report/state.h"

/*
 * What a service was found to be in its last run, what it was before, and which of its changes
 * were not told to a trap sink yet. All texts are clean lines (text_clean()), so that nothing
 * behind has to look at them again.
 */
enum {
	LAST_TEXT = 255,      /* bytes of a text at most, as many as an SnmpAdminString has */
	LAST_PERFDATA = 4096, /* bytes of performance data */
	LAST_CHECKS = 64,     /* checks that are kept; of more, the worst first */
	LAST_EVENTS = 32,     /* changes that wait; of more, the newest */
	LAST_EVENT_DAYS = 7,  /* how long one waits: nobody may have that sink any more */
	LAST_FILE_LIMIT = 256 * 1024
};

/* A check below the result: "cas2 ews order". */
struct last_check {
	char *path;
	enum state state;
	char *summary;
};

/* A change that waits for its sink. `id` stays the same however often it is sent. */
struct last_event {
	char *id;
	char *sink;	/* as the operator wrote it */
	gint64 at_us;	/* when it was seen, since 1970 */
	gboolean first; /* nothing was known before: `before` says nothing */
	enum state before, state;
	char *check; /* what the headline is about; "" for the whole */
	char *headline;
	char *address; /* that was asked; "" when it is not known */
};

struct last_result {
	char *service;	/* "EXCHANGE AUTH" */
	char *target;	/* "mail.example.com" */
	char *instance; /* tells services of one kind and target apart; "" for the only one */
	enum state state;
	char *headline;
	char *perfdata;
	gint64 checked_s; /* the last run */
	gint64 changed_s; /* the last change of state, or the first run */
	gboolean changed; /* at least once: then `previous` is what it was before */
	enum state previous;
	guint64 lost;	   /* changes that nobody was told: they had waited too long */
	GPtrArray *checks; /* struct last_check *, the worst first */
	GPtrArray *events; /* struct last_event *, the oldest first */
};

/* An empty result that was never seen: `checked_s` is 0. */
struct last_result *last_result_new(const char *service, const char *target, const char *instance);
void last_result_free(struct last_result *result);
AUTOPTR_STRUCT(last_result)

/* Adds a check, unless there are LAST_CHECKS. */
void last_result_add_check(struct last_result *result, const char *path, enum state state,
			   const char *summary);

/* What a run found. Everything borrowed. */
struct last_seen {
	struct last_result *result; /* state, headline, perfdata, checks; the rest is not read */
	gint64 at_us;
	const char *check, *address;
	const char *sink; /* to be told of a change; NULL: nobody is */
	gboolean always;  /* also when nothing changed */
};

/*
 * Takes up what a run found; its checks and texts move out of `seen`. TRUE when the state changed,
 * or the first one ever is not OK; then, with a sink, an event waits at the end.
 */
gboolean last_result_take(struct last_result *result, struct last_seen *seen);

/* The first event for this sink; NULL for none. */
const struct last_event *last_result_waiting(const struct last_result *result, const char *sink);

/* Takes an event out that was told; FALSE when it is no longer there. */
gboolean last_result_told(struct last_result *result, const char *id);

/* JSON, for last_result_parse(); the caller frees it. */
char *last_result_format(const struct last_result *result);

/* NULL with a STATE_ERROR whose text begins with "expected". */
struct last_result *last_result_parse(const char *bytes, gsize length, GError **error);

#endif
