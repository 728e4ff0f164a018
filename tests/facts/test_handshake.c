/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tests the facts of attempts to log on. */
#include "facts/handshake.h"

#include <string.h>

#include "tests/support/json_compare.h"
#include "tests/support/scene.h"

static const struct handshake *
first_handshake(const struct scene *scene)
{
	const struct node_offers *node = g_ptr_array_index(scene->sweep->nodes, 0);
	const struct offer *offer = g_ptr_array_index(node->offers, 0);

	return g_ptr_array_index(offer->handshakes, 0);
}

/* What a handshake amounts to. */
struct end_row {
	const char *name;
	const char *scene; /* below "ews: GET 401 NTLM" */
	gboolean judged, accepted;
	guint status;
};

#define FAULT(status, type) "leg " status "\n+ Content-Type: " type "\nbody <a/>\n"

static const struct end_row end_rows[] = {
    {"not tried", "try NTLM not_tried\n", FALSE, FALSE, 0},
    {"challenged", "try NTLM challenged\n", FALSE, FALSE, 401},
    {"no token", "try NTLM no_token\n", FALSE, FALSE, 401},
    {"bad token", "try NTLM bad_token\n", FALSE, FALSE, 401},
    {"closing", "try NTLM closing\n", FALSE, FALSE, 401},
    {"local", "try NTLM local\n", FALSE, FALSE, 0},
    {"lost at once", "try NTLM lost\nleg cut\n", FALSE, FALSE, 0},
    {"lost at last", "try NTLM lost\nleg 401\nleg cut\n", FALSE, FALSE, 0},
    {"refused", "try NTLM refused\n", TRUE, FALSE, 401},
    {"200", "try NTLM answered\n", TRUE, TRUE, 200},
    {"200 at once is nobody's logon", "try NTLM answered\nleg 200\n", FALSE, FALSE, 200},
    {"302", "try NTLM answered\nleg 401\nleg 302\n", TRUE, TRUE, 302},
    {"400", "try NTLM answered\nleg 401\nleg 400\n", TRUE, FALSE, 400},
    {"403", "try NTLM answered\nleg 401\nleg 403\n", TRUE, TRUE, 403},
    {"404", "try NTLM answered\nleg 401\nleg 404\n", TRUE, TRUE, 404},
    {"500", "try NTLM answered\nleg 401\nleg 500\n", TRUE, FALSE, 500},
    {"a SOAP fault", "try NTLM answered\nleg 401\n" FAULT("500", "text/xml; charset=utf-8"), TRUE,
     TRUE, 500},
    {"a SOAP fault in capitals", "try NTLM answered\nleg 401\n" FAULT("500", "Text/XML"), TRUE,
     TRUE, 500},
    {"a SOAP fault without a body",
     "try NTLM answered\nleg 401\nleg 500\n+ Content-Type: text/xml\n", TRUE, FALSE, 500},
    {"an HTML page", "try NTLM answered\nleg 401\n" FAULT("500", "text/html"), TRUE, FALSE, 500},
    {"a body of no kind", "try NTLM answered\nleg 401\nleg 500\nbody <a/>\n", TRUE, FALSE, 500},
    {"XML of a gateway", "try NTLM answered\nleg 401\n" FAULT("502", "text/xml"), TRUE, FALSE, 502},
    {"XML and 401", "try NTLM refused\nleg 401\n" FAULT("401", "text/xml"), TRUE, FALSE, 401},
    {"a SOAP fault at once", "try NTLM answered\n" FAULT("500", "text/xml"), FALSE, FALSE, 500},
    {"503", "try NTLM answered\nleg 401\nleg 503\n", TRUE, FALSE, 503},
    {"wrapped", "try Negotiate wrapped answered\n", TRUE, TRUE, 200},
    {"wrapped, at once", "try Negotiate wrapped answered\nleg 200\n", FALSE, FALSE, 200},
    {"Kerberos", "try Negotiate kerberos answered\n", TRUE, TRUE, 200},
    {"Kerberos, in two legs", "try Negotiate kerberos answered\nleg 401\nleg 200\n", TRUE, TRUE,
     200},
    {"Kerberos refused", "try Negotiate kerberos refused\n", TRUE, FALSE, 401},
    {"Kerberos held", "try Negotiate kerberos challenged\n", FALSE, FALSE, 0},
    {"Basic", "try Basic plain answered\n", TRUE, TRUE, 200},
    {"Basic, 403", "try Basic plain answered\nleg 403\n", TRUE, TRUE, 403},
    {"Basic, 502", "try Basic plain answered\nleg 502\n", TRUE, FALSE, 502},
    {"Basic, a SOAP fault", "try Basic plain answered\n" FAULT("500", "text/xml"), TRUE, TRUE, 500},
    {"Basic refused", "try Basic plain refused\n", TRUE, FALSE, 401},
};

