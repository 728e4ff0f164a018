/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tests the MIB module with libsmi's programs, and that the code has its numbers. */
#include <string.h>

#include "config.h"
#include "snmp/mib.h"

/* What such a program writes, to both of its outputs, with the stubs of the core modules. */
static char *
judge(const char *first, const char *second, const char *third)
{
	const char *module =
	    g_test_get_filename(G_TEST_BUILT, "snmp", "EXCHANGE-AUTH-MIB.txt", NULL);
	const char *stubs = g_test_get_filename(G_TEST_DIST, "tests", "snmp", "stubs", NULL);
	g_auto(GStrv) environment = g_environ_setenv(g_get_environ(), "SMIPATH", stubs, TRUE);
	char *words[16] = {NULL};
	gsize count = 0;
	g_autofree char *out = NULL;
	g_autofree char *complaints = NULL;
	g_autoptr(GError) error = NULL;
	const char *given[] = {first, "-c/dev/null", second, third, module};

	for (gsize i = 0; i < G_N_ELEMENTS(given); i++) {
		g_auto(GStrv) parts = given[i] ? g_strsplit(given[i], " ", -1) : NULL;

		for (gsize k = 0; parts && parts[k]; k++)
			words[count++] = g_strdup(parts[k]);
	}
	if (!g_spawn_sync(NULL, words, environment, G_SPAWN_SEARCH_PATH, NULL, NULL, &out,
			  &complaints, NULL, &error))
		g_test_message("%s (Debian: apt-get install smitools)", error->message);
	g_assert_no_error(error);
	for (gsize i = 0; i < count; i++)
		g_free(words[i]);
	return g_strconcat(out ? out : "", complaints ? complaints : "", NULL);
}

/* It ends well whatever it finds, so what it says counts. */
static void
test_smilint(void)
{
	g_autofree char *said = judge("smilint", "-s -m -l 6", NULL);

	g_assert_cmpstr(said, ==, "");
}

/* The lint is one that finds faults. */
static void
test_smilint_bites(void)
{
	g_autofree char *said = judge("smilint", "-s -m -l 6", "SNMPv2-NOWHERE-MIB");

	g_assert_nonnull(strstr(said, "SNMPv2-NOWHERE-MIB"));
}

/* The line of a name: "MODULE NAME KIND OID"; NULL when it has none. */
static char *
number_of(const char *identifiers, const char *name)
{
	g_auto(GStrv) lines = g_strsplit(identifiers, "\n", -1);

	for (gsize i = 0; lines[i]; i++) {
		g_autoptr(GRegex) words = g_regex_new(" +", 0, 0, NULL);
		g_auto(GStrv) parts = g_regex_split(words, lines[i], 0);

		if (g_strv_length(parts) >= 4 && g_str_equal(parts[1], name))
			return g_strconcat(".", parts[3], NULL);
	}
	return NULL;
}

static void
test_numbers(void)
{
	g_autofree char *identifiers = judge("smidump", "-f identifiers", NULL);
	struct oid_path base;

	g_assert_true(mib_base(NULL, &base));
	for (enum mib_object object = 0; object < MIB_OBJECTS; object++) {
		const struct oid_path path = mib_oid(&base, object);
		g_autofree char *ours = oid_format(&path);
		g_autofree char *theirs = number_of(identifiers, mib_name(object));

		g_assert_cmpstr(theirs, ==, ours);
	}
}

/* Nobody is told of a number that we made up. */
static void
test_base(void)
{
	g_autofree char *module = NULL;
	const char *path = g_test_get_filename(G_TEST_BUILT, "snmp", "EXCHANGE-AUTH-MIB.txt", NULL);
	struct oid_path base;

	g_assert_true(g_file_get_contents(path, &module, NULL, NULL));
	g_assert_nonnull(strstr(module, "has to be moved below the enterprise number"));
	g_assert_nonnull(strstr(module, OID_BASE));
	g_assert_true(mib_base("1.3.6.1.4.1.32473.1", &base));
	g_assert_cmpuint(base.length, ==, 8);
	g_assert_false(mib_base("1.3.6.1.4.1.x", &base));
	g_assert_false(mib_base("1.3.6.1.4.1.32473.1.2.3.4.5.6.7.8.9.10.11.12.13.14.15", &base));
}

