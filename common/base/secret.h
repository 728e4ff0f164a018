/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef BASE_SECRET_H
#define BASE_SECRET_H

#include "base/autoptr.h"

/*
 * A password or token in memory: kept out of swap and of core dumps where the system allows it,
 * wiped when freed. There is no function that prints one.
 */
struct secret;

/* Copies `length` bytes and wipes the original. */
struct secret *secret_take(char *bytes, gsize length);

/* NUL-terminated (the terminator is not counted in the length); valid as long as the secret is. */
const char *secret_peek(const struct secret *secret, gsize *length);

void secret_free(struct secret *secret);
AUTOPTR_STRUCT(secret)

#endif
