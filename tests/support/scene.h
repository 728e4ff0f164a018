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
 * Of logons:
 *
 *     logon NTLM CORP\\probe           who the run logs on as; "secret accepted" or "refused",
 *     "refused-ago 180" seconds, "refused-where TEXT", "logon-hold busy", "logon-trouble TEXT" and
 *     "not-recorded TEXT" say what became of it
 *     try NTLM answered                 a handshake at the endpoint named last: scheme, mechanism
 *     ("wrapped", "kerberos", "plain"; raw NTLM unless named), end. It gets the legs and the
 *     challenge that such an end usually has, unless lines below it say otherwise:
 *     leg 401 NTLM | Negotiate          one leg's answer, like an endpoint's
 *     port 50001                        of that leg: the local port, which is the connection
 *     binding wrong, hold no_budget, why TEXT, kerberos ticket_expired, principal HTTP/x
 *     clock -4.5                        seconds that the challenge's clock is ahead
 *     challenge domain OTHER            one of its names (target, computer, domain, dns-computer,
 *     dns-domain, forest; without a text: left out), "challenge bare", "challenge unversioned"
 *     together NTLM answered            the same for one of those made at the same time
 *     stranger 401 NTLM                 what the anonymous request after a logon was answered
 *     baseline                          the next endpoint is where the secret was tried once more
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
