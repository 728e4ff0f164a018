/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef TESTS_SUPPORT_WALK_H
#define TESTS_SUPPORT_WALK_H

#include "facts/signin.h"

/*
 * What a client meets that signs in, written down by hand. Lines as in a scene (scene.h) of one
 * node; the names of its endpoints say whose answers they are:
 *
 *     autodiscover: POST 401 NTLM    of the named host's Autodiscover; without it no name leads
 *                                    anywhere
 *     ews: POST 401 NTLM             to the question for free/busy. The one for out-of-office goes
 *                                    on over that connection, or comes to
 *     second=/EWS/: POST 500         this
 *     oab: GET 401 NTLM              to the manifest, for somebody who has not logged on
 *     book=/OAB/: GET 200            ... for the run, whose connection is logged on already (or
 *                                    not: 401); without it what "oab" and its logon came to
 *     fallback=/EWS/: GET 401        the `try` below it is the fallback that was asked for
 *
 * A 200 without a body gets the right one. Of its own are "@EwsUrl URL" and "@OABUrl URL", what
 * Autodiscover gives ("-": nothing; by default one for each service with answers), and "@seconds
 * 3.5", how long it all took.
 */
struct walk {
	struct signin *signin;
};

struct walk *walk_read(const char *text);
void walk_free(struct walk *walk);
AUTOPTR_STRUCT(walk)

#endif
