/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tells a report as metrics. */
#include "report/output.h"

#include "base/text.h"
#include "report/number.h"

/*
 * One family for each unit, named by the base unit. All are gauges, the counter's too: a
 * counter's name would have to end in _total, which the two text formats, OpenMetrics and
 * Prometheus', put into the TYPE line in different ways.
 */
static const struct {
	const char *name, *help;
	double factor; /* to the base unit */
} families[] = {
    [UNIT_NONE] = {"exchange_perfdata_value", "Performance data without a unit.", 1},
    [UNIT_SECONDS] = {"exchange_perfdata_seconds", "Performance data in seconds.", 1},
    [UNIT_BYTES] = {"exchange_perfdata_bytes", "Performance data in bytes.", 1},
    [UNIT_PERCENT] = {"exchange_perfdata_ratio", "Performance data in percent, as a ratio.", 0.01},
    [UNIT_COUNTER] = {"exchange_perfdata_events", "Performance data that counts events.", 1},
};
_Static_assert(G_N_ELEMENTS(families) == UNIT_COUNTER + 1, "a unit without a family");

enum { DECIMALS = 9 };

/* Backslash, quote and newline are escaped; a control character has no business in a label. */
static void
append_label(GString *out, const char *name, const char *value)
{
	g_autofree char *valid = text_utf8(value, -1);

	g_string_append_printf(out, "%s=\"", name);
	for (char *at = valid; *at; at = g_utf8_next_char(at)) {
		const gunichar c = g_utf8_get_char(at);

		if (c == '\n')
			g_string_append(out, "\\n");
		else if (g_unichar_iscntrl(c))
			g_string_append_c(out, '?');
		else if (c == '\\' || c == '"')
			g_string_append_printf(out, "\\%c", (char)c);
		else
			g_string_append_unichar(out, c);
	}
	g_string_append_c(out, '"');
}

static void
append_family(GString *out, const char *name, const char *help)
{
	g_string_append_printf(out, "# HELP %s %s\n# TYPE %s gauge\n", name, help, name);
}

/* name{service="...",target="...",LABEL="VALUE"} NUMBER; `label` NULL: without it. */
static void
append_sample(GString *out, const struct report *report, const char *name, const char *label,
	      const char *value, double number)
{
	g_autofree char *text = number_format(number, DECIMALS);

	g_string_append_printf(out, "%s{", name);
	append_label(out, "service", report->service);
	if (report->target) {
		g_string_append_c(out, ',');
		append_label(out, "target", report->target);
	}
	if (label) {
		g_string_append_c(out, ',');
		append_label(out, label, value);
	}
	g_string_append_printf(out, "} %s\n", text);
}

/* Two checks of one path would be the same series twice, which no reader takes. */
static char *
unique_path(GHashTable *taken, const struct check *check)
{
	g_autofree char *path = check_path(check, TRUE);
	char *unique = g_strdup(path);

	for (guint n = 2; !g_hash_table_add(taken, g_strdup(unique)); n++) {
		g_free(unique);
		unique = g_strdup_printf("%s (%u)", path, n);
	}
	return unique;
}

static void
append_checks(GString *out, const struct report *report)
{
	g_autoptr(GHashTable) taken = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
	const struct check *at = report->root;

	if (at->children->len == 0)
		return;
	append_family(out, "exchange_check_state",
		      "State of one check: 0 OK, 1 WARNING, 2 CRITICAL, 3 UNKNOWN.");
	while ((at = check_next(report->root, at))) {
		g_autofree char *path = unique_path(taken, at);

		append_sample(out, report, "exchange_check_state", "check", path,
			      state_exit_code(check_state(at)));
	}
}

static void
append_perfdata(GString *out, const struct report *report)
{
	g_autoptr(GPtrArray) all = check_perfdata(report->root);
	g_autoptr(GPtrArray) tidy = perfdata_tidy(all);

	for (enum unit unit = UNIT_NONE; unit <= UNIT_COUNTER; unit++) {
		gboolean begun = FALSE;

		for (guint i = 0; i < tidy->len; i++) {
			const struct perfdata *item = tidy->pdata[i];

			if (item->unit != unit)
				continue;
			if (!begun)
				append_family(out, families[unit].name, families[unit].help);
			begun = TRUE;
			append_sample(out, report, families[unit].name, "label", item->label,
				      item->value * families[unit].factor);
		}
	}
}

char *
output_openmetrics(const struct report *report)
{
	GString *out = g_string_new(NULL);

	append_family(out, "exchange_state",
		      "State of the whole check: 0 OK, 1 WARNING, 2 CRITICAL, 3 UNKNOWN.");
	append_sample(out, report, "exchange_state", NULL, NULL, report_exit_code(report));
	append_checks(out, report);
	append_perfdata(out, report);
	g_string_append(out, "# EOF\n");
	return g_string_free(out, FALSE);
}
