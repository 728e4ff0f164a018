/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef TESTS_SUPPORT_SCENE_H
#define TESTS_SUPPORT_SCENE_H

#include "facts/offer.h"

enum { SCENE_NOW_S = 1800000000 }; /* the clock of all scenes: 15 January 2027 */

/*
 * Facts written down by hand, as if a sweep had seen them. A line each:
 *
 *     ews: GET 401 Negotiate | NTLM       an endpoint (NAME or NAME=PATH), the method, the status,
 * the WWW-Authenticate fields between " | " ews: POST timeout wait              it got no answer:
 * an outcome's name ("not_asked"), for a time-out the stage
 *     + Server: Microsoft-IIS/10.0        a further header of that answer; C escapes (\n, \033) are
 * undone trouble TEXT                        what the transport said of it; also escaped body TEXT
 * the answer's body; also escaped body-bytes 2048                     or so many bytes of it
 *     body-outcome cut                    how far the body came
 *     seconds 1.5                         how long it took (0.25 unless said)
 *     node 192.0.2.11                     what follows is another node's; "node" alone: no address
 * was asked for front-end NAME, build NUMBER        headers of every later answer of this node
 *     certificate 30 aabb                 of this node: days it is still valid, its fingerprint
 *     subject TEXT                        of that certificate; also escaped
 *     plain                               http instead of https
 *     resolved name TEXT                  the name has no address: an outcome's name, the
 * resolver's words known-addresses 3                   how many the name has
 *
 * The first line that needs a node makes one without an address. Each node has to list the same
 * endpoints in the same order. What is not understood ends the program: it is the test's own
 * mistake.
 */
struct scene {
	struct sweep *sweep;
	GPtrArray *endpoints; /* struct endpoint_choice *, in order of first mention */
};

struct scene *scene_read(const char *text);
void scene_free(struct scene *scene);
AUTOPTR_STRUCT(scene)

#endif
