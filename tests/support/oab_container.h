/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Writes files of an offline address book for tests. */
#ifndef TESTS_SUPPORT_OAB_CONTAINER_H
#define TESTS_SUPPORT_OAB_CONTAINER_H

#include <glib.h>

/* The address book in all of them: header, two "records". Its SHA-256, and its header's serial. */
#define OAB_BOOK_BYTES	300
#define OAB_BOOK_SHA256 "9202c6fd5ed307687a0f04ceda8caed0166c3e2861366fbd418f297c627fe7ce"
#define OAB_BOOK_SERIAL 0x94089fe7

enum oab_kind {
	OAB_STORED, /* three stored blocks of 128, 128 and 44 bytes */
	OAB_RAW,    /* one LZX block of bytes as they are */
	OAB_CODED,  /* one LZX block of Huffman codes and matches */
	OAB_MIXED,  /* the first as stored, the second raw, the third stored again */
	OAB_PATCH,  /* two blocks that nobody can decode without the book before */
	OAB_EMPTY,  /* nothing inside */
	OAB_KIND_COUNT
};

const char *oab_kind_name(enum oab_kind kind);

/* The caller frees. */
GByteArray *oab_container(enum oab_kind kind);

#endif
