/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef REPORT_OPTION_H
#define REPORT_OPTION_H

#include <glib.h>

/* What kind of value an option takes, and the C type that `offset` must lead to. */
enum option_kind {
	OPTION_FLAG,	/* gboolean, set TRUE */
	OPTION_COUNT,	/* guint, one more for each time */
	OPTION_STRING,	/* char *, owned by the options struct; the last one wins */
	OPTION_STRINGS, /* GPtrArray * of char *, made when NULL; each time one more */
	OPTION_INTEGER, /* gint64 within minimum..maximum */
	OPTION_RANGE,	/* struct range */
	OPTION_STATE,	/* enum state */
	OPTION_CHOICE,	/* guint, index into the NULL-terminated `choices` */
	OPTION_TIMEOUT, /* struct option_timeout: SECONDS[:STATE] */
};

struct option_timeout {
	double seconds;
	int state; /* enum state */
};

/* One row drives parsing, --help, the error text, the manual page and the completion of bash. */
struct option_row {
	const char *name; /* long name without the dashes */
	char letter;	  /* 0: none */
	enum option_kind kind;
	gsize offset;		/* into the group's values */
	const char *value_name; /* "RANGE" in --help; NULL for flags and counts */
	const char *help;	/* one sentence, no line breaks; wrapped by option_help() */
	const char *const *choices;
	gint64 minimum, maximum;
};

/* Rows under one heading of --help; `values` is the struct they fill. */
struct option_group {
	const char *title;
	const struct option_row *rows;
	gsize count;
	void *values;
};

/*
 * Reads argv[1..] (NULL-terminated) into the groups. No abbreviations, no positional arguments;
 * "--name=value", "--name value", "-nvalue", "-n value", bundled flags. On failure `error` names
 * the first wrong option and what was expected; what is right is stored all the same, also what
 * follows, because that may say how errors are to be told. Never prints, never exits.
 */
gboolean option_parse(const struct option_group *groups, gsize count, char **argv, GError **error);

/* The text of --help below the usage lines: groups, rows, wrapped at 80 columns. */
char *option_help(const struct option_group *groups, gsize count);

/*
 * Frees the strings and arrays that option_parse() put into the groups' values and sets them to
 * NULL.
 */
void option_clear(const struct option_group *groups, gsize count);

/* Sets an OPTION_ERROR with that sentence, which names the option; returns FALSE. */
gboolean option_refuse(GError **error, const char *format, ...) G_GNUC_PRINTF(2, 3);

#define OPTION_ERROR (option_error_quark())
GQuark option_error_quark(void);

#endif
