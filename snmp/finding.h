/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SNMP_FINDING_H
#define SNMP_FINDING_H

#include "report/plugin.h"
#include "state/last_result.h"

/* What a report says, as the last result of its service. `instance` NULL: it is made of the options
 * of the run. The caller frees. */
struct last_result *finding_of(const struct plugin_ending *ending, const char *instance);

/* What the headline is about: "cas2 ews order"; "" for the whole. The caller frees. */
char *finding_check(const struct report *report);

/* The address that was asked: the only one of -I, or what the report says; NULL when it is not
 * known. Borrowed. */
const char *finding_address(const struct plugin_ending *ending);

/* The value of a string option of the run; NULL when there is no such option or none was given.
 * Borrowed. */
const char *finding_option(const struct plugin_ending *ending, const char *name);

#endif
