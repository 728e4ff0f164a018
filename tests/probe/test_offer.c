/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tests how a farm is swept: who is asked what, and what is not asked any more. */
#include "probe/offer.h"

#include <string.h>
#include <unistd.h>

#include "tests/support/canned.h"

enum { PATIENT_MS = 5000 };

#define LIST                                                                                       \
	"HTTP/1.1 401 x\r\nWWW-Authenticate: NTLM\r\nX-FEServer: CAS1\r\nServer: "                 \
	"Microsoft-IIS/10.0\r\n"                                                                   \
	"Content-Length: 0\r\n\r\n"
#define OTHER                                                                                      \
	"HTTP/1.1 401 x\r\nWWW-Authenticate: Negotiate\r\nWWW-Authenticate: NTLM\r\nX-FEServer: "  \
	"CAS2\r\n"                                                                                 \
	"Content-Length: 0\r\n\r\n"

/* A target on loopback with the endpoints that are asked by default, or with those named. */
struct errand_of_test {
	struct sweep_request request;
	GPtrArray *endpoints;
	GPtrArray *addresses;
};

static void
free_endpoint(gpointer data)
{
	endpoint_choice_free(data);
}

static void
add_endpoint(struct errand_of_test *errand, const char *text)
{
	g_autoptr(GError) error = NULL;

	g_ptr_array_add(errand->endpoints, endpoint_choice_parse(text, &error));
	g_assert_no_error(error);
}

static void
errand_init(struct errand_of_test *errand, const char *hostname, guint port)
{
	errand->endpoints = g_ptr_array_new_with_free_func(free_endpoint);
	errand->addresses = g_ptr_array_new_with_free_func(g_free);
	errand->request =
	    (struct sweep_request){.target = {.hostname = hostname, .port = port, .no_proxy = TRUE},
				   .addresses = errand->addresses};
}

static void
errand_clear(struct errand_of_test *errand)
{
	g_ptr_array_unref(errand->endpoints);
	g_ptr_array_unref(errand->addresses);
}

/* "ADDRESS FRONT-END ews: GET 401 NTLM, POST 401 NTLM; oab: GET 401 NTLM" of each node, a line
 * each. */
static char *
describe(const struct sweep *sweep)
{
	GString *text = g_string_new(NULL);

	for (guint n = 0; n < sweep->nodes->len; n++) {
		const struct node_offers *node = g_ptr_array_index(sweep->nodes, n);

		g_string_append_printf(text, "%s %s",
				       node->node->address ? node->node->address : "-",
				       node->node->front_end ? node->node->front_end : "-");
		for (guint i = 0; i < node->offers->len; i++) {
			const struct offer *offer = g_ptr_array_index(node->offers, i);
			const struct asked *both[] = {offer->get, offer->post};

			g_string_append_printf(text, " %s:", offer->endpoint->name);
			for (gsize m = 0; m < G_N_ELEMENTS(both); m++) {
				g_autofree char *list =
				    both[m] ? challenge_list_describe(both[m]->challenges) : NULL;

				if (both[m])
					g_string_append_printf(
					    text, " %s %s %u %s",
					    method_name(both[m]->answer->method),
					    outcome_name(both[m]->answer->outcome),
					    both[m]->answer->status, list);
			}
		}
		g_string_append_c(text, '\n');
	}
	return g_string_free(text, FALSE);
}

static char *
request_lines(const GPtrArray *requests)
{
	GString *text = g_string_new(NULL);

	for (guint i = 0; i < requests->len; i++) {
		const char *request = g_ptr_array_index(requests, i);

		g_string_append_len(text, request, (gssize)strcspn(request, "\r"));
		g_string_append_c(text, '\n');
	}
	return g_string_free(text, FALSE);
}

/* GET everywhere, POST where clients post, one after the other on one connection. */
static void
test_one_node(void)
{
	static const char *const answers[] = {LIST, NULL};
	struct canned *canned = canned_start(answers);
	struct errand_of_test errand;
	g_autoptr(struct_sweep) sweep = NULL;
	g_autoptr(GPtrArray) requests = NULL;
	g_autofree char *seen = NULL;
	g_autofree char *sent = NULL;
	const struct node_offers *node;
	const struct offer *last;

	errand_init(&errand, "127.0.0.1", canned_port(canned));
	add_endpoint(&errand, "ews");
	add_endpoint(&errand, "portal=/portal");
	add_endpoint(&errand, "oab");
	sweep = offer_sweep(&errand.request, errand.endpoints, deadline_in_ms(PATIENT_MS));
	requests = canned_stop(canned);
	seen = describe(sweep);
	sent = request_lines(requests);
	g_assert_cmpstr(seen, ==,
			"- CAS1 ews: GET answered 401 NTLM POST answered 401 NTLM portal: GET "
			"answered 401 NTLM "
			"oab: GET answered 401 NTLM\n");
	g_assert_cmpstr(sent, ==,
			"GET /EWS/Exchange.asmx HTTP/1.1\nPOST /EWS/Exchange.asmx HTTP/1.1\nGET "
			"/portal HTTP/1.1\n"
			"GET /OAB/ HTTP/1.1\n");
	g_assert_nonnull(strstr(g_ptr_array_index(requests, 1),
				"\r\nContent-Type: text/xml; charset=utf-8\r\n"));
	g_assert_cmpint(sweep->resolved, ==, OUTCOME_ANSWERED);
	g_assert_cmpuint(sweep->known_addresses, ==, 1);
	g_assert_cmpint(sweep->total_us, >, 0);
	node = g_ptr_array_index(sweep->nodes, 0);
	last = g_ptr_array_index(node->offers, 2);
	g_assert_true(last->get->answer->connection_reused);
	g_assert_cmpstr(node->node->software, ==, "Microsoft-IIS/10.0");
	g_assert_cmpstr(node->node->connected, ==, "127.0.0.1");
	errand_clear(&errand);
}

