/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Knows the attributes of IIS's Windows authentication section. */
#ifndef PROTOCOL_IIS_ATTRIBUTE_H
#define PROTOCOL_IIS_ATTRIBUTE_H

#include "protocol/iis_config.h"

/* Of the section itself, or with `of_protection` of its child extendedProtection. FALSE when the
 * name, in any case, is none that we read. */
gboolean iis_attribute_from_name(const char *name, gboolean of_protection,
				 enum iis_attribute *attribute);

/* IIS's own name of the attribute, without its element. */
const char *iis_attribute_name(enum iis_attribute attribute);

/* What IIS assumes when it is written nowhere. */
guint iis_attribute_builtin(enum iis_attribute attribute);

/* Reads `text` into `value`. NULL when it is one, else what was expected (a constant). */
const char *iis_attribute_parse(enum iis_attribute attribute, const char *text, guint *value);

#endif
