/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The arithmetic of NTLMv2 (MS-NLMP 3.3.2 and 3.4). */
#ifndef TESTS_SIM_NTLM_KEYS_H
#define TESTS_SIM_NTLM_KEYS_H

#include "tests/sim/sim_ntlm.h"

/* Letters as Windows raises them, one for one; the caller frees the text. */
gchar *sim_ntlm_upper(const gchar *text);

/* What a domain controller keeps: the key of a password for a user and a domain as the client
 * writes them (UTF-8). */
void sim_ntlm_user_key(const gchar *password, const gchar *user, const gchar *domain,
		       guint8 key[SIM_NTLM_KEY_BYTES]);

/* The keyed digest of the parts one behind the other. */
void sim_ntlm_keyed(const guint8 key[SIM_NTLM_KEY_BYTES], const struct sim_slice *parts,
		    gsize count, guint8 digest[SIM_NTLM_KEY_BYTES]);

/* The session key that the client chose and sent encrypted with `key`. */
void sim_ntlm_decrypt(const guint8 key[SIM_NTLM_KEY_BYTES], const guint8 *sent,
		      guint8 plain[SIM_NTLM_KEY_BYTES]);

/* Who signs. */
enum sim_ntlm_side { SIM_NTLM_CLIENT, SIM_NTLM_SERVER };

/* The first signature of a session over `message`, as extended session security has it. */
void sim_ntlm_sign(const guint8 session_key[SIM_NTLM_KEY_BYTES], guint32 flags,
		   enum sim_ntlm_side side, struct sim_slice message,
		   guint8 signature[SIM_NTLM_KEY_BYTES]);

#endif
