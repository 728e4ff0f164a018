/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PROBE_PROTECTION_H
#define PROBE_PROTECTION_H

#include "probe/tour.h"

/*
 * Finds out what an endpoint wants of channel bindings, by logons that may fail by design
 *: a secret known to be good is let in or not, bound rightly, not at all, wrongly. Each
 * is one more of the offer's handshakes.
 */

/* After a logon that was accepted there. At most one logon fails. */
void protection_measure(struct tour *tour, struct offer *offer, const struct handshake *accepted);

/* After a logon that was refused there although the secret is good: is it for the bindings? */
void protection_explain(struct tour *tour, struct offer *offer, const struct handshake *refused);

#endif
