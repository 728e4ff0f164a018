/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PROBE_GIVEN_URLS_H
#define PROBE_GIVEN_URLS_H

#include "probe/trail.h"

/* Collects the URLs that the winner's answers give to clients outside, each once. */
void given_urls_collect(struct discovery *discovery, const struct trail *winner);

/* Tries each as somebody who has not logged on: does its host have an address, what certificate
 * does it show, what does it ask for? Never with a credential: these hosts are the answer's word.
 */
void given_urls_try(const struct expedition *expedition, struct discovery *discovery);

#endif
