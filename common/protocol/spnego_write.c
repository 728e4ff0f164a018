/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Writes the tokens behind "Negotiate" that a client sends. */
#include "base/append.h"
#include "protocol/der.h"
#include "protocol/spnego.h"

/* 1.3.6.1.5.5.2 and 1.3.6.1.4.1.311.2.2.10 as X.690 8.19 encodes them. */
static const guint8 oid_spnego[] = {0x2b, 0x06, 0x01, 0x05, 0x05, 0x02};
static const guint8 oid_ntlm[] = {0x2b, 0x06, 0x01, 0x04, 0x01, 0x82, 0x37, 0x02, 0x02, 0x0a};

static GByteArray *
copy(const void *bytes, gsize length)
{
	GByteArray *array = g_byte_array_new();

	append_bytes(array, bytes, length);
	return array;
}

/* `first` with `second` behind it, which it frees. */
static GByteArray *
join(GByteArray *first, GByteArray *second)
{
	append_bytes(first, second->data, second->len);
	g_byte_array_unref(second);
	return first;
}

/* [2] OCTET STRING: mechToken of the one, responseToken of the other. */
static GByteArray *
token_field(GBytes *ntlm)
{
	gsize length = 0;
	const void *bytes = g_bytes_get_data(ntlm, &length);

	return der_wrap(DER_CONTEXT_2, der_wrap(DER_OCTET_STRING, copy(bytes, length)));
}

GBytes *
spnego_wrap_init(GBytes *ntlm)
{
	GByteArray *mech = der_wrap(DER_OID, copy(oid_ntlm, sizeof oid_ntlm));
	GByteArray *mechs = der_wrap(DER_CONTEXT_0, der_wrap(DER_SEQUENCE, mech));
	GByteArray *fields = der_wrap(DER_SEQUENCE, join(mechs, token_field(ntlm)));
	GByteArray *spnego = der_wrap(DER_OID, copy(oid_spnego, sizeof oid_spnego));

	return g_byte_array_free_to_bytes(
	    der_wrap(DER_APPLICATION_0, join(spnego, der_wrap(DER_CONTEXT_0, fields))));
}

GBytes *
spnego_wrap_response(GBytes *ntlm)
{
	return g_byte_array_free_to_bytes(
	    der_wrap(DER_CONTEXT_1, der_wrap(DER_SEQUENCE, token_field(ntlm))));
}
