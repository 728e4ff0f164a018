/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tests the text of the logon budget's file, and how many accounts are in it. */
#include "state/logon_accounts.h"

#include <string.h>

enum { NOW_S = 1800000000, DAY = 24 * 3600 };

#define SALT		  "\"salt\":\"00112233445566778899aabbccddeeff\""
#define FILE_OF(accounts) "{\"version\":1,\"accounts\":{" accounts "}}"
#define ACCOUNT(members)  FILE_OF("\"corp\\\\probe\":{" SALT ",\"used_s\":1800000000" members "}")

#define OTHER_ACCOUNT "expected accounts as this release writes them, found another one: \""
#define OTHER_OBJECT  "expected an object of \"accounts\" and \"version\", found another"

struct parse_row {
	const char *name;
	const char *text;
	const char *error; /* NULL: it is read, and written again */
};

static const struct parse_row parse_rows[] = {
    {"no account", FILE_OF(""), NULL},
    {"a new account", ACCOUNT(""), NULL},
    {"two accounts", FILE_OF("\"a\":{" SALT ",\"used_s\":1},\"b\":{" SALT ",\"used_s\":2}"), NULL},
    {"all of an account",
     ACCOUNT(",\"accepted\":{\"at_s\":1,\"fingerprint\":2},"
	     "\"refused\":[{\"at_s\":3,\"fingerprint\":4,\"where\":\"ews\"},"
	     "{\"at_s\":2,\"fingerprint\":65535,\"where\":\"\"}],"
	     "\"spent\":[{\"count\":1,\"from_s\":0},{\"count\":4294967295,\"from_s\":300}]"),
     NULL},
    {"the latest time", FILE_OF("\"a\":{" SALT ",\"used_s\":1099511627776}"), NULL},
    {"nothing", "", "expected JSON, found in line 1:"},
    {"cut off", "{\"version\":1,\n\"accounts\":", "expected JSON, found in line 2:"},
    {"no JSON", "OK | x=1", "expected JSON, found in line 1:"},
    {"more behind it", FILE_OF("") "x", "expected JSON, found in line 1:"},
    {"a member twice", "{\"version\":1,\"version\":1,\"accounts\":{}}",
     "expected JSON, found in line 1:"},
    {"an array", "[]", OTHER_OBJECT},
    {"no version", "{\"accounts\":{}}", OTHER_OBJECT},
    {"a version in words", "{\"version\":\"1\",\"accounts\":{}}", OTHER_OBJECT},
    {"an older version", "{\"version\":0,\"accounts\":{}}",
     "expected version 1, found 0, of another release"},
    {"a newer version", "{\"version\":2,\"users\":[]}",
     "expected version 1, found 2, of another release"},
    {"no accounts", "{\"version\":1}", OTHER_OBJECT},
    {"accounts in an array", "{\"version\":1,\"accounts\":[]}", OTHER_OBJECT},
    {"another member", "{\"version\":1,\"accounts\":{},\"x\":1}", OTHER_OBJECT},
    {"an account that is none", FILE_OF("\"a\":1"), OTHER_ACCOUNT "a\""},
    {"an account's name is cleaned", FILE_OF("\"a|b\\nOK\":1"), OTHER_ACCOUNT "a!b OK\""},
    {"an account without a name", FILE_OF("\"\":{" SALT ",\"used_s\":1}"), OTHER_ACCOUNT "\""},
    {"no salt", FILE_OF("\"a\":{\"used_s\":1}"), OTHER_ACCOUNT "a\""},
    {"a salt that is too short", FILE_OF("\"a\":{\"salt\":\"00\",\"used_s\":1}"),
     OTHER_ACCOUNT "a\""},
    {"a salt with a letter",
     FILE_OF("\"a\":{\"salt\":\"0011223344556677_899aabbccddeeff\",\"used_s\":1}"),
     OTHER_ACCOUNT "a\""},
    {"a salt in capitals",
     FILE_OF("\"a\":{\"salt\":\"00112233445566778899AABBCCDDEEFF\",\"used_s\":1}"),
     OTHER_ACCOUNT "a\""},
    {"no time", FILE_OF("\"a\":{" SALT "}"), OTHER_ACCOUNT "a\""},
    {"a time with a fraction", FILE_OF("\"a\":{" SALT ",\"used_s\":1.5}"), OTHER_ACCOUNT "a\""},
    {"a time before all", FILE_OF("\"a\":{" SALT ",\"used_s\":-1}"), OTHER_ACCOUNT "a\""},
    {"a time beyond all", FILE_OF("\"a\":{" SALT ",\"used_s\":1099511627777}"),
     OTHER_ACCOUNT "a\""},
    {"another member of an account", ACCOUNT(",\"password\":\"x\""), OTHER_ACCOUNT "corp\\probe\""},
    {"accepted, but when", ACCOUNT(",\"accepted\":{\"fingerprint\":2}"),
     OTHER_ACCOUNT "corp\\probe\""},
    {"accepted, a fingerprint too large",
     ACCOUNT(",\"accepted\":{\"at_s\":1,\"fingerprint\":65536}"), OTHER_ACCOUNT "corp\\probe\""},
    {"accepted before all", ACCOUNT(",\"accepted\":{\"at_s\":-1,\"fingerprint\":1}"),
     OTHER_ACCOUNT "corp\\probe\""},
    {"refused, no array", ACCOUNT(",\"refused\":{}"), OTHER_ACCOUNT "corp\\probe\""},
    {"refused, but where", ACCOUNT(",\"refused\":[{\"at_s\":3,\"fingerprint\":4}]"),
     OTHER_ACCOUNT "corp\\probe\""},
    {"refused twice",
     ACCOUNT(",\"refused\":[{\"at_s\":3,\"fingerprint\":4,\"where\":\"\"},"
	     "{\"at_s\":3,\"fingerprint\":4,\"where\":\"\"}]"),
     OTHER_ACCOUNT "corp\\probe\""},
    {"refused too often", ACCOUNT(",\"refused\":[1,2,3,4,5,6,7,8,9]"),
     OTHER_ACCOUNT "corp\\probe\""},
    {"a refused fingerprint below zero",
     ACCOUNT(",\"refused\":[{\"at_s\":3,\"fingerprint\":-1,\"where\":\"\"}]"),
     OTHER_ACCOUNT "corp\\probe\""},
    {"spent, no array", ACCOUNT(",\"spent\":1"), OTHER_ACCOUNT "corp\\probe\""},
    {"spent nothing", ACCOUNT(",\"spent\":[{\"count\":0,\"from_s\":300}]"),
     OTHER_ACCOUNT "corp\\probe\""},
    {"spent more than a number holds",
     ACCOUNT(",\"spent\":[{\"count\":4294967296,\"from_s\":300}]"), OTHER_ACCOUNT "corp\\probe\""},
    {"spent within a span", ACCOUNT(",\"spent\":[{\"count\":1,\"from_s\":301}]"),
     OTHER_ACCOUNT "corp\\probe\""},
    {"spent in another order",
     ACCOUNT(",\"spent\":[{\"count\":1,\"from_s\":300},{\"count\":1,\"from_s\":0}]"),
     OTHER_ACCOUNT "corp\\probe\""},
    {"spent twice in a span",
     ACCOUNT(",\"spent\":[{\"count\":1,\"from_s\":300},{\"count\":1,\"from_s\":300}]"),
     OTHER_ACCOUNT "corp\\probe\""},
};

