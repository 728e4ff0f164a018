/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Whether a request of Exchange Web Services has the elements that its schema wants. */
#ifndef TESTS_SIM_EWS_SCHEMA_H
#define TESTS_SIM_EWS_SCHEMA_H

#include "tests/sim/sim_xml.h"

/* NULL when `operation` is in order; otherwise what was expected where, which the caller frees. Of
 * operations that are not in its table all is. */
gchar *sim_ews_schema_violation(const xmlNode *operation);

#endif