/* Each node that the operator names is asked by itself; the name is not even looked up. */
static void
test_named_nodes(void)
{
	static const char *const answers[] = {OTHER, NULL};
	struct canned *canned = canned_start(answers);
	struct errand_of_test errand;
	g_autoptr(struct_sweep) sweep = NULL;
	g_autoptr(GPtrArray) requests = NULL;
	g_autofree char *seen = NULL;

	errand_init(&errand, "a..b.invalid", canned_port(canned));
	g_ptr_array_add(errand.addresses, g_strdup("127.0.0.1"));
	g_ptr_array_add(errand.addresses, g_strdup("127.0.0.2"));
	add_endpoint(&errand, "ews");
	add_endpoint(&errand, "oab");
	sweep = offer_sweep(&errand.request, errand.endpoints, deadline_in_ms(PATIENT_MS));
	requests = canned_stop(canned);
	seen = describe(sweep);
	g_assert_cmpstr(seen, ==,
			"127.0.0.1 CAS2 ews: GET answered 401 Negotiate, NTLM POST answered 401 "
			"Negotiate, NTLM "
			"oab: GET answered 401 Negotiate, NTLM\n"
			"127.0.0.2 - ews: GET connect 0 none POST not asked 0 none oab: GET not "
			"asked 0 none\n");
	g_assert_cmpuint(requests->len, ==, 3);
	g_assert_cmpuint(sweep->known_addresses, ==, 0);
	errand_clear(&errand);
}

/* --all-addresses: every address of the name is a node. */
static void
test_all_addresses(void)
{
	static const char *const answers[] = {LIST, NULL};
	struct canned *canned = canned_start(answers);
	struct errand_of_test errand;
	g_autoptr(struct_sweep) sweep = NULL;
	g_autofree char *seen = NULL;

	errand_init(&errand, "localhost", canned_port(canned));
	errand.request.all_addresses = TRUE;
	errand.request.family = FAMILY_IPV4;
	add_endpoint(&errand, "oab");
	sweep = offer_sweep(&errand.request, errand.endpoints, deadline_in_ms(PATIENT_MS));
	g_ptr_array_unref(canned_stop(canned));
	seen = describe(sweep);
	g_assert_cmpstr(seen, ==, "127.0.0.1 CAS1 oab: GET answered 401 NTLM\n");
	errand_clear(&errand);
}

static void
test_no_address(void)
{
	struct errand_of_test errand;
	g_autoptr(struct_sweep) sweep = NULL;

	errand_init(&errand, "a..b.invalid", 1);
	add_endpoint(&errand, "oab");
	sweep = offer_sweep(&errand.request, errand.endpoints, deadline_in_ms(PATIENT_MS));
	g_assert_cmpint(sweep->resolved, ==, OUTCOME_NAME);
	g_assert_nonnull(sweep->resolve_trouble);
	g_assert_cmpuint(sweep->nodes->len, ==, 0);
	errand_clear(&errand);
}

/* An endpoint that hangs gets half of the time while others wait; the last may take all that is
 * left. */
static void
test_hanging(void)
{
	static const char *const answers[] = {CANNED_SILENCE, LIST, NULL};
	struct canned *canned = canned_start(answers);
	struct errand_of_test errand;
	gint64 began = g_get_monotonic_time();
	g_autoptr(struct_sweep) sweep = NULL;
	g_autofree char *seen = NULL;

	errand_init(&errand, "127.0.0.1", canned_port(canned));
	add_endpoint(&errand, "oab");
	add_endpoint(&errand, "rpc");
	sweep = offer_sweep(&errand.request, errand.endpoints, deadline_in_ms(1000));
	g_assert_cmpint((g_get_monotonic_time() - began) / 1000, <, 1300);
	g_ptr_array_unref(canned_stop(canned));
	seen = describe(sweep);
	g_assert_cmpstr(seen, ==, "- CAS1 oab: GET timeout 0 none rpc: GET answered 401 NTLM\n");
	errand_clear(&errand);
}

/* More nodes than are asked at once; all of them refuse. */
static void
test_many_nodes(void)
{
	int reserved = -1;
	struct errand_of_test errand;
	g_autoptr(struct_sweep) sweep = NULL;

	errand_init(&errand, "mail.example.com", canned_reserve(&reserved));
	for (guint i = 1; i <= 40; i++)
		g_ptr_array_add(errand.addresses, g_strdup_printf("127.0.1.%u", i));
	add_endpoint(&errand, "oab");
	sweep = offer_sweep(&errand.request, errand.endpoints, deadline_in_ms(PATIENT_MS));
	close(reserved);
	g_assert_cmpuint(sweep->nodes->len, ==, 40);
	for (guint i = 0; i < 40; i++) {
		const struct node_offers *node = g_ptr_array_index(sweep->nodes, i);
		const struct offer *offer = g_ptr_array_index(node->offers, 0);
		g_autofree char *address = g_strdup_printf("127.0.1.%u", i + 1);

		g_assert_cmpstr(node->node->address, ==, address);
		g_assert_false(node->node->answered);
		g_assert_cmpint(offer->get->answer->outcome, ==, OUTCOME_CONNECT);
	}
	errand_clear(&errand);
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_set_nonfatal_assertions();
	g_test_add_func("/offer/one node", test_one_node);
	g_test_add_func("/offer/named nodes", test_named_nodes);
	g_test_add_func("/offer/all addresses", test_all_addresses);
	g_test_add_func("/offer/no address", test_no_address);
	g_test_add_func("/offer/hanging", test_hanging);
	g_test_add_func("/offer/many nodes", test_many_nodes);
	return g_test_run();
}
