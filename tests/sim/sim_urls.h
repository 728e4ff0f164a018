/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The URLs that Autodiscover hands out. */
#ifndef TESTS_SIM_URLS_H
#define TESTS_SIM_URLS_H

#include "tests/sim/sim_request.h"

/* As the configuration or setup has it for the server that was asked; NULL when there is none. The
 * caller frees it. */
gchar *sim_urls_get(const struct sim_request *request, enum sim_side side, enum sim_url url);

/* The host of a URL, without its port; NULL for NULL. The caller frees it. */
gchar *sim_urls_host(const gchar *url);

#endif
