/* SPDX-License-Identifier: GPL-3.0-or-later */
/* An answer in the making: status, header fields in the order of the wire, body. */
#ifndef TESTS_SIM_ANSWER_H
#define TESTS_SIM_ANSWER_H

#include "tests/sim/sim_rope.h"
#include "tests/sim/sim_settings.h"

struct sim_header {
	gchar *name;
	gchar *value;
};

/* A body that is read piece by piece while it is sent. */
struct sim_stream {
	struct sim_rope *rope; /* a reference */
	guint64 at, length;    /* the part of it that is sent */
	guint64 stop_after;    /* then the connection is closed; as much as `length`: never */
	guint drip_ms;	       /* before each piece ... */
	guint drip_bytes;      /* ... of so many bytes; 0: as it comes */
};

void sim_stream_free(struct sim_stream *stream);

/* The listener adds Content-Length behind the last field, nothing else. */
struct sim_answer {
	guint status;
	GPtrArray *headers; /* struct sim_header * */
	gchar *body;
	struct sim_stream *stream; /* in place of the body; NULL: none */
};

/* Without fields, with an empty body; the caller frees it. */
struct sim_answer *sim_answer_new(guint status);

void sim_answer_free(struct sim_answer *answer);

AUTOPTR_STRUCT(sim_answer)

/* Appends one field. */
void sim_answer_add(struct sim_answer *answer, const gchar *name, const gchar *value);
void sim_answer_addf(struct sim_answer *answer, const gchar *name, const gchar *format, ...)
    G_GNUC_PRINTF(3, 4);

/* Takes over `body`, which is in place of what was there. */
void sim_answer_take_body(struct sim_answer *answer, gchar *body);

/* A part of `rope`, of which a reference is kept, as the body. */
void sim_answer_stream(struct sim_answer *answer, struct sim_rope *rope, guint64 at,
		       guint64 length);

/* Gives the first field of that name another value, where it stands; appends it when there is none.
 */
void sim_answer_set(struct sim_answer *answer, const gchar *name, const gchar *value);

/* TRUE when it has a field of that name (letters in any case). */
gboolean sim_answer_has(const struct sim_answer *answer, const gchar *name);

/* Appends the Date field unless it has one. */
void sim_answer_date(struct sim_answer *answer);

#endif
