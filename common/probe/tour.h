/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PROBE_TOUR_H
#define PROBE_TOUR_H

#include "probe/credentials.h"
#include "probe/logon.h"

/* The visit of one node: its one conversation, and what it has found so far. All borrowed. */
struct tour {
	const struct logon_request *request;
	const struct http_target *target;
	struct credentials *credentials;
	struct http *http;
	struct node_offers *into;
	struct deadline deadline;
	gboolean hopeless; /* the server itself is out of reach */
	gboolean used;	   /* the connection has seen a handshake: nothing else may go over it */
};

/* One attempt. */
struct attempt {
	enum scheme scheme;
	enum mechanism mechanism;
	enum binding binding;
	gboolean logon; /* with the run's identity; else only a challenge is asked for */
};

/* An anonymous request on a connection that knows nobody. */
struct asked *tour_ask(struct tour *tour, enum method method, const char *path);

/*
 * Makes the attempt at that endpoint and adds it to the offer's handshakes; borrowed from there. A
 * secret that is refused at its first logon is tried once more at the baseline, within the same
 * permission: only then it is known to be the secret's fault.
 */
const struct handshake *tour_attempt(struct tour *tour, struct offer *offer,
				     const struct attempt *attempt);

/* The request behind an attempt; everything borrowed. */
struct handshake_request tour_request(const struct tour *tour, const struct offer *offer,
				      const struct attempt *attempt);

#endif
