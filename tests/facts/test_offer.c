/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tests the facts of a sweep. */
#include "facts/offer.h"

#include "tests/support/json_compare.h"
#include "tests/support/scene.h"

struct row {
	const char *name;
	const char *scene;
	const char *expected;
};

#define HEAD(resolved, known)                                                                      \
	"{\"hostname\":\"mail.example.com\",\"port\":443,\"tls\":true,\"resolved\":\"" resolved    \
	",\"resolve_seconds\":0.0,\"known_addresses\":" known
#define ANSWERED(method, path)                                                                     \
	"{\"method\":\"" method "\",\"url\":\"https://mail.example.com" path                       \
	"\",\"peer\":\"mail.example.com:443\",\"outcome\":\"answered\",\"address\":\"192.0.2.1\"," \
	"\"connection_reused\":false,\"seconds\":0.25,\"status\":401,\"http_version\":\"1.1\","

static const struct row rows[] = {
    {"no address", "resolved name no such\\377",
     HEAD("name\",\"resolve_trouble\":\"no such\357\277\275\"",
	  "0") ",\"seconds\":0.5,\"nodes\":[]}"},
    {"two methods",
     "known-addresses 2\n"
     "ews: GET 401 NTLM | Basic realm=\"a|b\"\n"
     "ews: POST 401\n",
     HEAD(
	 "answered\"",
	 "2") ",\"seconds\":0.5,\"nodes\":[{\"connected\":\"192.0.2.1\",\"offers\":["
	      "{\"endpoint\":\"ews\",\"path\":\"/EWS/Exchange.asmx\",\"get\":" ANSWERED(
		  "GET",
		  "/EWS/Exchange.asmx") "\"headers\":[[\"WWW-Authenticate\",\"NTLM\"],"
					"[\"WWW-Authenticate\",\"Basic "
					"realm=\\\"a|b\\\"\"]],\"body_bytes\":0,"
					"\"challenges\":{\"fields\":2,\"challenges\":[{\"scheme\":"
					"\"NTLM\",\"field\":1},"
					"{\"scheme\":\"Basic\",\"field\":2,\"parameters\":{"
					"\"realm\":\"a|b\"}}]}},"
					"\"post\":" ANSWERED(
					    "POST",
					    "/EWS/Exchange.asmx") "\"headers\":[],\"body_bytes\":0,"
								  "\"challenges\":{\"fields\":0,"
								  "\"challenges\":[]}}}]}]}"},
    {"two nodes, not asked",
     "node 192.0.2.1\noab: GET not_asked\nnode 192.0.2.2\noab: GET not_asked\n",
     HEAD("answered\"",
	  "0") ",\"seconds\":0.5,\"nodes\":[{\"address\":\"192.0.2.1\",\"offers\":["
	       "{\"endpoint\":\"oab\",\"path\":\"/OAB/"
	       "\",\"get\":{\"method\":\"GET\",\"url\":\"https://mail.example.com/OAB/\","
	       "\"peer\":\"192.0.2.1:443\",\"outcome\":\"not "
	       "asked\",\"challenges\":{\"fields\":0,\"challenges\":[]}}}]},"
	       "{\"address\":\"192.0.2.2\",\"offers\":[{\"endpoint\":\"oab\",\"path\":\"/OAB/"
	       "\",\"get\":{\"method\":\"GET\","
	       "\"url\":\"https://mail.example.com/OAB/"
	       "\",\"peer\":\"192.0.2.2:443\",\"outcome\":\"not asked\","
	       "\"challenges\":{\"fields\":0,\"challenges\":[]}}}]}]}"},
};

static void
test_json(gconstpointer data)
{
	const struct row *row = data;
	g_autoptr(struct_scene) scene = scene_read(row->scene);

	json_compare(sweep_to_json(scene->sweep), row->expected);
}

/* Only WWW-Authenticate is read, in any case, in wire order, its NULs included. */
static void
test_challenges(void)
{
	struct answer *answer = answer_new(METHOD_GET, "https://x/");
	struct asked *asked;
	g_autofree char *list = NULL;

	answer_add_header(answer, "www-AUTHENTICATE", 16, "NTLM", 4);
	answer_add_header(answer, "Proxy-Authenticate", 18, "Digest", 6);
	answer_add_header(answer, "WWW-Authenticate", 16, "Nego\0tiate", 10);
	answer_add_header(answer, "WWW-Authenticate", 16, "Basic realm=\"x\"", 15);
	asked = asked_new(answer);
	list = challenge_list_describe(asked->challenges);
	g_assert_cmpuint(asked->challenges->fields, ==, 3);
	g_assert_nonnull(asked->challenges->malformed);
	g_assert_cmpstr(list, ==, "NTLM, Nego, Basic");
	asked_free(asked);
	asked_free(NULL);
}

static const struct asked *
decisive_of(struct scene *scene, guint offer)
{
	const struct node_offers *node = g_ptr_array_index(scene->sweep->nodes, 0);

	return offer_decisive(g_ptr_array_index(node->offers, offer));
}

static void
test_decisive(void)
{
	g_autoptr(struct_scene) scene = scene_read("autodiscover: GET 401\n"
						   "autodiscover: POST 500\n"
						   "ews: GET 401\n"
						   "ews: POST cut\n"
						   "oab: GET cut\n"
						   "mapi: POST cut\n"
						   "api: GET cut\n"
						   "api: POST timeout wait\n");

	g_assert_cmpuint(decisive_of(scene, 0)->answer->status, ==, 500);
	g_assert_cmpuint(decisive_of(scene, 1)->answer->status, ==, 401);
	g_assert_cmpint(decisive_of(scene, 2)->answer->method, ==, METHOD_GET);
	g_assert_cmpint(decisive_of(scene, 3)->answer->method, ==, METHOD_POST);
	g_assert_cmpint(decisive_of(scene, 4)->answer->method, ==, METHOD_GET);
	g_assert_true(asked_answered(decisive_of(scene, 0)));
	g_assert_false(asked_answered(decisive_of(scene, 2)));
	g_assert_false(asked_answered(NULL));
}

static void
test_free(void)
{
	sweep_free(NULL);
	sweep_free(sweep_new("x"));
	node_offers_free(node_offers_new(NULL));
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_set_nonfatal_assertions();
	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autofree char *path = g_strdup_printf("/offer/json/%s", rows[i].name);

		g_test_add_data_func(path, &rows[i], test_json);
	}
	g_test_add_func("/offer/challenges", test_challenges);
	g_test_add_func("/offer/decisive", test_decisive);
	g_test_add_func("/offer/free", test_free);
	return g_test_run();
}
