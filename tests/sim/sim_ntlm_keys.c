/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Keys, proofs and signatures of NTLMv2. */
#include "tests/sim/sim_ntlm_keys.h"

#include <string.h>

#include <nettle/arcfour.h>
#include <nettle/hmac.h>
#include <nettle/md4.h>
#include <nettle/md5.h>

enum { CHECKSUM_BYTES = 8 };

/* MS-NLMP 3.4.5.2 and 3.4.5.3; the zero at the end belongs to them. */
static const gchar *const SIGN_WORDS[] = {
    [SIM_NTLM_CLIENT] = "session key to client-to-server signing key magic constant",
    [SIM_NTLM_SERVER] = "session key to server-to-client signing key magic constant",
};
static const gchar *const SEAL_WORDS[] = {
    [SIM_NTLM_CLIENT] = "session key to client-to-server sealing key magic constant",
    [SIM_NTLM_SERVER] = "session key to server-to-client sealing key magic constant",
};

gchar *
sim_ntlm_upper(const gchar *text)
{
	glong count;
	g_autofree gunichar *letters = g_utf8_to_ucs4_fast(text, -1, &count);

	for (glong i = 0; i < count; i++)
		letters[i] = g_unichar_toupper(letters[i]);
	return g_ucs4_to_utf8(letters, count, NULL, NULL, NULL);
}

/* The caller frees it; the configuration and the reader let only UTF-8 through. */
static gchar *
wide(const gchar *text, gsize *bytes)
{
	return g_convert(text, -1, "UTF-16LE", "UTF-8", NULL, bytes, NULL);
}

static void
password_key(const gchar *password, guint8 key[SIM_NTLM_KEY_BYTES])
{
	struct md4_ctx md4;
	gsize bytes;
	g_autofree gchar *text = wide(password, &bytes);

	md4_init(&md4);
	md4_update(&md4, bytes, (const guint8 *)text);
	md4_digest(&md4, SIM_NTLM_KEY_BYTES, key);
}

void
sim_ntlm_keyed(const guint8 key[SIM_NTLM_KEY_BYTES], const struct sim_slice *parts, gsize count,
	       guint8 digest[SIM_NTLM_KEY_BYTES])
{
	struct hmac_md5_ctx hmac;

	hmac_md5_set_key(&hmac, SIM_NTLM_KEY_BYTES, key);
	for (gsize i = 0; i < count; i++)
		hmac_md5_update(&hmac, parts[i].length, parts[i].at);
	hmac_md5_digest(&hmac, SIM_NTLM_KEY_BYTES, digest);
}

void
sim_ntlm_user_key(const gchar *password, const gchar *user, const gchar *domain,
		  guint8 key[SIM_NTLM_KEY_BYTES])
{
	guint8 secret[SIM_NTLM_KEY_BYTES];
	g_autofree gchar *upper = sim_ntlm_upper(user);
	g_autofree gchar *name = g_strconcat(upper, domain, NULL);
	struct sim_slice part;
	g_autofree gchar *text = wide(name, &part.length);

	part.at = (const guint8 *)text;
	password_key(password, secret);
	sim_ntlm_keyed(secret, &part, 1, key);
}

void
sim_ntlm_decrypt(const guint8 key[SIM_NTLM_KEY_BYTES], const guint8 *sent,
		 guint8 plain[SIM_NTLM_KEY_BYTES])
{
	struct arcfour_ctx cipher;

	arcfour_set_key(&cipher, SIM_NTLM_KEY_BYTES, key);
	arcfour_crypt(&cipher, SIM_NTLM_KEY_BYTES, plain, sent);
}

static void
derive(const guint8 *key, gsize length, const gchar *words, guint8 derived[SIM_NTLM_KEY_BYTES])
{
	struct md5_ctx md5;

	md5_init(&md5);
	md5_update(&md5, length, key);
	md5_update(&md5, strlen(words) + 1, (const guint8 *)words);
	md5_digest(&md5, SIM_NTLM_KEY_BYTES, derived);
}

/* How much of the session key export rules of old let count. */
static gsize
strength(guint32 flags)
{
	if (flags & SIM_NTLM_128)
		return SIM_NTLM_KEY_BYTES;
	return flags & SIM_NTLM_56 ? 7 : 5;
}

/* version 1 (4) | checksum (8) | sequence number 0 (4), MS-NLMP 2.2.2.9.2 */
void
sim_ntlm_sign(const guint8 session_key[SIM_NTLM_KEY_BYTES], guint32 flags, enum sim_ntlm_side side,
	      struct sim_slice message, guint8 signature[SIM_NTLM_KEY_BYTES])
{
	static const guint8 SEQUENCE[4] = {0};
	const struct sim_slice parts[] = {{SEQUENCE, sizeof SEQUENCE}, message};
	guint8 key[SIM_NTLM_KEY_BYTES], digest[SIM_NTLM_KEY_BYTES];
	struct arcfour_ctx cipher;

	derive(session_key, SIM_NTLM_KEY_BYTES, SIGN_WORDS[side], key);
	sim_ntlm_keyed(key, parts, G_N_ELEMENTS(parts), digest);
	if (flags & SIM_NTLM_KEY_EXCHANGE) {
		derive(session_key, strength(flags), SEAL_WORDS[side], key);
		arcfour_set_key(&cipher, SIM_NTLM_KEY_BYTES, key);
		arcfour_crypt(&cipher, CHECKSUM_BYTES, digest, digest);
	}
	memset(signature, 0, SIM_NTLM_KEY_BYTES);
	signature[0] = 1;
	memcpy(signature + 4, digest, CHECKSUM_BYTES);
}
