/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Finds the token in what a person pastes. */
#ifndef PLUGINS_PASTED_TOKEN_H
#define PLUGINS_PASTED_TOKEN_H

#include <glib.h>

/*
 * The token's own bytes: `bytes` as they are when they begin like an NTLM message or a SPNEGO
 * token, else their base64, with white space anywhere and perhaps "Authorization:" or
 * "WWW-Authenticate:" and "NTLM" or "Negotiate" before it. NULL when that is no base64, with the
 * reason in `why`. The caller frees both.
 */
GBytes *pasted_token(const char *bytes, gsize length, char **why);

#endif
