/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Long files in little memory: pieces of bytes, each of which may repeat. */
#ifndef TESTS_SIM_ROPE_H
#define TESTS_SIM_ROPE_H

#include "base/autoptr.h"

/* Counted references; nobody changes it once it has a second one. */
struct sim_rope;

/* Empty; the caller frees it. */
struct sim_rope *sim_rope_new(void);

/* One more reference ... */
struct sim_rope *sim_rope_ref(struct sim_rope *rope);

/* ... and one less; nothing is left after the last. */
void sim_rope_free(struct sim_rope *rope);

AUTOPTR_STRUCT(sim_rope)

/* Appends a copy of the bytes, that often. */
void sim_rope_append(struct sim_rope *rope, const void *bytes, gsize length, guint64 times);

/* Appends all of another one. */
void sim_rope_append_rope(struct sim_rope *rope, const struct sim_rope *other);

/* Leaves out what is behind that many bytes. */
void sim_rope_cut(struct sim_rope *rope, guint64 size);

guint64 sim_rope_size(const struct sim_rope *rope);

/* Copies what there is from `at` on, `length` bytes at most; how many it was. */
gsize sim_rope_read(const struct sim_rope *rope, guint64 at, guint8 *buffer, gsize length);

/* Of all bytes, in hexadecimal digits; the caller frees it. */
gchar *sim_rope_sha1(const struct sim_rope *rope);

/* CRC-32 as address books have it: without the inversion at its end. */
guint32 sim_rope_crc(const struct sim_rope *rope);

/* The same of some bytes. */
guint32 sim_crc(const void *bytes, gsize length);

#endif
