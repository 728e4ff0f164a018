/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Turns a report into the last result of its service. */
#include "snmp/finding.h"

#include <string.h>

#include "base/text.h"

/* The place of an option's value; NULL when this plugin has none of that name and kind. */
static gconstpointer
find(const struct plugin_ending *ending, const char *name, enum option_kind kind)
{
	for (gsize g = 0; g < ending->count; g++) {
		const struct option_group *group = &ending->groups[g];

		for (gsize r = 0; r < group->count; r++) {
			const struct option_row *row = &group->rows[r];

			if (row->kind == kind && g_str_equal(row->name, name))
				return G_STRUCT_MEMBER_P(group->values, row->offset);
		}
	}
	return NULL;
}

const char *
finding_option(const struct plugin_ending *ending, const char *name)
{
	const char *const *place = find(ending, name, OPTION_STRING);

	return place ? *place : NULL;
}

static const GPtrArray *
list_option(const struct plugin_ending *ending, const char *name)
{
	const GPtrArray *const *place = find(ending, name, OPTION_STRINGS);

	return place ? *place : NULL;
}

const char *
finding_address(const struct plugin_ending *ending)
{
	const GPtrArray *addresses = list_option(ending, "address");

	if (addresses && addresses->len == 1)
		return addresses->pdata[0];
	return ending->report->address;
}

static void
add_word(GString *words, const char *word)
{
	g_string_append_printf(words, "%s%s", words->len > 0 ? " " : "", word);
}

static void
add_list(GString *words, const GPtrArray *list)
{
	for (guint i = 0; list && i < list->len; i++)
		add_word(words, list->pdata[i]);
}

/* What makes two services of one plugin and target different questions. Thresholds and policies do
 * not: with others of those it is still the same service, whose state may change by it. */
static char *
instance_of(const struct plugin_ending *ending)
{
	static const char *const lists[] = {"address", "endpoint", "steps", "client"};
	g_autoptr(GString) words = g_string_new(NULL);
	const char *hostname = finding_option(ending, "hostname");
	const gint64 *port = find(ending, "port", OPTION_INTEGER);
	const gboolean *protection = find(ending, "ep", OPTION_FLAG);

	if (hostname && g_strcmp0(hostname, ending->report->target) != 0)
		add_word(words, hostname);
	if (port && *port > 0)
		g_string_append_printf(words, "%sport %d", words->len > 0 ? " " : "", (int)*port);
	for (gsize i = 0; i < G_N_ELEMENTS(lists); i++)
		add_list(words, list_option(ending, lists[i]));
	if (protection && *protection)
		add_word(words, "ep");
	return g_strdup(words->str);
}

/* The worst first, within a state in the order of the tree. */
static void
add_checks(struct last_result *result, const struct check *root)
{
	static const enum state worst_first[] = {STATE_CRITICAL, STATE_WARNING, STATE_UNKNOWN,
						 STATE_OK};

	for (gsize i = 0; i < G_N_ELEMENTS(worst_first); i++) {
		for (const struct check *at = root; at; at = check_next(root, at)) {
			g_autofree char *path = check_path(at, TRUE);

			if (at != root && check_counts(at) && at->state == worst_first[i])
				last_result_add_check(result, path, at->state, check_summary(at));
		}
	}
}

/* A configuration that was exported belongs to no host that we know: then its file is the target.
 */
static const char *
target_of(const struct plugin_ending *ending)
{
	const char *target = ending->report->target;

	if (!target)
		target = finding_option(ending, "config");
	return target && target[0] ? target : "-";
}

char *
finding_check(const struct report *report)
{
	const struct check *worst = check_first_worst(report->root);

	return worst ? check_path(worst, TRUE) : g_strdup("");
}

struct last_result *
finding_of(const struct plugin_ending *ending, const char *instance)
{
	const struct report *report = ending->report;
	g_autofree char *made = instance ? NULL : instance_of(ending);
	g_autoptr(GPtrArray) values = check_perfdata(report->root);
	struct last_result *result =
	    last_result_new(report->service, target_of(ending), instance ? instance : made);
	g_autofree char *headline = check_headline(report->root);

	result->state = check_state(report->root);
	g_free(result->headline);
	result->headline = text_clean(headline, -1, LAST_TEXT);
	g_free(result->perfdata);
	result->perfdata = perfdata_join(values);
	add_checks(result, report->root);
	return result;
}
