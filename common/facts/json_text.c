/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Puts outside text into JSON. */
#include "facts/json_text.h"

#include "base/text.h"

json_t *
json_text(const char *outside, gssize length)
{
	g_autofree char *valid = outside ? text_utf8(outside, length) : NULL;

	return valid ? json_string(valid) : json_null();
}

void
json_set_text(json_t *object, const char *key, const char *outside)
{
	if (outside)
		json_object_set_new(object, key, json_text(outside, -1));
}

json_t *
json_texts(const GPtrArray *texts)
{
	json_t *array = json_array();

	for (guint i = 0; texts && i < texts->len; i++)
		json_array_append_new(array, json_text(g_ptr_array_index(texts, i), -1));
	return array;
}

json_t *
json_seconds(gint64 us)
{
	return json_real((double)us / G_USEC_PER_SEC);
}
