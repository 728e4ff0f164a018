/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The messages of an NTLM client, taken apart. */
#include "tests/sim/sim_ntlm_read.h"

#include <string.h>

/* Message 1:  0 NTLMSSP.  8 type  12 flags                  (MS-NLMP 2.2.1.1)
 * Message 2:  0 NTLMSSP.  8 type  20 flags  24 challenge  40 target information  (2.2.1.2)
 * Message 3:  0 NTLMSSP.  8 type  12 LM  20 NT  28 domain  36 user  44 workstation
 *            52 session key  60 flags  64 version  72 integrity code  (2.2.1.3)
 * A field is its length (2), the room it has (2) and where it begins (4).
 * The NT response: 0 proof  16 version  24 time  32 challenge  44 attributes  (2.2.2.7, 2.2.2.8) */
static const gchar SIGNATURE[8] = "NTLMSSP";

enum {
	TYPE_AT = 8,
	INFO_AT = 40,
	AUTHENTICATE_BYTES = 64,
	RESPONSE_TIME_AT = 24,
	ATTRIBUTES_AT = 44
};

static struct sim_slice
part(struct sim_slice whole, gsize offset, gsize length)
{
	if (!whole.at || offset > whole.length || length > whole.length - offset)
		return (struct sim_slice){NULL, 0};
	return (struct sim_slice){whole.at + offset, length};
}

guint64
sim_ntlm_number(struct sim_slice bytes)
{
	guint64 number = 0;

	for (gsize i = bytes.length; i-- > 0;)
		number = number << 8 | bytes.at[i];
	return number;
}

static guint32
number_at(struct sim_slice whole, gsize offset, gsize length)
{
	return (guint32)sim_ntlm_number(part(whole, offset, length));
}

static struct sim_slice
field(struct sim_slice message, gsize at)
{
	return part(message, number_at(message, at + 4, 4), number_at(message, at, 2));
}

guint
sim_ntlm_message_number(struct sim_slice message)
{
	struct sim_slice signature = part(message, 0, sizeof SIGNATURE);
	guint32 type = number_at(message, TYPE_AT, 4);

	if (!signature.at || memcmp(signature.at, SIGNATURE, sizeof SIGNATURE) != 0)
		return 0;
	return type <= 3 ? type : 0;
}

guint32
sim_ntlm_message_flags(struct sim_slice message, guint number)
{
	return number_at(message, number == 1 ? 12 : 20, 4);
}

struct sim_slice
sim_ntlm_target_info(struct sim_slice message2)
{
	return field(message2, INFO_AT);
}

gchar *
sim_ntlm_text(struct sim_slice text)
{
	if (!text.at)
		return NULL;
	return g_convert((const gchar *)text.at, (gssize)text.length, "UTF-8", "UTF-16LE", NULL,
			 NULL, NULL);
}

/* Of the code pages of old clients only what they have in common is understood. */
static gchar *
oem_text(struct sim_slice text)
{
	if (!text.at)
		return NULL;
	for (gsize i = 0; i < text.length; i++)
		if (text.at[i] >= 0x80)
			return NULL;
	return g_strndup((const gchar *)text.at, text.length);
}

gboolean
sim_ntlm_authenticate_read(struct sim_ntlm_authenticate *read, struct sim_slice message3)
{
	struct sim_slice domain = field(message3, 28);
	struct sim_slice user = field(message3, 36);
	gboolean unicode;

	*read = (struct sim_ntlm_authenticate){0};
	if (message3.length < AUTHENTICATE_BYTES)
		return FALSE;
	read->flags = number_at(message3, 60, 4);
	read->nt = field(message3, 20);
	read->session_key = field(message3, 52);
	unicode = (read->flags & SIM_NTLM_UNICODE) != 0;
	read->domain = unicode ? sim_ntlm_text(domain) : oem_text(domain);
	read->user = unicode ? sim_ntlm_text(user) : oem_text(user);
	return read->nt.at && read->domain && read->user;
}

void
sim_ntlm_authenticate_clear(struct sim_ntlm_authenticate *read)
{
	g_free(read->domain);
	g_free(read->user);
	*read = (struct sim_ntlm_authenticate){0};
}

struct sim_slice
sim_ntlm_response_info(struct sim_slice nt)
{
	return part(nt, ATTRIBUTES_AT, nt.length < ATTRIBUTES_AT ? 1 : nt.length - ATTRIBUTES_AT);
}

guint64
sim_ntlm_response_time(struct sim_slice nt)
{
	return sim_ntlm_number(part(nt, RESPONSE_TIME_AT, 8));
}

struct sim_slice
sim_ntlm_attribute_find(struct sim_slice info, enum sim_ntlm_attribute attribute)
{
	gsize at = 0;

	while (part(info, at, 4).at) {
		guint32 id = number_at(info, at, 2);
		guint32 length = number_at(info, at + 2, 2);

		if (id == attribute || id == SIM_NTLM_AV_END)
			return id == attribute ? part(info, at + 4, length)
					       : (struct sim_slice){NULL, 0};
		at += 4 + length;
	}
	return (struct sim_slice){NULL, 0};
}
