/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef TESTS_SUPPORT_DISCOVERED_H
#define TESTS_SUPPORT_DISCOVERED_H

#include "protocol/autodiscover.h"

/* A document that Autodiscover might answer, and what is to be read in it. */
struct discovered_row {
	const char *name;
	const char *bytes;
	gsize length; /* of bytes; 0: up to the NUL */
	/* As discovered_text() has it; "..." at the end: whatever follows. */
	const char *expected;
};

/*
 * An answer as a line, its parts joined by "; ":
 *
 *     outlook settings             the schema, and the action where there is one
 *     to https://b.example/        the redirect
 *     error 500|message|debug      a blank for what is not there
 *     user DisplayName=A
 *     EXPR Server=b Ssl=On         each protocol ("-" without a type) ...
 *     WEB [Internal EXCH ASUrl=c]  ... and its inner ones with their place
 *     settings CasVersion=15
 *     refused InternalEwsUrl=InvalidSetting
 *     version 15.2.1.2
 *     namespace urn:x
 *     ! expected ...               why nothing (more) could be understood
 *
 * The caller frees.
 */
char *discovered_text(const struct autodiscover_answer *answer);

/* Adds a counted test for every row; what is whole is cut at every byte, too. */
void discovered_add(const char *prefix, const struct discovered_row *rows, gsize count);

#endif
