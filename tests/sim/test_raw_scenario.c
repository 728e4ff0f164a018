/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tests of the reader of scenarios: what it makes of an answer, and what it refuses. */
#include <string.h>

#include "tests/sim/raw_answer.h"
#include "tests/sim/raw_scenario.h"

/* Behind a sentence; `error` is part of the message, NULL when the scenario is sound. */
static const struct refusal {
	const char *name;
	const char *sections;
	const char *error;
} REFUSALS[] = {
    {"sound", "=== command\ntrue\n=== exit 0\n=== stdout\n", NULL},
    {"no command", "=== exit 0\n=== stdout\n", "a command is missing"},
    {"no exit", "=== command\ntrue\n=== stdout\n", "an exit is missing"},
    {"nothing expected", "=== command\ntrue\n=== exit 0\n=== stdout-lacks x\n", "a stdout or"},
    {"unknown section", "=== comand\ntrue\n", "line 3: no section is named comand"},
    {"two commands", "=== command\ntrue\n=== command\ntrue\n", "line 5: there is one command"},
    {"unbalanced quote", "=== command\nsh -c 'x\n", "line 3: "},
    {"exit without number", "=== exit ok\n", "expected \"exit NUMBER\""},
    {"exit too large", "=== exit 256\n", "expected \"exit NUMBER\""},
    {"server without kind", "=== server\nHTTP/1.1 200 OK\n", "expected \"tls\" or \"plain\""},
    {"server option", "=== server plain acepts=1\n", "no option acepts=1"},
    {"answer without server", "=== answer\nHTTP/1.1 200 OK\n", "needs a server"},
    {"answer with three words", "=== server plain\n=== answer GET / now\n",
     "at most a method and a path"},
    {"step that is none", "=== server plain\n@colse\n", "@colse is no step"},
    {"sleep without number", "=== server plain\n@sleep long\n", "@sleep long is no step"},
    {"file outside", "=== file ../x\n", "expected \"file NAME\""},
    {"file option", "=== file x made=0600\n", "expected \"file NAME\""},
    {"env without value", "=== env HOME\n", "expected \"env NAME=VALUE\""},
    {"lacks nothing", "=== stdout-lacks\n", "expected \"stdout-lacks TEXT\""},
};

static const struct answer_row {
	const char *name;
	const char *body;
	const char *steps; /* each text in brackets, other steps by their letter */
} ANSWERS[] = {
    {"head", "HTTP/1.1 200 OK\nA: b\n", "[HTTP/1.1 200 OK\r\nA: b\r\n\r\n]"},
    {"body", "HTTP/1.1 200 OK\n\nhello\n", "[HTTP/1.1 200 OK\r\n\r\nhello\r\n]"},
    {"pause in the head", "A: b\n@sleep 10\nC: d\n", "[A: b\r\n]s10[C: d\r\n\r\n]"},
    {"close behind the head", "A: b\n@close\n", "[A: b\r\n\r\n]c"},
    {"bytes", "@bytes A\\r\\n\\011\\1011\\377\\\\\n", "[A\r\n\tA1\377\\]"},
    {"bytes end no head", "@bytes A: b\nC: d\n", "[A: b][C: d\r\n]"},
    {"only a step", "@reset\n", "r"},
    {"hold", "@hold\n", "h"},
};

static void
test_refusal(gconstpointer data)
{
	const struct refusal *row = data;
	g_autofree char *text = g_strconcat("What is shown.\n\n", row->sections, NULL);
	g_autoptr(GError) error = NULL;
	g_autoptr(struct_raw_scenario) scenario = raw_scenario_parse(text, &error);

	if (!row->error) {
		g_assert_no_error(error);
		g_assert_nonnull(scenario);
		return;
	}
	g_assert_null(scenario);
	g_assert_nonnull(error);
	if (error && !strstr(error->message, row->error))
		g_test_message("%s", error->message);
	g_assert_true(error && strstr(error->message, row->error));
}

