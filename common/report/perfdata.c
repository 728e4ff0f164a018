/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Writes performance data. */
#include "report/perfdata.h"

#include <math.h>
#include <string.h>

#include "report/number.h"

enum {
	LABEL_KEY = 19, /* what a round-robin database keeps of a label */
	DECIMALS = 6
};

static const char *const units[] = {
    [UNIT_NONE] = "",	  [UNIT_SECONDS] = "s", [UNIT_BYTES] = "B",
    [UNIT_PERCENT] = "%", [UNIT_COUNTER] = "c",
};
_Static_assert(G_N_ELEMENTS(units) == UNIT_COUNTER + 1, "a unit without a text");

struct perfdata *
perfdata_new(const char *label, enum unit unit, double value)
{
	struct perfdata *item = g_new0(struct perfdata, 1);

	item->label = g_ascii_strdown(label[0] ? label : "_", -1);
	g_strcanon(item->label, "abcdefghijklmnopqrstuvwxyz0123456789_", '_');
	item->value = value;
	item->unit = unit;
	item->minimum = NAN;
	item->maximum = NAN;
	return item;
}

void
perfdata_free(struct perfdata *perfdata)
{
	if (!perfdata)
		return;
	g_free(perfdata->label);
	g_free(perfdata);
}

const char *
unit_text(enum unit unit)
{
	return units[unit];
}

char *
perfdata_number(double value)
{
	return number_format(value, DECIMALS);
}

static char *
limit_format(double limit)
{
	return isfinite(limit) ? perfdata_number(limit) : g_strdup("");
}

char *
perfdata_format(const struct perfdata *perfdata)
{
	g_autofree char *value = perfdata_number(perfdata->value);
	g_autofree char *warning = range_format(&perfdata->threshold.warning);
	g_autofree char *critical = range_format(&perfdata->threshold.critical);
	g_autofree char *minimum = limit_format(perfdata->minimum);
	g_autofree char *maximum = limit_format(perfdata->maximum);
	char *text =
	    g_strdup_printf("%s=%s%s;%s;%s;%s;%s", perfdata->label, value,
			    unit_text(perfdata->unit), warning, critical, minimum, maximum);
	gsize length = strlen(text);

	while (text[length - 1] == ';')
		length--;
	text[length] = '\0';
	return text;
}

/* Enters `label`'s first characters in `taken`; FALSE when they are there already. */
static gboolean
claim(GHashTable *taken, const char *label)
{
	return g_hash_table_add(taken, g_strndup(label, LABEL_KEY));
}

static char *
unique_label(GHashTable *taken, const char *label)
{
	if (claim(taken, label))
		return g_strdup(label);
	for (guint n = 2;; n++) {
		g_autofree char *number = g_strdup_printf("_%u", n);
		g_autofree char *other =
		    g_strdup_printf("%.*s%s", (int)(LABEL_KEY - strlen(number)), label, number);

		if (claim(taken, other))
			return g_steal_pointer(&other);
	}
}

static void
free_item(gpointer item)
{
	perfdata_free(item);
}

GPtrArray *
perfdata_tidy(const GPtrArray *items)
{
	g_autoptr(GHashTable) taken = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
	GPtrArray *tidy = g_ptr_array_new_with_free_func(free_item);

	for (guint i = 0; i < items->len; i++) {
		const struct perfdata *item = items->pdata[i];
		struct perfdata *copy;

		if (!isfinite(item->value))
			continue;
		copy = g_new(struct perfdata, 1);
		*copy = *item;
		copy->label = unique_label(taken, item->label);
		g_ptr_array_add(tidy, copy);
	}
	return tidy;
}

char *
perfdata_join(const GPtrArray *items)
{
	g_autoptr(GPtrArray) tidy = perfdata_tidy(items);
	GString *out = g_string_new(NULL);

	for (guint i = 0; i < tidy->len; i++) {
		g_autofree char *text = perfdata_format(tidy->pdata[i]);

		g_string_append_printf(out, "%s%s", i > 0 ? " " : "", text);
	}
	return g_string_free(out, FALSE);
}