static void
test_end(gconstpointer data)
{
	const struct end_row *row = data;
	g_autofree char *text = g_strdup_printf("ews: GET 401 NTLM\n%s", row->scene);
	g_autoptr(struct_scene) scene = scene_read(text);
	const struct handshake *handshake = first_handshake(scene);

	g_assert_cmpint(handshake_judged(handshake), ==, row->judged);
	g_assert_cmpint(handshake_accepted(handshake), ==, row->accepted);
	g_assert_cmpuint(handshake_status(handshake), ==, row->status);
	g_assert_cmpint(handshake_last(handshake) != NULL, ==, handshake->legs->len > 0);
}

#define ANONYMOUS(name)	   "ews: GET 401 NTLM\n+ X-FEServer: " name "\n"
#define LEG(name, port)	   "leg 401\n+ X-FEServer: " name "\nport " port "\n"
#define NAMELESS_LEG(port) "leg 401\nport " port "\n"

struct change_row {
	const char *name;
	const char *scene;
	gboolean with_before; /* the anonymous request is looked at as well */
	const char *change;   /* "CAS1, CAS2"; NULL: none */
};

/* Whoever leads to the local port 50000 leads over the anonymous request's connection. */
static const struct change_row change_rows[] = {
    {"same", ANONYMOUS("CAS1") "try NTLM refused\n" LEG("CAS1", "50000") LEG("CAS1", "50000"), TRUE,
     NULL},
    {"in other letters",
     ANONYMOUS("cas1") "try NTLM refused\n" LEG("CAS1", "50000") LEG("Cas1", "50000"), TRUE, NULL},
    {"between the legs",
     ANONYMOUS("CAS1") "try NTLM refused\n" LEG("CAS1", "50000") LEG("CAS2", "50000"), TRUE,
     "CAS1, CAS2"},
    {"between the legs, nobody looked before",
     ANONYMOUS("CAS3") "try NTLM refused\n" LEG("CAS1", "50001") LEG("CAS2", "50001"), FALSE,
     "CAS1, CAS2"},
    {"before the legs",
     ANONYMOUS("CAS3") "try NTLM refused\n" LEG("CAS1", "50000") LEG("CAS1", "50000"), TRUE,
     "CAS3, CAS1"},
    {"before the legs, not looked at",
     ANONYMOUS("CAS3") "try NTLM refused\n" LEG("CAS1", "50000") LEG("CAS1", "50000"), FALSE, NULL},
    {"before the legs, on another connection",
     ANONYMOUS("CAS3") "try NTLM refused\n" LEG("CAS1", "50001") LEG("CAS1", "50001"), TRUE, NULL},
    {"before the legs, without an answer",
     "ews: GET cut\ntry NTLM refused\n" LEG("CAS1", "0") LEG("CAS1", "0"), TRUE, NULL},
    {"the first names nobody",
     ANONYMOUS("CAS1") "try NTLM refused\n" NAMELESS_LEG("50000") LEG("CAS2", "50000"), TRUE,
     "CAS1, CAS2"},
    {"only one is named",
     "ews: GET 401\ntry NTLM refused\n" NAMELESS_LEG("50000") LEG("CAS2", "50000"), TRUE, NULL},
    {"nobody is named", "ews: GET 401\ntry NTLM refused\n", TRUE, NULL},
    {"wrapped",
     ANONYMOUS("CAS1") "try Negotiate wrapped refused\n" LEG("CAS1", "50000") LEG("CAS2", "50000"),
     TRUE, "CAS1, CAS2"},
    {"Basic does not mind", ANONYMOUS("CAS1") "try Basic plain refused\n" LEG("CAS2", "50000"),
     TRUE, NULL},
    {"Kerberos does not mind",
     ANONYMOUS("CAS1") "try Negotiate kerberos refused\n" LEG("CAS1", "50000") LEG("CAS2", "50000"),
     TRUE, NULL},
    {"no leg", ANONYMOUS("CAS1") "try NTLM not_tried\n", TRUE, NULL},
};

