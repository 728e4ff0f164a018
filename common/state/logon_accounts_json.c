/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reads and writes the text of the logon budget's file. */
#include "state/logon_accounts.h"

#include <string.h>

#include <jansson.h>

#include "base/text.h"
#include "facts/json_text.h"

enum { VERSION = 1 };

/* Far beyond every clock, and far from where sums of times overflow. */
static const json_int_t latest_s = (json_int_t)1 << 40;

static gboolean
is_time(json_int_t at_s)
{
	return at_s >= 0 && at_s <= latest_s;
}

static gboolean
is_fingerprint(json_int_t number)
{
	return number >= 0 && number <= G_MAXUINT16;
}

/* FALSE unless there are exactly so many hexadecimal digits in lower case. */
static gboolean
read_salt(const char *text, guint8 salt[LOGON_SALT_LENGTH])
{
	if (strlen(text) != (gsize)2 * LOGON_SALT_LENGTH ||
	    strspn(text, "0123456789abcdef") != strlen(text))
		return FALSE;
	for (gsize i = 0; i < LOGON_SALT_LENGTH; i++)
		salt[i] = (guint8)(g_ascii_xdigit_value(text[2 * i]) << 4 |
				   g_ascii_xdigit_value(text[2 * i + 1]));
	return TRUE;
}

static gboolean
read_refused(json_t *array, struct logon_record *record)
{
	if (array && (!json_is_array(array) || json_array_size(array) > LOGON_REFUSALS))
		return FALSE;
	for (gsize i = 0; i < json_array_size(array); i++) {
		json_int_t at_s = 0;
		json_int_t fingerprint = 0;
		const char *where = NULL;

		if (json_unpack_ex(json_array_get(array, i), NULL, JSON_STRICT, "{s:I,s:I,s:s}",
				   "at_s", &at_s, "fingerprint", &fingerprint, "where",
				   &where) != 0 ||
		    !is_time(at_s) || !is_fingerprint(fingerprint) ||
		    logon_record_refused(record, (guint16)fingerprint))
			return FALSE;
		record->refused[record->refused_count++] =
		    (struct logon_refused){(guint16)fingerprint, at_s, text_line(where)};
	}
	return TRUE;
}

static gboolean
read_spent(json_t *array, struct logon_record *record)
{
	json_int_t before_s = -1;

	if (array && (!json_is_array(array) || json_array_size(array) > LOGON_SPANS))
		return FALSE;
	for (gsize i = 0; i < json_array_size(array); i++) {
		json_int_t from_s = 0;
		json_int_t count = 0;

		if (json_unpack_ex(json_array_get(array, i), NULL, JSON_STRICT, "{s:I,s:I}",
				   "count", &count, "from_s", &from_s) != 0 ||
		    !is_time(from_s) || from_s <= before_s || from_s % LOGON_SPAN_S != 0 ||
		    count < 1 || count > G_MAXUINT)
			return FALSE;
		record->spent[record->spent_count++] =
		    (struct logon_spent){.from_s = from_s, .count = (guint)count};
		before_s = from_s;
	}
	return TRUE;
}

/* NULL when it is not as the header says. */
static struct logon_record *
read_record(json_t *object)
{
	g_autoptr(struct_logon_record) record = g_new0(struct logon_record, 1);
	const char *salt = NULL;
	json_int_t used_s = 0;
	json_int_t accepted_s = 0;
	json_int_t accepted = 0;
	json_t *refused = NULL;
	json_t *spent = NULL;

	if (json_unpack_ex(object, NULL, JSON_STRICT, "{s:s,s:I,s?{s:I,s:I},s?o,s?o}", "salt",
			   &salt, "used_s", &used_s, "accepted", "at_s", &accepted_s, "fingerprint",
			   &accepted, "refused", &refused, "spent", &spent) != 0)
		return NULL;
	if (!read_salt(salt, record->salt) || !is_time(used_s) || !is_time(accepted_s) ||
	    !is_fingerprint(accepted) || !read_refused(refused, record) ||
	    !read_spent(spent, record))
		return NULL;
	record->used_s = used_s;
	record->accepted_s = accepted_s;
	record->accepted = (guint16)accepted;
	return g_steal_pointer(&record);
}

