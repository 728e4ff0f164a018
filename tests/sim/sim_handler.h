/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What stands behind each virtual directory, as a table of handlers. */
#ifndef TESTS_SIM_HANDLER_H
#define TESTS_SIM_HANDLER_H

#include "tests/sim/sim_answer.h"
#include "tests/sim/sim_request.h"

/* Every function returns an answer that the caller frees. */

/* The handler of the request's virtual directory. */
struct sim_answer *sim_handler_answer(const struct sim_request *request);

/* A status without more to say: a page of IIS up to 2010, an empty body from 2013 on (and a page
 * for 2xx). */
struct sim_answer *sim_handler_plain(const struct sim_request *request, guint status);

/* IIS' own redirect module, before the application. */
struct sim_answer *sim_handler_redirect(const struct sim_request *request, guint status,
					const gchar *location);

/* A directory of downloads knows no other method than GET and HEAD. */
struct sim_answer *sim_handler_not_mapped(const struct sim_request *request);

/* The front end could not reach the server with the mailbox. */
struct sim_answer *sim_handler_back_end_down(const struct sim_request *request);

#endif
