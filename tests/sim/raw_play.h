/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Plays the steps of one connection of the raw-byte server. */
#ifndef TESTS_SIM_RAW_PLAY_H
#define TESTS_SIM_RAW_PLAY_H

#include "tests/sim/raw_link.h"
#include "tests/sim/raw_server.h"

/* What all connections of a server share. */
struct raw_shared {
	const struct raw_plan *plan;		      /* borrowed */
	gnutls_certificate_credentials_t credentials; /* NULL: plain */
	GMutex lock;				      /* of what follows */
	GPtrArray *requests;			      /* of struct raw_request; only grows */
	GArray *spent;				      /* of gboolean: the answers given */
};

/* Comes back when the connection is closed; `link` is used up. */
void raw_play(struct raw_shared *shared, guint connection, struct raw_link *link);

#endif
