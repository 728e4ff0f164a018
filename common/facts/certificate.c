/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Holds what was seen of a server's certificate. */
#include "facts/certificate.h"

#include "facts/json_text.h"

struct certificate *
certificate_new(void)
{
	struct certificate *certificate = g_new0(struct certificate, 1);

	certificate->names = g_ptr_array_new_with_free_func(g_free);
	return certificate;
}

struct certificate *
certificate_copy(const struct certificate *certificate)
{
	struct certificate *copy = certificate ? certificate_new() : NULL;

	if (!copy)
		return NULL;
	copy->subject = g_strdup(certificate->subject);
	copy->issuer = g_strdup(certificate->issuer);
	for (guint i = 0; i < certificate->names->len; i++)
		g_ptr_array_add(copy->names, g_strdup(g_ptr_array_index(certificate->names, i)));
	copy->not_before_s = certificate->not_before_s;
	copy->not_after_s = certificate->not_after_s;
	copy->der = certificate->der ? g_bytes_ref(certificate->der) : NULL;
	copy->sha256 = g_strdup(certificate->sha256);
	return copy;
}

void
certificate_free(struct certificate *certificate)
{
	if (!certificate)
		return;
	g_free(certificate->subject);
	g_free(certificate->issuer);
	g_ptr_array_unref(certificate->names);
	g_clear_pointer(&certificate->der, g_bytes_unref);
	g_free(certificate->sha256);
	g_free(certificate);
}

json_t *
certificate_to_json(const struct certificate *certificate)
{
	json_t *object = json_object();

	json_set_text(object, "subject", certificate->subject);
	json_set_text(object, "issuer", certificate->issuer);
	json_object_set_new(object, "names", json_texts(certificate->names));
	if (certificate->not_before_s != 0)
		json_object_set_new(object, "not_before_s",
				    json_integer(certificate->not_before_s));
	if (certificate->not_after_s != 0)
		json_object_set_new(object, "not_after_s", json_integer(certificate->not_after_s));
	json_set_text(object, "sha256", certificate->sha256);
	return object;
}
