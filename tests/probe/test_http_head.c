/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tests how the head of an answer is collected, line by line as libcurl hands it over. */
#include "probe/http_head.h"

#include <string.h>

enum { LINES = 12 };

/* A line as a literal, so that a NUL can stand in it. */
#define L(literal)                                                                                 \
	{                                                                                          \
		literal, sizeof(literal) - 1                                                       \
	}

struct line {
	const char *bytes;
	gsize length;
};

struct row {
	const char *name;
	struct line lines[LINES]; /* up to one without bytes */
	/* "VERSION STATUS REASON" and each header as ";NAME=VALUE", bytes that do not print
	 * escaped; '+' when the head is complete. */
	const char *expected;
};

static const struct row rows[] = {
    {"as IIS sends it",
     {L("HTTP/1.1 401 Unauthorized\r\n"), L("WWW-Authenticate: NTLM\r\n"),
      L("Content-Length: 0\r\n"), L("\r\n")},
     "1.1 401 Unauthorized;WWW-Authenticate=NTLM;Content-Length=0+"},
    {"without CR", {L("HTTP/1.1 200 OK\n"), L("A: b\n"), L("\n")}, "1.1 200 OK;A=b+"},
    {"without a line end", {L("HTTP/1.1 200 OK"), L("A: b"), L("")}, "1.1 200 OK;A=b+"},
    {"HTTP/2 has no phrase", {L("HTTP/2 401 \r\n"), L("\r\n")}, "2 401 +"},
    {"no phrase", {L("HTTP/1.0 401\r\n"), L("\r\n")}, "1.0 401 +"},
    {"a phrase of many words",
     {L("HTTP/1.1 403 Not  for you \r\n"), L("\r\n")},
     "1.1 403 Not  for you+"},
    {"no status", {L("HTTP/1.1\r\n"), L("A: b\r\n"), L("\r\n")}, "1.1 0 ;A=b"},
    {"nothing behind the slash", {L("HTTP/\r\n"), L("\r\n")}, " 0 "},
    {"a status in letters", {L("HTTP/1.1 OK 200\r\n"), L("\r\n")}, "1.1 0 200"},
    {"a status too small", {L("HTTP/1.1 099 x\r\n"), L("\r\n")}, "1.1 0 x"},
    {"a status too large", {L("HTTP/1.1 1000 x\r\n"), L("\r\n")}, "1.1 0 x"},
    {"a negative status", {L("HTTP/1.1 -401 x\r\n"), L("\r\n")}, "1.1 0 x"},
    {"a status with a tail", {L("HTTP/1.1 401x y\r\n"), L("\r\n")}, "1.1 0 y"},
    {"blanks round the value",
     {L("HTTP/1.1 200 OK\r\n"), L("A: \t b c \t\r\n"), L("\r\n")},
     "1.1 200 OK;A=b c+"},
    {"no blank behind the colon",
     {L("HTTP/1.1 200 OK\r\n"), L("A:b:c\r\n"), L("\r\n")},
     "1.1 200 OK;A=b:c+"},
    {"an empty value",
     {L("HTTP/1.1 200 OK\r\n"), L("A:\r\n"), L("B: \r\n"), L("\r\n")},
     "1.1 200 OK;A=;B=+"},
    {"no name", {L("HTTP/1.1 200 OK\r\n"), L(": b\r\n"), L("\r\n")}, "1.1 200 OK;=b+"},
    {"no colon",
     {L("HTTP/1.1 200 OK\r\n"), L("garbage\r\n"), L("A: b\r\n"), L("\r\n")},
     "1.1 200 OK;A=b+"},
    {"the same name twice, in wire order",
     {L("HTTP/1.1 401 x\r\n"), L("W: Negotiate\r\n"), L("S: y\r\n"), L("W: NTLM\r\n"), L("\r\n")},
     "1.1 401 x;W=Negotiate;S=y;W=NTLM+"},
    {"a name in the server's own case",
     {L("HTTP/1.1 200 OK\r\n"), L("wWw-aUTH: x\r\n"), L("\r\n")},
     "1.1 200 OK;wWw-aUTH=x+"},
    {"100 Continue is not the answer",
     {L("HTTP/1.1 100 Continue\r\n"), L("A: early\r\n"), L("\r\n"), L("HTTP/1.1 401 x\r\n"),
      L("B: late\r\n"), L("\r\n")},
     "1.1 401 x;B=late+"},
    {"two interim heads",
     {L("HTTP/1.1 102 p\r\n"), L("\r\n"), L("HTTP/1.1 103 h\r\n"), L("A: b\r\n"), L("\r\n"),
      L("HTTP/1.1 200 OK\r\n"), L("\r\n")},
     "1.1 200 OK+"},
    {"an interim head alone is incomplete",
     {L("HTTP/1.1 100 Continue\r\n"), L("\r\n")},
     "1.1 100 Continue"},
    {"a head broken off", {L("HTTP/1.1 401 x\r\n"), L("A: b\r\n")}, "1.1 401 x;A=b"},
    {"trailers are not taken",
     {L("HTTP/1.1 401 x\r\n"), L("A: b\r\n"), L("\r\n"), L("WWW-Authenticate: NTLM\r\n"),
      L("\r\n")},
     "1.1 401 x;A=b+"},
    {"a status line behind the head is not taken",
     {L("HTTP/1.1 401 x\r\n"), L("\r\n"), L("HTTP/1.1 200 OK\r\n"), L("A: b\r\n"), L("\r\n")},
     "1.1 401 x+"},
    {"a folded line",
     {L("HTTP/1.1 401 x\r\n"), L("A: b,\r\n"), L("  c\r\n"), L("\td \r\n"), L("\r\n")},
     "1.1 401 x;A=b, c d+"},
    {"a folded line of one blank does not end the head",
     {L("HTTP/1.1 401 x\r\n"), L("A: b\r\n"), L(" \n"), L("C: d\r\n"), L("\r\n")},
     "1.1 401 x;A=b ;C=d+"},
    {"a folded line of blanks",
     {L("HTTP/1.1 401 x\r\n"), L("A: b\r\n"), L(" \t \r\n"), L("C: d\r\n"), L("\r\n")},
     "1.1 401 x;A=b ;C=d+"},
    {"a folded line behind nothing",
     {L("HTTP/1.1 401 x\r\n"), L(" A: b\r\n"), L("C: d\r\n"), L("\r\n")},
     "1.1 401 x;C=d+"},
    {"a folded line behind garbage belongs to the field before",
     {L("HTTP/1.1 401 x\r\n"), L("A: b\r\n"), L("garbage\r\n"), L(" c\r\n"), L("\r\n")},
     "1.1 401 x;A=b c+"},
    {"a folded line of an interim head does not reach the next",
     {L("HTTP/1.1 100 c\r\n"), L("A: b\r\n"), L("\r\n"), L("HTTP/1.1 401 x\r\n"), L(" c\r\n"),
      L("\r\n")},
     "1.1 401 x+"},
    {"NUL in a value is kept",
     {L("HTTP/1.1 401 x\r\n"), L("A: b\0c\r\n"), L("\r\n")},
     "1.1 401 x;A=b\\000c+"},
    {"NUL in a folded value is kept",
     {L("HTTP/1.1 401 x\r\n"), L("A: b\0\r\n"), L(" \0c\r\n"), L("\r\n")},
     "1.1 401 x;A=b\\000 \\000c+"},
    {"NUL ends a name", {L("HTTP/1.1 401 x\r\n"), L("A\0B: c\r\n"), L("\r\n")}, "1.1 401 x;A=c+"},
    {"NUL in the status line ends it", {L("HTTP/1.1 401\0 x\r\n"), L("\r\n")}, "1.1 401 +"},
    {"bytes that do not print",
     {L("HTTP/1.1 401 \033[1m\r\n"), L("A: \377|\r\n"), L("\r\n")},
     "1.1 401 \\033[1m;A=\\377|+"},
    {"fields without a status line",
     {L("A: b\r\n"), L("\r\n"), L("HTTP/1.1 401 x\r\n"), L("\r\n")},
     "1.1 401 x+"},
    {"nothing", {L("")}, "- 0 -"},
    {"another protocol", {L("ICY 200 OK\r\n"), L("\r\n")}, "- 0 -"},
};

