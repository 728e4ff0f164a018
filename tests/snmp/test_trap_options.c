/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tests what is read of the sink, of its secrets and of the sender's engine. */
#include <string.h>

#include "snmp/engine.h"
#include "snmp/notifier.h"
#include "snmp/sink.h"
#include "snmp/trap_secrets.h"
#include "tests/support/scratch.h"

/* --- sinks -------------------------------------------------------------------------------- */

struct sink_row {
	const char *text;
	const char *name; /* NULL: it is none */
	gboolean address;
};

static const struct sink_row sink_rows[] = {
    {"nms.example.com", "nms.example.com:162", FALSE},
    {"nms", "nms:162", FALSE},
    {"nms.example.com:10162", "nms.example.com:10162", FALSE},
    {"192.0.2.1", "192.0.2.1:162", TRUE},
    {"192.0.2.1:1", "192.0.2.1:1", TRUE},
    {"2001:db8::1", "[2001:db8::1]:162", TRUE},
    {"[2001:db8::1]", "[2001:db8::1]:162", TRUE},
    {"[2001:db8::1]:65535", "[2001:db8::1]:65535", TRUE},
    {"", NULL, FALSE},
    {":162", NULL, FALSE},
    {"nms:", NULL, FALSE},
    {"nms:0", NULL, FALSE},
    {"nms:65536", NULL, FALSE},
    {"nms:snmp", NULL, FALSE},
    {"udp:nms:162", NULL, FALSE},
    {"[nms]:162", NULL, FALSE},
    {"[2001:db8::1", NULL, FALSE},
    {"[2001:db8::1]162", NULL, FALSE},
    {"a b", NULL, FALSE},
    {"-c", NULL, FALSE},
    {"unix!socket", NULL, FALSE},
};

static void
test_sink(gconstpointer data)
{
	const struct sink_row *row = data;
	g_autofree char *name = NULL;
	struct sink sink;

	if (sink_parse(row->text, &sink)) {
		name = sink_name(&sink);
		g_assert_cmpint(sink_is_address(&sink), ==, row->address);
		sink_clear(&sink);
	}
	g_assert_cmpstr(name, ==, row->name);
}

/* --- secrets ------------------------------------------------------------------------------ */

struct secrets_row {
	const char *name;
	const char *text;
	gboolean weak;
	const char *error; /* its beginning; NULL: good for SNMPv3 */
};

#define GOOD "user = nagios\nauth = secret words\npriv = other words\n"

static const struct secrets_row secrets_rows[] = {
    {"good", GOOD, FALSE, NULL},
    {"with comments, blanks, CR", "# it\n\n \tuser=nagios\r\nauth =  a b c d e\r\npriv = 12345678",
     FALSE, NULL},
    {"protocols", GOOD "auth-protocol = sha-512\npriv-protocol = AES-256\n", FALSE, NULL},
    {"empty", "", FALSE, "--trap-auth-file: expected a line \"user"},
    {"no auth", "user = a\n", FALSE, "--trap-auth-file: expected lines \"auth"},
    {"no auth, when allowed", "user = a\n", TRUE, NULL},
    {"priv alone", "user = a\npriv = 12345678\n", TRUE, "--trap-auth-file: expected a line \"auth"},
    {"short", "user = a\nauth = 1234567\npriv = 12345678\n", FALSE,
     "--trap-auth-file: expected a passphrase of 8 bytes at least behind \"auth"},
    {"SHA-1", GOOD "auth-protocol = SHA-1\n", FALSE, "--trap-auth-file: expected SHA-2"},
    {"SHA-1, when allowed", GOOD "auth-protocol = SHA-1\n", TRUE, NULL},
    {"DES", GOOD "priv-protocol = DES\n", FALSE, "--trap-auth-file: expected SHA-2"},
    {"a protocol nobody knows", GOOD "auth-protocol = ROT-13\n", FALSE, "line 4: expected SHA-256"},
    {"a key twice", "user = a\nuser = b\n", FALSE, "line 2: expected each key once"},
    {"a key nobody knows", "\npassword = a\n", FALSE, "line 2: expected \"community"},
    {"no value", "user =\n", FALSE, "line 1: expected a value"},
    {"no equals", "user\n", FALSE, "line 1: expected \"community"},
};

static void
test_secrets(gconstpointer data)
{
	const struct secrets_row *row = data;
	g_autofree char *text = g_strdup(row->text);
	g_autoptr(GError) error = NULL;
	g_autoptr(struct_trap_secrets) secrets = trap_secrets_parse(text, strlen(text), &error);

	if (secrets)
		(void)trap_secrets_check(secrets, row->weak, &error);
	if (row->error)
		g_assert_true(error && g_str_has_prefix(error->message, row->error));
	else
		g_assert_no_error(error);
	/* No secret is told, and none stays in the bytes of the file. */
	g_assert_true(!error || !strstr(error->message, "words"));
	if (secrets && row->error == NULL)
		g_assert_null(strstr(text, "words"));
}

/* --- options ------------------------------------------------------------------------------ */

struct options_row {
	const char *name;
	struct notifier_options options;
	const char *error;
};

static char good_sink[] = "192.0.2.1";
static char bad_text[] = "no such thing!";
static char missing_file[] = "/nowhere/trap.auth";

