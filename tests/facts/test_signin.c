/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tests what a sign-in holds of each step, and how it is written as JSON. */
#include "facts/signin.h"

#include <string.h>

#include "tests/support/scene.h"
#include "tests/support/walk.h"

#define LOGON	     "logon NTLM CORP\\\\probe\nsecret accepted\n"
#define AUTODISCOVER "autodiscover: POST 401 NTLM\n"
#define EWS	     "ews: POST 401 NTLM | Negotiate\n"
#define OAB	     "oab: GET 401 Negotiate\n"
#define DONE	     "try NTLM answered\n"

static const struct row {
	const char *name, *walk;
	enum signin_step step;
	/* What the first answer to somebody who has not logged on offers; NULL: there is none. */
	const char *offers;
	/* The status of the last answer of that step, 0 without one; -1: there was no request. */
	gint status;
	const char *front_end; /* NULL: no server, "": one without a name */
} rows[] = {
    {"nothing was found: Autodiscover", "", SIGNIN_AUTODISCOVER, NULL, -1, NULL},
    {"nothing was found: EWS", "", SIGNIN_EWS, NULL, -1, NULL},
    {"nothing was found: OAB", "", SIGNIN_OAB, NULL, -1, NULL},
    {"challenged: Autodiscover", AUTODISCOVER, SIGNIN_AUTODISCOVER, "NTLM", 401, ""},
    {"challenged: EWS", AUTODISCOVER EWS, SIGNIN_EWS, "NTLM, Negotiate", 401, ""},
    {"logged on: Autodiscover", LOGON "front-end CAS1\n" AUTODISCOVER DONE, SIGNIN_AUTODISCOVER,
     "NTLM", 200, "CAS1"},
    {"logged on: EWS", LOGON "front-end CAS1\n" AUTODISCOVER DONE EWS DONE, SIGNIN_EWS,
     "NTLM, Negotiate", 200, "CAS1"},
    {"logged on before: the anonymous answer is the OAB's own",
     LOGON "front-end CAS1\n" AUTODISCOVER DONE EWS DONE OAB "book=/OAB/: GET 200\n", SIGNIN_OAB,
     "Negotiate", 200, "CAS1"},
    {"without an answer: EWS", AUTODISCOVER "ews: POST timeout wait\n", SIGNIN_EWS, NULL, 0, ""},
    {"without an answer: OAB", AUTODISCOVER EWS "oab: GET connect\n", SIGNIN_OAB, NULL, 0, ""},
    {"no URL: EWS", AUTODISCOVER "@EwsUrl -\n", SIGNIN_EWS, NULL, -1, NULL},
    {"no URL: OAB", AUTODISCOVER "@OABUrl -\n", SIGNIN_OAB, NULL, -1, NULL},
    {"what is no URL: EWS", AUTODISCOVER "@EwsUrl cas01\n", SIGNIN_EWS, NULL, -1, NULL},
    {"what is no URL: OAB", AUTODISCOVER "@OABUrl Public Folder\n", SIGNIN_OAB, NULL, -1, NULL},
    {"refused: EWS", LOGON AUTODISCOVER DONE EWS "try NTLM refused\n", SIGNIN_EWS,
     "NTLM, Negotiate", 401, ""},
};

static void
test_row(gconstpointer data)
{
	const struct row *row = data;
	g_autoptr(struct_walk) walk = walk_read(row->walk);
	const struct asked *first = signin_first_answer(walk->signin, row->step);
	const struct call *call = signin_call(walk->signin, row->step);
	const struct node *node = signin_node(walk->signin, row->step);
	g_autofree char *offers = first ? challenge_list_describe(first->challenges) : NULL;

	g_assert_cmpstr(offers, ==, row->offers);
	g_assert_cmpint(call ? (gint)call_answer(call)->answer->status : -1, ==, row->status);
	g_assert_cmpint(node != NULL, ==, row->front_end != NULL);
	if (node && row->front_end)
		g_assert_cmpstr(node->front_end ? node->front_end : "", ==, row->front_end);
}

