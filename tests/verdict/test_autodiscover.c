/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tests what the steps of Autodiscover mean beside each other; what the simulated farm shows is in
 * tests/plugins/test_autodiscover.sh. */
#include "verdict/autodiscover.h"

#include <string.h>

#include "tests/support/findings.h"

/* How one step ended. Without a URL there was no hop. */
struct walk {
	enum discovery_step step;
	enum trail_end end;
	const char *url;
	enum outcome outcome; /* of the hop's answer; OUTCOME_NAME: there was none */
	guint status;
	const char *challenge, *redirect;
	gint64 ms;
};

#define ROOT  "https://example.com/autodiscover/autodiscover.xml"
#define HOST  "https://autodiscover.example.com/autodiscover/autodiscover.xml"
#define HTTP  "http://autodiscover.example.com/autodiscover/autodiscover.xml"
#define NAMED "https://mail.example.com/autodiscover/autodiscover.xml"
/* A step that works as far as it goes without credentials. */
#define GOOD(step, url)                                                                            \
	{                                                                                          \
		step, TRAIL_CHALLENGED, url, OUTCOME_ANSWERED, 401, "NTLM", NULL, 5                \
	}

static const struct row {
	const char *name;
	struct walk walks[3];
	enum discovery_step winner;
	enum state timeout_state, state;
	const char *headline;
} rows[] = {
    {"one good step",
     {GOOD(DISCOVERY_HOST, HOST)},
     DISCOVERY_HOST,
     STATE_CRITICAL,
     STATE_OK,
     "probe@example.com is led to autodiscover.example.com by the autodiscover host; without "
     "credentials only what needs no logon was asked"},
    {"a step to http, others work",
     {GOOD(DISCOVERY_HOST, HOST),
      {DISCOVERY_ROOT, TRAIL_ODD_REDIRECT, ROOT, OUTCOME_ANSWERED, 302, NULL, HTTP, 5}},
     DISCOVERY_HOST,
     STATE_CRITICAL,
     STATE_WARNING,
     ROOT " redirects to " HTTP ", where no client follows: it is plain http"},
    {"a step to a page, others work",
     {GOOD(DISCOVERY_HOST, HOST),
      {DISCOVERY_ROOT, TRAIL_ODD_REDIRECT, ROOT, OUTCOME_ANSWERED, 302, NULL,
       "https://www.example.com/", 5}},
     DISCOVERY_HOST,
     STATE_CRITICAL,
     STATE_OK,
     "probe@example.com is led to autodiscover.example.com by the autodiscover host; without "
     "credentials only what needs no logon was asked"},
    {"Basic over http",
     {GOOD(DISCOVERY_HOST, HOST),
      {DISCOVERY_REDIRECT, TRAIL_CHALLENGED, HTTP, OUTCOME_ANSWERED, 401, "Basic realm=\"x\"", NULL,
       5}},
     DISCOVERY_HOST,
     STATE_CRITICAL,
     STATE_CRITICAL,
     "Basic is asked for over plain http: passwords travel in clear text"},
    {"a redirect in a circle, others work",
     {GOOD(DISCOVERY_HOST, HOST),
      {DISCOVERY_ROOT, TRAIL_LOOP, ROOT, OUTCOME_ANSWERED, 302, NULL, ROOT, 5}},
     DISCOVERY_HOST,
     STATE_CRITICAL,
     STATE_WARNING,
     "redirects run in a circle, back to " ROOT},
    {"a redirect in a circle alone, and http refuses",
     {{DISCOVERY_HOST, TRAIL_LOOP, HOST, OUTCOME_ANSWERED, 302, NULL, HOST, 5},
      {DISCOVERY_REDIRECT, TRAIL_STATUS, HTTP, OUTCOME_ANSWERED, 403, NULL, NULL, 5}},
     DISCOVERY_STEPS,
     STATE_CRITICAL,
     STATE_CRITICAL,
     "redirects run in a circle, back to " HOST},
    {"the named host is dead, others work",
     {GOOD(DISCOVERY_HOST, HOST),
      {DISCOVERY_NAMED, TRAIL_LOST, NAMED, OUTCOME_CONNECT, 0, NULL, NULL, 5}},
     DISCOVERY_HOST,
     STATE_CRITICAL,
     STATE_CRITICAL,
     NAMED ": connect (trouble)"},
    {"the named host has no address, others work",
     {GOOD(DISCOVERY_HOST, HOST),
      {.step = DISCOVERY_NAMED, .end = TRAIL_NO_NAME, .url = NAMED, .outcome = OUTCOME_NAME}},
     DISCOVERY_HOST,
     STATE_CRITICAL,
     STATE_CRITICAL,
     NAMED " has no address (trouble)"},
    {"the host hangs, the root works",
     {GOOD(DISCOVERY_ROOT, ROOT),
      {DISCOVERY_HOST, TRAIL_LOST, HOST, OUTCOME_TIMEOUT, 0, NULL, NULL, 1500}},
     DISCOVERY_ROOT,
     STATE_CRITICAL,
     STATE_WARNING,
     HOST ": timeout (trouble): clients lose 1.5 s here"},
    {"the host hangs alone",
     {{DISCOVERY_HOST, TRAIL_LOST, HOST, OUTCOME_TIMEOUT, 0, NULL, NULL, 1500}},
     DISCOVERY_STEPS,
     STATE_CRITICAL,
     STATE_CRITICAL,
     HOST ": timeout (trouble): clients lose 1.5 s here"},
    {"the host hangs alone, cut off is UNKNOWN",
     {{DISCOVERY_HOST, TRAIL_LOST, HOST, OUTCOME_TIMEOUT, 0, NULL, NULL, 1500}},
     DISCOVERY_STEPS,
     STATE_UNKNOWN,
     STATE_UNKNOWN,
     HOST ": timeout (trouble): clients lose 1.5 s here"},
    {"the host hangs alone, cut off is OK",
     {{DISCOVERY_HOST, TRAIL_LOST, HOST, OUTCOME_TIMEOUT, 0, NULL, NULL, 1500}},
     DISCOVERY_STEPS,
     STATE_OK,
     STATE_OK,
     "nothing was found for probe@example.com until the time was up"},
    {"no name is answered for",
     {{.step = DISCOVERY_HOST, .end = TRAIL_NO_NAME, .url = HOST, .outcome = OUTCOME_TIMEOUT},
      {.step = DISCOVERY_SRV, .end = TRAIL_NO_NAME, .outcome = OUTCOME_TIMEOUT}},
     DISCOVERY_STEPS,
     STATE_WARNING,
     STATE_WARNING,
     "the name server does not answer: nobody knows where clients outside would find the server of "
     "probe@example.com"},
    {"no name exists",
     {{.step = DISCOVERY_HOST, .end = TRAIL_NO_NAME, .url = HOST, .outcome = OUTCOME_NAME},
      {.step = DISCOVERY_SRV, .end = TRAIL_NO_NAME, .outcome = OUTCOME_NAME}},
     DISCOVERY_STEPS,
     STATE_WARNING,
     STATE_CRITICAL,
     "no step of Autodiscover leads to a server: clients outside find nothing for "
     "probe@example.com"},
};

