/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Authorization fields, taken apart. */
#include "tests/sim/sim_token.h"
#include "tests/sim/sim_ntlm_read.h"

#include <string.h>

static const gchar *const NAMES[] = {
    [SIM_SCHEME_NONE] = "-",
    [SIM_SCHEME_NTLM] = "NTLM",
    [SIM_SCHEME_NEGOTIATE] = "Negotiate",
    [SIM_SCHEME_BASIC] = "Basic",
    [SIM_SCHEME_BEARER] = "Bearer",
    [SIM_SCHEME_OTHER] = "?",
};

/* What every token of Kerberos and SPNEGO begins with: an application's element. */
enum { GSS_HEAD = 0x60 };

const gchar *
sim_scheme_name(enum sim_scheme scheme)
{
	return NAMES[scheme];
}

static enum sim_scheme
scheme_of(const gchar *authorization, gsize length)
{
	for (guint i = SIM_SCHEME_NTLM; i < SIM_SCHEME_OTHER; i++)
		if (strlen(NAMES[i]) == length &&
		    g_ascii_strncasecmp(NAMES[i], authorization, length) == 0)
			return (enum sim_scheme)i;
	return SIM_SCHEME_OTHER;
}

static void
read_windows(struct sim_token *token, struct sim_slice whole)
{
	token->ntlm = whole;
	token->number = sim_ntlm_message_number(whole);
	if (token->number || token->scheme != SIM_SCHEME_NEGOTIATE)
		return;
	token->wrapped = sim_spnego_read(whole, &token->spnego);
	if (token->wrapped) {
		token->ntlm = token->spnego.token;
		token->number = sim_ntlm_message_number(token->ntlm);
	}
	token->kerberos = !token->number && whole.length > 0 && whole.at[0] == GSS_HEAD;
}

void
sim_token_read(struct sim_token *token, const gchar *authorization)
{
	gsize length = authorization ? strcspn(authorization, " ") : 0;
	struct sim_slice whole;

	*token = (struct sim_token){0};
	if (!authorization)
		return;
	token->scheme = scheme_of(authorization, length);
	if (authorization[length]) {
		guchar *bytes = g_base64_decode(authorization + length + 1, &whole.length);

		token->bytes = g_bytes_new_take(bytes, whole.length);
		whole.at = bytes;
		if (token->scheme == SIM_SCHEME_NTLM || token->scheme == SIM_SCHEME_NEGOTIATE)
			read_windows(token, whole);
	}
}

void
sim_token_clear(struct sim_token *token)
{
	if (token->bytes)
		g_bytes_unref(token->bytes);
	*token = (struct sim_token){0};
}

gchar *
sim_token_kind(const struct sim_token *token)
{
	const gchar *name = sim_scheme_name(token->scheme);

	if (token->scheme != SIM_SCHEME_NTLM && token->scheme != SIM_SCHEME_NEGOTIATE)
		return g_strdup(name);
	if (token->number)
		return g_strdup_printf("%s:%u", name, token->number);
	return g_strdup_printf("%s:%s", name, token->kerberos ? "kerberos" : "?");
}

const gchar *
sim_token_form(const struct sim_token *token)
{
	if (!token->number)
		return "-";
	return token->wrapped ? "spnego" : "raw";
}
