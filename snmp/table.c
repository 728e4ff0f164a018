/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Finds the values of the MIB's tables among the last results. */
#include "snmp/table.h"

#include <string.h>

#include "base/copy.h"
#include "base/text.h"
#include "snmp/mib.h"
#include "state/last_result.h"

enum { PERFDATA_MOST = 255 };

/* A row of a table: a result, or a check of one. */
struct row {
	const struct last_result *result;
	const struct last_check *check; /* NULL: the result itself */
	guint32 *index;
	guint length;
};

struct table {
	struct oid_path base;
	GPtrArray *results;	  /* struct last_result * */
	GPtrArray *rows, *checks; /* struct row *, in the order of their indices */
};

/* In the order of their numbers. */
static const struct {
	enum mib_object object;
	gboolean of_check;
} columns[] = {
    {MIB_RESULT_STATE, FALSE},	     {MIB_RESULT_HEADLINE, FALSE}, {MIB_RESULT_LAST_RUN, FALSE},
    {MIB_RESULT_LAST_CHANGE, FALSE}, {MIB_RESULT_PREVIOUS, FALSE}, {MIB_RESULT_AGE, FALSE},
    {MIB_RESULT_LOST, FALSE},	     {MIB_RESULT_PERFDATA, FALSE}, {MIB_CHECK_PATH, TRUE},
    {MIB_CHECK_STATE, TRUE},	     {MIB_CHECK_SUMMARY, TRUE},
};

static void
free_row(gpointer data)
{
	struct row *row = data;

	g_free(row->index);
	g_free(row);
}

static int
compare(gconstpointer a, gconstpointer b)
{
	const struct row *left = *(struct row *const *)a;
	const struct row *right = *(struct row *const *)b;

	return oid_compare(left->index, left->length, right->index, right->length);
}

static void
add_row(GPtrArray *rows, const struct last_result *result, const struct last_check *check,
	const struct oid_path *index)
{
	struct row *row = g_new0(struct row, 1);

	row->result = result;
	row->check = check;
	row->index = copy_bytes(index->at, index->length * sizeof(index->at[0]));
	row->length = index->length;
	g_ptr_array_add(rows, row);
}

static void
add_result(struct table *table, const struct last_result *result)
{
	g_autofree char *target = mib_index(result->target, MIB_TARGET_MOST);
	g_autofree char *service = mib_index(result->service, MIB_SERVICE_MOST);
	g_autofree char *instance = mib_index(result->instance, MIB_INSTANCE_MOST);
	struct oid_path index = {.length = 0};
	guint length;

	oid_append_text(&index, target);
	oid_append_text(&index, service);
	oid_append_text(&index, instance);
	add_row(table->rows, result, NULL, &index);
	length = index.length;
	for (guint i = 0; i < result->checks->len; i++) {
		index.length = length;
		oid_append(&index, i + 1);
		add_row(table->checks, result, result->checks->pdata[i], &index);
	}
}

struct table *
table_new(const struct oid_path *base, GPtrArray *results)
{
	struct table *table = g_new0(struct table, 1);

	table->base = *base;
	table->results = results;
	table->rows = g_ptr_array_new_with_free_func(free_row);
	table->checks = g_ptr_array_new_with_free_func(free_row);
	for (guint i = 0; i < results->len; i++)
		add_result(table, results->pdata[i]);
	g_ptr_array_sort(table->rows, compare);
	g_ptr_array_sort(table->checks, compare);
	return table;
}

void
table_free(struct table *table)
{
	if (!table)
		return;
	g_ptr_array_unref(table->rows);
	g_ptr_array_unref(table->checks);
	g_ptr_array_unref(table->results);
	g_free(table);
}

/* --- values ------------------------------------------------------------------------------- */

static void
set_number(struct table_value *value, const char *type, gint64 number)
{
	value->type = type;
	value->text = g_strdup_printf("%" G_GINT64_FORMAT, number);
}

static void
set_text(struct table_value *value, const char *text)
{
	value->type = "string";
	value->text = g_strdup(text);
}

static void
set_time(struct table_value *value, gint64 unix_s)
{
	guint8 octets[MIB_TIME_LENGTH];
	g_autoptr(GString) text = g_string_new(NULL);

	mib_time(unix_s, octets);
	for (gsize i = 0; i < sizeof(octets); i++)
		g_string_append_printf(text, "%s%02x", i > 0 ? " " : "", octets[i]);
	value->type = "octet";
	value->text = g_strdup(text->str);
}

