/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Holds what one run learnt of its credentials. */
#include "facts/logon.h"

#include "facts/json_text.h"

static const char *const secret_names[] = {
    [SECRET_UNTRIED] = "untried",
    [SECRET_ACCEPTED] = "accepted",
    [SECRET_REFUSED] = "refused",
};

struct logon *
logon_new(const char *account, enum scheme scheme)
{
	struct logon *logon = g_new0(struct logon, 1);

	logon->account = g_strdup(account);
	logon->scheme = scheme;
	return logon;
}

void
logon_free(struct logon *logon)
{
	if (!logon)
		return;
	g_free(logon->account);
	g_free(logon->trouble);
	g_free(logon->refused_where);
	g_free(logon->not_recorded);
	g_free(logon);
}

json_t *
logon_to_json(const struct logon *logon)
{
	json_t *object = json_object();

	json_set_text(object, "account", logon->account);
	json_set_text(object, "scheme", scheme_name(logon->scheme));
	json_set_text(object, "secret", secret_names[logon->secret]);
	if (logon->hold != HOLD_NONE)
		json_set_text(object, "hold", hold_name(logon->hold));
	json_set_text(object, "trouble", logon->trouble);
	if (logon->refused_at_s > 0)
		json_object_set_new(object, "refused_at", json_integer(logon->refused_at_s));
	json_set_text(object, "refused_where", logon->refused_where);
	json_set_text(object, "not_recorded", logon->not_recorded);
	return object;
}