static const struct options_row options_rows[] = {
    {"none", {0}, NULL},
    {"a sink", {.sink = good_sink}, NULL},
    {"a bad sink", {.sink = bad_text}, "--trap-sink: expected HOST"},
    {"a bad base", {.oid_base = bad_text}, "--oid-base: expected an OID"},
    {"a bad address", {.address = bad_text}, "--trap-address: expected an IPv4"},
    {"a bad engine", {.engine_id = bad_text}, "--trap-engine-id: expected 5 to 32"},
    {"no file", {.sink = good_sink, .auth_file = missing_file}, "--trap-auth-file: /nowhere/trap"},
    {"version 3 without secrets", {.sink = good_sink, .version = 1}, "--trap-auth-file: expected"},
};

static void
test_options(gconstpointer data)
{
	const struct options_row *row = data;
	g_autoptr(GError) error = NULL;

	g_assert_cmpint(notifier_check(&row->options, &error), ==, row->error == NULL);
	g_assert_true(row->error ? error && g_str_has_prefix(error->message, row->error) : !error);
}

/* --- engine ------------------------------------------------------------------------------- */

static void
test_engine(void)
{
	char *path = scratch_new();
	struct state_directory *directory = state_directory_open(path, NULL);
	struct engine first = {.id_length = 0};
	struct engine again = {.id_length = 0};
	g_autofree char *text = NULL;
	g_autofree char *later = NULL;
	g_auto(GStrv) lines = NULL;

	g_assert_true(engine_read(directory, NULL, deadline_in_ms(1000), &first, NULL));
	g_assert_cmpuint(first.boots, ==, 1);
	g_assert_cmpuint(first.id_length, ==, 13);
	g_assert_true(engine_read(directory, NULL, deadline_in_ms(1000), &again, NULL));
	g_assert_cmpuint(again.boots, ==, 1);
	g_assert_true(again.id_length == first.id_length &&
		      memcmp(again.id, first.id, first.id_length) == 0);
	/* The machine was started anew. */
	text = scratch_read(path, "snmp-engine", NULL);
	lines = g_strsplit(text, "\n", -1);
	later = g_strdup_printf("%s\n%s\nanother start\n", lines[0], lines[1]);
	scratch_write(path, "snmp-engine", later, 0600);
	g_assert_true(engine_read(directory, NULL, deadline_in_ms(1000), &again, NULL));
	g_assert_cmpuint(again.boots, ==, 2);
	g_assert_true(again.id_length == first.id_length &&
		      memcmp(again.id, first.id, first.id_length) == 0);
	/* An engine of one's own; its count goes on. */
	g_assert_true(
	    engine_read(directory, "0x8000000001020304", deadline_in_ms(1000), &again, NULL));
	g_assert_cmpuint(again.id_length, ==, 8);
	g_assert_cmpuint(again.boots, ==, 3);
	state_directory_free(directory);
	scratch_free(path);
}

static const char *const hostile_engines[] = {"",
					      "0x\n1\nboot\n",
					      "0x8000000001\n0\nboot\n",
					      "0x8000000001\n99999999999\nboot\n",
					      "0x8000000001",
					      "8000000001\n-1\nboot\n"};

/* Receivers know the engine: a file of no use is not replaced by another one. */
static void
test_hostile_engine(gconstpointer data)
{
	const char *text = data;
	char *path = scratch_new();
	struct state_directory *directory = state_directory_open(path, NULL);
	struct engine engine = {.id_length = 0};
	g_autoptr(GError) error = NULL;
	g_autofree char *after = NULL;

	scratch_write(path, "snmp-engine", text, 0600);
	g_assert_false(engine_read(directory, NULL, deadline_in_ms(1000), &engine, &error));
	g_assert_nonnull(error ? strstr(error->message, "expected an engine ID") : NULL);
	after = scratch_read(path, "snmp-engine", NULL);
	g_assert_cmpstr(after, ==, text);
	state_directory_free(directory);
	scratch_free(path);
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_set_nonfatal_assertions();
	for (gsize i = 0; i < G_N_ELEMENTS(sink_rows); i++) {
		g_autofree char *path =
		    g_strdup_printf("/trap_options/sink/%d %s", (int)i, sink_rows[i].text);

		g_test_add_data_func(path, &sink_rows[i], test_sink);
	}
	for (gsize i = 0; i < G_N_ELEMENTS(secrets_rows); i++) {
		g_autofree char *path =
		    g_strdup_printf("/trap_options/secrets/%s", secrets_rows[i].name);

		g_test_add_data_func(path, &secrets_rows[i], test_secrets);
	}
	for (gsize i = 0; i < G_N_ELEMENTS(options_rows); i++) {
		g_autofree char *path = g_strdup_printf("/trap_options/%s", options_rows[i].name);

		g_test_add_data_func(path, &options_rows[i], test_options);
	}
	for (gsize i = 0; i < G_N_ELEMENTS(hostile_engines); i++) {
		g_autofree char *path = g_strdup_printf("/trap_options/engine/hostile %d", (int)i);

		g_test_add_data_func(path, hostile_engines[i], test_hostile_engine);
	}
	g_test_add_func("/trap_options/engine", test_engine);
	return g_test_run();
}