/* What was read is written as it was, but for the blanks and the order of members. */
static void
test_parse(gconstpointer data)
{
	const struct parse_row *row = data;
	const gsize length = strlen(row->text);
	g_autofree char *exact = g_malloc(length ? length : 1);
	g_autoptr(GError) error = NULL;
	g_autoptr(GHashTable) accounts = NULL;
	g_autoptr(GHashTable) again = NULL;
	g_autofree char *text = NULL;
	g_autofree char *text_again = NULL;

	memcpy(exact, row->text, length);
	accounts = logon_accounts_parse(exact, length, &error);
	/* What follows the line is jansson's. */
	if (error && row->error && g_str_has_suffix(row->error, ":"))
		error->message[strcspn(error->message, ":") + 1] = '\0';
	g_assert_cmpstr(error ? error->message : NULL, ==, row->error);
	g_assert_cmpint(accounts != NULL, ==, row->error == NULL);
	if (!accounts)
		return;
	text = logon_accounts_format(accounts);
	again = logon_accounts_parse(text, strlen(text), &error);
	g_assert_no_error(error);
	text_again = logon_accounts_format(again);
	g_assert_cmpstr(text_again, ==, text);
}

static void
test_format(void)
{
	static const guint8 salt[LOGON_SALT_LENGTH] = {0, 1, 0xfe, 0xff};
	g_autoptr(GHashTable) accounts = logon_accounts_new();
	struct logon_record *record = logon_record_new(salt, NOW_S);
	g_autofree char *text = NULL;
	gint64 next_s;

	g_hash_table_insert(accounts, g_strdup("corp\\probe"), record);
	logon_record_accept(record, 1, NOW_S + 1);
	logon_record_refuse(record, 65535, NOW_S + 2, "ews of \"a\"");
	g_assert_true(logon_record_spend(record, 2, 4, NOW_S + 3, &next_s));
	text = logon_accounts_format(accounts);
	g_assert_cmpstr(text, ==,
			"{\n"
			" \"accounts\": {\n"
			"  \"corp\\\\probe\": {\n"
			"   \"accepted\": {\n"
			"    \"at_s\": 1800000001,\n"
			"    \"fingerprint\": 1\n"
			"   },\n"
			"   \"refused\": [\n"
			"    {\n"
			"     \"at_s\": 1800000002,\n"
			"     \"fingerprint\": 65535,\n"
			"     \"where\": \"ews of \\\"a\\\"\"\n"
			"    }\n"
			"   ],\n"
			"   \"salt\": \"0001feff000000000000000000000000\",\n"
			"   \"spent\": [\n"
			"    {\n"
			"     \"count\": 2,\n"
			"     \"from_s\": 1800000000\n"
			"    }\n"
			"   ],\n"
			"   \"used_s\": 1800000000\n"
			"  }\n"
			" },\n"
			" \"version\": 1\n"
			"}");
}

