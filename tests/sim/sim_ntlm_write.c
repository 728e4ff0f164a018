/* SPDX-License-Identifier: GPL-3.0-or-later */
/* NTLM's message 2 as a member of a domain sends it. */
#include "tests/sim/sim_ntlm_write.h"

#include <string.h>

/*  0 NTLMSSP.  8 type  12 target name (field)  20 flags  24 challenge  32 zero
 * 40 target information (field)  48 version  56 what the fields point at (MS-NLMP 2.2.1.2) */
enum { PAYLOAD_AT = 56, NTLM_REVISION = 15 };

/* What the server grants when the client asks for it; OEM only in place of Unicode. */
#define GRANTED                                                                                    \
	(SIM_NTLM_REQUEST_TARGET | SIM_NTLM_SIGN | SIM_NTLM_SEAL | SIM_NTLM_ALWAYS_SIGN |          \
	 SIM_NTLM_EXTENDED_SECURITY | SIM_NTLM_128 | SIM_NTLM_KEY_EXCHANGE | SIM_NTLM_56)

/* 1601 to 1970, in tenths of a microsecond. */
#define EPOCH 116444736000000000ULL

guint64
sim_ntlm_now(gint64 skew_s)
{
	return EPOCH + (guint64)(g_get_real_time() + skew_s * G_USEC_PER_SEC) * 10;
}

static void
put(GByteArray *bytes, guint64 number, guint length)
{
	for (guint i = 0; i < length; i++) {
		guint8 byte = (guint8)(number >> (8 * i));

		g_byte_array_append(bytes, &byte, 1);
	}
}

static void
put_field(GByteArray *bytes, gsize length, gsize at)
{
	put(bytes, length, 2);
	put(bytes, length, 2);
	put(bytes, at, 4);
}

static void
put_text(GByteArray *bytes, const gchar *text, gboolean unicode)
{
	for (const gchar *at = text; *at; at++)
		put(bytes, (guchar)*at, unicode ? 2 : 1);
}

/* Target information is Unicode whatever else is. */
static void
put_name(GByteArray *info, enum sim_ntlm_attribute attribute, const gchar *name)
{
	put(info, attribute, 2);
	put(info, 2 * strlen(name), 2);
	put_text(info, name, TRUE);
}

static void
put_padding(GByteArray *info, gint64 wanted)
{
	/* its own head and the end must fit in as well */
	gsize length = MIN((gsize)wanted, G_MAXUINT16 - info->len - 8);

	if (wanted == 0)
		return;
	put(info, SIM_NTLM_AV_PADDING, 2);
	put(info, length, 2);
	for (gsize i = 0; i < length; i++)
		put(info, 'p', 1);
}

/* In the order of Windows. */
static GByteArray *
target_info(const struct sim_identity *identity)
{
	GByteArray *info = g_byte_array_new();

	put_name(info, SIM_NTLM_AV_NETBIOS_DOMAIN, identity->netbios_domain);
	put_name(info, SIM_NTLM_AV_NETBIOS_COMPUTER, identity->netbios_computer);
	put_name(info, SIM_NTLM_AV_DNS_DOMAIN, identity->dns_domain);
	put_name(info, SIM_NTLM_AV_DNS_COMPUTER, identity->dns_computer);
	put_name(info, SIM_NTLM_AV_DNS_FOREST, identity->dns_forest);
	if (!identity->no_timestamp) {
		put(info, SIM_NTLM_AV_TIMESTAMP, 2);
		put(info, 8, 2);
		put(info, sim_ntlm_now(identity->clock_skew_s), 8);
	}
	put_padding(info, identity->target_info_padding);
	put(info, SIM_NTLM_AV_END, 4);
	return info;
}

static guint32
negotiate(const struct sim_identity *identity, guint32 client)
{
	guint32 flags = client & GRANTED;

	if (identity->flags)
		return identity->flags;
	flags |= SIM_NTLM_NTLM | SIM_NTLM_TARGET_INFO | SIM_NTLM_VERSION;
	flags |= client & SIM_NTLM_UNICODE && !identity->oem ? SIM_NTLM_UNICODE : SIM_NTLM_OEM;
	if (client & SIM_NTLM_REQUEST_TARGET)
		flags |= SIM_NTLM_TARGET_IS_DOMAIN;
	return flags;
}

GBytes *
sim_ntlm_challenge(const struct sim_identity *identity, guint32 client_flags)
{
	guint32 flags = negotiate(identity, client_flags);
	GByteArray *message = g_byte_array_new();
	g_autoptr(GByteArray) info =
	    flags & SIM_NTLM_TARGET_INFO ? target_info(identity) : g_byte_array_new();
	g_autoptr(GByteArray) name = g_byte_array_new();

	if (flags & SIM_NTLM_REQUEST_TARGET)
		put_text(name, identity->netbios_domain, (flags & SIM_NTLM_UNICODE) != 0);
	g_byte_array_append(message, (const guint8 *)"NTLMSSP", 8);
	put(message, 2, 4);
	put_field(message, name->len, PAYLOAD_AT);
	put(message, flags, 4);
	put(message, g_random_int(), 4);
	put(message, g_random_int(), 4);
	put(message, 0, 8);
	put_field(message, info->len, PAYLOAD_AT + name->len);
	put(message, identity->version[0], 1);
	put(message, identity->version[1], 1);
	put(message, identity->version[2], 2);
	put(message, 0, 3);
	put(message, NTLM_REVISION, 1);
	g_byte_array_append(message, name->data, name->len);
	g_byte_array_append(message, info->data, info->len);
	return g_byte_array_free_to_bytes(message);
}
