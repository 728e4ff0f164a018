/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tests the facts of one request. */
#include "facts/answer.h"

#include <string.h>

#include "tests/support/json_compare.h"

struct json_row {
	const char *name;
	enum outcome outcome;
	enum stage stage;
	enum outcome body_outcome;
	const char *trouble;
	const char *expected;
};

#define ASKED(outcome)                                                                             \
	"{\"method\":\"POST\",\"url\":\"https://x/\",\"peer\":\"x:443\",\"outcome\":\"" outcome "\""
#define TOOK ",\"connection_reused\":false,\"seconds\":1.5"

static const struct json_row json_rows[] = {
    {"not asked", OUTCOME_NOT_ASKED, STAGE_CONNECT, OUTCOME_NOT_ASKED, NULL,
     ASKED("not asked") ",\"address\":\"192.0.2.1\"}"},
    {"refused", OUTCOME_CONNECT, STAGE_CONNECT, OUTCOME_NOT_ASKED, "Connection refused",
     ASKED("connect") ",\"trouble\":\"Connection refused\",\"address\":\"192.0.2.1\"" TOOK "}"},
    {"words that are no UTF-8", OUTCOME_TLS, STAGE_TLS, OUTCOME_NOT_ASKED, "a\377|\n",
     ASKED("tls") ",\"trouble\":\"a\357\277\275|\\n\",\"address\":\"192.0.2.1\"" TOOK "}"},
    {"a time-out while connecting", OUTCOME_TIMEOUT, STAGE_CONNECT, OUTCOME_NOT_ASKED, NULL,
     ASKED("timeout") ",\"stage\":\"connect\",\"address\":\"192.0.2.1\"" TOOK "}"},
    {"a time-out in the handshake", OUTCOME_TIMEOUT, STAGE_TLS, OUTCOME_NOT_ASKED, NULL,
     ASKED("timeout") ",\"stage\":\"tls\",\"address\":\"192.0.2.1\"" TOOK "}"},
    {"a time-out while waiting", OUTCOME_TIMEOUT, STAGE_WAIT, OUTCOME_NOT_ASKED, NULL,
     ASKED("timeout") ",\"stage\":\"wait\",\"address\":\"192.0.2.1\"" TOOK "}"},
    {"a time-out in the head", OUTCOME_TIMEOUT, STAGE_HEAD, OUTCOME_NOT_ASKED, NULL,
     ASKED("timeout") ",\"stage\":\"head\",\"address\":\"192.0.2.1\"" TOOK "}"},
    {"answered", OUTCOME_ANSWERED, STAGE_BODY, OUTCOME_ANSWERED, NULL,
     ASKED("answered") ",\"address\":\"192.0.2.1\"" TOOK
		       ",\"status\":401,\"http_version\":\"1.1\",\"headers\":[[\"WWW-"
		       "Authenticate\",\"NTLM\"],"
		       "[\"set-cookie\",\"(not "
		       "shown)\"],[\"X-Odd\",\"a\357\277\275b\357\277\275\"]],\"body_bytes\":4}"},
    {"answered, the body broke off", OUTCOME_ANSWERED, STAGE_BODY, OUTCOME_CUT, "short",
     ASKED("answered") ",\"trouble\":\"short\",\"address\":\"192.0.2.1\"" TOOK
		       ",\"status\":401,\"http_version\":\"1.1\",\"headers\":[[\"WWW-"
		       "Authenticate\",\"NTLM\"],"
		       "[\"set-cookie\",\"(not "
		       "shown)\"],[\"X-Odd\",\"a\357\277\275b\357\277\275\"]],\"body_bytes\":4,"
		       "\"body_outcome\":\"cut\"}"},
};

static struct answer *
answer_of(const struct json_row *row)
{
	struct answer *answer = answer_new(METHOD_POST, "https://x/");

	answer->peer = g_strdup("x:443");
	answer->outcome = row->outcome;
	answer->stage = row->stage;
	answer->body_outcome = row->body_outcome;
	answer->trouble = g_strdup(row->trouble);
	answer->address = g_strdup("192.0.2.1");
	answer->total_us = 1500000;
	answer->status = 401;
	answer->reason = g_strdup("Unauthorized");
	answer->version = g_strdup("1.1");
	g_string_assign(answer->body, "body");
	answer_add_header(answer, "WWW-Authenticate", 16, "NTLM, never read", 4);
	answer_add_header(answer, "set-cookie", 10, "secret", 6);
	answer_add_header(answer, "X-Odd: not", 5, "a\0b\377", 4);
	return answer;
}