static struct call *
call_of(const struct walk *walk)
{
	struct answer *answer =
	    answer_new(walk->step == DISCOVERY_REDIRECT ? METHOD_GET : METHOD_POST, walk->url);

	answer->outcome = walk->outcome;
	answer->status = walk->status;
	if (walk->outcome != OUTCOME_ANSWERED)
		answer->trouble = g_strdup("trouble");
	if (walk->challenge)
		answer_add_header(answer, "WWW-Authenticate", strlen("WWW-Authenticate"),
				  walk->challenge, strlen(walk->challenge));
	return call_new(asked_new(answer));
}

static struct trail *
trail_of(const struct walk *walk)
{
	struct trail *trail = trail_new(walk->step);

	trail->end = walk->end;
	trail->redirect = g_strdup(walk->redirect);
	trail->total_us = walk->ms * 1000;
	trail->resolved = walk->outcome;
	trail->resolve_trouble = g_strdup("trouble");
	if (walk->url) {
		struct hop *hop = hop_new(walk->url);
		g_autoptr(GUri) uri = g_uri_parse(walk->url, G_URI_FLAGS_NONE, NULL);

		hop->host = g_strdup(g_uri_get_host(uri));
		hop->tls = g_str_has_prefix(walk->url, "https:");
		hop->trusted = hop->tls;
		hop->resolved = walk->outcome;
		hop->resolve_trouble = g_strdup("trouble");
		if (walk->end != TRAIL_NO_NAME)
			hop->call = call_of(walk);
		g_ptr_array_add(trail->hops, hop);
	}
	return trail;
}

static void
test_row(gconstpointer data)
{
	const struct row *row = data;
	const char *const required[] = {"EwsUrl", "OABUrl", NULL};
	struct autodiscover_policy policy = {.timeout_state = row->timeout_state,
					     .required = required};
	g_autoptr(struct_discovery) discovery = discovery_new("probe@example.com");
	g_autoptr(struct_check) root = NULL;
	g_autofree char *headline = NULL;

	for (gsize i = 0; i < G_N_ELEMENTS(row->walks); i++)
		if (row->walks[i].end != TRAIL_NOT_WALKED)
			discovery->trails[row->walks[i].step] = trail_of(&row->walks[i]);
	discovery->winner = row->winner;
	root = verdict_autodiscover(discovery, &policy);
	headline = check_headline(root);
	g_assert_cmpstr(headline, ==, row->headline);
	g_assert_cmpstr(state_name(check_state(root)), ==, state_name(row->state));
	findings_assert_clean(root);
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_set_nonfatal_assertions();
	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autofree char *name = g_strdup_printf("/autodiscover/%s", rows[i].name);

		g_test_add_data_func(name, &rows[i], test_row);
	}
	return g_test_run();
}