static GHashTable *
read_accounts(json_t *object, GError **error)
{
	g_autoptr(GHashTable) accounts = logon_accounts_new();
	const char *key;
	json_t *value;

	if (json_object_size(object) > LOGON_ACCOUNTS) {
		g_set_error(error, LOGON_BUDGET_ERROR, 0,
			    "expected at most %d accounts, found more", LOGON_ACCOUNTS);
		return NULL;
	}
	json_object_foreach(object, key, value)
	{
		struct logon_record *record =
		    key[0] && strlen(key) <= LOGON_KEY_LIMIT ? read_record(value) : NULL;

		if (!record) {
			g_autofree char *shown = text_line(key);

			g_set_error(error, LOGON_BUDGET_ERROR, 0,
				    "expected accounts as this release writes them, found another "
				    "one: \"%s\"",
				    shown);
			return NULL;
		}
		g_hash_table_insert(accounts, g_strdup(key), record);
	}
	return g_steal_pointer(&accounts);
}

static GHashTable *
read_root(json_t *root, GError **error)
{
	json_t *version = json_object_get(root, "version");
	json_t *accounts = json_object_get(root, "accounts");

	if (json_is_integer(version) && json_integer_value(version) != VERSION) {
		g_set_error(error, LOGON_BUDGET_ERROR, 0,
			    "expected version %d, found %" JSON_INTEGER_FORMAT
			    ", of another release",
			    VERSION, json_integer_value(version));
		return NULL;
	}
	if (!json_is_integer(version) || !json_is_object(accounts) || json_object_size(root) != 2) {
		g_set_error(error, LOGON_BUDGET_ERROR, 0,
			    "expected an object of \"accounts\" and \"version\", found another");
		return NULL;
	}
	return read_accounts(accounts, error);
}

GHashTable *
logon_accounts_parse(const char *bytes, gsize length, GError **error)
{
	json_error_t problem;
	json_t *root = json_loadb(bytes, length, JSON_REJECT_DUPLICATES, &problem);
	GHashTable *accounts;

	if (!root) {
		g_autofree char *shown = text_line(problem.text);

		g_set_error(error, LOGON_BUDGET_ERROR, 0, "expected JSON, found in line %d: %s",
			    problem.line, shown);
		return NULL;
	}
	accounts = read_root(root, error);
	json_decref(root);
	return accounts;
}

static json_t *
refused_to_json(const struct logon_record *record)
{
	json_t *array = json_array();

	for (guint i = 0; i < record->refused_count; i++) {
		const struct logon_refused *refused = &record->refused[i];

		json_array_append_new(array,
				      json_pack("{s:I,s:i,s:o}", "at_s", (json_int_t)refused->at_s,
						"fingerprint", refused->fingerprint, "where",
						json_text(refused->where, -1)));
	}
	return array;
}

static json_t *
spent_to_json(const struct logon_record *record)
{
	json_t *array = json_array();

	for (guint i = 0; i < record->spent_count; i++)
		json_array_append_new(array, json_pack("{s:I,s:I}", "count",
						       (json_int_t)record->spent[i].count, "from_s",
						       (json_int_t)record->spent[i].from_s));
	return array;
}

static json_t *
record_to_json(const struct logon_record *record)
{
	json_t *object = json_object();
	GString *salt = g_string_new(NULL);

	for (gsize i = 0; i < LOGON_SALT_LENGTH; i++)
		g_string_append_printf(salt, "%02x", record->salt[i]);
	json_set_text(object, "salt", salt->str);
	g_string_free(salt, TRUE);
	json_object_set_new(object, "used_s", json_integer(record->used_s));
	if (record->accepted_s > 0)
		json_object_set_new(object, "accepted",
				    json_pack("{s:I,s:i}", "at_s", (json_int_t)record->accepted_s,
					      "fingerprint", record->accepted));
	if (record->refused_count > 0)
		json_object_set_new(object, "refused", refused_to_json(record));
	if (record->spent_count > 0)
		json_object_set_new(object, "spent", spent_to_json(record));
	return object;
}

char *
logon_accounts_format(GHashTable *accounts)
{
	json_t *object = json_object();
	json_t *root = json_pack("{s:i,s:o}", "version", VERSION, "accounts", object);
	gpointer key;
	gpointer value;
	GHashTableIter iter;
	char *text;

	g_hash_table_iter_init(&iter, accounts);
	while (g_hash_table_iter_next(&iter, &key, &value))
		json_object_set_new(object, key, record_to_json(value));
	text = json_dumps(root, JSON_SORT_KEYS | JSON_INDENT(1));
	json_decref(root);
	return text;
}
