/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What each module of IIS and Exchange writes into WWW-Authenticate. */
#include "tests/sim/sim_challenge.h"
#include "tests/sim/sim_logon.h"

#include <string.h>

#define FIELD "WWW-Authenticate"

/* The application id of Exchange is the same everywhere; the realm is of the organisation. */
#define EXCHANGE_ID	  "00000002-0000-0ff1-ce00-000000000000"
#define ISSUER		  "00000001-0000-0000-c000-000000000000@7c1d0a52-3b7e-4f0a-9a41-0e5b6f1d2c83"
#define AUTHORIZATION_URI "https://login.example.net/common/oauth2/authorize"

static void
add_bearer(GPtrArray *challenges, const struct sim_request *request)
{
	enum sim_bearer bearer = request->settings->bearer;
	gboolean refused = sim_request_tries(request, "Bearer");

	if (bearer == SIM_BEARER_NONE)
		return;
	g_ptr_array_add(
	    challenges,
	    g_strdup_printf(
		"Bearer client_id=\"" EXCHANGE_ID "\", trusted_issuers=\"" ISSUER
		"\", token_types=\"app_asserted_user_v1 service_asserted_app_v1\"%s%s",
		bearer == SIM_BEARER_HYBRID ? ", authorization_uri=\"" AUTHORIZATION_URI "\"" : "",
		refused ? ", error=\"invalid_token\"" : ""));
}

/* "Negotiate:Kerberos" is how the list is restricted, not what a client is told. */
static void
add_windows(GPtrArray *challenges, const struct sim_settings *settings)
{
	for (guint i = 0; settings->windows && settings->providers && settings->providers[i]; i++)
		g_ptr_array_add(challenges, g_strndup(settings->providers[i],
						      strcspn(settings->providers[i], ":")));
}

/* IIS takes the name from the request as realm unless one is set. */
static void
add_basic(GPtrArray *challenges, const struct sim_request *request)
{
	g_autofree gchar *host = sim_request_host_name(request);
	const gchar *realm = request->settings->realm ? request->settings->realm : host;
	GString *quoted;

	if (!request->settings->basic)
		return;
	quoted = g_string_new("Basic realm=\"");
	for (const gchar *at = realm; *at; at++) {
		if (*at == '"' || *at == '\\')
			g_string_append_c(quoted, '\\');
		g_string_append_c(quoted, *at);
	}
	g_string_append_c(quoted, '"');
	g_ptr_array_add(challenges, g_string_free(quoted, FALSE));
}

static void
collect(GPtrArray *challenges, const struct sim_request *request, enum sim_challenger challenger)
{
	switch (challenger) {
	case SIM_CHALLENGE_BEARER:
		add_bearer(challenges, request);
		break;
	case SIM_CHALLENGE_WINDOWS:
		add_windows(challenges, request->settings);
		break;
	case SIM_CHALLENGE_BASIC:
		add_basic(challenges, request);
		break;
	case SIM_CHALLENGERS:
		break;
	}
}

static void
add_merged(struct sim_answer *answer, const struct sim_request *request)
{
	g_autoptr(GPtrArray) challenges = g_ptr_array_new_with_free_func(g_free);
	g_autofree gchar *joined = NULL;

	for (guint i = 0; i < SIM_CHALLENGERS; i++)
		collect(challenges, request, (enum sim_challenger)i);
	if (challenges->len == 0)
		return;
	g_ptr_array_add(challenges, NULL);
	joined = g_strjoinv(", ", (gchar **)challenges->pdata);
	sim_answer_add(answer, FIELD, joined);
}

void
sim_challenge_add(struct sim_answer *answer, const struct sim_request *request,
		  enum sim_challenger challenger)
{
	g_autoptr(GPtrArray) challenges = g_ptr_array_new_with_free_func(g_free);

	if (request->logon->answer) {
		if (challenger == SIM_CHALLENGE_WINDOWS)
			sim_answer_add(answer, FIELD, request->logon->answer);
		return;
	}
	if (request->settings->merged) {
		if (challenger == SIM_CHALLENGE_BEARER)
			add_merged(answer, request);
		return;
	}
	collect(challenges, request, challenger);
	for (guint i = 0; i < challenges->len; i++)
		sim_answer_add(answer, FIELD, challenges->pdata[i]);
}
