/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The documents of POX that are no errors. */
#ifndef TESTS_SIM_POX_SETTINGS_H
#define TESTS_SIM_POX_SETTINGS_H

#include "tests/sim/sim_request.h"

enum sim_pox_client { SIM_POX_OUTLOOK, SIM_POX_MOBILE };

/* Every function returns a document that the caller frees. */

/* All blocks that this generation sends to a client of these capabilities. */
gchar *sim_pox_settings_outlook(const struct sim_request *request, const gchar *address,
				const struct sim_account *mailbox);

/* For ActiveSync; without a `mailbox` its error. */
gchar *sim_pox_settings_mobile(const struct sim_request *request, const gchar *address,
			       const struct sim_account *mailbox);

/* "redirectAddr" or "redirectUrl", the name of the element for it, and where to. */
gchar *sim_pox_settings_redirect(const gchar *action, const gchar *element, const gchar *target);

#endif
