/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Builds an answer field by field. */
#include "tests/sim/sim_answer.h"

static void
header_free(gpointer data)
{
	struct sim_header *header = data;

	g_free(header->name);
	g_free(header->value);
	g_free(header);
}

struct sim_answer *
sim_answer_new(guint status)
{
	struct sim_answer *answer = g_new0(struct sim_answer, 1);

	answer->status = status;
	answer->headers = g_ptr_array_new_with_free_func(header_free);
	answer->body = g_strdup("");
	return answer;
}

void
sim_stream_free(struct sim_stream *stream)
{
	if (!stream)
		return;
	sim_rope_free(stream->rope);
	g_free(stream);
}

void
sim_answer_free(struct sim_answer *answer)
{
	sim_stream_free(answer->stream);
	g_ptr_array_unref(answer->headers);
	g_free(answer->body);
	g_free(answer);
}

void
sim_answer_add(struct sim_answer *answer, const gchar *name, const gchar *value)
{
	struct sim_header *header = g_new(struct sim_header, 1);

	header->name = g_strdup(name);
	header->value = g_strdup(value);
	g_ptr_array_add(answer->headers, header);
}

void
sim_answer_addf(struct sim_answer *answer, const gchar *name, const gchar *format, ...)
{
	va_list arguments;
	g_autofree gchar *value = NULL;

	va_start(arguments, format);
	value = g_strdup_vprintf(format, arguments);
	va_end(arguments);
	sim_answer_add(answer, name, value);
}

void
sim_answer_take_body(struct sim_answer *answer, gchar *body)
{
	g_clear_pointer(&answer->stream, sim_stream_free);
	g_free(answer->body);
	answer->body = body;
}

void
sim_answer_stream(struct sim_answer *answer, struct sim_rope *rope, guint64 at, guint64 length)
{
	struct sim_stream *stream = g_new0(struct sim_stream, 1);

	stream->rope = sim_rope_ref(rope);
	stream->at = at;
	stream->length = length;
	stream->stop_after = length;
	sim_stream_free(answer->stream);
	answer->stream = stream;
}

static struct sim_header *
header_named(const struct sim_answer *answer, const gchar *name)
{
	for (guint i = 0; i < answer->headers->len; i++) {
		struct sim_header *header = answer->headers->pdata[i];

		if (g_ascii_strcasecmp(header->name, name) == 0)
			return header;
	}
	return NULL;
}

gboolean
sim_answer_has(const struct sim_answer *answer, const gchar *name)
{
	return header_named(answer, name) != NULL;
}

void
sim_answer_set(struct sim_answer *answer, const gchar *name, const gchar *value)
{
	struct sim_header *header = header_named(answer, name);

	if (!header) {
		sim_answer_add(answer, name, value);
		return;
	}
	g_free(header->value);
	header->value = g_strdup(value);
}

void
sim_answer_date(struct sim_answer *answer)
{
	g_autoptr(GDateTime) now = g_date_time_new_now_utc();
	g_autofree gchar *date = g_date_time_format(now, "%a, %d %b %Y %H:%M:%S GMT");

	if (!sim_answer_has(answer, "Date"))
		sim_answer_add(answer, "Date", date);
}
