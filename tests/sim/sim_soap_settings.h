/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The settings that SOAP clients ask for by name. */
#ifndef TESTS_SIM_SOAP_SETTINGS_H
#define TESTS_SIM_SOAP_SETTINGS_H

#include "tests/sim/sim_request.h"

/* FALSE when there is no setting of that name. Otherwise `value` is what it is for that mailbox
 * (the caller frees it), or NULL when it is not available. */
gboolean sim_soap_settings_get(const struct sim_request *request, const gchar *address,
			       const struct sim_account *mailbox, const gchar *name, gchar **value);

#endif
