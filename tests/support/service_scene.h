/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef TESTS_SUPPORT_SERVICE_SCENE_H
#define TESTS_SUPPORT_SERVICE_SCENE_H

#include "facts/call.h"
#include "facts/site.h"
#include "tests/support/scene.h"

/*
 * A scene as the visit of a service: each endpoint of a node is one call to it, named as the
 * endpoint is ("freebusy=/EWS/Exchange.asmx: POST 401 NTLM" is the call "freebusy"), with the
 * handshake below it, if any. A call after a logon that was taken is one over the logged-on
 * connection, unless the line "port" gives it another one. "baseline" and the endpoint below it
 * belong to the last call before that has a handshake.
 */
struct service_call {
	char *name;
	struct call *call; /* NULL once somebody has taken it */
};

/* The calls of that node, struct service_call *, in order; what they hold is taken from the node.
 * The caller frees. */
GPtrArray *service_scene_calls(struct node_offers *node);

/* Gives the call of that name away; NULL: there is none. */
struct call *service_scene_take(const GPtrArray *calls, const char *name);

/* The site at that URL, which takes the sweep of the scene (its logon aside). The caller frees. */
struct site *service_scene_site(struct scene *scene, const char *url);

#endif