static void
test_change(gconstpointer data)
{
	const struct change_row *row = data;
	g_autoptr(struct_scene) scene = scene_read(row->scene);
	const struct node_offers *node = g_ptr_array_index(scene->sweep->nodes, 0);
	const struct offer *offer = g_ptr_array_index(node->offers, 0);
	const char *first = "?";
	const char *second = "?";
	gboolean changed = handshake_changed_node(
	    first_handshake(scene), row->with_before ? offer->get : NULL, &first, &second);
	g_autofree char *names = changed ? g_strdup_printf("%s, %s", first, second) : NULL;

	g_assert_cmpstr(names, ==, row->change);
}

struct json_row {
	const char *name;
	const char *scene;
	const char *expected;
};

static const struct json_row json_rows[] = {
    {"not tried", "try NTLM not_tried\nhold not_offered\n",
     "{\"scheme\":\"NTLM\",\"mechanism\":\"ntlm\",\"binding\":\"certificate seen\",\"end\":"
     "\"not tried\",\"hold\":\"not offered\",\"legs\":[]}"},
    {"Kerberos here",
     "try Negotiate kerberos local\nkerberos ticket_expired\nwhy a\\377b\nprincipal HTTP/x\n"
     "binding none\n",
     "{\"scheme\":\"Negotiate\",\"mechanism\":\"kerberos\",\"binding\":\"none\",\"end\":"
     "\"local\",\"trouble\":\"a\357\277\275b\",\"kerberos\":\"ticket "
     "expired\",\"principal\":\"HTTP/x\",\"legs\":[]}"},
    {"Basic lost", "try Basic plain lost\nleg cut\ntrouble x\n",
     "{\"scheme\":\"Basic\",\"mechanism\":\"plain\",\"binding\":\"certificate "
     "seen\",\"end\":\"lost\",\"seconds\":0.25,\"legs\":[{\"method\":\"GET\",\"url\":\"https://"
     "mail.example.com/EWS/"
     "Exchange.asmx\",\"peer\":\"mail.example.com:443\",\"outcome\":\"cut\",\"trouble\":\"x\","
     "\"connection_reused\":true,\"seconds\":0.25,\"challenges\":{\"fields\":0,\"challenges\":[]}}]"
     "}"},
    {"wrapped",
     "try Negotiate wrapped challenged\nhold busy\nbinding wrong\nchallenge bare\nchallenge "
     "unversioned\nclock -1.25\nleg 401\nseconds 0.125\n",
     "{\"scheme\":\"Negotiate\",\"mechanism\":\"ntlm in "
     "spnego\",\"binding\":\"wrong\",\"end\":\"challenged\",\"hold\":\"busy\",\"challenge\":{"
     "\"message\":\"challenge\",\"flags\":\"0xa0088207\",\"server_challenge\":\"0123456789abcdef\","
     "\"target_name\":\"CORP\",\"target_info\":false,\"length\":64},\"challenge_wrapped\":true,"
     "\"clock_ahead_seconds\":-1.25,\"seconds\":0.125,\"legs\":[{\"method\":\"GET\",\"url\":"
     "\"https://mail.example.com/EWS/"
     "Exchange.asmx\",\"peer\":\"mail.example.com:443\",\"outcome\":\"answered\",\"address\":\"192."
     "0.2.1\",\"connection_reused\":true,\"seconds\":0.125,\"status\":401,\"http_version\":\"1.1\","
     "\"headers\":[],\"body_bytes\":0,\"challenges\":{\"fields\":0,\"challenges\":[]}}]}"},
};

static void
test_json(gconstpointer data)
{
	const struct json_row *row = data;
	g_autofree char *text = g_strdup_printf("ews: GET 401 NTLM\n%s", row->scene);
	g_autoptr(struct_scene) scene = scene_read(text);

	json_compare(handshake_to_json(first_handshake(scene)), row->expected);
}

