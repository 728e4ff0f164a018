/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Derives the keys of NTLM from a password. */
#include "protocol/hmac_md5.h"
#include "protocol/ntlm_response.h"
#include "protocol/utf16.h"
#include <nettle/md4.h>
#include <string.h>

/* MS-NLMP 3.3.1: NTOWFv1 = MD4(UNICODE(Passwd)). */
gboolean
ntlm_ntowf_v1(const char *password, guint8 *key)
{
	GByteArray *text = utf16_from_utf8(password);
	struct md4_ctx context;

	if (!text)
		return FALSE;
	md4_init(&context);
	md4_update(&context, text->len, text->data);
	md4_digest(&context, NTLM_KEY_LENGTH, key);
	explicit_bzero(&context, sizeof context);
	utf16_wipe(text);
	return TRUE;
}

/* MS-NLMP 3.3.2: NTOWFv2 = HMAC_MD5(NTOWFv1, UNICODE(Uppercase(User) || UserDom)). */
gboolean
ntlm_ntowf_v2(const char *user, const char *domain, const char *password, guint8 *key)
{
	g_autoptr(GByteArray) user_text = utf16_from_utf8(user);
	g_autoptr(GByteArray) domain_text = utf16_from_utf8(domain);

	if (!user_text || !domain_text || !ntlm_ntowf_v1(password, key))
		return FALSE;
	utf16_to_upper(user_text);
	hmac_md5(key,
		 (const struct hmac_piece[]){{user_text->data, user_text->len},
					     {domain_text->data, domain_text->len}},
		 2, key);
	return TRUE;
}
