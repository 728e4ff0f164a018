/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PROBE_OAB_H
#define PROBE_OAB_H

#include "facts/oab.h"
#include "probe/site.h"

/*
 * Finds the offline address book, by Autodiscover unless the request names a URL, and downloads it
 * from every node as far as `depth` says: the manifest, then its files as BITS fetches them (HEAD,
 * ranges), all on one connection. Memory stays constant however large a file is; nothing is written
 * anywhere, and a name that is no plain file name is not asked for. Never NULL; the caller frees.
 */
struct oab_findings *oab_run(const struct site_request *request, enum oab_depth depth,
			     struct deadline deadline);

/* The path of the manifest of an address book whose URL has that path; the caller frees. */
char *oab_manifest_path(const char *path);

/* Visits the address book at that URL, as a part of a longer run; `findings` say how deep. */
void oab_visit(struct site_run *run, const char *url, struct oab_findings *findings);

#endif
