/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tests what of a sweep is written down, read again, and taken up into what was there. */
#include "facts/fingerprint_json.h"

#include <string.h>

#include "tests/support/scene.h"

/* Sorted and compact; takes the reference, the caller frees. */
static char *
text_of(json_t *taken)
{
	char *text = json_dumps(taken, JSON_SORT_KEYS | JSON_COMPACT);
	char *copy = g_strdup(text);

	free(text);
	json_decref(taken);
	return copy;
}

/* The host object of what the scene shows. */
static json_t *
write_scene(const char *text)
{
	g_autoptr(struct_scene) scene = scene_read(text);
	g_autoptr(struct_fingerprint) seen = fingerprint_of(scene->sweep, NULL);

	return fingerprint_to_json(seen);
}

#define EWS	   "\"path\":\"/EWS/Exchange.asmx\""
#define HOST(node) "{\"nodes\":{" node "},\"tls\":true}"

static const struct written_row {
	const char *name;
	const char *scene;
	const char *expected;
} written_rows[] = {
    {"a list in wire order", "ews: GET 401 NTLM | Negotiate\news: POST 401 Negotiate",
     HOST("\"any\":{\"endpoints\":{\"ews\":{\"get\":{\"challenges\":[\"NTLM\",\"Negotiate\"],"
	  "\"status\":401}," EWS ",\"post\":{\"challenges\":[\"Negotiate\"],\"status\":401}}}}")},
    {"the front end is the key, not the address",
     "node 192.0.2.11\nfront-end CAS1\nbuild 15.2.1544.11\news: GET 401 NTLM\n"
     "+ Server: Microsoft-IIS/10.0\ncertificate 30 aabb",
     HOST("\"CAS1\":{\"address\":\"192.0.2.11\",\"build\":\"15.2.1544.11\",\"certificate\":{"
	  "\"not_after\":\"2027-02-14T08:00:00Z\",\"sha256\":\"aabb\",\"subject\":\"CN = "
	  "mail.example.com\"},\"endpoints\":{\"ews\":{\"get\":{\"challenges\":[\"NTLM\"],"
	  "\"status\":401}," EWS "}},\"front_end\":\"CAS1\",\"software\":\"Microsoft-IIS/10.0\"}")},
    {"NTLM's computer is the key without a front end",
     "node 192.0.2.11\news: GET 401 NTLM\ntry NTLM challenged",
     HOST("\"cas1.corp.example.com\":{\"address\":\"192.0.2.11\",\"dns_computer\":\"cas1.corp."
	  "example.com\",\"dns_domain\":\"corp.example.com\",\"dns_forest\":\"corp.example.com\","
	  "\"endpoints\":{\"ews\":{\"get\":{\"challenges\":[\"NTLM\"],\"status\":401},\"ntlm\":"
	  "\"challenged\"," EWS "}},\"ntlm_computer\":\"CAS1\",\"ntlm_domain\":\"CORP\","
	  "\"windows\":\"10.0.20348\"}")},
    {"the address is the key without a name", "node 192.0.2.11\news: GET 503",
     HOST("\"192.0.2.11\":{\"address\":\"192.0.2.11\",\"endpoints\":{\"ews\":{\"get\":{"
	  "\"challenges\":[],\"status\":503}," EWS "}}}")},
    {"two nodes of one name",
     "node 192.0.2.11\nfront-end CAS1\news: GET 503\nnode 192.0.2.12\nfront-end CAS1\n"
     "ews: GET 503",
     HOST("\"192.0.2.12\":{\"address\":\"192.0.2.12\",\"endpoints\":{\"ews\":{\"get\":{"
	  "\"challenges\":[],\"status\":503}," EWS "}},\"front_end\":\"CAS1\"},"
	  "\"CAS1\":{\"address\":\"192.0.2.11\",\"endpoints\":{\"ews\":{\"get\":{"
	  "\"challenges\":[],\"status\":503}," EWS "}},\"front_end\":\"CAS1\"}")},
    {"where a redirect leads, no token, no other header",
     "ews: GET 302\n+ Location: https://mail.example.com/owa\n+ Set-Cookie: secret",
     HOST("\"any\":{\"endpoints\":{\"ews\":{\"get\":{\"challenges\":[],\"location\":"
	  "\"https://mail.example.com/owa\",\"status\":302}," EWS "}}}")},
    {"how far it came without an answer", "ews: GET timeout wait",
     HOST("\"any\":{\"endpoints\":{\"ews\":{\"get\":{\"outcome\":\"timeout\"}," EWS "}}}")},
    {"a body that broke off", "ews: GET 401 NTLM\nbody-outcome cut",
     HOST("\"any\":{\"endpoints\":{\"ews\":{\"get\":{\"body\":\"cut\",\"challenges\":[\"NTLM\"],"
	  "\"status\":401}," EWS "}}}")},
    {"Allow",
     "logon NTLM x\nsecret accepted\news: GET 401 NTLM\ntry NTLM answered\n"
     "challenge bare\nchallenge unversioned\n"
     "try NTLM answered\nbinding none\ntry NTLM refused\nbinding wrong",
     HOST("\"any\":{\"endpoints\":{\"ews\":{\"extended_protection\":\"Allow\",\"get\":{"
	  "\"challenges\":[\"NTLM\"],\"status\":401},\"logon_status\":200,\"ntlm\":"
	  "\"challenged\"," EWS "}}}")},
    {"a password that is good nowhere says nothing of the server",
     "logon NTLM x\nsecret refused\news: GET 401 NTLM\ntry NTLM refused\nchallenge bare\n"
     "challenge unversioned",
     HOST("\"any\":{\"endpoints\":{\"ews\":{\"get\":{\"challenges\":[\"NTLM\"],\"status\":401},"
	  "\"ntlm\":\"challenged\"," EWS "}}}")},
    {"two servers on one connection",
     "ews: GET 401 Negotiate\n+ X-FEServer: CAS1\ntry Negotiate no_token\nleg 401 Negotiate\n"
     "+ X-FEServer: CAS2",
     HOST("\"CAS1\":{\"endpoints\":{\"ews\":{\"get\":{\"challenges\":[\"Negotiate\"],\"status\":"
	  "401},\"negotiate\":\"two servers\"," EWS "}},\"front_end\":\"CAS1\"}")},
    {"bytes that are no UTF-8", "ews: GET 401 a\\377b",
     HOST("\"any\":{\"endpoints\":{\"ews\":{\"get\":{\"challenges\":[\"a\357\277\275b\"],"
	  "\"status\":401}," EWS "}}}")},
};

