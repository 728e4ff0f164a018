/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reads the three messages of NTLM. */
#include "base/cursor.h"
#include "protocol/breach.h"
#include "protocol/ntlm_target_info.h"
#include "protocol/utf16.h"
#include <string.h>

/* MS-NLMP 2.2.2.10, where a message has it. */
enum { NEGOTIATE_VERSION = 32, CHALLENGE_VERSION = 48, AUTHENTICATE_VERSION = 64 };
/* Where a CHALLENGE of old ends. */
enum { CHALLENGE_SHORTEST = 32, CHALLENGE_SHORT = 40 };
enum { NT_PROOF_LENGTH = 16, NTLM_V1_LENGTH = 24, MIC_LENGTH = 16 };

struct field {
	const char *name;
	guint16 length;
	guint32 offset;
};

struct reader {
	struct ntlm_message *message;
	const guint8 *bytes;
	struct cursor c;
	gsize header; /* where the payload may begin */
};

/*
 *  0        2        4                 8
 * +--------+--------+-----------------+
 * | Len    | MaxLen | BufferOffset    |      MaxLen is for allocators: ignored on receipt
 * +--------+--------+-----------------+
 */
static struct field
take_field(struct reader *r, const char *name)
{
	struct field field = {.name = name};

	field.length = cursor_u16le(&r->c);
	cursor_skip(&r->c, 2);
	field.offset = cursor_u32le(&r->c);
	return field;
}

static gboolean
lies_in_payload(const struct reader *r, const struct field *field)
{
	gsize length = r->message->length;

	return field->offset >= r->header && field->offset <= length &&
	       field->length <= length - field->offset;
}

/* The field's bytes, borrowed; NULL when it is empty, or in the wrong place. */
static const guint8 *
payload(const struct reader *r, const struct field *field)
{
	if (field->length == 0)
		return NULL;
	if (lies_in_payload(r, field))
		return r->bytes + field->offset;
	breach_note(&r->message->malformed,
		    "%s: expected it within bytes %" G_GSIZE_FORMAT " to %" G_GSIZE_FORMAT
		    ", got %u bytes at %u",
		    field->name, r->header, r->message->length, field->length, field->offset);
	return NULL;
}

/* NULL when the field is empty. */
static char *
take_name(struct reader *r, const struct field *field, gboolean is_unicode)
{
	const guint8 *bytes = payload(r, field);
	const char *wrong = NULL;
	GString *text = NULL;

	if (!bytes)
		return NULL;
	if (is_unicode) {
		char *name = utf16_to_utf8(bytes, field->length, &wrong);

		if (wrong)
			breach_note(&r->message->malformed, "%s: expected UTF-16 text, got %s",
				    field->name, wrong);
		return name;
	}
	text = g_string_new(NULL);
	for (guint i = 0; i < field->length; i++)
		g_string_append_unichar(text, bytes[i] ? bytes[i] : 0xfffd);
	if (memchr(bytes, 0, field->length))
		breach_note(&r->message->malformed, "%s: expected 8-bit text, got a NUL",
			    field->name);
	return g_string_free(text, FALSE);
}

/*
 *  0       1       2               4                    7          8
 * +-------+-------+---------------+--------------------+----------+
 * | Major | Minor | Build         | Reserved           | Revision |
 * +-------+-------+---------------+--------------------+----------+
 */
static void
take_version(struct reader *r)
{
	struct ntlm_message *m = r->message;

	m->version_major = cursor_u8(&r->c);
	m->version_minor = cursor_u8(&r->c);
	m->version_build = cursor_u16le(&r->c);
	cursor_skip(&r->c, 4);
	m->has_version = !r->c.failed;
}

/*
 * NEGOTIATE, MS-NLMP 2.2.1.1. Those of old stop at 16 or at 32. The names are 8-bit text whatever
 * the flags say, and count only where their flag is set.
 *
 *  0           8         12        16                24                32        40
 * +-----------+---------+---------+-----------------+-----------------+---------+---------
 * | NTLMSSP\0 | 1       | Flags   | DomainName      | Workstation     | Version | Payload
 * +-----------+---------+---------+-----------------+-----------------+---------+---------
 */