/* Accounts "0", "1", ... used a second apart, the first longest ago. */
static GHashTable *
many(guint count, gboolean refused)
{
	GHashTable *accounts = logon_accounts_new();

	for (guint i = 0; i < count; i++) {
		g_autofree char *key = g_strdup_printf("%u", i);
		struct logon_record *record = logon_accounts_enroll(accounts, key, NOW_S + i, NULL);

		g_assert_nonnull(record);
		if (refused)
			logon_record_refuse(record, 1, NOW_S, "ews");
	}
	return accounts;
}

static void
test_enroll(void)
{
	g_autoptr(GHashTable) accounts = many(2, FALSE);
	struct logon_record *first = g_hash_table_lookup(accounts, "0");
	struct logon_record *second = g_hash_table_lookup(accounts, "1");

	g_assert_cmpint(memcmp(first->salt, second->salt, sizeof(first->salt)), !=, 0);
	g_assert_true(logon_accounts_enroll(accounts, "0", NOW_S + 99, NULL) == first);
	g_assert_cmpint(first->used_s, ==, NOW_S + 99);
	g_assert_cmpint(second->used_s, ==, NOW_S + 1);
}

static void
test_room(void)
{
	g_autoptr(GHashTable) accounts = many(LOGON_ACCOUNTS, FALSE);
	struct logon_record *first = g_hash_table_lookup(accounts, "0");

	logon_record_refuse(first, 1, NOW_S, "ews");
	g_assert_nonnull(logon_accounts_enroll(accounts, "new", NOW_S + 2000, NULL));
	g_assert_cmpuint(g_hash_table_size(accounts), ==, LOGON_ACCOUNTS);
	g_assert_nonnull(g_hash_table_lookup(accounts, "0"));
	g_assert_null(g_hash_table_lookup(accounts, "1"));
	g_assert_nonnull(g_hash_table_lookup(accounts, "2"));
}

static void
test_no_room(void)
{
	g_autoptr(GHashTable) accounts = many(LOGON_ACCOUNTS, TRUE);
	g_autoptr(GError) error = NULL;

	g_assert_null(logon_accounts_enroll(accounts, "new", NOW_S + 2000, &error));
	g_assert_cmpstr(error->message, ==,
			"expected room for one more account, found 1000 with a refused password");
	g_assert_nonnull(logon_accounts_enroll(accounts, "7", NOW_S + 2000, NULL));
	g_assert_cmpuint(g_hash_table_size(accounts), ==, LOGON_ACCOUNTS);
}

