/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reads the lines of a scene that tell of logons. */
#include <string.h>

#include "tests/support/scene_build.h"

/* The value whose name is `text`, with "_" for the blanks in it. */
static guint
value_of(const char *text, const char *(*name_of)(guint value), guint count)
{
	g_autofree char *spelt = g_strdelimit(g_strdup(text), "_", ' ');

	for (guint i = 0; i < count; i++)
		if (strcmp(name_of(i), spelt) == 0)
			return i;
	g_error("nothing is named \"%s\"", text);
}

static const char *
end_at(guint i)
{
	return handshake_end_name((enum handshake_end)i);
}

static const char *
hold_at(guint i)
{
	return hold_name((enum hold)i);
}

static const char *
binding_at(guint i)
{
	return binding_name((enum binding)i);
}

static const char *
trouble_at(guint i)
{
	return kerberos_trouble_name((enum kerberos_trouble)i);
}

static const char *
scheme_at(guint i)
{
	return scheme_name((enum scheme)i);
}

static gboolean
is_ntlm(const struct handshake *handshake)
{
	return handshake->mechanism == MECHANISM_NTLM ||
	       handshake->mechanism == MECHANISM_NTLM_WRAPPED;
}

/* What such an end usually looks like on the wire. */
static void
add_usual_legs(struct scene_builder *b)
{
	const struct handshake *handshake = b->handshake;
	const char *scheme = scheme_name(handshake->scheme);
	gboolean two = handshake->end == HANDSHAKE_REFUSED || handshake->end == HANDSHAKE_ANSWERED;

	if (handshake->end == HANDSHAKE_NOT_TRIED || handshake->end == HANDSHAKE_LOCAL ||
	    (handshake->end == HANDSHAKE_CHALLENGED && !is_ntlm(handshake)))
		return;
	if (!two || is_ntlm(handshake))
		scene_begin_answer(b, METHOD_GET, "401", scheme, NULL);
	if (two)
		scene_begin_answer(b, METHOD_GET,
				   handshake->end == HANDSHAKE_ANSWERED ? "200" : "401",
				   handshake->end == HANDSHAKE_ANSWERED ? NULL : scheme, NULL);
	scene_finish_answer(b);
}

static void
add_challenge(const struct scene_builder *b)
{
	struct handshake *handshake = b->handshake;
	gboolean came = handshake->end == HANDSHAKE_CHALLENGED ||
			handshake->end == HANDSHAKE_CLOSING || handshake->legs->len > 1;
	const void *bytes;
	gsize length = 0;

	if (!is_ntlm(handshake) || !(came || b->challenged))
		return;
	handshake->token = type2_write(&b->type2);
	handshake->token_wrapped = handshake->mechanism == MECHANISM_NTLM_WRAPPED;
	bytes = g_bytes_get_data(handshake->token, &length);
	handshake->challenge = ntlm_parse(bytes, length);
}

void
scene_finish_handshake(struct scene_builder *b)
{
	struct handshake *handshake = b->handshake;

	scene_finish_answer(b);
	if (!handshake)
		return;
	if (handshake->legs->len == 0)
		add_usual_legs(b);
	add_challenge(b);
	for (guint i = 0; i < handshake->legs->len; i++) {
		const struct asked *leg = g_ptr_array_index(handshake->legs, i);

		leg->answer->connection_reused = TRUE;
		handshake->total_us += leg->answer->total_us;
	}
	b->handshake = NULL;
}

/* "Negotiate wrapped answered" */
static void
begin_handshake(struct scene_builder *b, const char *rest, GPtrArray *into)
{
	static const struct {
		const char *word;
		enum mechanism mechanism;
	} mechanisms[] = {{"wrapped", MECHANISM_NTLM_WRAPPED},
			  {"kerberos", MECHANISM_KERBEROS},
			  {"plain", MECHANISM_PLAIN}};
	g_auto(GStrv) words = g_strsplit(rest, " ", 3);
	enum mechanism mechanism = MECHANISM_NTLM;
	guint end = words[0] && words[1] && words[2] ? 2 : 1;

	g_assert_true(words[0] && words[1]);
	for (gsize i = 0; i < G_N_ELEMENTS(mechanisms); i++)
		if (strcmp(mechanisms[i].word, words[1]) == 0)
			mechanism = mechanisms[i].mechanism;
	g_assert_true((end == 2) == (mechanism != MECHANISM_NTLM));
	scene_finish_handshake(b);
	b->handshake = handshake_new((enum scheme)value_of(words[0], scheme_at, SCHEME_COUNT),
				     mechanism, BINDING_SEEN);
	b->handshake->end = (enum handshake_end)value_of(words[end], end_at, HANDSHAKE_END_COUNT);
	b->type2 = type2_usual;
	b->challenged = FALSE;
	g_ptr_array_add(into, b->handshake);
}

static void
begin_single(struct scene_builder *b, const char *rest)
{
	begin_handshake(b, rest, b->offer->handshakes);
}

static void
begin_together(struct scene_builder *b, const char *rest)
{
	begin_handshake(b, rest, b->offer->together);
}

static void
begin_leg(struct scene_builder *b, const char *rest)
{
	g_auto(GStrv) words = g_strsplit(rest, " ", 2);

	g_assert_nonnull(b->handshake);
	scene_begin_answer(b, METHOD_GET, words[0], words[1], NULL);
}