static void
take_negotiate(struct reader *r)
{
	struct ntlm_message *m = r->message;
	struct field domain;
	struct field workstation;

	m->flags = cursor_u32le(&r->c);
	if (r->c.failed || r->c.left == 0)
		return;
	domain = take_field(r, "DomainName");
	workstation = take_field(r, "Workstation");
	if (m->flags & NTLM_VERSION && r->c.left > 0)
		take_version(r);
	r->header = m->has_version ? NEGOTIATE_VERSION + NTLM_VERSION_LENGTH : NEGOTIATE_VERSION;
	if (m->flags & NTLM_OEM_DOMAIN_SUPPLIED)
		m->domain = take_name(r, &domain, FALSE);
	if (m->flags & NTLM_OEM_WORKSTATION_SUPPLIED)
		m->workstation = take_name(r, &workstation, FALSE);
}

/* Servers that are no Windows send the list although they leave its flag clear. */
static void
take_target_info(struct reader *r, const struct field *field)
{
	struct ntlm_message *m = r->message;
	const guint8 *bytes = NULL;

	if (m->flags & NTLM_TARGET_INFO || lies_in_payload(r, field))
		bytes = payload(r, field);
	if (bytes)
		m->target_info = ntlm_target_info_read(bytes, field->length, &m->malformed);
}

/* A CHALLENGE of old, whose name stands where TargetInfo would be. */
static gboolean
is_of_old(const struct ntlm_message *m, const struct field *target)
{
	return !(m->flags & NTLM_TARGET_INFO) && target->length > 0 &&
	       target->offset >= CHALLENGE_SHORTEST && target->offset < CHALLENGE_VERSION;
}

/*
 * CHALLENGE, MS-NLMP 2.2.1.2.
 *
 *  0           8   12           20      24                32         40           48        56
 * +-----------+---+------------+-------+-----------------+----------+------------+---------+-----
 * | NTLMSSP\0 | 2 | TargetName | Flags | ServerChallenge | Reserved | TargetInfo | Version | Pay-
 * +-----------+---+------------+-------+-----------------+----------+------------+---------+-----
 */
static void
take_challenge(struct reader *r)
{
	struct ntlm_message *m = r->message;
	struct field target = take_field(r, "TargetName");
	struct field info = {.name = NULL};
	const guint8 *nonce = NULL;

	m->flags = cursor_u32le(&r->c);
	nonce = cursor_take(&r->c, NTLM_CHALLENGE_LENGTH);
	if (!nonce)
		return;
	memcpy(m->server_challenge, nonce, NTLM_CHALLENGE_LENGTH);
	r->header = CHALLENGE_SHORTEST;
	if (!is_of_old(m, &target) && r->c.left > 0) {
		cursor_skip(&r->c, CHALLENGE_SHORT - CHALLENGE_SHORTEST);
		r->header = CHALLENGE_SHORT;
		if (r->c.left > 0) {
			info = take_field(r, "TargetInfo");
			r->header = CHALLENGE_VERSION;
		}
		if (m->flags & NTLM_VERSION && r->c.left > 0) {
			take_version(r);
			r->header = CHALLENGE_VERSION + NTLM_VERSION_LENGTH;
		}
	}
	m->target_name = take_name(r, &target, (m->flags & NTLM_UNICODE) != 0);
	take_target_info(r, &info);
}

/*
 * NTLMv2_RESPONSE with its NTLMv2_CLIENT_CHALLENGE, MS-NLMP 2.2.2.8 and 2.2.2.7.
 *
 *  0            16 17 18         24          32                40         44
 * +------------+--+--+----------+-----------+-----------------+----------+---------
 * | NTProofStr |1 |1 | Reserved | TimeStamp | ClientChallenge | Reserved | AvPairs
 * +------------+--+--+----------+-----------+-----------------+----------+---------
 */
static void
take_nt_response(struct reader *r, const struct field *field)
{
	struct ntlm_message *m = r->message;
	const guint8 *bytes = payload(r, field);
	guint8 versions[2];
	struct cursor c;

	cursor_init(&c, bytes, bytes ? field->length : 0);
	m->response_version = c.left == 0 ? 0 : c.left <= NTLM_V1_LENGTH ? 1 : 2;
	if (c.left == 0 || c.left == NTLM_V1_LENGTH)
		return;
	cursor_skip(&c, NT_PROOF_LENGTH);
	versions[0] = cursor_u8(&c);
	versions[1] = cursor_u8(&c);
	cursor_skip(&c, 6 + 8 + NTLM_CHALLENGE_LENGTH + 4);
	if (c.failed)
		breach_note(&m->malformed, "%s: expected 24 bytes, or 44 and more, got %u",
			    field->name, field->length);
	else if (versions[0] != 1 || versions[1] != 1)
		breach_note(&m->malformed, "%s: expected version 1.1, got %u.%u", field->name,
			    versions[0], versions[1]);
	else
		m->target_info = ntlm_target_info_read(c.at, c.left, &m->malformed);
}

