/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tests how names become addresses, as far as no name server is needed. */
#include "probe/resolve.h"

#include <string.h>

enum { PATIENT_MS = 5000, HURRIED_MS = 300, GRACE_MS = 300 };

struct address_row {
	const char *text;
	gboolean address;
};

static const struct address_row address_rows[] = {
    {"192.0.2.1", TRUE},
    {"0.0.0.0", TRUE},
    {"::1", TRUE},
    {"2001:db8::11", TRUE},
    {"::ffff:192.0.2.1", TRUE},
    {"", FALSE},
    {"192.0.2.256", FALSE},
    {"192.0.2", FALSE},
    {"192.0.2.1.", FALSE},
    {" 192.0.2.1", FALSE},
    {"[::1]", FALSE},
    {"fe80::1%lo", FALSE},
    {"mail.example.com", FALSE},
    {"1", FALSE},
    {"0x7f000001", FALSE},
};

static void
test_is_address(gconstpointer data)
{
	const struct address_row *row = data;

	g_assert_cmpint(resolve_is_address(row->text), ==, row->address);
}

struct name_row {
	const char *name;
	enum family family;
	const char *expected; /* the addresses, blank separated; NULL: none, and OUTCOME_NAME */
};

#define LABEL_16 "abcdefghijklmnop"

static const struct name_row name_rows[] = {
    {"192.0.2.1", FAMILY_ANY, "192.0.2.1"},
    {"2001:db8::11", FAMILY_ANY, "2001:db8::11"},
    /* An address is what it is, whatever family is preferred. */
    {"2001:db8::11", FAMILY_IPV4, "2001:db8::11"},
    {"192.0.2.1", FAMILY_IPV6, "192.0.2.1"},
    {"localhost", FAMILY_IPV4, "127.0.0.1"},
    {"LocalHost", FAMILY_IPV4, "127.0.0.1"},
    /* A label has at most 63 bytes (RFC 1035 2.3.4), so no name server need be asked. */
    {LABEL_16 LABEL_16 LABEL_16 LABEL_16 ".invalid", FAMILY_ANY, NULL},
    {"a..b.invalid", FAMILY_ANY, NULL},
};

static void
test_name(gconstpointer data)
{
	const struct name_row *row = data;
	enum outcome outcome = OUTCOME_COUNT;
	g_autofree char *trouble = NULL;
	g_autoptr(GPtrArray) addresses = resolve_addresses(
	    NULL, row->name, row->family, deadline_in_ms(PATIENT_MS), &outcome, &trouble);
	g_autofree char *joined = NULL;

	if (!row->expected) {
		g_assert_null(addresses);
		g_assert_cmpint(outcome, ==, OUTCOME_NAME);
		g_assert_nonnull(trouble);
		return;
	}
	g_assert_nonnull(addresses);
	g_assert_null(trouble);
	g_ptr_array_add(addresses, NULL);
	joined = g_strjoinv(" ", (char **)addresses->pdata);
	g_assert_cmpstr(joined, ==, row->expected);
}

/* IPv4 before IPv6, each once, whatever the hosts file of this machine says. */
static void
test_order(void)
{
	enum outcome outcome;
	g_autofree char *trouble = NULL;
	g_autoptr(GPtrArray) addresses = resolve_addresses(
	    NULL, "localhost", FAMILY_ANY, deadline_in_ms(PATIENT_MS), &outcome, &trouble);

	g_assert_nonnull(addresses);
	g_assert_cmpint(outcome, ==, OUTCOME_ANSWERED);
	for (guint i = 0; i < addresses->len; i++) {
		const char *address = g_ptr_array_index(addresses, i);

		g_assert_true(resolve_is_address(address));
		for (guint k = 0; k < i; k++) {
			const char *earlier = g_ptr_array_index(addresses, k);

			g_assert_cmpstr(earlier, !=, address);
			g_assert_true(!strchr(earlier, ':') || strchr(address, ':'));
		}
	}
}

static void
test_no_time(void)
{
	enum outcome outcome = OUTCOME_COUNT;
	g_autofree char *trouble = NULL;
	GPtrArray *addresses = resolve_addresses(NULL, "name.invalid", FAMILY_ANY,
						 deadline_in_ms(0), &outcome, &trouble);

	g_assert_null(addresses);
	g_assert_cmpint(outcome, ==, OUTCOME_TIMEOUT);
	g_assert_nonnull(trouble);
}

/* Whatever name servers this machine has, and whether they answer: never past the deadline. */
static void
test_hurried(void)
{
	enum outcome outcome = OUTCOME_COUNT;
	g_autofree char *trouble = NULL;
	gint64 began = g_get_monotonic_time();
	GPtrArray *addresses = resolve_addresses(NULL, "name.invalid", FAMILY_ANY,
						 deadline_in_ms(HURRIED_MS), &outcome, &trouble);
	gint64 took_ms = (g_get_monotonic_time() - began) / 1000;

	g_assert_null(addresses);
	g_assert_true(outcome == OUTCOME_TIMEOUT || outcome == OUTCOME_NAME);
	g_assert_nonnull(trouble);
	g_assert_cmpint(took_ms, <, HURRIED_MS + GRACE_MS);
	/* It did not give up early either. */
	g_assert_true(outcome != OUTCOME_TIMEOUT || took_ms >= HURRIED_MS - 1);
}

int
main(int argc, char **argv)
{
	static const char *const families[] = {"any", "IPv4", "IPv6"};

	g_test_init(&argc, &argv, NULL);
	g_test_set_nonfatal_assertions();
	for (gsize i = 0; i < G_N_ELEMENTS(address_rows); i++) {
		g_autofree char *path =
		    g_strdup_printf("/resolve/is_address/\"%s\"", address_rows[i].text);

		g_test_add_data_func(path, &address_rows[i], test_is_address);
	}
	for (gsize i = 0; i < G_N_ELEMENTS(name_rows); i++) {
		g_autofree char *path = g_strdup_printf("/resolve/name/%s %s", name_rows[i].name,
							families[name_rows[i].family]);

		g_test_add_data_func(path, &name_rows[i], test_name);
	}
	g_test_add_func("/resolve/order", test_order);
	g_test_add_func("/resolve/no time", test_no_time);
	g_test_add_func("/resolve/hurried", test_hurried);
	return g_test_run();
}