static void
test_written(gconstpointer data)
{
	const struct written_row *row = data;
	g_autofree char *text = text_of(write_scene(row->scene));
	json_t *host = json_loads(text, 0, NULL);
	g_autoptr(GError) error = NULL;
	g_autoptr(struct_fingerprint) read =
	    fingerprint_from_json("mail.example.com", 443, host, &error);
	g_autofree char *again = NULL;

	g_assert_cmpstr(text, ==, row->expected);
	g_assert_no_error(error);
	again = text_of(fingerprint_to_json(read));
	g_assert_cmpstr(again, ==, text);
	json_decref(host);
}

#define NODE(rest)     "{\"nodes\":{\"CAS1\":{" rest "}}}"
#define ENDPOINT(rest) NODE("\"endpoints\":{\"ews\":{" rest "}}")
#define AT_NODE	       " of node \"CAS1\""
#define AT_EWS	       " of endpoint \"ews\" of node \"CAS1\""

static const struct refused_row {
	const char *name;
	const char *json;
	const char *message;
} refused_rows[] = {
    {"an array", "[]", "expected an object as \"nodes\", found an array"},
    {"no nodes", "{}", "expected an object as \"nodes\", found nothing"},
    {"nodes that are a text", "{\"nodes\":\"x\"}", "expected an object as \"nodes\", found a text"},
    {"a node that is null", "{\"nodes\":{\"CAS1\":null}}",
     "expected an object of objects as \"nodes\", found null"},
    {"tls that is a number", "{\"nodes\":{},\"tls\":1}",
     "expected true or false as \"tls\", found a number"},
    {"a build that is a number", NODE("\"build\":15.2"),
     "expected a text as \"build\"" AT_NODE ", found a number"},
    {"no endpoints", NODE(""), "expected an object as \"endpoints\"" AT_NODE ", found nothing"},
    {"an endpoint that is true", NODE("\"endpoints\":{\"ews\":true}"),
     "expected an object of objects as \"endpoints\"" AT_NODE ", found true"},
    {"no GET", ENDPOINT(""), "expected an object as \"get\"" AT_EWS ", found nothing"},
    {"an answer without a status", ENDPOINT("\"get\":{}"),
     "expected a status as \"status\" of get" AT_EWS ", found nothing"},
    {"a status beside a time-out", ENDPOINT("\"get\":{\"status\":401,\"outcome\":\"timeout\"}"),
     "expected none beside an outcome as \"status\" of get" AT_EWS ", found one"},
    {"a status that is too large", ENDPOINT("\"get\":{\"status\":1000}"),
     "expected a status of 100 to 999 as \"status\" of get" AT_EWS ", found another number"},
    {"a status that is a text", ENDPOINT("\"get\":{\"status\":\"401\"}"),
     "expected a status of 100 to 999 as \"status\" of get" AT_EWS ", found a text"},
    {"challenges that are no texts", ENDPOINT("\"get\":{\"status\":401,\"challenges\":[1]}"),
     "expected an array of texts as \"challenges\" of get" AT_EWS ", found a number"},
    {"challenges that are no array", ENDPOINT("\"get\":{\"status\":401,\"challenges\":{}}"),
     "expected an array of texts as \"challenges\" of get" AT_EWS ", found an object"},
    {"an unknown outcome", ENDPOINT("\"get\":{\"outcome\":\"x|y\\n\"}"),
     "expected how far a request came (\"timeout\") as \"outcome\" of get" AT_EWS
     ", found \"x!y\""},
    {"an unknown end", ENDPOINT("\"get\":{\"status\":401},\"ntlm\":\"so so\""),
     "expected how far NTLM came (\"challenged\") as \"ntlm\"" AT_EWS ", found \"so so\""},
    {"an unknown mode", ENDPOINT("\"get\":{\"status\":401},\"extended_protection\":\"Some\""),
     "expected None, Allow or Require as \"extended_protection\"" AT_EWS ", found \"Some\""},
    {"a certificate that is a text", NODE("\"certificate\":\"x\",\"endpoints\":{}"),
     "expected an object as \"certificate\"" AT_NODE ", found a text"},
    {"a day that does not exist",
     NODE("\"certificate\":{\"not_after\":\"2027-02-30\"},\"endpoints\":{}"),
     "expected a time as 2027-02-14T08:00:00Z as \"not_after\" of certificate" AT_NODE
     ", found \"2027-02-30\""},
    {"a day that is empty", NODE("\"certificate\":{\"not_after\":\"\"},\"endpoints\":{}"),
     "expected a time as 2027-02-14T08:00:00Z as \"not_after\" of certificate" AT_NODE
     ", found \"\""},
    {"a node whose name forges a line", "{\"nodes\":{\"a\\n[OK] | b\":{}}}",
     "expected an object as \"endpoints\" of node \"a [OK] ! b\", found nothing"},
};

