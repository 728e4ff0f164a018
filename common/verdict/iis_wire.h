/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef VERDICT_IIS_WIRE_H
#define VERDICT_IIS_WIRE_H

#include "verdict/iis_section.h"

/* Adds a check "wire" per node: whether it offers at that endpoint (an index into the policy's)
 * what the section says. */
void iis_wire_judge(const struct file_case *this, guint endpoint);

#endif
