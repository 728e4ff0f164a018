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
	return report;
}

void
report_free(struct report *report)
{
	if (!report)
		return;
	g_free(report->target);
	check_free(report->root);
	json_decref(report->facts);
	g_free(report);
}

int
report_exit_code(const struct report *report)
{
	return state_exit_code(check_state(report->root));
}
