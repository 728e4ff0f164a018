/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tests what the bounded reader takes of an XML document, and what it refuses. */
#include "protocol/bounded_xml.h"
#include <string.h>

struct row {
	const char *name;
	const char *bytes;
	gsize length;
	const char *expected; /* "<name" at a beginning, "text>" at an end; "! " and why not */
};

#define BYTES(literal) literal, sizeof(literal) - 1

static const struct row rows[] = {
    {"element", BYTES("<a/>"), "<a >"},
    {"text", BYTES("<a>\r\n b \t</a>"), "<a b>"},
    {"text round an element", BYTES("<a>b<c/>d</a>"), "<a <c > >"},
    {"attribute", BYTES("<a x=' y '/>"), "<a x=y >"},
    {"attribute of a namespace", BYTES("<n:a n:x='y' xmlns:n='urn:n'/>"), "<a x=y >"},
    {"unknown prefix", BYTES("<n:a x='y'/>"), "<a x=y >"},
    {"entities of XML", BYTES("<a x='&lt;&amp;&#38;'>&gt;&amp;&#x41;&quot;</a>"),
     "<a x=<&& >&A\">"},
    {"CDATA", BYTES("<a>b<![CDATA[<c>&d;]]>e</a>"), "<a b<c>&d;e>"},
    {"comment", BYTES("<a>b<!-- c -->d</a><!-- e -->"), "<a bd>"},
    {"instruction", BYTES("<?xml version='1.0'?><?b c?><a>d<?e f?>g</a>"), "<a dg>"},
    {"byte order mark", BYTES("\xEF\xBB\xBF<a>b</a>"), "<a b>"},
    {"UTF-16", BYTES("\xFF\xFE<\0a\0>\0\xFC\0<\0/\0a\0>\0"), "<a \xC3\xBC>"},
    {"ISO 8859-1", BYTES("<?xml version='1.0' encoding='iso-8859-1'?><a>\xFC</a>"), "<a \xC3\xBC>"},
    {"UTF-8", BYTES("<a x='\xC3\xBC'>\xE2\x82\xAC</a>"), "<a x=\xC3\xBC \xE2\x82\xAC>"},
    {"forbidden reference", BYTES("<a x='b&#x1F;c'>d&#0;e&#xFFFE;f</a>"), "<a x=bc def>"},
    {"forbidden character", BYTES("<a>b\001c</a>"), "<a bc>"},
    {"depth at the limit", BYTES("<a><b><c><d/></c></b></a>"), "<a <b <c <d > > > >"},

    {"depth beyond the limit", BYTES("<a><b><c><d><e/></d></c></b></a>"),
     "<a <b <c <d ! expected elements nested at most 4 deep, got more"},
    {"nothing", BYTES(""), "! expected XML, got nothing"},
    {"blanks", BYTES("  "),
     "! expected well-formed XML, got this: Start tag expected, '(' not "
     "found (line 1)"},
    {"beyond the limit",
     BYTES("<a>                                                             "
	   "                                        </a>"),
     "! expected at most 100 bytes of XML, got 108"},
    {"document type", BYTES("<!DOCTYPE b><a/>"), "! expected plain XML, got a document type (b)"},
    {"entities of its own", BYTES("<!DOCTYPE b [<!ENTITY c SYSTEM 'file:///d'>]><a>&c;</a>"),
     "! expected plain XML, got a document type (b)"},
    {"unknown entity", BYTES("<a>b&nbsp;c</a>"),
     "<a ! expected well-formed XML, got this: Entity 'nbsp' not defined (line 1)"},
    {"no end", BYTES("<a>b"), "<a ! expected well-formed XML, got this: "},
    {"wrong end", BYTES("<a>b</c>"),
     "<a ! expected well-formed XML, got this: Opening and ending tag mismatch: a line 1 and c "
     "(line 1)"},
    {"second root", BYTES("<a/>\n<b/>"),
     "<a > ! expected well-formed XML, got this: Extra content at the end of the document (line "
     "2)"},
    {"bytes that are no UTF-8", BYTES("<a>b\xFF</a>"),
     "<a ! expected well-formed XML, got this: Input is not proper UTF-8"},
    {"NUL", BYTES("<a>b\0c</a>"), "<a ! expected well-formed XML, got this: "},
    {"refused by the handler", BYTES("<a><no/></a>"), "<a <no ! expected yes, got <no>"},
};

