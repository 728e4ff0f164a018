/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef TESTS_SUPPORT_LOGON_PLACE_H
#define TESTS_SUPPORT_LOGON_PLACE_H

#include "state/logon_budget.h"

#define LOGON_FILE_NAME "logon-budget.json"

/* A scratch directory for a logon budget, and two passwords: "Password" and another one. */
struct logon_place {
	char *path;
	struct secret *password[2];
};

void logon_place_set_up(struct logon_place *place, gconstpointer data);
void logon_place_tear_down(struct logon_place *place, gconstpointer data);

/* The budget of CORP\user with that password; a failure fails the test. */
struct logon_budget *logon_place_open(const struct logon_place *place, const char *user,
				      guint password, gboolean retry);

/* One run of CORP\probe that does not wait, and what comes of its logon when it is granted. */
enum logon_permit logon_place_visit(const struct logon_place *place, guint password,
				    enum logon_result result);

#endif
