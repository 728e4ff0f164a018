/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reads a list of AV_PAIRs for the reader of NTLM messages. */
#ifndef PROTOCOL_NTLM_TARGET_INFO_H
#define PROTOCOL_NTLM_TARGET_INFO_H

#include "protocol/ntlm.h"

#define NTLM_SIGNATURE "NTLMSSP"
enum { NTLM_SIGNATURE_LENGTH = sizeof NTLM_SIGNATURE }; /* with its NUL */

/* Never NULL; copies what it keeps. The first breach goes to `malformed` as in breach_note(). */
struct ntlm_target_info *ntlm_target_info_read(const void *bytes, gsize length, char **malformed);
void ntlm_target_info_free(struct ntlm_target_info *info);

#endif
