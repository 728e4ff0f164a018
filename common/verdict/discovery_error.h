/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef VERDICT_DISCOVERY_ERROR_H
#define VERDICT_DISCOVERY_ERROR_H

#include "protocol/autodiscover.h"
#include "report/check.h"

/* Judges an error of Autodiscover's own: POX's numbers, SOAP's and JSON's words, what they mean and
 * whose fault they are. `where` is the form: "pox", "soap", "json". */
void discovery_error_judge(struct check *check, const struct autodiscover_answer *document,
			   const char *where);

#endif
