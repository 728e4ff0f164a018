/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Shows what was read in an answer of Autodiscover. */
#include "tests/support/discovered.h"

#include <string.h>

static void
append_values(GString *text, const char *title, const GPtrArray *values)
{
	if (values->len > 0 && *title != '\0')
		g_string_append_printf(text, "; %s", title);
	for (guint i = 0; i < values->len; i++) {
		const struct autodiscover_value *value = g_ptr_array_index(values, i);

		g_string_append_printf(text, " %s=%s", value->name, value->value);
	}
}

static void
append_block(GString *text, const struct autodiscover_protocol *protocol)
{
	g_string_append(text, protocol->type ? protocol->type : "-");
	append_values(text, "", protocol->values);
}

static void
append_protocol(GString *text, const struct autodiscover_protocol *protocol)
{
	append_block(text, protocol);
	for (guint i = 0; i < protocol->inner->len; i++) {
		const struct autodiscover_protocol *inner = g_ptr_array_index(protocol->inner, i);

		g_string_append_printf(text, " [%s ", inner->place);
		append_block(text, inner);
		g_string_append_c(text, ']');
	}
}

static void
append_text(GString *text, const char *title, const char *value)
{
	if (value)
		g_string_append_printf(text, "; %s%s", title, value);
}

char *
discovered_text(const struct autodiscover_answer *answer)
{
	const char *action = autodiscover_action_name(answer->action);
	GString *text = g_string_new(autodiscover_schema_name(answer->schema));

	if (action)
		g_string_append_printf(text, " %s", action);
	append_text(text, "to ", answer->redirect);
	if (answer->error_code || answer->error_message || answer->error_debug)
		g_string_append_printf(text, "; error %s|%s|%s",
				       answer->error_code ? answer->error_code : " ",
				       answer->error_message ? answer->error_message : " ",
				       answer->error_debug ? answer->error_debug : " ");
	append_values(text, "user", answer->user);
	for (guint i = 0; i < answer->protocols->len; i++) {
		g_string_append(text, "; ");
		append_protocol(text, g_ptr_array_index(answer->protocols, i));
	}
	append_values(text, "settings", answer->settings);
	append_values(text, "refused", answer->setting_errors);
	append_text(text, "version ", answer->server_version);
	append_text(text, "namespace ", answer->odd_namespace);
	append_text(text, "! ", answer->malformed);
	return g_string_free(text, FALSE);
}

/* Where the tag begins, or JSON's bracket stands, without which the document is not whole. */
static gsize
end_of(const char *bytes)
{
	g_autoptr(GRegex) regex = g_regex_new("</(\\w+:)?(Response|Body)>", 0, 0, NULL);
	g_autoptr(GMatchInfo) match = NULL;
	const char *bracket = strrchr(bytes, '}');
	int end = *bytes == '{' && bracket ? (int)(bracket - bytes) : 0;

	g_regex_match(regex, bytes, G_REGEX_MATCH_DEFAULT, &match);
	for (; g_match_info_matches(match); g_match_info_next(match, NULL))
		(void)g_match_info_fetch_pos(match, 0, &end, NULL);
	return (gsize)end;
}

/* Cut anywhere before its end, nothing is taken for whole. */
static void
assert_cuts(const char *bytes)
{
	gsize end = end_of(bytes);

	for (gsize i = 0; i < end; i++) {
		g_autoptr(struct_autodiscover_answer) answer = autodiscover_parse(bytes, i);

		if (!answer->malformed)
			g_error("whole when cut behind %u bytes: %.*s", (guint)i, (int)i, bytes);
	}
}

static void
run(gconstpointer data)
{
	const struct discovered_row *row = data;
	gsize length = row->length > 0 ? row->length : strlen(row->bytes);
	/* Of exact size, so that a sanitizer sees a byte read too many; gone before the result is
	 * looked at. */
	void *exact = g_memdup2(row->bytes, length);
	g_autoptr(struct_autodiscover_answer) answer = autodiscover_parse(exact, length);
	g_autofree char *got = NULL;

	g_free(exact);
	if (!answer->malformed && g_utf8_validate(row->bytes, (gssize)length, NULL))
		assert_cuts(row->bytes);
	got = discovered_text(answer);
	if (g_str_has_suffix(row->expected, "...")) {
		g_autofree char *begin = g_strndup(row->expected, strlen(row->expected) - 3);

		if (g_str_has_prefix(got, begin))
			return;
	}
	g_assert_cmpstr(got, ==, row->expected);
}

void
discovered_add(const char *prefix, const struct discovered_row *rows, gsize count)
{
	for (gsize i = 0; i < count; i++) {
		g_autofree char *path = g_strdup_printf("%s%s", prefix, rows[i].name);

		g_test_add_data_func(path, &rows[i], run);
	}
}
