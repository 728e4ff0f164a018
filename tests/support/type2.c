/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Writes the NTLM CHALLENGE of a server. */
#include "tests/support/type2.h"

#include "base/append.h"
#include "protocol/ntlm.h"
#include "protocol/utf16.h"

enum { HEADER_LENGTH = 56 };

const struct type2 type2_usual = {.target = "CORP",
				  .netbios_computer = "CAS1",
				  .netbios_domain = "CORP",
				  .dns_computer = "cas1.corp.example.com",
				  .dns_domain = "corp.example.com",
				  .dns_forest = "corp.example.com",
				  .versioned = TRUE};

static void
add_text_pair(GByteArray *list, enum ntlm_av id, const char *text)
{
	GByteArray *wide;

	if (!text)
		return;
	wide = utf16_from_utf8(text);
	append_u16le(list, (guint16)id);
	append_u16le(list, (guint16)wide->len);
	append_bytes(list, wide->data, wide->len);
	g_byte_array_unref(wide);
}

static GByteArray *
write_list(const struct type2 *what)
{
	GByteArray *list = g_byte_array_new();

	if (what->bare)
		return list;
	add_text_pair(list, NTLM_AV_NETBIOS_DOMAIN, what->netbios_domain);
	add_text_pair(list, NTLM_AV_NETBIOS_COMPUTER, what->netbios_computer);
	add_text_pair(list, NTLM_AV_DNS_DOMAIN, what->dns_domain);
	add_text_pair(list, NTLM_AV_DNS_COMPUTER, what->dns_computer);
	add_text_pair(list, NTLM_AV_DNS_FOREST, what->dns_forest);
	if (what->timestamp != 0) {
		append_u16le(list, NTLM_AV_TIMESTAMP);
		append_u16le(list, sizeof(what->timestamp));
		append_u64le(list, what->timestamp);
	}
	append_zeros(list, 4);
	return list;
}

static void
add_field(GByteArray *message, const GByteArray *part, gsize offset)
{
	append_u16le(message, (guint16)part->len);
	append_u16le(message, (guint16)part->len);
	append_u32le(message, (guint32)offset);
}

GBytes *
type2_write(const struct type2 *what)
{
	static const guint8 version[NTLM_VERSION_LENGTH] = {10, 0, 0x7c, 0x4f, 0, 0, 0, 15};
	g_autoptr(GByteArray) target = utf16_from_utf8(what->target);
	g_autoptr(GByteArray) list = write_list(what);
	GByteArray *message = g_byte_array_new();

	append_bytes(message, "NTLMSSP", 8);
	append_u32le(message, NTLM_CHALLENGE);
	add_field(message, target, HEADER_LENGTH);
	append_u32le(message, (NTLM_NEGOTIATE_FLAGS & ~(guint32)NTLM_VERSION) |
				  (what->bare ? 0 : NTLM_TARGET_INFO) |
				  (what->versioned ? NTLM_VERSION : 0));
	append_bytes(message, "\x01\x23\x45\x67\x89\xab\xcd\xef", NTLM_CHALLENGE_LENGTH);
	append_zeros(message, 8);
	add_field(message, list, HEADER_LENGTH + target->len);
	append_bytes(message, version, sizeof(version));
	append_bytes(message, target->data, target->len);
	append_bytes(message, list->data, list->len);
	return g_byte_array_free_to_bytes(message);
}

char *
type2_write_text(const struct type2 *what)
{
	g_autoptr(GBytes) bytes = type2_write(what);
	gsize length = 0;
	const void *data = g_bytes_get_data(bytes, &length);

	return g_base64_encode(data, length);
}