static void
begin_stranger(struct scene_builder *b, const char *rest)
{
	g_auto(GStrv) words = g_strsplit(rest, " ", 2);

	scene_finish_handshake(b);
	scene_begin_answer(b, METHOD_GET, words[0], words[1], &b->offer->stranger);
}

static void
begin_baseline(struct scene_builder *b, const char *rest)
{
	g_assert_cmpstr(rest, ==, "");
	b->into_baseline = TRUE;
}

static void
set_binding(struct scene_builder *b, const char *rest)
{
	b->handshake->binding = (enum binding)value_of(rest, binding_at, BINDING_COUNT);
}

static void
set_hold(struct scene_builder *b, const char *rest)
{
	b->handshake->hold = (enum hold)value_of(rest, hold_at, HOLD_COUNT);
}

static void
set_why(struct scene_builder *b, const char *rest)
{
	b->handshake->trouble = g_strcompress(rest);
}

static void
set_kerberos(struct scene_builder *b, const char *rest)
{
	b->handshake->kerberos =
	    (enum kerberos_trouble)value_of(rest, trouble_at, KERBEROS_TROUBLE_COUNT);
}

static void
set_principal(struct scene_builder *b, const char *rest)
{
	b->handshake->principal = g_strcompress(rest);
}

static void
set_clock(struct scene_builder *b, const char *rest)
{
	b->handshake->clock_known = TRUE;
	b->handshake->clock_ahead_ms = (gint64)(g_ascii_strtod(rest, NULL) * 1000);
}

static void
set_port(struct scene_builder *b, const char *rest)
{
	b->answer->local_port = (guint)g_ascii_strtoull(rest, NULL, 10);
}

/* "domain OTHER", "forest" alone for none; "bare" and "unversioned" */
static void
set_challenge(struct scene_builder *b, const char *rest)
{
	const struct {
		const char *word;
		const char **text;
	} texts[] = {{"target", &b->type2.target},	   {"computer", &b->type2.netbios_computer},
		     {"domain", &b->type2.netbios_domain}, {"dns-computer", &b->type2.dns_computer},
		     {"dns-domain", &b->type2.dns_domain}, {"forest", &b->type2.dns_forest}};
	g_auto(GStrv) words = g_strsplit(rest, " ", 2);
	char *text = words[1] ? g_strcompress(words[1]) : NULL;

	b->challenged = TRUE;
	g_ptr_array_add(b->texts, text);
	if (strcmp(words[0], "bare") == 0)
		b->type2.bare = TRUE;
	else if (strcmp(words[0], "unversioned") == 0)
		b->type2.versioned = FALSE;
	for (gsize i = 0; i < G_N_ELEMENTS(texts); i++)
		if (strcmp(texts[i].word, words[0]) == 0)
			*texts[i].text = text;
}

/* "NTLM CORP\\probe" */
static void
set_logon(struct scene_builder *b, const char *rest)
{
	g_auto(GStrv) words = g_strsplit(rest, " ", 2);
	g_autofree char *account = g_strcompress(words[1]);

	g_assert_null(b->scene->sweep->logon);
	b->scene->sweep->logon =
	    logon_new(account, (enum scheme)value_of(words[0], scheme_at, SCHEME_COUNT));
}

static void
set_secret(struct scene_builder *b, const char *rest)
{
	struct logon *logon = b->scene->sweep->logon;

	logon->secret = strcmp(rest, "accepted") == 0 ? SECRET_ACCEPTED : SECRET_REFUSED;
	g_assert_true(logon->secret == SECRET_ACCEPTED || strcmp(rest, "refused") == 0);
}

static void
set_logon_hold(struct scene_builder *b, const char *rest)
{
	b->scene->sweep->logon->hold = (enum hold)value_of(rest, hold_at, HOLD_COUNT);
}

static void
set_logon_trouble(struct scene_builder *b, const char *rest)
{
	b->scene->sweep->logon->trouble = g_strcompress(rest);
}

static void
set_refused_ago(struct scene_builder *b, const char *rest)
{
	b->scene->sweep->logon->refused_at_s = SCENE_NOW_S - g_ascii_strtoll(rest, NULL, 10);
}

static void
set_refused_where(struct scene_builder *b, const char *rest)
{
	b->scene->sweep->logon->refused_where = g_strcompress(rest);
}

static void
set_not_recorded(struct scene_builder *b, const char *rest)
{
	b->scene->sweep->logon->not_recorded = g_strcompress(rest);
}

static const struct {
	const char *word;
	void (*set)(struct scene_builder *b, const char *rest);
} words[] = {
    {"try", begin_single},
    {"together", begin_together},
    {"leg", begin_leg},
    {"stranger", begin_stranger},
    {"baseline", begin_baseline},
    {"binding", set_binding},
    {"hold", set_hold},
    {"why", set_why},
    {"kerberos", set_kerberos},
    {"principal", set_principal},
    {"clock", set_clock},
    {"port", set_port},
    {"challenge", set_challenge},
    {"logon", set_logon},
    {"secret", set_secret},
    {"logon-hold", set_logon_hold},
    {"logon-trouble", set_logon_trouble},
    {"refused-ago", set_refused_ago},
    {"refused-where", set_refused_where},
    {"not-recorded", set_not_recorded},
};

gboolean
scene_logon_line(struct scene_builder *b, const char *word, const char *rest)
{
	for (gsize i = 0; i < G_N_ELEMENTS(words); i++) {
		if (strcmp(words[i].word, word) == 0) {
			words[i].set(b, rest);
			return TRUE;
		}
	}
	return FALSE;
}
