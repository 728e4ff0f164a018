/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Lets g_autoptr() own our plain structs: after AUTOPTR_STRUCT(check), `g_autoptr(struct_check)
 * root`. */
#ifndef BASE_AUTOPTR_H
#define BASE_AUTOPTR_H

#include <glib.h>

/* Uses `name`_free(struct name *), which must accept no NULL: g_autoptr() does not call it with
 * one. */
#define AUTOPTR_STRUCT(name)                                                                       \
	typedef struct name struct_##name;                                                         \
	G_DEFINE_AUTOPTR_CLEANUP_FUNC(struct_##name, name##_free)

#endif
