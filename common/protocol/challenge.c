/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Answers questions about a list of challenges. */
#include "protocol/challenge.h"

#include <string.h>

enum { DESCRIBE_LIMIT = 16, DESCRIBE_NAME_LIMIT = 32 };

static const char *const scheme_names[] = {
    [SCHEME_OTHER] = "other",	    [SCHEME_NEGOTIATE] = "Negotiate", [SCHEME_NTLM] = "NTLM",
    [SCHEME_KERBEROS] = "Kerberos", [SCHEME_BASIC] = "Basic",	      [SCHEME_DIGEST] = "Digest",
    [SCHEME_BEARER] = "Bearer",
};
_Static_assert(G_N_ELEMENTS(scheme_names) == SCHEME_COUNT, "one name per scheme");

enum scheme
scheme_from_name(const char *name)
{
	for (guint i = SCHEME_OTHER + 1; name && i < SCHEME_COUNT; i++)
		if (g_ascii_strcasecmp(name, scheme_names[i]) == 0)
			return (enum scheme)i;
	return SCHEME_OTHER;
}

const char *
scheme_name(enum scheme scheme)
{
	return scheme_names[scheme];
}

void
challenge_list_free(struct challenge_list *list)
{
	if (!list)
		return;
	g_ptr_array_unref(list->challenges);
	g_free(list->malformed);
	g_free(list);
}

const struct challenge *
challenge_list_at(const struct challenge_list *list, guint i)
{
	return i < list->challenges->len ? g_ptr_array_index(list->challenges, i) : NULL;
}

gint
challenge_list_position(const struct challenge_list *list, enum scheme scheme)
{
	for (guint i = 0; i < list->challenges->len; i++)
		if (challenge_list_at(list, i)->scheme == scheme)
			return (gint)i;
	return -1;
}

const struct challenge *
challenge_list_find(const struct challenge_list *list, enum scheme scheme)
{
	gint position = challenge_list_position(list, scheme);

	return position < 0 ? NULL : challenge_list_at(list, (guint)position);
}

guint
challenge_list_merged(const struct challenge_list *list)
{
	for (guint i = 1; i < list->challenges->len; i++)
		if (challenge_list_at(list, i)->field == challenge_list_at(list, i - 1)->field)
			return challenge_list_at(list, i)->field;
	return 0;
}

static void
append_name(GString *text, const struct challenge *challenge)
{
	const char *name = challenge->scheme == SCHEME_OTHER ? challenge->scheme_name
							     : scheme_name(challenge->scheme);

	for (gsize i = 0; i < DESCRIBE_NAME_LIMIT && name[i]; i++)
		g_string_append_c(
		    text, g_ascii_isgraph(name[i]) && !strchr("|<>", name[i]) ? name[i] : '?');
}

char *
challenge_list_describe(const struct challenge_list *list)
{
	guint count = list->challenges->len;
	g_autoptr(GString) text = g_string_new(count ? NULL : "none");

	for (guint i = 0; i < MIN(count, DESCRIBE_LIMIT); i++) {
		g_string_append(text, i ? ", " : "");
		append_name(text, challenge_list_at(list, i));
	}
	if (count > DESCRIBE_LIMIT)
		g_string_append_printf(text, " and %u more", count - DESCRIBE_LIMIT);
	return g_string_free(g_steal_pointer(&text), FALSE);
}

const char *
challenge_parameter(const struct challenge *challenge, const char *name)
{
	for (guint i = 0; i < challenge->parameters->len; i++) {
		const struct challenge_parameter *p = g_ptr_array_index(challenge->parameters, i);

		if (g_ascii_strcasecmp(p->name, name) == 0)
			return p->value;
	}
	return NULL;
}
