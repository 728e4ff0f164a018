/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is inside the files of an offline address book, before they are packed. */
#ifndef TESTS_SIM_OAB_BOOK_H
#define TESTS_SIM_OAB_BOOK_H

#include "tests/sim/sim_rope.h"

/* Every person takes that much, so that blocks of a multiple of it repeat. */
enum { SIM_PERSON_BYTES = 128 };

/* Whose members are in it; all is borrowed. */
struct sim_book {
	const gchar *id;   /* of the address list */
	const gchar *name; /* "\Global Address List" */
	const gchar *dn;
	guint sequence;
	guint records; /* people */
	guint64 size;  /* filled up with one more person, again and again, to that many bytes */
};

/* The book, version 4 (MS-OXOAB 2.9); the caller frees it. */
struct sim_rope *sim_oab_book(const struct sim_book *book);

/* A template for dialogs in that language, as far as it begins like one; the caller frees it. */
struct sim_rope *sim_oab_template(const gchar *language, const gchar *type);

#endif