static void
test_json(gconstpointer data)
{
	g_autoptr(struct_answer) answer = answer_of(data);

	json_compare(answer_to_json(answer), ((const struct json_row *)data)->expected);
}

static void
test_headers(void)
{
	g_autoptr(struct_answer) answer = answer_new(METHOD_GET, "http://x/");
	const struct header *header;

	g_assert_null(answer_header(answer, "Server"));
	answer_add_header(answer, "Server", 6, "one", 3);
	answer_add_header(answer, "SERVER", 6, "two", 3);
	answer_add_header(answer, "Empty", 5, "", 0);
	answer_add_header(answer, "NUL", 3, "a\0b", 3);
	g_assert_cmpstr(answer_header(answer, "server"), ==, "one");
	g_assert_cmpstr(answer_header(answer, "empty"), ==, "");
	g_assert_null(answer_header(answer, "serve"));
	g_assert_null(answer_header(answer, ""));
	header = g_ptr_array_index(answer->headers, 3);
	g_assert_cmpuint(header->length, ==, 3);
	g_assert_true(memcmp(header->value, "a\0b", 4) == 0);
}

static void
test_secrets(void)
{
	static const char *const secret[] = {"Authorization", "PROXY-AUTHORIZATION", "set-cookie",
					     "Cookie", "Authentication-Info"};
	static const char *const open[] = {"WWW-Authenticate", "Proxy-Authenticate", "Cookies", ""};

	for (gsize i = 0; i < G_N_ELEMENTS(secret); i++)
		g_assert_true(answer_header_is_secret(secret[i]));
	for (gsize i = 0; i < G_N_ELEMENTS(open); i++)
		g_assert_false(answer_header_is_secret(open[i]));
}

/* Every outcome has a word of its own, and is either the server's loss or one request's. */
static void
test_outcomes(void)
{
	static const gboolean lost[OUTCOME_COUNT] = {
	    [OUTCOME_NAME] = TRUE, [OUTCOME_PROXY] = TRUE,	 [OUTCOME_CONNECT] = TRUE,
	    [OUTCOME_TLS] = TRUE,  [OUTCOME_CERTIFICATE] = TRUE, [OUTCOME_LOCAL] = TRUE,
	};
	g_autoptr(struct_answer) answer = answer_new(METHOD_HEAD, "http://x/");

	g_assert_cmpstr(method_name(METHOD_HEAD), ==, "HEAD");
	g_assert_cmpint(answer->outcome, ==, OUTCOME_NOT_ASKED);
	answer->stage = STAGE_WAIT;
	for (guint i = 0; i < OUTCOME_COUNT; i++) {
		answer->outcome = (enum outcome)i;
		g_assert_cmpint(answer_lost(answer), ==, lost[i]);
		for (guint k = 0; k < i; k++)
			g_assert_cmpstr(outcome_name((enum outcome)i), !=,
					outcome_name((enum outcome)k));
	}
	answer->outcome = OUTCOME_TIMEOUT;
	for (guint i = STAGE_CONNECT; i <= STAGE_BODY; i++) {
		answer->stage = (enum stage)i;
		g_assert_cmpint(answer_lost(answer), ==, i == STAGE_CONNECT || i == STAGE_TLS);
	}
}

static void
test_free(void)
{
	answer_free(NULL);
	answer_free(answer_new(METHOD_GET, NULL));
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_set_nonfatal_assertions();
	for (gsize i = 0; i < G_N_ELEMENTS(json_rows); i++) {
		g_autofree char *path = g_strdup_printf("/answer/json/%s", json_rows[i].name);

		g_test_add_data_func(path, &json_rows[i], test_json);
	}
	g_test_add_func("/answer/headers", test_headers);
	g_test_add_func("/answer/secrets", test_secrets);
	g_test_add_func("/answer/outcomes", test_outcomes);
	g_test_add_func("/answer/free", test_free);
	return g_test_run();
}
