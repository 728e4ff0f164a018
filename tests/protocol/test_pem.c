/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tests taking a certificate out of a text. */
#include "protocol/pem.h"

#define BEGIN "-----BEGIN CERTIFICATE-----"
#define END   "-----END CERTIFICATE-----"

static const struct pem_row {
	const char *name;
	const char *text;
	const char *expected; /* NULL: no certificate in it */
} rows[] = {
    {"/pem/one", BEGIN "\nQUJD\n" END "\n", "ABC"},
    {"/pem/the first of two", BEGIN "\nQUJD\n" END "\n" BEGIN "\nREVG\n" END, "ABC"},
    {"/pem/behind a key",
     "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n" BEGIN "\r\nQUJD\r\n" END,
     "ABC"},
    {"/pem/lines", BEGIN "\nQU\nJD\n" END, "ABC"},
    {"/pem/nothing inside", BEGIN END, ""},
    {"/pem/no end", BEGIN "\nQUJD\n", NULL},
    {"/pem/an end alone", END, NULL},
    {"/pem/an end before the begin", END BEGIN "\nQUJD\n", NULL},
    /* The dashes of one mark are not those of the next. */
    {"/pem/marks that share their dashes", "-----BEGIN CERTIFICATE-----END CERTIFICATE-----", NULL},
    {"/pem/empty", "", NULL},
};

static void
test_row(gconstpointer data)
{
	const struct pem_row *row = data;
	g_autoptr(GBytes) found = pem_certificate(row->text);
	g_autofree char *text = NULL;
	gsize length = 0;
	const char *bytes = found ? g_bytes_get_data(found, &length) : NULL;

	if (found)
		text = g_strndup(bytes ? bytes : "", length);
	g_assert_cmpstr(text, ==, row->expected);
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++)
		g_test_add_data_func(rows[i].name, &rows[i], test_row);
	return g_test_run();
}
