/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef VERDICT_CREDENTIALS_H
#define VERDICT_CREDENTIALS_H

#include "facts/logon.h"
#include "report/check.h"

/*
 * Adds the check "credentials" (none without a logon, NULL): what is known of the probe's own
 * secret. UNKNOWN when nobody can log on with it: that says nothing of the service. Beside it
 * "record" when that could not be written down. Gives "credentials" back when others follow from
 * it, else NULL.
 */
const struct check *credentials_judge(struct check *root, const struct logon *logon, gint64 now_s);

#endif
