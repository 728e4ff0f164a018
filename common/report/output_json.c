/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tells a report as JSON. */
#include "report/output.h"

#include <math.h>

#include "base/text.h"

/* Beyond this a double no longer counts every integer. */
static const double exact_integers = 9007199254740992.0;

static json_t *
text_value(const char *text)
{
	g_autofree char *valid = text_utf8(text, -1);

	return json_string(valid);
}

/* null for what is no finite number; 200, not 200.0. */
static json_t *
number_value(double number)
{
	if (!isfinite(number))
		return json_null();
	if (fabs(number) <= exact_integers && (double)(json_int_t)number == number)
		return json_integer((json_int_t)number);
	return json_real(number);
}

/* An end that is infinite is null. */
static json_t *
range_value(const struct range *range)
{
	json_t *object;

	if (!range->present)
		return json_null();
	object = json_object();
	json_object_set_new(object, "inside", json_boolean(range->inside));
	json_object_set_new(object, "start", number_value(range->start));
	json_object_set_new(object, "end", number_value(range->end));
	return object;
}

static json_t *
perfdata_values(const struct check *root)
{
	g_autoptr(GPtrArray) all = check_perfdata(root);
	g_autoptr(GPtrArray) tidy = perfdata_tidy(all);
	json_t *array = json_array();

	for (guint i = 0; i < tidy->len; i++) {
		const struct perfdata *item = tidy->pdata[i];
		json_t *object = json_object();

		json_object_set_new(object, "label", text_value(item->label));
		json_object_set_new(object, "value", number_value(item->value));
		json_object_set_new(object, "unit", text_value(unit_text(item->unit)));
		json_object_set_new(object, "warning", range_value(&item->threshold.warning));
		json_object_set_new(object, "critical", range_value(&item->threshold.critical));
		json_object_set_new(object, "minimum", number_value(item->minimum));
		json_object_set_new(object, "maximum", number_value(item->maximum));
		json_array_append_new(array, object);
	}
	return array;
}

static json_t *
note_values(const struct check *check, enum note_level level)
{
	json_t *array = json_array();

	for (guint i = 0; i < check->notes->len; i++) {
		const struct note *note = check->notes->pdata[i];

		if (note->level == level)
			json_array_append_new(array, text_value(note->text));
	}
	return array;
}

static json_t *
remedy_values(const struct check *check)
{
	json_t *array = json_array();

	for (guint i = 0; i < check->remedies->len; i++)
		json_array_append_new(array, text_value(check->remedies->pdata[i]));
	return array;
}

/* What a check says of itself. The requests and answers are not here: the facts have them. */
static void
describe(json_t *object, const struct check *check)
{
	json_object_set_new(object, "summary",
			    check->judged ? text_value(check->summary) : json_null());
	json_object_set_new(object, "evidence", note_values(check, NOTE_EVIDENCE));
	json_object_set_new(object, "details", note_values(check, NOTE_DETAIL));
	json_object_set_new(object, "remedies", remedy_values(check));
	if (check->cause) {
		g_autofree char *path = check_path(check->cause, TRUE);

		json_object_set_new(object, "follows_from", text_value(path));
	} else {
		json_object_set_new(object, "follows_from", json_null());
	}
	json_object_set_new(object, "checks", json_array());
}

static json_t *
check_value(const struct check *check)
{
	g_autofree char *path = check_path(check, TRUE);
	json_t *object = json_object();

	json_object_set_new(object, "name", text_value(check->name));
	json_object_set_new(object, "path", text_value(path));
	json_object_set_new(object, "state", text_value(state_name(check_state(check))));
	describe(object, check);
	return object;
}

static guint
depth_below(const struct check *root, const struct check *check)
{
	guint depth = 0;

	for (const struct check *at = check; at != root; at = at->parent)
		depth++;
	return depth;
}

/*
 * Puts every check into the array of its parent, which comes before it and is the last one above
 * it.
 */
static void
add_children(json_t *top, const struct check *root)
{
	g_autoptr(GPtrArray) above = g_ptr_array_new(); /* [depth] */
	const struct check *at = root;

	g_ptr_array_add(above, top);
	while ((at = check_next(root, at))) {
		const guint depth = depth_below(root, at);
		json_t *object = check_value(at);

		json_array_append_new(json_object_get(above->pdata[depth - 1], "checks"), object);
		g_ptr_array_set_size(above, (gint)depth);
		g_ptr_array_add(above, object);
	}
}

static void
add_remarks(json_t *top, const struct report *report)
{
	json_t *remarks = json_array();

	for (guint i = 0; i < report->remarks->len; i++)
		json_array_append_new(remarks, text_value(report->remarks->pdata[i]));
	json_object_set_new(top, "remarks", remarks);
}

char *
output_json(const struct report *report)
{
	const struct check *root = report->root;
	g_autofree char *headline = check_headline(root);
	json_t *top = json_object();
	char *text, *dump;

	json_object_set_new(top, "service", text_value(report->service));
	json_object_set_new(top, "target",
			    report->target ? text_value(report->target) : json_null());
	json_object_set_new(top, "state", text_value(state_name(check_state(root))));
	json_object_set_new(top, "exit_code", json_integer(report_exit_code(report)));
	json_object_set_new(top, "headline", text_value(headline));
	json_object_set_new(top, "perfdata", perfdata_values(root));
	describe(top, root);
	add_children(top, root);
	json_object_set(top, "facts", report->facts);
	if (!report->facts)
		json_object_set_new(top, "facts", json_null());
	if (report->remarks->len > 0)
		add_remarks(top, report);
	dump = json_dumps(top, JSON_INDENT(2) | JSON_REAL_PRECISION(15));
	text = g_strconcat(dump, "\n", NULL);
	free(dump);
	json_decref(top);
	return text;
}