static void
append_escaped(GString *text, const char *bytes, gsize length)
{
	for (gsize i = 0; i < length; i++) {
		if (g_ascii_isprint(bytes[i]))
			g_string_append_c(text, bytes[i]);
		else
			g_string_append_printf(text, "\\%03o", (guint)(guchar)bytes[i]);
	}
}

static char *
describe(const struct http_head *head)
{
	const struct answer *answer = head->answer;
	GString *text = g_string_new(NULL);
	const char *reason = answer->reason ? answer->reason : "-";

	g_string_append_printf(text, "%s %u ", answer->version ? answer->version : "-",
			       answer->status);
	append_escaped(text, reason, strlen(reason));
	for (guint i = 0; i < answer->headers->len; i++) {
		const struct header *header = g_ptr_array_index(answer->headers, i);

		g_string_append_printf(text, ";%s=", header->name);
		append_escaped(text, header->value, header->length);
		/* What the struct promises beyond the bytes. */
		g_assert_true(header->value[header->length] == '\0');
	}
	g_string_append(text, head->complete ? "+" : "");
	return g_string_free(text, FALSE);
}

/* The line in a block of its exact size: a sanitizer sees a byte read too many. */
static gboolean
give(struct http_head *head, const char *bytes, gsize length)
{
	char *exact = g_malloc(MAX(length, 1));
	gboolean taken;

	memcpy(exact, bytes, length);
	taken = http_head_line(head, exact, length);
	g_free(exact);
	return taken;
}

