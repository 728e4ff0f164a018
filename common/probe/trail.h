/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PROBE_TRAIL_H
#define PROBE_TRAIL_H

#include "probe/discovery.h"
#include "probe/session.h"

/* What the steps of one discovery share. All borrowed. */
struct expedition {
	const struct discovery_request *request;
	const char *email, *domain;
	struct credentials *credentials;
	struct trust trust;
	struct deadline deadline; /* hurried once a step has come to something */
};

/* One step, followed to its end. Never NULL; the caller frees. */
struct trail *trail_walk(const struct expedition *expedition, enum discovery_step step);

/* Where a URL leads, taken apart. */
struct place {
	char *host;
	char *path; /* with query; never empty */
	guint port;
	gboolean tls;
	GPtrArray *addresses; /* char *; NULL: a proxy finds them */
};

/* Takes the URL apart and resolves its host. FALSE when it is no http or https URL, or has no
 * address: `outcome` and `trouble` (the caller's) say why. place_clear() in any case. */
gboolean place_find(const struct expedition *expedition, const char *url, struct place *place,
		    enum outcome *outcome, char **trouble);
void place_clear(struct place *place);

/* The target behind a place; everything borrowed from both. */
struct http_target place_target(const struct expedition *expedition, const struct place *place);

#endif