static const struct json_row logon_rows[] = {
    {"untried", "logon NTLM CORP\\\\probe\n",
     "{\"account\":\"CORP\\\\probe\",\"scheme\":\"NTLM\",\"secret\":\"untried\"}"},
    {"accepted, not recorded", "logon Basic a\\377\nsecret accepted\nnot-recorded full\n",
     "{\"account\":\"a\357\277\275\",\"scheme\":\"Basic\",\"secret\":\"accepted\","
     "\"not_recorded\":\"full\"}"},
    {"refused", "logon NTLM a\nsecret refused\nrefused-where ews of x\n",
     "{\"account\":\"a\",\"scheme\":\"NTLM\",\"secret\":\"refused\",\"refused_where\":\"ews of "
     "x\"}"},
    {"refused earlier",
     "logon Negotiate a\nlogon-hold refused_earlier\nrefused-ago 10\nrefused-where ews\n",
     "{\"account\":\"a\",\"scheme\":\"Negotiate\",\"secret\":\"untried\",\"hold\":\"refused "
     "earlier\",\"refused_at\":1799999990,\"refused_where\":\"ews\"}"},
    {"no budget", "logon NTLM a\nlogon-hold no_budget\nlogon-trouble x\n",
     "{\"account\":\"a\",\"scheme\":\"NTLM\",\"secret\":\"untried\",\"hold\":\"no "
     "budget\",\"trouble\":\"x\"}"},
};

static void
test_logon(gconstpointer data)
{
	const struct json_row *row = data;
	g_autoptr(struct_scene) scene = scene_read(row->scene);

	json_compare(logon_to_json(scene->sweep->logon), row->expected);
}

/* Where handshakes, companions, the stranger and the baseline stand; a run that logs on nowhere has
 * none of these words. */
static void
test_places(void)
{
	g_autoptr(struct_scene) scene = scene_read("logon NTLM a\n"
						   "ews: GET 401 NTLM\n"
						   "try NTLM local\n"
						   "together NTLM local\n"
						   "stranger not_asked\n"
						   "baseline\n"
						   "autodiscover: GET not_asked\n"
						   "try NTLM not_tried\n");
	json_t *facts = sweep_to_json(scene->sweep);
	json_t *node = json_array_get(json_object_get(facts, "nodes"), 0);
	json_t *offer = json_array_get(json_object_get(node, "offers"), 0);
	json_t *baseline = json_object_get(node, "baseline");

	g_assert_nonnull(json_object_get(facts, "logon"));
	g_assert_cmpuint(json_array_size(json_object_get(node, "offers")), ==, 1);
	g_assert_cmpuint(json_array_size(json_object_get(offer, "handshakes")), ==, 1);
	g_assert_cmpuint(json_array_size(json_object_get(offer, "handshakes_together")), ==, 1);
	g_assert_nonnull(json_object_get(offer, "stranger"));
	g_assert_cmpstr(json_string_value(json_object_get(baseline, "endpoint")), ==,
			"autodiscover");
	g_assert_cmpuint(json_array_size(json_object_get(baseline, "handshakes")), ==, 1);
	g_assert_null(json_object_get(baseline, "handshakes_together"));
	json_decref(facts);
}

static void
test_free(void)
{
	handshake_free(NULL);
	logon_free(NULL);
	asked_free(NULL);
	g_assert_false(asked_answered(NULL));
}

static void
add(const char *group, const char *name, gconstpointer row, GTestDataFunc run)
{
	g_autofree char *path = g_strdup_printf("/handshake/%s/%s", group, name);

	g_test_add_data_func(path, row, run);
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_set_nonfatal_assertions();
	for (gsize i = 0; i < G_N_ELEMENTS(end_rows); i++)
		add("end", end_rows[i].name, &end_rows[i], test_end);
	for (gsize i = 0; i < G_N_ELEMENTS(change_rows); i++)
		add("change", change_rows[i].name, &change_rows[i], test_change);
	for (gsize i = 0; i < G_N_ELEMENTS(json_rows); i++)
		add("json", json_rows[i].name, &json_rows[i], test_json);
	for (gsize i = 0; i < G_N_ELEMENTS(logon_rows); i++)
		add("logon", logon_rows[i].name, &logon_rows[i], test_logon);
	g_test_add_func("/handshake/places", test_places);
	g_test_add_func("/handshake/free", test_free);
	return g_test_run();
}
