/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reads a certificate from a file. */
#include "plugins/certificate_file.h"

#include "base/text.h"
#include "plugins/document.h"
#include "protocol/channel_binding.h"
#include "protocol/pem.h"
#include "report/option.h"

enum { FILE_LIMIT = 256 * 1024 };

GBytes *
certificate_file_read(const char *path, GError **error)
{
	gsize length = 0;
	g_autofree char *bytes = document_read(path, FILE_LIMIT, &length, error);
	g_autofree char *text = bytes ? g_strndup(bytes, length) : NULL;
	g_autofree char *shown = text_line(path);
	g_autoptr(GBytes) certificate = NULL;
	g_autoptr(GError) why = NULL;
	enum binding_hash hash;

	if (!bytes)
		return NULL;
	certificate = pem_certificate(text);
	if (!certificate)
		certificate = g_bytes_new_take(g_steal_pointer(&bytes), length);
	if (!channel_binding_hash(certificate, &hash, &why)) {
		g_set_error(error, OPTION_ERROR, 0, "%s: expected a certificate, PEM or DER: %s",
			    shown, why->message);
		return NULL;
	}
	if (hash == BINDING_HASH_NONE) {
		g_set_error(error, OPTION_ERROR, 0,
			    "%s: its signature has no hash, so nothing can be bound to it", shown);
		return NULL;
	}
	return g_steal_pointer(&certificate);
}
