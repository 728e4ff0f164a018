/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tests what of Autodiscover's answer and of the address book outlives a run. */
#include "facts/fingerprint_given.h"

#include <string.h>

/* JSON of a host, what is read from it (NULL: refused), what it becomes when that is put into it.
 */
static const struct row {
	const char *name, *host, *refused, *again;
} rows[] = {
    {"nothing", "{}", NULL, "{}"},
    {"urls", "{\"urls\":{\"EwsUrl\":\"https://mail.example.com/EWS/Exchange.asmx\"}}", NULL,
     "{\"urls\": {\"EwsUrl\": \"https://mail.example.com/EWS/Exchange.asmx\"}}"},
    {"no url given", "{\"urls\":{}}", NULL, "{\"urls\": {}}"},
    {"sequence", "{\"oab_sequence\":7}", NULL, "{\"oab_sequence\": 7}"},
    {"sequence 0", "{\"oab_sequence\":0,\"urls\":{}}", NULL, "{\"oab_sequence\": 0, \"urls\": {}}"},
    {"urls of a later release", "{\"urls\":{\"UMUrl\":\"x\"}}", NULL, "{\"urls\": {}}"},
    {"urls as a list", "{\"urls\":[]}", "an object as \"urls\"", NULL},
    {"urls as null", "{\"urls\":null}", "an object as \"urls\"", NULL},
    {"a url as a number", "{\"urls\":{\"OABUrl\":1}}", "texts in \"urls\"", NULL},
    {"a negative sequence", "{\"oab_sequence\":-1}", "a number, 0 or more, as \"oab_sequence\"",
     NULL},
    {"a sequence as a text", "{\"oab_sequence\":\"7\"}", "a number, 0 or more, as \"oab_sequence\"",
     NULL},
};

static void
test_json(gconstpointer data)
{
	const struct row *row = data;
	json_t *host = json_loads(row->host, 0, NULL);
	json_t *again = json_object();
	struct fingerprint_given given;
	struct fingerprint_given copy;
	char *text;

	fingerprint_given_init(&given);
	fingerprint_given_init(&copy);
	g_assert_cmpstr(fingerprint_given_read(host, &given), ==, row->refused);
	if (!row->refused) {
		fingerprint_given_copy(&copy, &given);
		fingerprint_given_into_json(&copy, again);
		text = json_dumps(again, JSON_SORT_KEYS);
		g_assert_cmpstr(text, ==, row->again);
		free(text);
	}
	fingerprint_given_clear(&given);
	fingerprint_given_clear(&copy);
	json_decref(again);
	json_decref(host);
}

/* Who does not know it leaves it as it is. */
static void
test_unknown_keeps(void)
{
	static const char kept[] = "{\"oab_sequence\": 7, \"urls\": {\"EwsUrl\": \"x\"}}";
	json_t *host = json_loads(kept, 0, NULL);
	struct fingerprint_given given;
	char *text;

	fingerprint_given_init(&given);
	fingerprint_given_into_json(&given, host);
	text = json_dumps(host, JSON_SORT_KEYS);
	g_assert_cmpstr(text, ==, kept);
	free(text);
	json_decref(host);
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_set_nonfatal_assertions();
	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autofree char *words = g_strdelimit(g_strdup(rows[i].name), " ", '-');
		g_autofree char *path = g_strdup_printf("/given/json/%s", words);

		g_test_add_data_func(path, &rows[i], test_json);
	}
	g_test_add_func("/given/unknown-keeps", test_unknown_keeps);
	return g_test_run();
}
