/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PROTOCOL_PEM_H
#define PROTOCOL_PEM_H

#include <glib.h>

/* The bytes (DER) of the first certificate in a text (RFC 7468); NULL when there is none. The
 * caller frees. */
GBytes *pem_certificate(const char *text);

#endif
