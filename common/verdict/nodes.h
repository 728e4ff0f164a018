/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef VERDICT_NODES_H
#define VERDICT_NODES_H

#include "facts/offer.h"
#include "report/check.h"

/* "CAS1 (192.0.2.11)", or the address alone; the caller frees it. */
char *nodes_title(const struct node *node);

/* Adds to `root` the check "nodes agree": the same schemes in the same order, the same certificate,
 * the same build, and where somebody logged on the same NTLM domain and Extended Protection.
 * Nothing to compare unless two nodes answered. */
void nodes_judge_agreement(struct check *root, const struct sweep *sweep);

/* The first challenge of NTLM that the node gave, borrowed; NULL: none. */
const struct ntlm_message *nodes_challenge(const struct node_offers *offers);

/* Notes that the name has more addresses than the one that was asked. */
void nodes_note_known_addresses(struct check *root, const struct sweep *sweep);

#endif