static void
test_refused(gconstpointer data)
{
	const struct refused_row *row = data;
	json_t *host = json_loads(row->json, 0, NULL);
	g_autoptr(GError) error = NULL;
	struct fingerprint *read = fingerprint_from_json("mail.example.com", 443, host, &error);

	g_assert_nonnull(host);
	g_assert_null(read);
	g_assert_error(error, FINGERPRINT_ERROR, 0);
	g_assert_cmpstr(error->message, ==, row->message);
	json_decref(host);
}

/* So many objects below that name. */
static json_t *
crowd_of(guint count)
{
	json_t *objects = json_object();

	for (guint i = 0; i < count; i++) {
		g_autofree char *name = g_strdup_printf("n%u", i);

		json_object_set_new(objects, name, json_pack("{s:{}}", "endpoints"));
	}
	return objects;
}

static void
check_crowd(json_t *host, const char *message)
{
	g_autoptr(GError) error = NULL;
	struct fingerprint *read = fingerprint_from_json("mail.example.com", 443, host, &error);

	g_assert_cmpstr(error ? error->message : NULL, ==, message);
	if (read)
		fingerprint_free(read);
	json_decref(host);
}

static json_t *
texts_of(guint count)
{
	json_t *texts = json_array();

	for (guint i = 0; i < count; i++)
		json_array_append_new(texts, json_string("NTLM"));
	return texts;
}

static void
test_crowds(void)
{
	json_t *many =
	    json_pack("{s:{s:{s:{s:{s:{s:i,s:o}}}}}}", "nodes", "CAS1", "endpoints", "ews", "get",
		      "status", 401, "challenges", texts_of(FINGERPRINT_TEXTS_MAX + 1));

	check_crowd(many,
		    "expected at most 256 texts as \"challenges\" of get of endpoint \"ews\" of "
		    "node \"CAS1\", found more");
	check_crowd(json_pack("{s:o}", "nodes", crowd_of(FINGERPRINT_NODES_MAX)), NULL);
	check_crowd(json_pack("{s:o}", "nodes", crowd_of(FINGERPRINT_NODES_MAX + 1)),
		    "expected at most 1024 as \"nodes\", found more");
	check_crowd(json_pack("{s:{s:{s:o}}}", "nodes", "CAS1", "endpoints",
			      crowd_of(FINGERPRINT_ENDPOINTS_MAX + 1)),
		    "expected at most 256 as \"endpoints\" of node \"CAS1\", found more");
}

#define OLD_EWS                                                                                    \
	"\"ews\":{\"get\":{\"status\":401,\"challenges\":[\"NTLM\"]},\"post\":{\"status\":401},"   \
	"\"extended_protection\":\"Allow\",\"logon_status\":200,\"urls\":[\"x\"]}"
