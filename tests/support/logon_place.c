/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Plays plugins that log on one after the other. */
#include "tests/support/logon_place.h"

#include <string.h>

#include "tests/support/scratch.h"

static struct secret *
new_secret(const char *text)
{
	g_autofree char *bytes = g_strdup(text);

	return secret_take(bytes, strlen(bytes));
}

void
logon_place_set_up(struct logon_place *place, gconstpointer data G_GNUC_UNUSED)
{
	place->path = scratch_new();
	place->password[0] = new_secret("Password");
	place->password[1] = new_secret("Another0ne");
}

void
logon_place_tear_down(struct logon_place *place, gconstpointer data G_GNUC_UNUSED)
{
	secret_free(place->password[0]);
	secret_free(place->password[1]);
	scratch_free(place->path);
}

struct logon_budget *
logon_place_open(const struct logon_place *place, const char *user, guint password, gboolean retry)
{
	const struct logon_account account = {user, "CORP", place->password[password]};
	g_autoptr(GError) error = NULL;
	struct logon_budget *budget = logon_budget_open(place->path, &account, retry, &error);

	g_assert_no_error(error);
	return budget;
}

enum logon_permit
logon_place_visit(const struct logon_place *place, guint password, enum logon_result result)
{
	g_autoptr(struct_logon_budget) budget = logon_place_open(place, "probe", password, FALSE);
	g_autoptr(struct_logon_refusal) refusal = NULL;
	struct logon_grant *grant = NULL;
	enum logon_permit permit =
	    logon_budget_ask(budget, deadline_in_ms(0), &grant, &refusal, NULL);

	if (grant)
		g_assert_true(logon_grant_settle(grant, result,
						 "ews of mail.example.com (192.0.2.11)", NULL));
	return permit;
}