/* Where Autodiscover leads on to another address, the client ends at the last one. */
static void
test_next_address(void)
{
	g_autoptr(struct_walk) walk = walk_read(AUTODISCOVER);
	g_autoptr(struct_walk) other = walk_read("autodiscover: POST 401 Basic realm=\"x\"\n");
	const struct asked *first;

	walk->signin->discovery->next = g_steal_pointer(&other->signin->discovery);
	first = signin_first_answer(walk->signin, SIGNIN_AUTODISCOVER);
	g_assert_nonnull(challenge_list_find(first->challenges, SCHEME_BASIC));
	g_assert_null(challenge_list_find(first->challenges, SCHEME_NTLM));
}

/* What a connection that is logged on gets is not what somebody gets who has not logged on. */
static void
test_logged_on_before(void)
{
	g_autoptr(struct_walk) walk = walk_read(AUTODISCOVER EWS);
	const struct ews_site *site = g_ptr_array_index(walk->signin->ews->sites, 0);
	const struct ews_call *call = g_ptr_array_index(ews_talk_with(site, 0)->calls, 0);

	call->call->logged_on_before = TRUE;
	g_assert_null(signin_first_answer(walk->signin, SIGNIN_EWS));
	g_assert_nonnull(signin_call(walk->signin, SIGNIN_EWS));
}

static void
test_steps(void)
{
	for (guint step = 0; step < SIGNIN_STEPS; step++)
		g_assert_nonnull(endpoint_find(signin_step_name((enum signin_step)step)));
	signin_free(NULL);
}

/* The keys of the object, in order, each with a comma; the caller frees. */
static char *
keys_of(json_t *object)
{
	GString *text = g_string_new(NULL);

	for (void *at = json_object_iter(object); at; at = json_object_iter_next(object, at))
		g_string_append_printf(text, "%s,", json_object_iter_key(at));
	return g_string_free(text, FALSE);
}

static const struct json_row {
	const char *name, *walk, *keys;
} json_rows[] = {
    {"nothing was found", "", "discovery,ews,oab,seconds,"},
    {"without credentials", AUTODISCOVER EWS, "discovery,ews,oab,seconds,"},
    {"with all there is",
     LOGON AUTODISCOVER DONE EWS DONE OAB
     "book=/OAB/: GET 200\nfallback=/EWS/: GET 401\ntry Negotiate no_token\n",
     "discovery,ews,oab,oab_anonymous,fallback,logon,seconds,"},
};

static void
test_json(gconstpointer data)
{
	const struct json_row *row = data;
	g_autofree char *text = g_strconcat(row->walk, "@seconds 1.5\n", NULL);
	g_autoptr(struct_walk) walk = walk_read(text);
	json_t *json = signin_to_json(walk->signin);
	g_autofree char *keys = keys_of(json);

	g_assert_cmpstr(keys, ==, row->keys);
	g_assert_cmpfloat(json_real_value(json_object_get(json, "seconds")), ==, 1.5);
	json_decref(json);
}

/* What stands in the parts is what was seen. */
static void
test_json_parts(void)
{
	g_autoptr(struct_walk) walk = walk_read(json_rows[2].walk);
	json_t *json = signin_to_json(walk->signin);
	json_t *anonymous = json_object_get(json, "oab_anonymous");
	json_t *fallback = json_object_get(json, "fallback");

	g_assert_cmpint(json_integer_value(json_object_get(anonymous, "status")), ==, 401);
	g_assert_cmpstr(json_string_value(json_object_get(fallback, "end")), ==, "no token");
	g_assert_cmpstr(
	    json_string_value(json_object_get(json_object_get(json, "logon"), "account")), ==,
	    "CORP\\probe");
	json_decref(json);
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_set_nonfatal_assertions();
	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autofree char *name = g_strdup_printf("/signin/%s", rows[i].name);

		g_test_add_data_func(name, &rows[i], test_row);
	}
	for (gsize i = 0; i < G_N_ELEMENTS(json_rows); i++) {
		g_autofree char *name = g_strdup_printf("/signin json/%s", json_rows[i].name);

		g_test_add_data_func(name, &json_rows[i], test_json);
	}
	g_test_add_func("/signin/next address", test_next_address);
	g_test_add_func("/signin/logged on before", test_logged_on_before);
	g_test_add_func("/signin/steps", test_steps);
	g_test_add_func("/signin json/parts", test_json_parts);
	return g_test_run();
}
