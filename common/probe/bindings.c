/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Finds what a logon is bound to. */
#include "probe/bindings.h"

/* As long as the right one, with other bits: what a relay's certificate would yield. */
static GBytes *
spoil(GBytes *data)
{
	gsize length = 0;
	guint8 *bytes = g_bytes_unref_to_data(data, &length);

	if (length > 0)
		bytes[length - 1] ^= 0xff;
	return g_bytes_new_take(bytes, length);
}

GBytes *
bindings_data(const struct http *http, enum binding binding, GBytes *given_certificate)
{
	const struct certificate *seen = http_certificate(http);
	GBytes *certificate = binding == BINDING_GIVEN ? given_certificate : NULL;
	GBytes *data;

	if (binding == BINDING_ABSENT)
		return NULL;
	if (binding != BINDING_GIVEN && seen)
		certificate = seen->der;
	data = certificate ? channel_binding_data(certificate, NULL) : NULL;
	return data && binding == BINDING_WRONG ? spoil(data) : data;
}
