/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Writes the two messages of NTLM that a client sends. */
#include "base/append.h"
#include "protocol/ntlm_target_info.h"

enum { MIC_LENGTH = 16, NAME_FIELDS_LENGTH = 16 };

/* 10.0.17763, NTLM revision 15: what HTTP clients on Windows Server 2019 say. */
const guint8 ntlm_our_version[NTLM_VERSION_LENGTH] = {10, 0, 0x63, 0x45, 0, 0, 0, 15};

static GByteArray *
begin(enum ntlm_type type)
{
	GByteArray *message = g_byte_array_new();

	append_bytes(message, NTLM_SIGNATURE, NTLM_SIGNATURE_LENGTH);
	append_u32le(message, type);
	return message;
}

/* MS-NLMP 2.2.1.1, drawn in ntlm_read.c. */
GBytes *
ntlm_write_negotiate(void)
{
	GByteArray *message = begin(NTLM_NEGOTIATE);

	append_u32le(message, NTLM_NEGOTIATE_FLAGS);
	append_zeros(message, NAME_FIELDS_LENGTH);
	append_bytes(message, ntlm_our_version, NTLM_VERSION_LENGTH);
	return g_byte_array_free_to_bytes(message);
}

/* In the order of their fields, MS-NLMP 2.2.1.3. */
enum part { LM, NT, DOMAIN, USER, WORKSTATION, SESSION_KEY, PARTS };

/* Their bytes follow in the order that Windows has. */
static const enum part payload_order[PARTS] = {DOMAIN, USER, WORKSTATION, LM, NT, SESSION_KEY};

static gboolean
find_offsets(const struct ntlm_part *const *parts, guint32 header, guint32 *offsets)
{
	guint32 offset = header;

	for (guint i = 0; i < PARTS; i++) {
		enum part part = payload_order[i];

		if (parts[part]->length > G_MAXUINT16)
			return FALSE;
		offsets[part] = offset;
		offset += (guint32)parts[part]->length;
	}
	return TRUE;
}

GByteArray *
ntlm_write_authenticate(const struct ntlm_authenticate *what)
{
	const struct ntlm_part *const parts[PARTS] = {
	    [LM] = &what->lm_response,		[NT] = &what->nt_response,
	    [DOMAIN] = &what->domain,		[USER] = &what->user,
	    [WORKSTATION] = &what->workstation, [SESSION_KEY] = &what->session_key,
	};
	gsize mic_length = what->with_mic ? MIC_LENGTH : 0;
	guint32 offsets[PARTS];
	GByteArray *message = NULL;

	if (!find_offsets(parts, NTLM_MIC_OFFSET + (guint32)mic_length, offsets))
		return NULL;
	message = begin(NTLM_AUTHENTICATE);
	for (guint i = 0; i < PARTS; i++) {
		append_u16le(message, (guint16)parts[i]->length);
		append_u16le(message, (guint16)parts[i]->length);
		append_u32le(message, offsets[i]);
	}
	append_u32le(message, what->flags);
	append_bytes(message, what->version, NTLM_VERSION_LENGTH);
	append_zeros(message, mic_length);
	for (guint i = 0; i < PARTS; i++)
		append_bytes(message, parts[payload_order[i]]->bytes,
			     parts[payload_order[i]]->length);
	return message;
}
