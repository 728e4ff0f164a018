/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reads the command line by tables. */
#include "report/option.h"

#include <string.h>

#include "base/text.h"
#include "report/number.h"
#include "report/range.h"

/*
 * GLib's own GOptionContext was tried and left: it knows no "-w5", takes "--verbose=3" for
 * "--verbose" without a word, and does not say what it expected instead of a wrong value.
 */

#define TIMEOUT_EXPECTED                                                                           \
	"SECONDS or SECONDS:STATE with 0.1 to 3600 seconds and ok, warning, critical or unknown"
static const double timeout_minimum_s = 0.1, timeout_maximum_s = 3600;

G_DEFINE_QUARK(exchange - option - error, option_error)

/* A row with the group it was found in; `row` is NULL when there is none. */
struct found {
	const struct option_group *group;
	const struct option_row *row;
};

/* What is left of the command line. */
struct arguments {
	const struct option_group *groups;
	gsize count;
	char **next;
};

/* By the long name (`length` bytes of it), or by the letter when `name` is NULL. */
static struct found
find(const struct arguments *arguments, const char *name, gsize length, char letter)
{
	for (gsize g = 0; g < arguments->count; g++) {
		const struct option_group *group = &arguments->groups[g];

		for (gsize r = 0; r < group->count; r++) {
			const struct option_row *row = &group->rows[r];

			if (name ? strlen(row->name) == length && !memcmp(row->name, name, length)
				 : row->letter == letter)
				return (struct found){group, row};
		}
	}
	return (struct found){NULL, NULL};
}

/* "--port (-p)" */
static char *
full_name(const struct option_row *row)
{
	if (row->letter)
		return g_strdup_printf("--%s (-%c)", row->name, row->letter);
	return g_strdup_printf("--%s", row->name);
}

/* Always FALSE; `value` NULL: there was none. */
static gboolean
refuse(const struct option_row *row, const char *expected, const char *value, GError **error)
{
	g_autofree char *name = full_name(row);
	g_autofree char *shown = text_line(value);

	if (value)
		g_set_error(error, OPTION_ERROR, 0, "%s: expected %s, got \"%s\"", name, expected,
			    shown);
	else
		g_set_error(error, OPTION_ERROR, 0, "%s: expected %s, got nothing", name, expected);
	return FALSE;
}

static gboolean
read_integer(const struct option_row *row, gint64 *number, const char *value, GError **error)
{
	g_autofree char *expected = NULL;

	if (g_ascii_string_to_signed(value, 10, row->minimum, row->maximum, number, NULL))
		return TRUE;
	expected = g_strdup_printf("a whole number from %" G_GINT64_FORMAT " to %" G_GINT64_FORMAT,
				   row->minimum, row->maximum);
	return refuse(row, expected, value, error);
}

static gboolean
read_choice(const struct option_row *row, guint *index, const char *value, GError **error)
{
	g_autofree char *words = NULL;

	for (guint i = 0; row->choices[i]; i++) {
		if (g_str_equal(row->choices[i], value)) {
			*index = i;
			return TRUE;
		}
	}
	words = text_enumerate(row->choices, " or ");
	return refuse(row, words, value, error);
}

static gboolean
read_range(const struct option_row *row, struct range *range, const char *value, GError **error)
{
	g_autoptr(GError) reason = NULL;
	g_autofree char *name = NULL;

	if (range_parse(value, range, &reason))
		return TRUE;
	name = full_name(row);
	g_set_error(error, OPTION_ERROR, 0, "%s: %s", name, reason->message);
	return FALSE;
}

static gboolean
read_timeout(const struct option_row *row, struct option_timeout *timeout, const char *value,
	     GError **error)
{
	const char *colon = strchr(value, ':');
	enum state state = (enum state)timeout->state;
	double seconds;

	if (!number_parse(value, colon ? colon - value : -1, &seconds) ||
	    seconds < timeout_minimum_s || seconds > timeout_maximum_s ||
	    (colon && !state_parse(colon + 1, &state)))
		return refuse(row, TIMEOUT_EXPECTED, value, error);
	timeout->seconds = seconds;
	timeout->state = (int)state;
	return TRUE;
}

static void
add_string(GPtrArray **strings, const char *value)
{
	if (!*strings)
		*strings = g_ptr_array_new_with_free_func(g_free);
	g_ptr_array_add(*strings, g_strdup(value));
}

static void
set_string(char **string, const char *value)
{
	g_free(*string);
	*string = g_strdup(value);
}

static gboolean
takes_value(const struct option_row *row)
{
	return row->kind != OPTION_FLAG && row->kind != OPTION_COUNT;
}