#define NEW_EWS                                                                                    \
	"\"ews\":{\"extended_protection\":\"Allow\",\"get\":{\"challenges\":[\"Negotiate\"],"      \
	"\"status\":401},\"logon_status\":200," EWS ",\"urls\":[\"x\"]}"
#define NEW_CAS1                                                                                   \
	"\"CAS1\":{\"address\":\"192.0.2.11\",\"endpoints\":{" NEW_EWS                             \
	",\"oab\":{\"get\":{\"status\":404}}},\"front_end\":\"CAS1\",\"later\":7}"
#define OLD_CAS(name, address)                                                                     \
	"\"" name "\":{\"address\":\"" address "\",\"build\":\"1\",\"endpoints\":{" OLD_EWS        \
	",\"oab\":{\"get\":{\"status\":404}}},\"later\":7}"

static const struct taken_row {
	const char *name;
	const char *before;
	const char *scene;
	gboolean all_nodes;
	const char *after;
} taken_rows[] = {
    {"what this run did not ask for stays, what is gone goes",
     "{\"nodes\":{" OLD_CAS("CAS1", "192.0.2.11") "},\"note\":1}",
     "node 192.0.2.11\nfront-end CAS1\news: GET 401 Negotiate", FALSE,
     "{\"nodes\":{" NEW_CAS1 "},\"note\":1,\"tls\":true}"},
    {"a node with another name at its address", "{\"nodes\":{" OLD_CAS("CAS0", "192.0.2.11") "}}",
     "node 192.0.2.11\nfront-end CAS1\news: GET 401 Negotiate", FALSE,
     "{\"nodes\":{" NEW_CAS1 "},\"tls\":true}"},
    {"a node that was not asked stays",
     "{\"nodes\":{" OLD_CAS("CAS1", "192.0.2.11") ",\"CAS2\":{\"endpoints\":{}}}}",
     "node 192.0.2.11\nfront-end CAS1\news: GET 401 Negotiate", FALSE,
     "{\"nodes\":{" NEW_CAS1 ",\"CAS2\":{\"endpoints\":{}}},\"tls\":true}"},
    {"a node that the name does not lead to goes",
     "{\"nodes\":{" OLD_CAS("CAS1", "192.0.2.11") ",\"CAS2\":{\"endpoints\":{}}}}",
     "node 192.0.2.11\nfront-end CAS1\news: GET 401 Negotiate", TRUE,
     "{\"nodes\":{" NEW_CAS1 "},\"tls\":true}"},
    {"a node that is down stays as it was",
     "{\"nodes\":{\"CAS2\":{\"address\":\"192.0.2.12\",\"endpoints\":{}}}}",
     "node 192.0.2.12\news: GET connect", TRUE,
     "{\"nodes\":{\"CAS2\":{\"address\":\"192.0.2.12\",\"endpoints\":{}}},\"tls\":true}"},
    {"one behind a balancer is another one, not the same renamed",
     "{\"nodes\":{\"CAS2\":{\"front_end\":\"CAS2\",\"endpoints\":{}}}}",
     "front-end CAS1\news: GET 404", FALSE,
     "{\"nodes\":{\"CAS1\":{\"endpoints\":{\"ews\":{\"get\":{\"challenges\":[],\"status\":404}," EWS
     "}},\"front_end\":\"CAS1\"},\"CAS2\":{\"endpoints\":{},\"front_end\":\"CAS2\"}},"
     "\"tls\":true}"},
};

static void
test_taken(gconstpointer data)
{
	const struct taken_row *row = data;
	json_t *host = json_loads(row->before, 0, NULL);
	json_t *expected = json_loads(row->after, 0, NULL);
	g_autoptr(struct_scene) scene = scene_read(row->scene);
	g_autoptr(struct_fingerprint) seen = fingerprint_of(scene->sweep, NULL);
	g_autofree char *expected_text = NULL;
	g_autofree char *text = NULL;

	g_assert_true(host && expected);
	fingerprint_into_json(seen, row->all_nodes, host);
	text = text_of(host);
	expected_text = text_of(expected);
	g_assert_cmpstr(text, ==, expected_text);
}

#define ADD(prefix, rows, test)                                                                    \
	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {                                           \
		g_autofree char *path = g_strdup_printf("/%s/%s", prefix, (rows)[i].name);         \
                                                                                                   \
		g_test_add_data_func(path, &(rows)[i], test);                                      \
	}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_set_nonfatal_assertions();
	ADD("written", written_rows, test_written);
	ADD("refused", refused_rows, test_refused);
	ADD("taken", taken_rows, test_taken);
	g_test_add_func("/refused/crowds", test_crowds);
	return g_test_run();
}
