/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The channel binding that belongs to a certificate. */
#ifndef TESTS_SIM_BINDING_H
#define TESTS_SIM_BINDING_H

#include <glib.h>

enum { SIM_BINDING_BYTES = 16 };

/* What a client that sees this certificate puts into its NTLM response (RFC 5929 4, MS-NLMP
 * 2.2.2.1). FALSE and `error` when it is no certificate. */
gboolean sim_binding_of_certificate(const gchar *pem, guint8 binding[SIM_BINDING_BYTES],
				    GError **error);

#endif
