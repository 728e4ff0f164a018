/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PLUGINS_TARGET_H
#define PLUGINS_TARGET_H

#include "probe/http.h"
#include "probe/resolve.h"
#include "report/target_options.h"

/* What the options of the group "target" mean to the probes. Everything borrowed from the options.
 */
struct http_target http_target_of(const struct target_options *options);

enum family family_of(const struct target_options *options);

#endif
