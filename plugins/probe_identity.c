/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Makes of the login options somebody who can log on. */
#include "plugins/probe_identity.h"

#include "base/text.h"
#include "plugins/document.h"
#include "plugins/gatekeeper.h"

enum { KEYTAB_LIMIT = 64 * 1024 };

void
probe_identity_free(struct probe_identity *who)
{
	g_free(who->account);
	g_clear_pointer(&who->login, login_free);
	g_clear_pointer(&who->keeper, gatekeeper_free);
	secret_free(who->key);
	g_free(who);
}

/* No secret goes out in clear, or to somebody who has not shown who he is. */
static gboolean
check_way(const struct login_options *options, const struct target_options *target, GError **error)
{
	if (target->plain_http)
		return option_refuse(error, "--plain-http: nobody logs on without TLS; leave the "
					    "credentials or this option out");
	if (target->insecure && options->scheme >= LOGIN_BASIC)
		return option_refuse(
		    error,
		    "--insecure: --scheme %s sends the secret itself, so the server's "
		    "certificate has to be verified",
		    options->scheme == LOGIN_BASIC ? "basic" : "bearer");
	return TRUE;
}

static void
keep_gate(struct probe_identity *who, const struct login_options *options, guint per_hour,
	  const struct logon_account *account)
{
	who->keeper = gatekeeper_new(options->state_dir, account, options->retry_logon, per_hour);
	who->gate = gatekeeper_gate(who->keeper);
}

/* A keytab's key can be locked out like a password; a cache's tickets cannot. */
static gboolean
take_kerberos(struct probe_identity *who, const struct login_options *options, guint per_hour,
	      GError **error)
{
	struct logon_account account = {.user = options->keytab};
	gsize length = 0;
	char *bytes;

	who->identity.keytab = options->keytab;
	who->identity.ccache = options->ccache;
	who->account = options->keytab	 ? g_strdup_printf("the keytab %s", options->keytab)
		       : options->ccache ? g_strdup_printf("the cache %s", options->ccache)
					 : g_strdup("the Kerberos cache of the environment");
	if (!options->keytab || options->ccache)
		return TRUE;
	bytes = document_read(options->keytab, KEYTAB_LIMIT, &length, error);
	if (!bytes) {
		g_prefix_error(error, "--keytab: ");
		return FALSE;
	}
	who->key = secret_take(bytes, length);
	g_free(bytes);
	account.password = who->key;
	keep_gate(who, options, per_hour, &account);
	return TRUE;
}

/* What can stand in a header field as it is. */
static gboolean
is_token(const char *text)
{
	for (; *text != '\0'; text++)
		if (!g_ascii_isgraph(*text))
			return FALSE;
	return TRUE;
}

static gboolean
take_password(struct probe_identity *who, const struct login_options *options, guint per_hour,
	      GError **error)
{
	const struct login *login = who->login;
	struct logon_account account = {
	    .user = login->username, .domain = login->domain, .password = login->password};

	if (!login->password)
		return option_refuse(error,
				     "--auth-file: expected a line \"password = ...\" for %s, or "
				     "EXCHANGE_AUTH_PASSWORD in the environment",
				     login->username);
	if (!login->username && options->scheme != LOGIN_BEARER)
		return option_refuse(
		    error, "--username (-u): expected with a password, as DOMAIN\\user or "
			   "user@domain, here or in --auth-file");
	if (options->scheme == LOGIN_BEARER && !is_token(secret_peek(login->password, NULL)))
		return option_refuse(error, "--scheme bearer: expected a token of printable ASCII "
					    "without blanks as the password");
	who->identity.user = login->username;
	who->identity.domain = login->domain;
	who->identity.password = login->password;
	who->account = login->domain	 ? g_strdup_printf("%s\\%s", login->domain, login->username)
		       : login->username ? g_strdup(login->username)
					 : g_strdup("the bearer of the token");
	if (options->scheme != LOGIN_BEARER)
		keep_gate(who, options, per_hour, &account);
	return TRUE;
}

gboolean
probe_identity_read(const struct login_options *options, const struct target_options *target,
		    guint per_hour, struct probe_identity **who, GError **error)
{
	static const enum scheme schemes[] = {[LOGIN_NTLM] = SCHEME_NTLM,
					      [LOGIN_KERBEROS] = SCHEME_NEGOTIATE,
					      [LOGIN_BASIC] = SCHEME_BASIC,
					      [LOGIN_BEARER] = SCHEME_BEARER};
	g_autoptr(struct_probe_identity) made = g_new0(struct probe_identity, 1);
	gboolean kerberos = options->scheme == LOGIN_KERBEROS;

	*who = NULL;
	made->scheme = schemes[options->scheme];
	made->login = login_options_read(options, error);
	if (!made->login)
		return FALSE;
	if (!kerberos && (options->keytab || options->ccache))
		return option_refuse(error, "%s: expected with --scheme negotiate",
				     options->keytab ? "--keytab" : "--ccache");
	if (kerberos && made->login->password && !options->keytab && !options->ccache)
		return option_refuse(error,
				     "--scheme negotiate: expected --keytab or --ccache; the "
				     "password of --auth-file is for the other schemes");
	if (!kerberos && !made->login->username && !made->login->password) {
		if (options->scheme == LOGIN_NTLM)
			return TRUE;
		return option_refuse(error,
				     "--scheme: expected credentials with it, in --auth-file");
	}
	if (!check_way(options, target, error))
		return FALSE;
	if (!(kerberos ? take_kerberos(made, options, per_hour, error)
		       : take_password(made, options, per_hour, error)))
		return FALSE;
	*who = g_steal_pointer(&made);
	return TRUE;
}