static void
test_no_sentence(void)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(struct_raw_scenario) scenario =
	    raw_scenario_parse("=== command\ntrue\n=== exit 0\n=== stdout\n", &error);

	g_assert_null(scenario);
	g_assert_error(error, RAW_SCENARIO_ERROR, RAW_SCENARIO_ERROR_INCOMPLETE);
}

static void
describe(const struct raw_step *step, GString *into)
{
	if (step->verb == RAW_SEND)
		g_string_append_printf(into, "[%.*s]", (int)step->length, step->text);
	else if (step->verb == RAW_SLEEP)
		g_string_append_printf(into, "s%u", step->pause_ms);
	else
		g_string_append_c(into, step->verb == RAW_CLOSE	  ? 'c'
					: step->verb == RAW_RESET ? 'r'
								  : 'h');
}

static void
test_answer(gconstpointer data)
{
	const struct answer_row *row = data;
	g_autoptr(GPtrArray) owned = g_ptr_array_new_with_free_func(g_free);
	g_autoptr(GString) steps = g_string_new(NULL);
	char *wrong = NULL;

	for (const struct raw_step *step = raw_answer_steps(row->body, owned, &wrong);
	     step && step->verb != RAW_END; step++)
		describe(step, steps);
	g_assert_null(wrong);
	g_assert_cmpstr(steps->str, ==, row->steps);
}

/* Answers without a condition are given once, all but the last; those with one whenever they fit.
 */
static void
test_once(void)
{
	static const char text[] =
	    "Shown.\n=== server plain\n=== answer\nA\n=== answer POST /x\nB\n=== answer\nC\n"
	    "=== command\ntrue\n=== exit 0\n=== stdout\n";
	const gboolean once[] = {TRUE, FALSE, FALSE};
	g_autoptr(struct_raw_scenario) scenario = raw_scenario_parse(text, NULL);
	const struct raw_scenario_server *server;

	g_assert_nonnull(scenario);
	server = scenario->servers->pdata[0];
	g_assert_cmpuint(server->answers->len, ==, G_N_ELEMENTS(once));
	for (guint i = 0; i < G_N_ELEMENTS(once); i++)
		g_assert_cmpint(g_array_index(server->answers, struct raw_answer, i).once, ==,
				once[i]);
}

static void
test_fill(void)
{
	g_autoptr(GHashTable) variables = g_hash_table_new(g_str_hash, g_str_equal);
	g_autoptr(GError) error = NULL;
	g_autofree char *filled = NULL;
	g_autofree char *unknown = NULL;
	char port[] = "17";
	char name[] = "PORT";

	g_hash_table_insert(variables, name, port);
	filled = raw_scenario_fill("@PORT@ @auth@ a@b.example\n=== file auth mode=0600\n",
				   variables, "/d", &error);
	g_assert_no_error(error);
	g_assert_cmpstr(filled, ==, "17 /d/auth a@b.example\n=== file auth mode=0600\n");
	unknown = raw_scenario_fill("@PROT@\n=== file PROTO\n", variables, "/d", &error);
	g_assert_null(unknown);
	g_assert_error(error, RAW_SCENARIO_ERROR, RAW_SCENARIO_ERROR_VARIABLE);
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_set_nonfatal_assertions();
	for (gsize i = 0; i < G_N_ELEMENTS(REFUSALS); i++) {
		g_autofree char *path = g_strconcat("/scenario/refuses/", REFUSALS[i].name, NULL);

		g_test_add_data_func(path, &REFUSALS[i], test_refusal);
	}
	for (gsize i = 0; i < G_N_ELEMENTS(ANSWERS); i++) {
		g_autofree char *path = g_strconcat("/scenario/answer/", ANSWERS[i].name, NULL);

		g_test_add_data_func(path, &ANSWERS[i], test_answer);
	}
	g_test_add_func("/scenario/refuses/no sentence", test_no_sentence);
	g_test_add_func("/scenario/answers once", test_once);
	g_test_add_func("/scenario/variables", test_fill);
	return g_test_run();
}
