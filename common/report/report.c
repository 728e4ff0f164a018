/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Holds what a plugin found until it is told. */
#include "report/output.h"

struct report *
report_new(const char *service, const char *target, struct check *root, json_t *facts)
{
	struct report *report = g_new0(struct report, 1);

	report->service = service;
	report->target = g_strdup(target);
	report->root = root;
	report->facts = facts;
	report->remarks = g_ptr_array_new_with_free_func(g_free);
	return report;
}

void
report_free(struct report *report)
{
	if (!report)
		return;
	g_free(report->target);
	g_free(report->address);
	g_ptr_array_unref(report->remarks);
	check_free(report->root);
	json_decref(report->facts);
	g_free(report);
}

int
report_exit_code(const struct report *report)
{
	return state_exit_code(check_state(report->root));
}

void
report_remark(struct report *report, const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	g_ptr_array_add(report->remarks, g_strdup_vprintf(format, arguments));
	va_end(arguments);
}