/* `value` is NULL for those that take none, and only for those. */
static gboolean
store(struct found found, const char *value, GError **error)
{
	const struct option_row *row = found.row;
	gpointer place = G_STRUCT_MEMBER_P(found.group->values, row->offset);

	switch (row->kind) {
	case OPTION_FLAG:
		*(gboolean *)place = TRUE;
		return TRUE;
	case OPTION_COUNT:
		*(guint *)place += 1;
		return TRUE;
	case OPTION_STRING:
		set_string(place, value);
		return TRUE;
	case OPTION_STRINGS:
		add_string(place, value);
		return TRUE;
	case OPTION_INTEGER:
		return read_integer(row, place, value, error);
	case OPTION_RANGE:
		return read_range(row, place, value, error);
	case OPTION_STATE:
		return state_parse(value, place) ||
		       refuse(row, "ok, warning, critical or unknown", value, error);
	case OPTION_CHOICE:
		return read_choice(row, place, value, error);
	case OPTION_TIMEOUT:
		return read_timeout(row, place, value, error);
	}
	g_return_val_if_reached(FALSE);
}

/*
 * `attached` is what stands behind the '=' or the letter; without it the next argument is the
 * value.
 */
static gboolean
store_with_value(struct arguments *arguments, struct found found, const char *attached,
		 GError **error)
{
	const char *value = attached;

	if (!value && *arguments->next)
		value = *arguments->next++;
	if (!value)
		return refuse(found.row, found.row->value_name, NULL, error);
	return store(found, value, error);
}

/* A value that follows an unknown name is not shown: it may be a password. */
static gboolean
refuse_unknown(const char *dashes, const char *name, gsize length, GError **error)
{
	g_autofree char *shown = text_clean(name, (gssize)length, TEXT_LINE);

	g_set_error(error, OPTION_ERROR, 0, "unknown option %s%s (try --help)", dashes, shown);
	return FALSE;
}

/* What follows "--". */
static gboolean
read_long(struct arguments *arguments, const char *text, GError **error)
{
	gsize length = strcspn(text, "=");
	const char *attached = text[length] ? text + length + 1 : NULL;
	struct found found = find(arguments, text, length, 0);

	if (!found.row)
		return refuse_unknown("--", text, length, error);
	if (takes_value(found.row))
		return store_with_value(arguments, found, attached, error);
	if (attached)
		return refuse(found.row, "no value", attached, error);
	return store(found, NULL, error);
}

/*
 * What follows "-": letters that take no value, and perhaps one that does with the rest as its
 * value.
 */
static gboolean
read_short(struct arguments *arguments, const char *text, GError **error)
{
	for (const char *at = text; *at; at++) {
		struct found found = find(arguments, NULL, 0, *at);

		if (!found.row)
			return refuse_unknown("-", at, 1, error);
		if (takes_value(found.row))
			return store_with_value(arguments, found, at[1] ? at + 1 : NULL, error);
		if (!store(found, NULL, error))
			return FALSE;
	}
	return TRUE;
}

static gboolean
read_one(struct arguments *arguments, GError **error)
{
	const char *argument = *arguments->next++;
	g_autofree char *shown = NULL;

	if (argument[0] == '-' && argument[1] == '-' && argument[2] != '\0')
		return read_long(arguments, argument + 2, error);
	if (argument[0] == '-' && argument[1] != '-' && argument[1] != '\0')
		return read_short(arguments, argument + 1, error);
	shown = text_line(argument);
	g_set_error(error, OPTION_ERROR, 0, "unexpected argument \"%s\" (try --help)", shown);
	return FALSE;
}

gboolean
option_parse(const struct option_group *groups, gsize count, char **argv, GError **error)
{
	struct arguments arguments = {groups, count, argv[0] ? argv + 1 : argv};
	gboolean good = TRUE;

	/*
	 * After the first error nothing is reported any more, but read: the format of the error
	 * may follow.
	 */
	while (*arguments.next) {
		if (!read_one(&arguments, good ? error : NULL))
			good = FALSE;
	}
	return good;
}

static void
clear_strings(GPtrArray **strings)
{
	if (*strings)
		g_ptr_array_unref(*strings);
	*strings = NULL;
}

void
option_clear(const struct option_group *groups, gsize count)
{
	for (gsize g = 0; g < count; g++) {
		for (gsize r = 0; r < groups[g].count; r++) {
			const struct option_row *row = &groups[g].rows[r];
			gpointer place = G_STRUCT_MEMBER_P(groups[g].values, row->offset);

			if (row->kind == OPTION_STRING)
				set_string(place, NULL);
			else if (row->kind == OPTION_STRINGS)
				clear_strings(place);
		}
	}
}

gboolean
option_refuse(GError **error, const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	if (error)
		*error = g_error_new_valist(OPTION_ERROR, 0, format, arguments);
	va_end(arguments);
	return FALSE;
}