/* As many whole "label=value" as fit. */
static void
set_perfdata(struct table_value *value, const char *perfdata)
{
	gsize length = strlen(perfdata);

	while (length > PERFDATA_MOST) {
		const char *blank = g_strrstr_len(perfdata, (gssize)length, " ");

		length = blank ? (gsize)(blank - perfdata) : 0;
	}
	value->type = "string";
	value->text = g_strndup(perfdata, length);
}

static void
set_check(const struct last_check *check, enum mib_object object, struct table_value *value)
{
	if (object == MIB_CHECK_PATH)
		set_text(value, check->path);
	else if (object == MIB_CHECK_SUMMARY)
		set_text(value, check->summary);
	else
		set_number(value, "integer", mib_state(TRUE, check->state));
}

static void
set_result(const struct last_result *result, enum mib_object object, gint64 now_s,
	   struct table_value *value)
{
	if (object == MIB_RESULT_STATE)
		set_number(value, "integer", mib_state(TRUE, result->state));
	else if (object == MIB_RESULT_HEADLINE)
		set_text(value, result->headline);
	else if (object == MIB_RESULT_LAST_RUN)
		set_time(value, result->checked_s);
	else if (object == MIB_RESULT_LAST_CHANGE)
		set_time(value, result->changed_s);
	else if (object == MIB_RESULT_PREVIOUS)
		set_number(value, "integer", mib_state(result->changed, result->previous));
	else if (object == MIB_RESULT_AGE)
		set_number(value, "gauge", CLAMP(now_s - result->checked_s, 0, G_MAXINT32));
	else if (object == MIB_RESULT_LOST)
		set_number(value, "counter", (gint64)(result->lost & G_MAXUINT32));
	else
		set_perfdata(value, result->perfdata);
}

static void
fill(const struct row *row, const struct oid_path *column, enum mib_object object, gint64 now_s,
     struct table_value *value)
{
	value->name = *column;
	for (guint i = 0; i < row->length; i++)
		oid_append(&value->name, row->index[i]);
	if (row->check)
		set_check(row->check, object, value);
	else
		set_result(row->result, object, now_s, value);
}

/* --- search ------------------------------------------------------------------------------- */

/* The first row whose index is behind `index`, or is it where `same` is enough; NULL at the end. */
static const struct row *
seek(const GPtrArray *rows, const guint32 *index, guint length, gboolean same)
{
	guint from = 0;
	guint to = rows->len;

	while (from < to) {
		const guint middle = from + (to - from) / 2;
		const struct row *row = rows->pdata[middle];
		const int order = oid_compare(row->index, row->length, index, length);

		if (order > 0 || (order == 0 && same))
			to = middle;
		else
			from = middle + 1;
	}
	return from < rows->len ? rows->pdata[from] : NULL;
}

static const GPtrArray *
rows_of(const struct table *table, gsize column)
{
	return columns[column].of_check ? table->checks : table->rows;
}

gboolean
table_get(const struct table *table, const struct oid_path *name, gint64 now_s,
	  struct table_value *value)
{
	for (gsize i = 0; i < G_N_ELEMENTS(columns); i++) {
		const struct oid_path column = mib_oid(&table->base, columns[i].object);
		const guint32 *index = name->at + column.length;
		const struct row *row;
		guint length;

		if (name->length <= column.length ||
		    oid_compare(name->at, column.length, column.at, column.length) != 0)
			continue;
		length = name->length - column.length;
		row = seek(rows_of(table, i), index, length, TRUE);
		if (!row || oid_compare(row->index, row->length, index, length) != 0)
			return FALSE;
		fill(row, &column, columns[i].object, now_s, value);
		return TRUE;
	}
	return FALSE;
}

gboolean
table_next(const struct table *table, const struct oid_path *name, gint64 now_s,
	   struct table_value *value)
{
	for (gsize i = 0; i < G_N_ELEMENTS(columns); i++) {
		const struct oid_path column = mib_oid(&table->base, columns[i].object);
		const guint common = MIN(name->length, column.length);
		const int order = oid_compare(name->at, common, column.at, column.length);
		const struct row *row;

		if (order > 0)
			continue; /* behind this column */
		/* Within it: behind that row. Before it, or its name alone: the first one. */
		row = order == 0
			  ? seek(rows_of(table, i), name->at + common, name->length - common, FALSE)
			  : seek(rows_of(table, i), NULL, 0, TRUE);
		if (!row)
			continue;
		fill(row, &column, columns[i].object, now_s, value);
		return TRUE;
	}
	return FALSE;
}
