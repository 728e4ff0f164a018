/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Long files in little memory: pieces of bytes, each of which may repeat. */
#ifndef TESTS_SIM_ROPE_H
#define TESTS_SIM_ROPE_H

#include <glib.h>

/* Counted references; nobody changes it once it has a second one. */
struct sim_rope;
typedef struct sim_rope struct_sim_rope; /* for g_autoptr() */

/* Empty; the caller unrefs it. */
struct sim_rope *sim_rope_new(void);
struct sim_rope *sim_rope_ref(struct sim_rope *rope);
void sim_rope_unref(struct sim_rope *rope);

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

G_DEFINE_AUTOPTR_CLEANUP_FUNC(struct_sim_rope, sim_rope_unref)

#endif