static void
test_forgotten(void)
{
	g_autoptr(GHashTable) accounts = many(3, TRUE);

	g_assert_nonnull(logon_accounts_enroll(accounts, "0", NOW_S + 90 * DAY + 1, NULL));
	g_assert_nonnull(g_hash_table_lookup(accounts, "0"));
	g_assert_null(g_hash_table_lookup(accounts, "1"));
	g_assert_nonnull(g_hash_table_lookup(accounts, "2"));
}

/* A clock that was ahead leaves nothing behind that is in the way. */
static void
test_clock_set_back(void)
{
	g_autoptr(GHashTable) accounts = many(3, FALSE);

	g_assert_nonnull(logon_accounts_enroll(accounts, "0", NOW_S - 3650 * (gint64)DAY, NULL));
	g_assert_cmpuint(g_hash_table_size(accounts), ==, 3);
}

/* The largest file that can come to be is one that can be read. */
static void
test_largest(void)
{
	g_autoptr(GHashTable) accounts = logon_accounts_new();
	g_autoptr(GHashTable) again = NULL;
	g_autofree char *name = g_strnfill(LOGON_KEY_LIMIT - 4, '\1');
	g_autofree char *where = g_strnfill(1000, '"');
	g_autofree char *text = NULL;
	gint64 next_s;

	for (guint i = 0; i < LOGON_ACCOUNTS; i++) {
		g_autofree char *key = g_strdup_printf("%s%04u", name, i);
		struct logon_record *record = logon_accounts_enroll(accounts, key, NOW_S, NULL);

		for (guint k = 0; k < LOGON_REFUSALS; k++)
			logon_record_refuse(record, (guint16)(65000 + k), NOW_S, where);
		logon_record_accept(record, 64999, NOW_S);
		for (guint k = 0; k < LOGON_SPANS; k++)
			g_assert_true(logon_record_spend(record, G_MAXINT8 / 2, G_MAXUINT,
							 NOW_S + k * LOGON_SPAN_S, &next_s));
	}
	text = logon_accounts_format(accounts);
	g_assert_cmpuint(strlen(text), <=, LOGON_FILE_LIMIT);
	g_test_message("%u bytes", (guint)strlen(text));
	again = logon_accounts_parse(text, strlen(text), NULL);
	g_assert_nonnull(again);
	g_assert_cmpuint(g_hash_table_size(again), ==, LOGON_ACCOUNTS);
}

static void
test_too_many(void)
{
	g_autoptr(GString) text = g_string_new("{\"version\":1,\"accounts\":{");
	g_autoptr(GError) error = NULL;

	for (guint i = 0; i <= LOGON_ACCOUNTS; i++)
		g_string_append_printf(text, "%s\"%u\":{" SALT ",\"used_s\":1}", i ? "," : "", i);
	g_string_append(text, "}}");
	g_assert_null(logon_accounts_parse(text->str, text->len, &error));
	g_assert_cmpstr(error->message, ==, "expected at most 1000 accounts, found more");
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_set_nonfatal_assertions();
	for (gsize i = 0; i < G_N_ELEMENTS(parse_rows); i++) {
		g_autofree char *path =
		    g_strdup_printf("/logon_accounts/parse/%s", parse_rows[i].name);

		g_test_add_data_func(path, &parse_rows[i], test_parse);
	}
	g_test_add_func("/logon_accounts/parse/too many", test_too_many);
	g_test_add_func("/logon_accounts/format", test_format);
	g_test_add_func("/logon_accounts/largest", test_largest);
	g_test_add_func("/logon_accounts/enroll", test_enroll);
	g_test_add_func("/logon_accounts/room", test_room);
	g_test_add_func("/logon_accounts/no room", test_no_room);
	g_test_add_func("/logon_accounts/forgotten", test_forgotten);
	g_test_add_func("/logon_accounts/clock set back", test_clock_set_back);
	return g_test_run();
}
