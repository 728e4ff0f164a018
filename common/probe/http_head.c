/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Collects the status line and the header fields of an answer, in wire order. */
#include "probe/http_head.h"

#include <string.h>

void
http_head_init(struct http_head *head, struct answer *answer)
{
	*head = (struct http_head){.answer = answer};
}

static gboolean
is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

static void
trim(const char **at, gsize *length)
{
	while (*length > 0 && is_blank(**at)) {
		(*at)++;
		(*length)--;
	}
	while (*length > 0 && is_blank((*at)[*length - 1]))
		(*length)--;
}

/* "HTTP/1.1 401 Unauthorized" */
static void
take_status_line(struct http_head *head, const char *line, gsize length)
{
	struct answer *answer = head->answer;
	g_autofree char *text = g_strndup(line, length);
	g_auto(GStrv) parts = g_strsplit(g_strstrip(text), " ", 3);
	guint64 status = 0;

	g_ptr_array_set_size(answer->headers, 0);
	head->complete = FALSE;
	g_free(answer->version);
	g_free(answer->reason);
	answer->version = g_strdup(parts[0] + strlen("HTTP/"));
	answer->reason = g_strdup(parts[1] && parts[2] ? parts[2] : "");
	if (!parts[1] || !g_ascii_string_to_unsigned(parts[1], 10, 100, 999, &status, NULL))
		status = 0;
	answer->status = (guint)status;
}

static void
take_field(struct http_head *head, const char *line, gsize length)
{
	const char *colon = memchr(line, ':', length);
	const char *value;
	gsize value_length;

	if (!colon)
		return;
	value = colon + 1;
	value_length = length - (gsize)(value - line);
	trim(&value, &value_length);
	answer_add_header(head->answer, line, (gsize)(colon - line), value, value_length);
}

static void
continue_field(struct http_head *head, const char *line, gsize length)
{
	GPtrArray *headers = head->answer->headers;
	struct header *last;
	GString *joined;

	if (headers->len == 0)
		return;
	last = g_ptr_array_index(headers, headers->len - 1);
	trim(&line, &length);
	joined = g_string_new_len(last->value, (gssize)last->length);
	g_string_append_c(joined, ' ');
	g_string_append_len(joined, line, (gssize)length);
	g_free(last->value);
	last->length = joined->len;
	last->value = g_string_free(joined, FALSE);
}

gboolean
http_head_line(struct http_head *head, const char *line, gsize length)
{
	gboolean status_line = length >= 5 && memcmp(line, "HTTP/", 5) == 0;

	head->bytes += length;
	head->too_long = head->bytes > HTTP_HEAD_LIMIT;
	if (head->too_long)
		return FALSE;
	if (status_line && !head->complete)
		take_status_line(head, line, length);
	else if (head->complete)
		return TRUE;
	else if (length == 0 || *line == '\r' || *line == '\n')
		head->complete = head->answer->status >= 200;
	else if (*line == ' ' || *line == '\t')
		continue_field(head, line, length);
	else
		take_field(head, line, length);
	return TRUE;
}
