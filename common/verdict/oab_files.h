/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef VERDICT_OAB_FILES_H
#define VERDICT_OAB_FILES_H

#include "facts/oab.h"
#include "report/check.h"

/* The files of one node's address book under judgement. All borrowed. */
struct oab_files_case {
	const struct oab_findings *findings;
	const struct oab_book *book;
	enum state timeout_state;
	struct check *node; /* where the checks go */
	const char *prefix; /* of performance data labels: "" or "n1_" */
};

/*
 * Adds a check for each file that is not as the manifest says, and "files" for all of them
 * together. A full file is what every new client downloads: CRITICAL; without another one clients
 * still have an address book: WARNING.
 */
void oab_files_judge(const struct oab_files_case *this);

/* Whether each plain file was looked into as deep as was wanted, and is as the manifest says. TRUE
 * without a manifest. */
gboolean oab_files_verified(const struct oab_findings *findings, const struct oab_book *book);

#endif
