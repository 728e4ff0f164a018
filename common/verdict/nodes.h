/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef VERDICT_NODES_H
#define VERDICT_NODES_H

#include "facts/offer.h"
#include "report/check.h"

/* "CAS1 (192.0.2.11)", or the address alone; the caller frees it. */
char *nodes_title(const struct node *node);

/* Adds to `root` the check "nodes agree": the same schemes in the same order, the same certificate,
 * the same build everywhere. Nothing to
 * compare unless two nodes answered. */
void nodes_judge_agreement(struct check *root, const struct sweep *sweep);

#endif
