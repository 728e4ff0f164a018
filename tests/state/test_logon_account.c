/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tests which accounts and passwords count as the same. */
#include "state/logon_account.h"

#include <string.h>

struct key_row {
	const char *name;
	const char *domain, *user;
	const char *expected; /* NULL: refused */
	const char *error;
};

#define KEY_EXPECTED "expected an account's name in UTF-8 of 1 to 512 bytes, found "

static const struct key_row key_rows[] = {
    {"domain and user", "CORP", "Probe", "corp\\probe", NULL},
    {"user@domain", NULL, "Probe@Example.COM", "probe@example.com", NULL},
    {"an empty domain", "", "Probe@Example.COM", "probe@example.com", NULL},
    {"a bare name", NULL, "probe", "probe", NULL},
    {"umlauts", "CORP", "M\xc3\x9cLLER", "corp\\m\xc3\xbcller", NULL},
    {"sharp s", NULL, "STRASSE", "strasse", NULL},
    {"sharp s, written so", NULL,
     "stra\xc3\x9f"
     "e",
     "strasse", NULL},
    {"no user", "CORP", "", NULL, KEY_EXPECTED "none"},
    {"nothing", NULL, "", NULL, KEY_EXPECTED "none"},
    {"Latin-1", "CORP", "M\xfcller", NULL, KEY_EXPECTED "other bytes"},
    {"Latin-1 in the domain", "M\xfcller", "probe", NULL, KEY_EXPECTED "other bytes"},
};

static void
test_key(gconstpointer data)
{
	const struct key_row *row = data;
	const struct logon_account account = {row->user, row->domain, NULL};
	g_autoptr(GError) error = NULL;
	g_autofree char *key = logon_account_key(&account, &error);

	g_assert_cmpstr(key, ==, row->expected);
	g_assert_cmpstr(error ? error->message : NULL, ==, row->error);
}

static void
test_key_limit(gconstpointer data)
{
	const gsize length = *(const gsize *)data;
	g_autofree char *user = g_strnfill(length - 2, 'u');
	const struct logon_account account = {user, "d", NULL};
	g_autoptr(GError) error = NULL;
	g_autofree char *key = logon_account_key(&account, &error);

	g_assert_cmpint(key != NULL, ==, length <= LOGON_KEY_LIMIT);
	g_assert_cmpstr(error ? error->message : NULL, ==, key ? NULL : KEY_EXPECTED "more");
}

/* The same in every run and on every machine: the first 40 bits of SHA-256. */
static void
test_number(void)
{
	g_assert_cmpint(logon_account_number("abc"), ==, 0xba7816bf8fLL);
	g_assert_cmpint(logon_account_number("corp\\probe"), !=,
			logon_account_number("corp\\probf"));
}

static struct secret *
new_secret(const char *text)
{
	g_autofree char *bytes = g_strdup(text);

	return secret_take(bytes, strlen(bytes));
}

/* sha256sum says so of the sixteen letters and the password. */
static void
test_fingerprint(void)
{
	const guint8 *salt = (const guint8 *)"0123456789abcdef";
	const guint8 *other_salt = (const guint8 *)"0123456789abcdeg";
	g_autoptr(struct_secret) password = new_secret("Password");
	g_autoptr(struct_secret) other = new_secret("Passwort");
	g_autofree char *hex =
	    g_compute_checksum_for_string(G_CHECKSUM_SHA256, "0123456789abcdefPassword", -1);
	const guint16 fingerprint = logon_fingerprint(salt, password);
	g_autofree char *found =
	    g_strdup_printf("%02x%02x", fingerprint & 0xffU, (guint)fingerprint >> 8);

	hex[4] = '\0';
	g_assert_cmpstr(found, ==, hex);
	g_assert_cmpuint(logon_fingerprint(salt, password), ==, fingerprint);
	g_assert_cmpuint(logon_fingerprint(salt, other), !=, fingerprint);
	g_assert_cmpuint(logon_fingerprint(other_salt, password), !=, fingerprint);
}

static void
test_salt(void)
{
	guint8 one[LOGON_SALT_LENGTH] = {0};
	guint8 other[LOGON_SALT_LENGTH] = {0};

	logon_salt_fill(one);
	logon_salt_fill(other);
	g_assert_cmpint(memcmp(one, other, LOGON_SALT_LENGTH), !=, 0);
}

int
main(int argc, char **argv)
{
	static const gsize lengths[] = {LOGON_KEY_LIMIT, LOGON_KEY_LIMIT + 1};

	g_test_init(&argc, &argv, NULL);
	g_test_set_nonfatal_assertions();
	for (gsize i = 0; i < G_N_ELEMENTS(key_rows); i++) {
		g_autofree char *path = g_strdup_printf("/logon_account/key/%s", key_rows[i].name);

		g_test_add_data_func(path, &key_rows[i], test_key);
	}
	g_test_add_data_func("/logon_account/key/longest", &lengths[0], test_key_limit);
	g_test_add_data_func("/logon_account/key/longer", &lengths[1], test_key_limit);
	g_test_add_func("/logon_account/number", test_number);
	g_test_add_func("/logon_account/fingerprint", test_fingerprint);
	g_test_add_func("/logon_account/salt", test_salt);
	return g_test_run();
}
