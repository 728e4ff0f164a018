/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tokens of SPNEGO, as far as NTLM needs them. */
#include "tests/sim/sim_spnego.h"

#include <string.h>

/*
 * First token:  60 { 06 SPNEGO  a0 { 30 { a0 { 30 { 06 mechanism ... } }  a2 { 04 token } } } }
 * Later ones:   a1 { 30 { a0 { 0a state }  a1 { 06 mechanism }  a2 { 04 token }  a3 { 04 mic } } }
 */
enum {
	TAG_OCTETS = 0x04,
	TAG_OID = 0x06,
	TAG_ENUMERATED = 0x0a,
	TAG_SEQUENCE = 0x30,
	TAG_APPLICATION = 0x60,
	TAG_FIELD_0 = 0xa0,
	TAG_FIELD_1,
	TAG_FIELD_2,
	TAG_FIELD_3,
};

static const guint8 SPNEGO[] = {0x2b, 0x06, 0x01, 0x05, 0x05, 0x02};
static const guint8 NTLM[] = {0x2b, 0x06, 0x01, 0x04, 0x01, 0x82, 0x37, 0x02, 0x02, 0x0a};

/* The length behind a tag: one byte, or 0x80 + how many bytes follow. FALSE beyond 64 KiB x 256. */
static gboolean
take_length(struct sim_slice *from, gsize *length)
{
	guint more;

	if (from->length < 2)
		return FALSE;
	*length = from->at[1];
	more = *length & 0x80 ? (guint)*length & 0x7f : 0;
	if (more > 3 || from->length < 2 + more)
		return FALSE;
	if (*length & 0x80)
		*length = 0;
	for (guint i = 0; i < more; i++)
		*length = *length << 8 | from->at[2 + i];
	from->at += 2 + more;
	from->length -= 2 + more;
	return *length <= from->length;
}

/* Takes the next element off `from`; its content is not there when it has another tag, and then
 * nothing is taken. */
static struct sim_slice
take(struct sim_slice *from, guint8 tag)
{
	struct sim_slice rest = *from;
	gsize length;
	struct sim_slice content;

	if (rest.length == 0 || rest.at[0] != tag || !take_length(&rest, &length))
		return (struct sim_slice){NULL, 0};
	content = (struct sim_slice){rest.at, length};
	*from = (struct sim_slice){rest.at + length, rest.length - length};
	return content;
}

/* The element of that tag inside the element `outer` that comes next. */
static struct sim_slice
take_inner(struct sim_slice *from, guint8 outer, guint8 tag)
{
	struct sim_slice content = take(from, outer);

	return content.at ? take(&content, tag) : content;
}

static gboolean
is_oid(struct sim_slice slice, const guint8 *oid, gsize length)
{
	return slice.at && slice.length == length && memcmp(slice.at, oid, length) == 0;
}

/* mechTypes [0], reqFlags [1], mechToken [2], mechListMIC [3] */
static gboolean
read_first(struct sim_slice token, struct sim_spnego *read)
{
	struct sim_slice whole = take(&token, TAG_APPLICATION);
	struct sim_slice fields, list;

	if (!whole.at || !is_oid(take(&whole, TAG_OID), SPNEGO, sizeof SPNEGO))
		return FALSE;
	fields = take_inner(&whole, TAG_FIELD_0, TAG_SEQUENCE);
	if (!fields.at)
		return FALSE;
	read->mechanisms = take(&fields, TAG_FIELD_0);
	list = read->mechanisms;
	list = take(&list, TAG_SEQUENCE);
	read->ntlm_first = list.at && is_oid(take(&list, TAG_OID), NTLM, sizeof NTLM);
	(void)take(&fields, TAG_FIELD_1);
	read->token = take_inner(&fields, TAG_FIELD_2, TAG_OCTETS);
	return TRUE;
}

static gboolean
read_later(struct sim_slice token, struct sim_spnego *read)
{
	struct sim_slice fields = take_inner(&token, TAG_FIELD_1, TAG_SEQUENCE);

	if (!fields.at)
		return FALSE;
	(void)take(&fields, TAG_FIELD_0);
	(void)take(&fields, TAG_FIELD_1);
	read->token = take_inner(&fields, TAG_FIELD_2, TAG_OCTETS);
	read->mic = take_inner(&fields, TAG_FIELD_3, TAG_OCTETS);
	return TRUE;
}

gboolean
sim_spnego_read(struct sim_slice token, struct sim_spnego *read)
{
	*read = (struct sim_spnego){0};
	return read_first(token, read) || read_later(token, read);
}

/* Puts a head with the length before what there is; DER wants the shortest. */
static void
enclose(GByteArray *bytes, guint8 tag)
{
	gsize length = bytes->len;
	guint8 head[6];
	guint at = sizeof head;

	do {
		head[--at] = (guint8)length;
		length >>= 8;
	} while (length > 0);
	if (bytes->len >= 0x80) {
		guint more = (guint)sizeof head - at;

		head[--at] = (guint8)(0x80 | more);
	}
	head[--at] = tag;
	g_byte_array_prepend(bytes, head + at, (guint)sizeof head - at);
}

static void
add_field(GByteArray *fields, guint8 outer, guint8 tag, struct sim_slice content)
{
	g_autoptr(GByteArray) field = g_byte_array_new();

	if (!content.at)
		return;
	g_byte_array_append(field, content.at, (guint)content.length);
	enclose(field, tag);
	enclose(field, outer);
	g_byte_array_append(fields, field->data, field->len);
}

GBytes *
sim_spnego_answer(enum sim_spnego_state state, struct sim_slice token, struct sim_slice mic)
{
	const guint8 number = (guint8)state;
	GByteArray *fields = g_byte_array_new();

	add_field(fields, TAG_FIELD_0, TAG_ENUMERATED, (struct sim_slice){&number, 1});
	if (token.at)
		add_field(fields, TAG_FIELD_1, TAG_OID, (struct sim_slice){NTLM, sizeof NTLM});
	add_field(fields, TAG_FIELD_2, TAG_OCTETS, token);
	add_field(fields, TAG_FIELD_3, TAG_OCTETS, mic);
	enclose(fields, TAG_SEQUENCE);
	enclose(fields, TAG_FIELD_1);
	return g_byte_array_free_to_bytes(fields);
}
