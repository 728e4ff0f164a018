/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tests the table of clients as a whole; what each picks stands in auth/clients.rows. */
#include "verdict/client.h"

#include <string.h>

static void
test_names(void)
{
	enum client client = CLIENT_COUNT;

	for (guint i = 0; i < CLIENT_COUNT; i++) {
		g_autofree char *upper = g_ascii_strup(client_names[i], -1);

		g_assert_true(client_from_name(client_names[i], &client));
		g_assert_cmpint(client, ==, i);
		client = CLIENT_COUNT;
		g_assert_true(client_from_name(upper, &client));
		g_assert_cmpint(client, ==, i);
	}
	g_assert_null(client_names[CLIENT_COUNT]);
	client = CLIENT_MAC;
	g_assert_false(client_from_name("outlook2003", &client));
	g_assert_false(client_from_name("", &client));
	g_assert_cmpint(client, ==, CLIENT_MAC);
}

/* Whatever is offered, a prediction says who, why, and where its rule comes from; one that nobody
 * published says so. */
static void
test_sources(void)
{
	static const char *const lists[][3] = {
	    {NULL},
	    {"NTLM", NULL},
	    {"Negotiate", "NTLM", NULL},
	    {"Basic realm=\"x\"", NULL},
	    {"Bearer", NULL},
	    {"Digest", NULL},
	    {"Kerberos", NULL},
	    {"X-Own", NULL},
	    {"Bearer authorization_uri=\"https://login.example.com/\"", NULL},
	};

	for (guint c = 0; c < CLIENT_COUNT; c++) {
		for (gsize l = 0; l < G_N_ELEMENTS(lists); l++) {
			g_autoptr(struct_challenge_list) list =
			    challenge_list_parse_strings(lists[l]);
			struct prediction p = client_predict((enum client)c, client_outside, list);

			g_assert_true(*p.title != '\0' && *p.why != '\0' && *p.source != '\0');
			g_assert_cmpint(p.verified, ==, c == CLIENT_COMMUNICATOR_2007);
			g_assert_true(p.picked || p.prompted);
			g_assert_true(!p.picked ||
				      challenge_list_find(list, p.picked->scheme) == p.picked);
		}
	}
}

/* Every client goes to Autodiscover and to names of the operator's own, none to the administrators'
 * directories. */
static void
test_uses(void)
{
	g_autoptr(struct_endpoint_choice) autodiscover =
	    endpoint_choice_parse("autodiscover", NULL);
	g_autoptr(struct_endpoint_choice) portal = endpoint_choice_parse("portal=/portal", NULL);
	g_autoptr(struct_endpoint_choice) powershell = endpoint_choice_parse("powershell", NULL);

	for (guint c = 0; c < CLIENT_COUNT; c++) {
		g_assert_true(client_uses((enum client)c, autodiscover));
		g_assert_true(client_uses((enum client)c, portal));
		g_assert_false(client_uses((enum client)c, powershell));
	}
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_set_nonfatal_assertions();
	g_test_add_func("/client/names", test_names);
	g_test_add_func("/client/sources", test_sources);
	g_test_add_func("/client/uses", test_uses);
	return g_test_run();
}
