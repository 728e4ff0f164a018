/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef VERDICT_EWS_CODE_H
#define VERDICT_EWS_CODE_H

#include "report/check.h"

/*
 * Judges a response code of EWS ("ErrorMailRecipientNotFound"; Microsoft's EWS reference,
 * ResponseCode) that stands for a failure: whose fault it is, what to do. `who` is the mailbox it
 * is about, `message` the server's own words; both outside text, NULL for none.
 */
void ews_code_judge(struct check *check, const char *code, const char *who, const char *message);

#endif