static void
begin(struct bounded_xml *xml, gpointer data)
{
	GString *text = data;
	g_autofree char *x = bounded_xml_attribute(xml, "x");

	g_string_append_printf(text, "<%s ", bounded_xml_name(xml, 0));
	if (x)
		g_string_append_printf(text, "x=%s ", x);
	if (bounded_xml_is(xml, "no"))
		bounded_xml_refuse_root(xml, "yes");
}

static void
end(struct bounded_xml *xml, const char *text, gpointer data)
{
	g_assert_null(bounded_xml_attribute(xml, "x"));
	g_string_append_printf(data, "%s> ", text);
}

static char *
read_all(const char *bytes, gsize length)
{
	static const struct bounded_xml_handler handler = {begin, end};
	GString *text = g_string_new(NULL);
	char *exact = g_memdup2(bytes, length);
	g_autofree char *malformed =
	    bounded_xml_read(exact, length, (struct bounded_xml_limits){100, 4}, &handler, text);

	g_free(exact);
	if (malformed)
		g_string_append_printf(text, "! %s", malformed);
	return g_strchomp(g_string_free(text, FALSE));
}

/* What libxml2 says further is its own. */
static void
test_row(gconstpointer data)
{
	const struct row *row = data;
	g_autofree char *got = read_all(row->bytes, row->length);

	if (strstr(row->expected, "got this: "))
		got[MIN(strlen(got), strlen(row->expected))] = '\0';
	g_assert_cmpstr(got, ==, row->expected);
}

struct place {
	const char *path;
	gboolean expected;
};

/* Of <c> in <a><b><c>. */
static const struct place places[] = {
    {"c", TRUE},     {"b/c", TRUE},   {"a/b/c", TRUE},	  {"/a/b/c", TRUE},
    {"/b/c", FALSE}, {"/c", FALSE},   {"a/c", FALSE},	  {"b", FALSE},
    {"bb/c", FALSE}, {"b/cc", FALSE}, {"x/a/b/c", FALSE}, {"", FALSE},
};

static void
check_place(struct bounded_xml *xml, const char *text, gpointer data)
{
	const struct place *place = data;

	(void)text;
	if (bounded_xml_depth(xml) != 3)
		return;
	g_assert_cmpint(bounded_xml_is(xml, place->path), ==, place->expected);
	g_assert_cmpstr(bounded_xml_name(xml, 0), ==, "c");
	g_assert_cmpstr(bounded_xml_name(xml, 2), ==, "a");
	g_assert_cmpstr(bounded_xml_name(xml, 3), ==, "");
}

static void
ignore(struct bounded_xml *xml, gpointer data)
{
	(void)xml;
	(void)data;
}

static void
test_place(gconstpointer data)
{
	static const struct bounded_xml_handler handler = {ignore, check_place};
	struct place place = *(const struct place *)data;

	g_assert_null(bounded_xml_read("<a><b><c/></b></a>", 18,
				       (struct bounded_xml_limits){100, 4}, &handler, &place));
}

/* libxml2 takes seconds for as many attributes as a document of a megabyte can have. */
static void
test_giant_tag(void)
{
	static const struct bounded_xml_handler handler = {ignore, check_place};
	struct place place = {"c", TRUE};
	g_autoptr(GString) text = g_string_new("<a z=\">\"");
	g_autofree char *malformed = NULL;

	for (guint i = 0; i < 90000; i++)
		g_string_append_printf(text, " a%u=\"\"", i);
	g_string_append(text, "/>");
	malformed = bounded_xml_read(text->str, text->len, (struct bounded_xml_limits){1 << 21, 4},
				     &handler, &place);
	g_assert_cmpstr(malformed, ==, "expected at most 4096 attributes in a tag, got more");
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_set_nonfatal_assertions();
	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autofree char *path = g_strdup_printf("/bounded xml/read/%s", rows[i].name);

		g_test_add_data_func(path, &rows[i], test_row);
	}
	for (gsize i = 0; i < G_N_ELEMENTS(places); i++) {
		g_autofree char *path = g_strdup_printf("/bounded xml/is/\"%s\"", places[i].path);

		g_test_add_data_func(path, &places[i], test_place);
	}
	g_test_add_func("/bounded xml/giant tag", test_giant_tag);
	return g_test_run();
}
