/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Fuzzes the collector of an answer's head: each line of the input is what libcurl hands over at
 * once. */
#include "probe/http_head.h"
#include <string.h>

int LLVMFuzzerTestOneInput(const guint8 *data, gsize size);

/* All that the header promises of what was collected. */
static void
check_answer(const struct http_head *head)
{
	const struct answer *answer = head->answer;

	g_assert_true(answer->status == 0 || (answer->status >= 100 && answer->status <= 999));
	g_assert_true(!head->complete || answer->status >= 200);
	g_assert_cmpint(!answer->version, ==, !answer->reason);
	for (guint i = 0; i < answer->headers->len; i++) {
		const struct header *header = g_ptr_array_index(answer->headers, i);

		g_assert_true(header->value[header->length] == '\0');
		g_assert_true(header->length < HTTP_HEAD_LIMIT);
		g_assert_true(!strpbrk(header->name, ":\n"));
		g_assert_true(answer_header(answer, header->name) != NULL);
	}
}

/* Of exact size: a byte read too many is seen. */
static gboolean
give(struct http_head *head, const guint8 *data, gsize length)
{
	char *line = g_malloc(length > 0 ? length : 1);
	gboolean taken;

	memcpy(line, data, length);
	taken = http_head_line(head, line, length);
	g_free(line);
	return taken;
}

int
LLVMFuzzerTestOneInput(const guint8 *data, gsize size)
{
	g_autoptr(struct_answer) answer = answer_new(METHOD_GET, "http://x/");
	gsize given = 0;
	guint complete_headers = 0;
	struct http_head head;

	http_head_init(&head, answer);
	while (given < size) {
		const guint8 *end = memchr(data + given, '\n', size - given);
		gsize length = end ? (gsize)(end - data) - given + 1 : size - given;
		gboolean was_complete = head.complete;
		gboolean taken = give(&head, data + given, length);

		given += length;
		/* Refused only beyond the limit; a complete head stays as it is. */
		g_assert_cmpint(taken, ==, given <= HTTP_HEAD_LIMIT);
		g_assert_cmpint(taken, ==, !head.too_long);
		g_assert_true(!was_complete ||
			      (head.complete && answer->headers->len == complete_headers));
		complete_headers = answer->headers->len;
		if (!taken)
			break;
	}
	check_answer(&head);
	return 0;
}
