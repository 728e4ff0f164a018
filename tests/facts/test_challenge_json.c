/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tests how a list of challenges is written as JSON. */
#include "facts/challenge_json.h"
#include <stdlib.h>

struct row {
	const char *name;
	const char *fields[4];
	const char *expected;
};

static const struct row rows[] = {
    {"no field", {NULL}, "{\"fields\":0,\"challenges\":[]}"},
    {"empty field", {""}, "{\"fields\":1,\"challenges\":[]}"},
    {"scheme as sent",
     {"nEGOTIATE", "NTLM"},
     "{\"fields\":2,\"challenges\":[{\"scheme\":\"nEGOTIATE\",\"field\":1},"
     "{\"scheme\":\"NTLM\",\"field\":2}]}"},
    {"token",
     {"NTLM TlRM=="},
     "{\"fields\":1,\"challenges\":[{\"scheme\":\"NTLM\",\"field\":1,\"token\":\"TlRM==\"}]}"},
    {"parameters",
     {"Basic REALM=\"a, \\\"b\\\"\", charset=\"\""},
     "{\"fields\":1,\"challenges\":[{\"scheme\":\"Basic\",\"field\":1,\"parameters\":"
     "{\"realm\":\"a, \\\"b\\\"\",\"charset\":\"\"}}]}"},
    {"malformed",
     {"=, NTLM"},
     "{\"fields\":1,\"challenges\":[{\"scheme\":\"NTLM\",\"field\":1}],"
     "\"error\":\"field 1: expected a scheme name, got '='\"}"},
    {"bytes that are no UTF-8",
     {"Basic realm=\"M\xfcller\""},
     "{\"fields\":1,\"challenges\":[{\"scheme\":\"Basic\",\"field\":1,\"parameters\":"
     "{\"realm\":\"M\xef\xbf\xbdller\"}}]}"},
    {"control character",
     {"Basic realm=\"a\x01\""},
     "{\"fields\":1,\"challenges\":[{\"scheme\":\"Basic\",\"field\":1,\"parameters\":"
     "{\"realm\":\"a\\u0001\"}}],\"error\":\"field 1: expected text in the quoted string, got a "
     "control character\"}"},
};

static void
test_row(gconstpointer data)
{
	const struct row *row = data;
	g_autoptr(struct_challenge_list) list = challenge_list_parse_strings(row->fields);
	json_t *object = challenge_list_to_json(list);
	char *text = json_dumps(object, JSON_COMPACT);

	g_assert_cmpstr(text, ==, row->expected);
	free(text);
	json_decref(object);
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_set_nonfatal_assertions();
	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autofree char *path = g_strdup_printf("/challenge json/%s", rows[i].name);

		g_test_add_data_func(path, &rows[i], test_row);
	}
	return g_test_run();
}
