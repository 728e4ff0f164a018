/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef FACTS_JSON_TEXT_H
#define FACTS_JSON_TEXT_H

#include <glib.h>
#include <jansson.h>

/* A JSON string of outside text, made valid UTF-8; `length` -1: NUL-terminated. JSON null for NULL.
 */
json_t *json_text(const char *outside, gssize length);

/* Sets `key` unless `outside` is NULL: members that do not apply are left out. */
void json_set_text(json_t *object, const char *key, const char *outside);

/* An array of the strings in `texts` (char *); NULL gives an empty one. */
json_t *json_texts(const GPtrArray *texts);

/* Microseconds as a JSON number of seconds. */
json_t *json_seconds(gint64 us);

#endif
