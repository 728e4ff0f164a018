/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef REPORT_CHECK_H
#define REPORT_CHECK_H

#include "base/autoptr.h"
#include "report/perfdata.h"

/* From which -v a note is shown. */
enum note_level {
	NOTE_EVIDENCE,	 /* always, below a finding that is not OK; with -v below every one */
	NOTE_DETAIL,	 /* -v */
	NOTE_EXCHANGE,	 /* -vv: requests and answers in short */
	NOTE_TRANSCRIPT, /* -vvv */
	NOTE_LEVELS
};

struct note {
	enum note_level level;
	char *text;
};

/*
 * The tree of checks that a verdict builds. A leaf is judged once; a check with children has the
 * worst of their states (and of its own, when it was judged too). Unjudged is UNKNOWN. The exit
 * code is computed from the tree and nowhere else. Summaries, notes and remedies are text for
 * people: text from outside must have gone through text_clean() before it is put in.
 */
struct check {
	char *name;
	gboolean judged;
	enum state state;
	char *summary;		   /* NULL until judged */
	GPtrArray *notes;	   /* struct note * in order */
	GPtrArray *remedies;	   /* char * in order; commands to be typed stand alone in one */
	GPtrArray *perfdata;	   /* struct perfdata * */
	GPtrArray *children;	   /* struct check * in order */
	const struct check *cause; /* what this failure follows from; NULL: it stands by itself */
	struct check *parent;	   /* NULL for the root */
};

struct check *check_new(const char *name);
void check_free(struct check *check);
AUTOPTR_STRUCT(check)

/* A new child, owned by `parent` (borrowed by the caller as long as the tree lives). */
struct check *check_add(struct check *parent, const char *name);

/* Gives a check that has no parent yet to `parent`, which owns it then. */
void check_adopt(struct check *parent, struct check *child);

/* Judging twice keeps the worse state with its summary; of equals, the first. */
void check_judge(struct check *check, enum state state, const char *format, ...)
    G_GNUC_PRINTF(3, 4);
void check_note(struct check *check, enum note_level level, const char *format, ...)
    G_GNUC_PRINTF(3, 4);
/* One that was told before is not told again. */
void check_remedy(struct check *check, const char *format, ...) G_GNUC_PRINTF(2, 3);

/*
 * `check` failed because `cause` (a check of the same tree) did: it is told in one line and
 * never becomes the headline. A circle of causes is not made.
 */
void check_follows(struct check *check, const struct check *cause);

/*
 * Adds a value to the performance data; `threshold` may be NULL; `minimum` NAN for none. The
 * result is borrowed.
 */
struct perfdata *check_measure(struct check *check, const char *label, enum unit unit, double value,
			       const struct threshold *threshold, double minimum);

/* The state of the whole tree below and with `check`. */
enum state check_state(const struct check *check);

/* TRUE when `check` was judged or is an unjudged leaf: then its own `state` counts. */
gboolean check_counts(const struct check *check);

/*
 * The check after `at` in tree order (a parent before its children) in the tree of `root`; NULL
 * at the end.
 */
const struct check *check_next(const struct check *root, const struct check *at);

/*
 * The check the headline is about: the first in tree order with the worst state that stands by
 * itself. When all that have the worst state follow from another, the origin of the first one,
 * though its own state is better. NULL when all is OK.
 */
const struct check *check_first_worst(const struct check *root);

/*
 * The names of the checks between the root and `check` (both left out), then its own name when
 * `with_own`: "cas2 ews order"; "" for none and for the root.
 */
char *check_path(const struct check *check, gboolean with_own);

/*
 * The one line that stands for all: the root's own summary when everything is OK, otherwise path
 * and summary of the first worst check, its neighbours with the very same finding named along with
 * it, and how many further findings there are: "cas2 ews and oab: Negotiate is offered before NTLM
 * (2 more findings)".
 */
char *check_headline(const struct check *root);

/* What `check` says: its summary, or for an unjudged one that it was not judged. */
const char *check_summary(const struct check *check);

/* All perfdata of the tree in order; elements borrowed, the array is the caller's. */
GPtrArray *check_perfdata(const struct check *root);

#endif
