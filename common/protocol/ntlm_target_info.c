/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reads a list of AV_PAIRs for the reader of NTLM messages. */
#include "protocol/ntlm_target_info.h"

#include "base/cursor.h"
#include "protocol/breach.h"
#include "protocol/utf16.h"
#include <stddef.h>
#include <string.h>

enum { IDS = G_MAXUINT16 + 1 };

/* MS-NLMP 2.2.2.1: what the pairs are called, how long they are (0: a text) and where it goes. */
static const struct kind {
	const char *name;
	gsize length;
	gsize member;
} kinds[] = {
#define TEXT(member) 0, offsetof(struct ntlm_target_info, member)
    [NTLM_AV_NETBIOS_COMPUTER] = {"MsvAvNbComputerName", TEXT(netbios_computer)},
    [NTLM_AV_NETBIOS_DOMAIN] = {"MsvAvNbDomainName", TEXT(netbios_domain)},
    [NTLM_AV_DNS_COMPUTER] = {"MsvAvDnsComputerName", TEXT(dns_computer)},
    [NTLM_AV_DNS_DOMAIN] = {"MsvAvDnsDomainName", TEXT(dns_domain)},
    [NTLM_AV_DNS_FOREST] = {"MsvAvDnsTreeName", TEXT(dns_forest)},
    [NTLM_AV_FLAGS] = {"MsvAvFlags", 4, 0},
    [NTLM_AV_TIMESTAMP] = {"MsvAvTimestamp", 8, 0},
    [NTLM_AV_TARGET_NAME] = {"MsvAvTargetName", TEXT(target_spn)},
    [NTLM_AV_CHANNEL_BINDINGS] = {"MsvAvChannelBindings", NTLM_KEY_LENGTH, 0},
#undef TEXT
};

static void
take_text(struct ntlm_target_info *info, const struct kind *kind, struct cursor *value,
	  char **malformed)
{
	char **member = (char **)(void *)((char *)info + kind->member);
	const char *wrong = NULL;

	*member = utf16_to_utf8(value->at, value->left, &wrong);
	if (wrong)
		breach_note(malformed, "%s: expected UTF-16 text, got %s", kind->name, wrong);
}

static void
take_number(struct ntlm_target_info *info, guint16 id, struct cursor *value)
{
	if (id == NTLM_AV_FLAGS) {
		info->has_flags = TRUE;
		info->flags = cursor_u32le(value);
	} else if (id == NTLM_AV_TIMESTAMP) {
		info->has_timestamp = TRUE;
		info->timestamp = cursor_u64le(value);
	} else {
		info->has_channel_bindings = TRUE;
		memcpy(info->channel_bindings, value->at, NTLM_KEY_LENGTH);
	}
}

static void
take_value(struct ntlm_target_info *info, guint16 id, struct cursor *value, char **malformed)
{
	const struct kind *kind = id < G_N_ELEMENTS(kinds) ? &kinds[id] : NULL;

	if (!kind || !kind->name)
		return;
	if (kind->length == 0)
		take_text(info, kind, value, malformed);
	else if (value->left == kind->length)
		take_number(info, id, value);
	else
		breach_note(malformed,
			    "%s: expected %" G_GSIZE_FORMAT " bytes, got %" G_GSIZE_FORMAT,
			    kind->name, kind->length, value->left);
}

/*
 *  0        2        4
 * +--------+--------+--------------------+
 * | AvId   | AvLen  | Value, AvLen bytes |
 * +--------+--------+--------------------+
 *
 * FALSE at MsvAvEOL and where the list breaks off.
 */
static gboolean
take_pair(struct ntlm_target_info *info, struct cursor *c, guint8 *seen, char **malformed)
{
	guint16 id = cursor_u16le(c);
	guint16 length = cursor_u16le(c);
	const guint8 *bytes = cursor_take(c, length);
	struct cursor value;

	if (!bytes) {
		breach_note(malformed,
			    "target information: expected MsvAvEOL at its end, got %s after pair "
			    "%u",
			    c->left ? "a pair that does not fit" : "nothing", info->av_ids->len);
		return FALSE;
	}
	if (id == NTLM_AV_EOL) {
		if (length > 0)
			breach_note(malformed, "MsvAvEOL: expected 0 bytes, got %u", length);
		return FALSE;
	}
	g_array_append_val(info->av_ids, id);
	if (seen[id / 8] & 1 << id % 8) {
		breach_note(malformed, "target information: expected each pair once, got %u again",
			    id);
		return TRUE;
	}
	seen[id / 8] |= (guint8)(1 << id % 8);
	cursor_init(&value, bytes, length);
	take_value(info, id, &value, malformed);
	return TRUE;
}

struct ntlm_target_info *
ntlm_target_info_read(const void *bytes, gsize length, char **malformed)
{
	struct ntlm_target_info *info = g_new0(struct ntlm_target_info, 1);
	guint8 seen[IDS / 8] = {0};
	struct cursor c;
	gsize left = length;

	info->av_ids = g_array_new(FALSE, FALSE, sizeof(guint16));
	cursor_init(&c, bytes, length);
	while (take_pair(info, &c, seen, malformed))
		left = c.left;
	info->bytes = g_bytes_new(bytes, length - left);
	return info;
}

void
ntlm_target_info_free(struct ntlm_target_info *info)
{
	g_bytes_unref(info->bytes);
	g_array_unref(info->av_ids);
	g_free(info->netbios_computer);
	g_free(info->netbios_domain);
	g_free(info->dns_computer);
	g_free(info->dns_domain);
	g_free(info->dns_forest);
	g_free(info->target_spn);
	g_free(info);
}