static void
test_row(gconstpointer data)
{
	const struct row *row = data;
	g_autoptr(struct_answer) answer = answer_new(METHOD_GET, "http://x/");
	g_autofree char *text = NULL;
	struct http_head head;

	http_head_init(&head, answer);
	for (gsize i = 0; i < LINES && row->lines[i].bytes; i++)
		g_assert_true(give(&head, row->lines[i].bytes, row->lines[i].length));
	g_assert_false(head.too_long);
	text = describe(&head);
	g_assert_cmpstr(text, ==, row->expected);
}

/* Headers up to the very limit are taken, one byte more is not, and from then on nothing is. */
static void
test_limit(void)
{
	static const char status[] = "HTTP/1.1 401 x\r\n";
	g_autoptr(struct_answer) answer = answer_new(METHOD_GET, "http://x/");
	g_autofree char *longest = g_strnfill(HTTP_HEAD_LIMIT, 'a');
	struct http_head head;

	longest[1] = ':';
	http_head_init(&head, answer);
	g_assert_true(give(&head, status, strlen(status)));
	g_assert_true(give(&head, longest, HTTP_HEAD_LIMIT - strlen(status)));
	g_assert_false(head.too_long);
	g_assert_cmpuint(answer->headers->len, ==, 1);
	g_assert_false(give(&head, "\n", 1));
	g_assert_true(head.too_long);
	g_assert_false(head.complete);
	g_assert_false(give(&head, status, strlen(status)));
}

/* Interim heads count too: a server cannot send them for ever. */
static void
test_endless_interim(void)
{
	static const char interim[] = "HTTP/1.1 100 Continue\r\n";
	g_autoptr(struct_answer) answer = answer_new(METHOD_GET, "http://x/");
	struct http_head head;
	guint lines = 0;

	http_head_init(&head, answer);
	while (give(&head, interim, strlen(interim)))
		lines++;
	g_assert_true(head.too_long);
	g_assert_cmpuint(lines, ==, HTTP_HEAD_LIMIT / strlen(interim));
}

static void
test_many_headers(void)
{
	g_autoptr(struct_answer) answer = answer_new(METHOD_GET, "http://x/");
	struct http_head head;

	http_head_init(&head, answer);
	g_assert_true(give(&head, "HTTP/1.1 200 OK\r\n", 17));
	for (guint i = 0; i < 20000; i++) {
		g_autofree char *line = g_strdup_printf("a: %u\r\n", i);

		g_assert_true(give(&head, line, strlen(line)));
	}
	g_assert_true(give(&head, "\r\n", 2));
	g_assert_true(head.complete);
	g_assert_cmpuint(answer->headers->len, ==, 20000);
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_set_nonfatal_assertions();
	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autofree char *path = g_strdup_printf("/http_head/%s", rows[i].name);

		g_test_add_data_func(path, &rows[i], test_row);
	}
	g_test_add_func("/http_head/limit", test_limit);
	g_test_add_func("/http_head/endless interim heads", test_endless_interim);
	g_test_add_func("/http_head/many headers", test_many_headers);
	return g_test_run();
}