static gsize
lowest_payload(const struct reader *r, const struct field *fields, gsize count)
{
	gsize lowest = r->message->length;

	for (gsize i = 0; i < count; i++)
		if (fields[i].length > 0)
			lowest = MIN(lowest, fields[i].offset);
	return lowest;
}

static void
take_mic(struct reader *r, gsize lowest)
{
	struct ntlm_message *m = r->message;
	gboolean is_promised = m->target_info && m->target_info->flags & NTLM_AV_FLAG_MIC;

	m->has_mic = is_promised && lowest >= NTLM_MIC_OFFSET + MIC_LENGTH;
	if (is_promised && !m->has_mic)
		breach_note(&m->malformed,
			    "MIC: expected 16 bytes at 72, got a payload at %" G_GSIZE_FORMAT,
			    lowest);
}

enum part { LM, NT, DOMAIN, USER, WORKSTATION, SESSION_KEY, PARTS };

/*
 * AUTHENTICATE, MS-NLMP 2.2.1.3; six fields from 12 to 60. A MIC is there when MsvAvFlags says so.
 *
 *  0           8   12    20    28        36      44        52     60      64        72    88
 * +-----------+---+-----+-----+---------+-------+---------+------+-------+---------+-----+-----
 * | NTLMSSP\0 | 3 | Lm  | Nt  | Domain  | User  | Work-   | Key  | Flags | Version | MIC | Pay-
 * +-----------+---+-----+-----+---------+-------+---------+------+-------+---------+-----+-----
 */
static void
take_authenticate(struct reader *r)
{
	static const char *const names[PARTS] = {
	    "LmChallengeResponse", "NtChallengeResponse",	"DomainName", "UserName",
	    "Workstation",	   "EncryptedRandomSessionKey",
	};
	struct ntlm_message *m = r->message;
	struct field fields[PARTS];
	gboolean is_unicode = FALSE;

	for (guint i = 0; i < PARTS; i++)
		fields[i] = take_field(r, names[i]);
	m->flags = cursor_u32le(&r->c);
	if (r->c.failed)
		return;
	r->header = AUTHENTICATE_VERSION;
	if (m->flags & NTLM_VERSION) {
		take_version(r);
		r->header = NTLM_MIC_OFFSET;
	}
	is_unicode = (m->flags & NTLM_UNICODE) != 0;
	m->domain = take_name(r, &fields[DOMAIN], is_unicode);
	m->user = take_name(r, &fields[USER], is_unicode);
	m->workstation = take_name(r, &fields[WORKSTATION], is_unicode);
	(void)payload(r, &fields[LM]);
	(void)payload(r, &fields[SESSION_KEY]);
	take_nt_response(r, &fields[NT]);
	take_mic(r, lowest_payload(r, fields, PARTS));
}

static void
take_message(struct reader *r)
{
	struct ntlm_message *m = r->message;
	guint32 type = cursor_u32le(&r->c);

	m->type = (enum ntlm_type)type;
	if (type == NTLM_NEGOTIATE)
		take_negotiate(r);
	else if (type == NTLM_CHALLENGE)
		take_challenge(r);
	else if (type == NTLM_AUTHENTICATE)
		take_authenticate(r);
	else if (!r->c.failed)
		breach_note(&m->malformed, "expected message type 1, 2 or 3, got %u", type);
	if (r->c.failed)
		breach_note(&m->malformed,
			    "expected a whole message, got only %" G_GSIZE_FORMAT " bytes",
			    m->length);
}

struct ntlm_message *
ntlm_parse(const void *bytes, gsize length)
{
	struct reader r = {.message = g_new0(struct ntlm_message, 1), .bytes = bytes};

	r.message->length = length;
	cursor_init(&r.c, bytes, length);
	cursor_skip(&r.c, NTLM_SIGNATURE_LENGTH);
	if (ntlm_is_message(bytes, length))
		take_message(&r);
	else
		breach_note(&r.message->malformed,
			    "expected the signature NTLMSSP at the beginning, got %s",
			    length ? "something else" : "nothing");
	return r.message;
}
