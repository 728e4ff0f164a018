/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tests what a node's answers tell about it. */
#include "facts/node.h"

#include <string.h>

#include "tests/support/json_compare.h"

struct header_line {
	const char *name, *value;
};

enum { ANSWERS = 3, HEADERS = 6 };

struct row {
	const char *name;
	const char *address;
	struct header_line answers[ANSWERS][HEADERS]; /* each up to a NULL name */
	const char *expected;
};

static const struct row rows[] = {
    {"says nothing", NULL, {{{NULL, NULL}}}, "{\"connected\":\"192.0.2.9\"}"},
    {"says everything",
     "192.0.2.1",
     {{{"x-feserver", "CAS1"},
       {"X-CalculatedBETarget", "mbx1.example.com"},
       {"X-BEServer", "MBX2"},
       {"X-OWA-Version", "15.2.1544.11"},
       {"Server", "Microsoft-IIS/10.0"},
       {"Via", "1.1 gate"}}},
     "{\"address\":\"192.0.2.1\",\"connected\":\"192.0.2.9\",\"front_end\":\"CAS1\",\"back_end\":"
     "\"mbx1.example.com\","
     "\"build\":\"15.2.1544.11\",\"software\":\"Microsoft-IIS/10.0\",\"via\":\"1.1 gate\"}"},
    {"the first answer stays",
     NULL,
     {{{"Server", "one"}}, {{"Server", "two"}, {"X-FEServer", "CAS2"}}, {{"X-FEServer", "CAS3"}}},
     "{\"connected\":\"192.0.2.9\",\"front_end\":\"CAS2\",\"software\":\"one\"}"},
    {"an empty header says nothing",
     NULL,
     {{{"Server", ""}}, {{"Server", "two"}}},
     "{\"connected\":\"192.0.2.9\",\"software\":\"two\"}"},
    {"of two front ends the first",
     NULL,
     {{{"X-FEServer", "CAS1"}, {"X-FEServer", "CAS2"}}},
     "{\"connected\":\"192.0.2.9\",\"front_end\":\"CAS1\"}"},
    {"the back end by its short name",
     NULL,
     {{{"X-BEServer", "MBX1"}}},
     "{\"connected\":\"192.0.2.9\",\"back_end\":\"MBX1\"}"},
    {"no UTF-8",
     NULL,
     {{{"Via", "\377"}}},
     "{\"connected\":\"192.0.2.9\",\"via\":\"\357\277\275\"}"},
};

static void
test_row(gconstpointer data)
{
	const struct row *row = data;
	g_autoptr(struct_node) node = node_new(row->address);

	for (gsize a = 0; a < ANSWERS; a++) {
		g_autoptr(struct_answer) answer = answer_new(METHOD_GET, "https://x/");

		answer->outcome = OUTCOME_ANSWERED;
		answer->address = g_strdup("192.0.2.9");
		for (gsize h = 0; h < HEADERS && row->answers[a][h].name; h++) {
			const struct header_line *line = &row->answers[a][h];

			answer_add_header(answer, line->name, strlen(line->name), line->value,
					  strlen(line->value));
		}
		node_learn(node, answer);
	}
	g_assert_true(node->answered);
	json_compare(node_to_json(node), row->expected);
}

static void
test_unanswered(void)
{
	g_autoptr(struct_node) node = node_new("192.0.2.1");
	g_autoptr(struct_answer) answer = answer_new(METHOD_GET, "https://x/");

	answer->outcome = OUTCOME_CUT;
	node_learn(node, answer);
	g_assert_false(node->answered);
	json_compare(node_to_json(node), "{\"address\":\"192.0.2.1\"}");
}

static void
test_certificate(void)
{
	g_autoptr(struct_node) node = node_new(NULL);

	node->certificate = certificate_new();
	json_compare(node_to_json(node), "{\"certificate\":{\"names\":[]}}");
	node_free(NULL);
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_set_nonfatal_assertions();
	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autofree char *path = g_strdup_printf("/node/%s", rows[i].name);

		g_test_add_data_func(path, &rows[i], test_row);
	}
	g_test_add_func("/node/unanswered", test_unanswered);
	g_test_add_func("/node/certificate", test_certificate);
	return g_test_run();
}
