/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PROBE_BINDINGS_H
#define PROBE_BINDINGS_H

#include "facts/handshake.h"
#include "probe/http.h"
#include "protocol/channel_binding.h"

/*
 * The channel bindings' application data for the conversation's connection (its last TLS
 * handshake's certificate). NULL for BINDING_ABSENT, without TLS, and where the certificate has
 * none (Ed25519). The caller frees.
 */
GBytes *bindings_data(const struct http *http, enum binding binding, GBytes *given_certificate);

#endif
