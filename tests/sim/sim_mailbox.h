/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a server says of a mailbox, whatever the service it is asked by. */
#ifndef TESTS_SIM_MAILBOX_H
#define TESTS_SIM_MAILBOX_H

#include "tests/sim/sim_request.h"

/* Every function returns a string that the caller frees. */

/* The server up to 2010, GUID@DOMAIN from 2013 on. */
gchar *sim_mailbox_server(const struct sim_request *request, const struct sim_account *mailbox);

/* The distinguished name of the mailbox ... */
gchar *sim_mailbox_dn(const struct sim_account *mailbox);

/* ... of its server, and of the database. */
gchar *sim_mailbox_server_dn(const struct sim_request *request, const struct sim_account *mailbox);
gchar *sim_mailbox_database_dn(const struct sim_request *request,
			       const struct sim_account *mailbox);

/* The build in eight hexadecimal digits: 4 bits of the format, 6 of the major, 6 of the minor
 * version, 1 that is always set, 15 of the build. */
gchar *sim_mailbox_server_version(const struct sim_request *request);

#endif
