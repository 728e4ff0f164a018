/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tests what of Autodiscover's XML is too much. */
#include "protocol/autodiscover.h"

#include <string.h>

#include "tests/support/discovered.h"

#define BEGIN                                                                                      \
	"<Autodiscover><Response xmlns='http://schemas.microsoft.com/exchange/autodiscover/"       \
	"outlook/responseschema/2006a'><Account><Action>settings</Action>"
#define END   "</Account></Response></Autodiscover>"
#define SOAP  "<e:Envelope xmlns:e='http://schemas.xmlsoap.org/soap/envelope/'><e:Body><x>"
#define CLOSE "</x></e:Body></e:Envelope>"

struct row {
	const char *name;
	const char *before;
	const char *often; /* %u: its number */
	guint count;
	const char *after;
	guint protocols, values; /* values: of the first protocol, else of settings */
	const char *malformed;	 /* NULL: not at all */
};

static const struct row rows[] = {
    {"as many protocols as are taken", BEGIN, "<Protocol/>", 256, END, 256, 0, NULL},
    {"more protocols", BEGIN, "<Protocol/>", 257, END, 256, 0,
     "expected at most 256 protocols, got more"},
    {"as many inner protocols as are taken", BEGIN "<Protocol>", "<Protocol/>", 255,
     "</Protocol>" END, 1, 0, NULL},
    {"more inner protocols", BEGIN "<Protocol>", "<Protocol/>", 256, "</Protocol>" END, 1, 0,
     "expected at most 256 protocols, got more"},
    {"inner protocols of several outer ones", BEGIN,
     "<Protocol><Protocol/><Protocol/><Protocol/></Protocol>", 100, END, 64, 0,
     "expected at most 256 protocols, got more"},
    {"as many values as are taken", BEGIN "<Protocol>", "<a>%u</a>", 1024, "</Protocol>" END, 1,
     1024, NULL},
    {"more values", BEGIN "<Protocol>", "<a>%u</a>", 1025, "</Protocol>" END, 1, 1024,
     "expected at most 1024 values in one place, got more"},
    {"more settings", SOAP, "<UserSetting><Name>a</Name><Value>%u</Value></UserSetting>", 1025,
     CLOSE, 0, 1024, "expected at most 1024 values in one place, got more"},
    {"as deep as is taken", BEGIN, "<a>", 29, "", 0, 0, "expected well-formed XML, ..."},
    {"deeper", BEGIN, "<a>", 30, "", 0, 0, "expected elements nested at most 32 deep, got more"},
    {"deeper, of SOAP", SOAP, "<a>", 30, "", 0, 0,
     "expected elements nested at most 32 deep, got more"},
    {"a name as long as is taken", BEGIN "<Protocol><", "abcd", 64, ">x</", 1, 0,
     "expected well-formed XML, ..."},
    {"longer than 1 MiB", BEGIN, "<!-- 4567890123456789012345678901234567890123456789012345 -->",
     17500, END, 0, 0, "expected at most 1048576 bytes of XML, got ..."},
    {"many attributes", BEGIN "<Protocol ", "a%u='x' ", 4000, "/>" END, 1, 0, NULL},
};

static char *
build(const struct row *row)
{
	GString *text = g_string_new(row->before);

	for (guint i = 0; i < row->count; i++) {
		const char *mark = strstr(row->often, "%u");

		if (mark)
			g_string_append_printf(text, "%.*s%u%s", (int)(mark - row->often),
					       row->often, i, mark + 2);
		else
			g_string_append(text, row->often);
	}
	g_string_append(text, row->after);
	return g_string_free(text, FALSE);
}

/* "..." at the end of `expected`: whatever follows. */
static void
compare(const char *got, const char *expected)
{
	g_autofree char *begin = expected && g_str_has_suffix(expected, "...")
				     ? g_strndup(expected, strlen(expected) - 3)
				     : NULL;

	if (begin && got)
		g_assert_true(g_str_has_prefix(got, begin));
	else
		g_assert_cmpstr(got, ==, expected);
}

static void
test_limit(gconstpointer data)
{
	const struct row *row = data;
	g_autofree char *text = build(row);
	g_autoptr(struct_autodiscover_answer) answer = autodiscover_parse(text, strlen(text));
	const struct autodiscover_protocol *first =
	    answer->protocols->len > 0 ? g_ptr_array_index(answer->protocols, 0) : NULL;

	compare(answer->malformed, row->malformed);
	g_assert_cmpuint(answer->protocols->len, ==, row->protocols);
	g_assert_cmpuint(first ? first->values->len : answer->settings->len, ==, row->values);
}

/* One long name round many values would be kept with each of them. */
static void
test_long_names(void)
{
	GString *text = g_string_new(BEGIN "<Protocol>");
	g_autofree char *name = g_strnfill(40000, 'a');
	g_autoptr(struct_autodiscover_answer) answer = NULL;
	const struct autodiscover_protocol *protocol;

	for (guint i = 0; i < 10; i++)
		g_string_append_printf(text, "<%s>", name);
	for (guint i = 0; i < 1000; i++)
		g_string_append(text, "<b>c</b>");
	answer = autodiscover_parse(text->str, text->len);
	g_string_free(text, TRUE);
	protocol = g_ptr_array_index(answer->protocols, 0);
	g_assert_cmpstr(answer->malformed, ==,
			"expected names of at most 256 bytes, got a longer one");
	g_assert_cmpuint(protocol->values->len, ==, 0);
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_set_nonfatal_assertions();
	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autofree char *path = g_strdup_printf("/autodiscover limits/%s", rows[i].name);

		g_test_add_data_func(path, &rows[i], test_limit);
	}
	g_test_add_func("/autodiscover limits/long names", test_long_names);
	return g_test_run();
}
