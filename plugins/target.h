/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PLUGINS_TARGET_H
#define PLUGINS_TARGET_H

#include "probe/sweep.h"
#include "report/target_options.h"

/* What the options of the group "target" mean to the probes. Everything borrowed from the options.
 */
struct sweep_request sweep_request_of(const struct target_options *options);

/* The address of the only node that was asked; NULL when there were several, or none was reached or
 * asked (`sweep` is NULL). The caller frees. */
char *asked_address(const struct sweep *sweep);

#endif
