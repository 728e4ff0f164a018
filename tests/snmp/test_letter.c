/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tests what a notification says. */
#include <string.h>

#include "snmp/letter.h"
#include "snmp/mib.h"

struct letter_row {
	const char *name;
	enum letter_mib mib;
	enum state state;
	gboolean first;
	const char *address;
	const char *trap; /* behind ".1.3.6.1.4.1." */
	const char *says; /* values, in order */
};

#define BASE "8072.9999.9999.2007"

static const struct letter_row letter_rows[] = {
    {"changed", LETTER_OWN, STATE_CRITICAL, FALSE, "192.0.2.11", BASE ".0.1",
     "id, mail.example.com, EXCHANGE AUTH, x, ews order, 2, 0, it is broken, T, 3, address"},
    {"cleared", LETTER_OWN, STATE_OK, FALSE, "192.0.2.11", BASE ".0.2",
     "id, mail.example.com, EXCHANGE AUTH, x, ews order, 0, 0, it is broken, T, 3, address"},
    {"the first", LETTER_OWN, STATE_WARNING, TRUE, "192.0.2.11", BASE ".0.1",
     "id, mail.example.com, EXCHANGE AUTH, x, ews order, 1, 4, it is broken, T, 3, address"},
    {"no address", LETTER_OWN, STATE_UNKNOWN, FALSE, "", BASE ".0.1",
     "id, mail.example.com, EXCHANGE AUTH, x, ews order, 3, 0, it is broken, T, 3"},
    {"an IPv6 address", LETTER_OWN, STATE_UNKNOWN, FALSE, "2001:db8::1", BASE ".0.1",
     "id, mail.example.com, EXCHANGE AUTH, x, ews order, 3, 0, it is broken, T, 3"},
    {"Nagios", LETTER_NAGIOS, STATE_CRITICAL, FALSE, "192.0.2.11", "20006.1.7",
     "mail.example.com, 0, EXCHANGE AUTH x, 2, 1, 0, , 1700000000, 1700000000, it is broken, id, "
     "address"},
};

static void
add_value(GString *all, const struct letter_item *item)
{
	g_string_append(all, all->len > 0 ? ", " : "");
	switch (item->kind) {
	case LETTER_INTEGER:
	case LETTER_UNSIGNED:
		g_string_append_printf(all, "%d", (int)item->number);
		break;
	case LETTER_TEXT:
		/* A time begins with the year. */
		if (item->length == MIB_TIME_LENGTH && item->bytes[0] == 7)
			g_string_append_c(all, 'T');
		else
			g_string_append_len(all, (const char *)item->bytes, (gssize)item->length);
		break;
	case LETTER_ADDRESS:
		g_assert_cmpuint(item->length, ==, 4);
		g_string_append(all, "address");
		break;
	}
}

static void
test_letter(gconstpointer data)
{
	const struct letter_row *row = data;
	g_autoptr(struct_last_result) result =
	    last_result_new("EXCHANGE AUTH", "mail.example.com", "x");
	char id[] = "id", check[] = "ews order", headline[] = "it is broken";
	g_autofree char *address = g_strdup(row->address);
	const struct last_event event = {.id = id,
					 .at_us = (gint64)1700000000 * G_USEC_PER_SEC,
					 .first = row->first,
					 .before = STATE_OK,
					 .state = row->state,
					 .check = check,
					 .headline = headline,
					 .address = address};
	g_autofree char *trap = NULL;
	g_autofree char *expected = g_strconcat(".1.3.6.1.4.1.", row->trap, NULL);
	g_autoptr(GString) all = g_string_new(NULL);
	g_autoptr(struct_letter) letter = NULL;
	struct oid_path base;

	g_assert_true(mib_base("1.3.6.1.4.1." BASE, &base));
	result->lost = 3;
	letter = letter_new(row->mib, &base, result, &event);
	trap = oid_format(&letter->trap);
	g_assert_cmpstr(trap, ==, expected);
	for (guint i = 0; i < letter->items->len; i++)
		add_value(all, letter->items->pdata[i]);
	g_assert_cmpstr(all->str, ==, row->says);
	g_assert_cmpuint(letter->specific, ==, letter->trap.at[letter->trap.length - 1]);
}

/* The longest of everything is within a datagram that no link takes apart. */
static void
test_size(void)
{
	g_autofree char *longest = g_strnfill(1000, 'x');
	g_autofree char *cut = g_strnfill(LAST_TEXT, 'y');
	g_autoptr(struct_last_result) result =
	    last_result_new("EXCHANGE AUTODISCOVER", longest, "");
	char id[] = "0123456789abcdef0123456789abcdef";
	char address[] = "192.0.2.11";
	const struct last_event event = {
	    .id = id, .check = cut, .headline = cut, .address = address};
	g_autoptr(struct_letter) letter = NULL;
	struct oid_path base;
	gsize bytes = 0;

	g_assert_true(mib_base(NULL, &base));
	letter = letter_new(LETTER_OWN, &base, result, &event);
	for (guint i = 0; i < letter->items->len; i++) {
		const struct letter_item *item = letter->items->pdata[i];

		g_assert_cmpuint(item->length, <=, 255);
		bytes += item->length + 2 * (gsize)item->name.length;
	}
	g_assert_cmpuint(bytes, <, 1400);
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_set_nonfatal_assertions();
	for (gsize i = 0; i < G_N_ELEMENTS(letter_rows); i++) {
		g_autofree char *path = g_strdup_printf("/letter/%s", letter_rows[i].name);

		g_test_add_data_func(path, &letter_rows[i], test_letter);
	}
	g_test_add_func("/letter/size", test_size);
	return g_test_run();
}
