/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Says what a command says of itself. */
#ifndef REPORT_COMMAND_H
#define REPORT_COMMAND_H

#include "report/option.h"

/* A word that may be an argument, as KIND of exchange_decode. */
struct command_word {
	const char *word;
	const char *help; /* one sentence, no line breaks */
};

/* One exit code of a command whose codes are not those of a plugin. */
struct command_exit {
	int code;
	const char *meaning;
};

/* All that a command says of itself; everything is borrowed. */
struct command {
	const char *name;
	const char *usage;    /* behind the name */
	const char *question; /* a sentence or more, no line breaks */
	const char *examples; /* whole lines of at most 77 columns, indented by two; NULL: none */

	const struct option_group *groups;
	gsize count;

	const char *words_title; /* "KIND"; NULL: it takes no such argument */
	const struct command_word *words;
	gsize word_count;

	const struct command_exit *exits; /* NULL: those of every plugin */
	gsize exit_count;

	const char *setup_title; /* what others must be told about it, and where; NULL: nothing */
	const char *setup;	 /* lines as `examples` */
};

/*
 * The text of --help. The manual page and the completion of bash are further renderings of the
 * same tables: generators in man/ are the commands' own objects, linked with another file that
 * has this function. So nothing needs a second table, nor an option that users could see.
 */
char *command_help(const struct command *command);

#endif