struct oid_row {
	const char *text;
	const char *same; /* NULL: it is none */
};

static const struct oid_row oid_rows[] = {
    {"1.3", ".1.3"},
    {".1.3.6", ".1.3.6"},
    {"1.3.4294967295", ".1.3.4294967295"},
    {"1.3.4294967296", NULL},
    {"1.3.99999999999999999999999", NULL},
    {"1", NULL},
    {"", NULL},
    {".", NULL},
    {"1..3", NULL},
    {"1.3.", NULL},
    {"1.3 ", NULL},
    {"1.-3", NULL},
    {"1.3.x", NULL},
};

static void
test_oid(gconstpointer data)
{
	const struct oid_row *row = data;
	struct oid_path path;
	g_autofree char *same = oid_parse(row->text, &path) ? oid_format(&path) : NULL;

	g_assert_cmpstr(same, ==, row->same);
}

static void
test_oid_limit(void)
{
	g_autoptr(GString) text = g_string_new("1");
	struct oid_path path;

	for (guint i = 1; i < OID_MOST; i++)
		g_string_append(text, ".1");
	g_assert_true(oid_parse(text->str, &path));
	g_assert_cmpuint(path.length, ==, OID_MOST);
	g_string_append(text, ".1");
	g_assert_false(oid_parse(text->str, &path));
	oid_append(&path, 1);
	g_assert_cmpuint(path.length, ==, OID_MOST);
}

struct index_row {
	const char *text;
	const char *index;
};

static const struct index_row index_rows[] = {
    {"", ""},
    {"short", "short"},
    {"exactly sixteen.", "exactly sixteen."},
    {"now it is seventeen", "now it ~fbcc5725"},
    {"a\xc3\xa4\xc3\xa4\xc3\xa4\xc3\xa4\xc3\xa4\xc3\xa4\xc3\xa4\xc3\xa4",
     "a\xc3\xa4\xc3\xa4\xc3\xa4~058e56a6"},
};

static void
test_index(gconstpointer data)
{
	const struct index_row *row = data;
	g_autofree char *index = mib_index(row->text, 16);

	g_assert_cmpstr(index, ==, row->index);
	g_assert_true(g_utf8_validate(index, -1, NULL));
}

static void
test_time(void)
{
	static const guint8 expected[] = {0x07, 0xea, 11, 26, 8, 20, 35, 0, '+', 0, 0};
	guint8 octets[MIB_TIME_LENGTH];

	mib_time(1795681235, octets);
	g_assert_cmpint(memcmp(octets, expected, sizeof(expected)), ==, 0);
	mib_time(G_MAXINT64, octets);
	g_assert_cmpuint(octets[1], ==, 1970 & 0xff);
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_set_nonfatal_assertions();
	for (gsize i = 0; i < G_N_ELEMENTS(oid_rows); i++) {
		g_autofree char *path = g_strdup_printf("/mib/oid/%d %s", (int)i, oid_rows[i].text);

		g_test_add_data_func(path, &oid_rows[i], test_oid);
	}
	for (gsize i = 0; i < G_N_ELEMENTS(index_rows); i++) {
		g_autofree char *path = g_strdup_printf("/mib/index/%d", (int)i);

		g_test_add_data_func(path, &index_rows[i], test_index);
	}
	g_test_add_func("/mib/oid/the longest", test_oid_limit);
	g_test_add_func("/mib/smilint", test_smilint);
	g_test_add_func("/mib/smilint bites", test_smilint_bites);
	g_test_add_func("/mib/numbers", test_numbers);
	g_test_add_func("/mib/base", test_base);
	g_test_add_func("/mib/time", test_time);
	return g_test_run();
}
