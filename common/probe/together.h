/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PROBE_TOGETHER_H
#define PROBE_TOGETHER_H

#include "probe/tour.h"

/*
 * Makes several handshakes like `model` at the same time, each on a connection of its own: all ask
 * for their challenge before the first one answers its. A balancer that shares connections to the
 * server mixes them up, and then they fail. They go into the offer's `together`. With an identity
 * only once the secret is known to be good, and no further after the first refusal.
 */
void together_run(struct tour *tour, struct offer *offer, const struct handshake *model);

#endif
