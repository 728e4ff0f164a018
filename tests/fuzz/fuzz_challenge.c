/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Fuzzes the reader of WWW-Authenticate: each line of the input is one field. */
#include "protocol/challenge.h"
#include <string.h>

int LLVMFuzzerTestOneInput(const guint8 *data, gsize size);

enum { FIELD_LIMIT = 64 };

/* All that the header promises of one challenge. */
static void
check_challenge(const struct challenge *c, guint fields)
{
	g_assert_cmpint(scheme_from_name(c->scheme_name), ==, c->scheme);
	g_assert_true(*c->scheme_name);
	g_assert_true(!c->token || (*c->token && c->parameters->len == 0));
	g_assert_cmpuint(c->parameters->len, <=, CHALLENGE_PARAMETER_LIMIT);
	g_assert_true(c->field >= 1 && c->field <= fields);
	for (guint i = 0; i < c->parameters->len; i++) {
		const struct challenge_parameter *p = g_ptr_array_index(c->parameters, i);
		g_autofree char *lower = g_ascii_strdown(p->name, -1);

		g_assert_true(*p->name);
		g_assert_cmpstr(p->name, ==, lower);
		/* Once each: the first of that name is this one. */
		g_assert_true(challenge_parameter(c, p->name) == p->value);
	}
}

static void
check_list(const struct challenge_list *list, gsize fields)
{
	g_autofree char *text = challenge_list_describe(list);

	g_assert_cmpuint(list->fields, ==, fields);
	g_assert_cmpuint(list->challenges->len, <=, CHALLENGE_LIMIT);
	g_assert_true(!list->malformed || *list->malformed);
	g_assert_true(g_str_is_ascii(text));
	g_assert_cmpuint(challenge_list_merged(list), <=, list->fields);
	for (guint i = 0; i < list->challenges->len; i++) {
		check_challenge(challenge_list_at(list, i), list->fields);
		g_assert_true(i == 0 || challenge_list_at(list, i)->field >=
					    challenge_list_at(list, i - 1)->field);
	}
}

static void
append_parameter(GString *text, const struct challenge_parameter *p)
{
	g_string_append_printf(text, "%s=\"", p->name);
	for (const char *s = p->value; *s; s++) {
		if (*s == '"' || *s == '\\')
			g_string_append_c(text, '\\');
		g_string_append_c(text, *s);
	}
	g_string_append(text, "\", ");
}

/* What was read without a breach can be written as one field, and read to be the same. */
static void
check_round_trip(const struct challenge_list *list)
{
	g_autoptr(GString) text = g_string_new(NULL);
	g_autoptr(struct_challenge_list) again = NULL;
	struct challenge_field field;

	for (guint i = 0; i < list->challenges->len; i++) {
		const struct challenge *c = challenge_list_at(list, i);

		g_string_append_printf(text, "%s %s", c->scheme_name, c->token ? c->token : "");
		for (guint j = 0; j < c->parameters->len; j++)
			append_parameter(text, g_ptr_array_index(c->parameters, j));
		g_string_append(text, ", ");
	}
	field = (struct challenge_field){text->str, text->len};
	again = challenge_list_parse(&field, 1);
	g_assert_null(again->malformed);
	g_assert_cmpuint(again->challenges->len, ==, list->challenges->len);
	for (guint i = 0; i < list->challenges->len; i++) {
		const struct challenge *a = challenge_list_at(list, i);
		const struct challenge *b = challenge_list_at(again, i);

		g_assert_cmpstr(a->scheme_name, ==, b->scheme_name);
		g_assert_cmpstr(a->token, ==, b->token);
		g_assert_cmpuint(a->parameters->len, ==, b->parameters->len);
		for (guint j = 0; j < a->parameters->len; j++) {
			const struct challenge_parameter *p = g_ptr_array_index(a->parameters, j);

			g_assert_cmpstr(challenge_parameter(b, p->name), ==, p->value);
		}
	}
}

int
LLVMFuzzerTestOneInput(const guint8 *data, gsize size)
{
	struct challenge_field fields[FIELD_LIMIT] = {0};
	char *blocks[FIELD_LIMIT] = {NULL};
	gsize count = 0;
	g_autoptr(struct_challenge_list) list = NULL;

	while (size > 0 && count < FIELD_LIMIT) {
		const guint8 *end = memchr(data, '\n', size);
		gsize length = end ? (gsize)(end - data) : size;

		/* Of exact size: a byte read too many is seen. */
		blocks[count] = g_malloc(length ? length : 1);
		memcpy(blocks[count], data, length);
		fields[count] = (struct challenge_field){blocks[count], length};
		count++;
		length += end ? 1 : 0;
		data += length;
		size -= length;
	}
	list = challenge_list_parse(fields, count);
	for (gsize i = 0; i < count; i++)
		g_free(blocks[i]);
	check_list(list, count);
	if (!list->malformed)
		check_round_trip(list);
	return 0;
}
