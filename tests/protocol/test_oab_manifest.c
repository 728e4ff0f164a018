/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tests what is read of the manifest of an offline address book. */
#include "protocol/oab_manifest.h"
#include <string.h>

#define LIST(content)  "<OAB><OAL id='1' dn='/' name='G'>" content "</OAL></OAB>"
#define NAMED(name)    LIST("<Full>" name "</Full>")
#define SHA1	       "0123456789abcdef0123456789abcdef01234567"
#define SHA1_UPPERCASE "0123456789ABCDEF0123456789ABCDEF01234567"
#define ONE	       "[1 / G] "

struct row {
	const char *name;
	const char *text;
	const char *expected; /* as render() writes it */
};

static const struct row rows[] = {
    {"full",
     "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<OAB>\n <OAL id=\"1\" dn=\"/\" "
     "name=\"\\Global Address List\">\n  <Full seq=\"2\" ver=\"32\" size=\"554\" "
     "uncompressedsize=\"1165\" SHA=\"" SHA1 "\">\n    1-data-2.lzx\n  </Full>\n </OAL>\n</OAB>\n",
     "[1 / \\Global Address List] Full/0 \"1-data-2.lzx\" 2 32 554 1165 " SHA1},
    {"full, diff and templates of two lists",
     "<OAB><OAL id='a' dn='/guid=1' name='R'><Full seq='2'>f</Full>"
     "<Template langid='0409' type='windows'>w</Template></OAL>"
     "<OAL id='b' dn='/' name='G'><Template langid='0407' type='mac'>m</Template>"
     "<Diff seq='2'>d</Diff></OAL></OAB>",
     "[a /guid=1 R] [b / G] Full/0 \"f\" 2 -1 -1 -1; Template/0 \"w\" -1 -1 -1 -1 0409 windows; "
     "Template/1 \"m\" -1 -1 -1 -1 0407 mac; Diff/1 \"d\" 2 -1 -1 -1"},
    {"SHA-1 in upper case", LIST("<Full SHA='" SHA1_UPPERCASE "'>f</Full>"),
     ONE "Full/0 \"f\" -1 -1 -1 -1 " SHA1},
    {"SHA-1 too short", LIST("<Full SHA='0123'>f</Full>"), ONE "Full/0 \"f\" -1 -1 -1 -1"},
    {"SHA-1 too long", LIST("<Full SHA='" SHA1 "0'>f</Full>"), ONE "Full/0 \"f\" -1 -1 -1 -1"},
    {"SHA-1 of other letters",
     LIST("<Full SHA='0123456789abcdefg123456789abcdef01234567'>f</Full>"),
     ONE "Full/0 \"f\" -1 -1 -1 -1"},
    {"numbers that are none",
     LIST("<Full seq='-5' ver='+1' size='' uncompressedsize='0x1'>f</Full>"),
     ONE "Full/0 \"f\" -1 -1 -1 -1"},
    {"numbers at their limit",
     LIST("<Full seq='9223372036854775807' ver='9223372036854775808' size=' 7 ' "
	  "uncompressedsize='0'>f</Full>"),
     ONE "Full/0 \"f\" 9223372036854775807 -1 7 0"},
    {"list without attributes", "<OAB><OAL/></OAB>", "[- - -] "},
    {"no list", "<OAB/>", ""},
    {"namespace", "<x:OAB xmlns:x='urn:x'><x:OAL x:id='1'><x:Diff>d</x:Diff></x:OAL></x:OAB>",
     "[1 - -] Diff/0 \"d\" -1 -1 -1 -1"},
    {"strangers", LIST("<Other>o</Other><Full><Full>f</Full></Full>"),
     ONE "Full/0 \"\"! -1 -1 -1 -1"},
    {"file outside a list", "<OAB><Full>f</Full></OAB>", ""},
    {"list in a list", "<OAB><OAL><OAL><Full>f</Full></OAL></OAL></OAB>", "[- - -] "},

    {"plain name", NAMED("3fa0-data-7.lzx"), ONE "Full/0 \"3fa0-data-7.lzx\" -1 -1 -1 -1"},
    {"name beyond ASCII",
     NAMED("b\xC3\xBC"
	   "cher.lzx"),
     ONE "Full/0 \"b\xC3\xBC"
	 "cher.lzx\" -1 -1 -1 -1"},
    {"name with a dot in front", NAMED(".a"), ONE "Full/0 \".a\" -1 -1 -1 -1"},
    {"name with a blank", NAMED("a b"), ONE "Full/0 \"a b\" -1 -1 -1 -1"},
    {"no name", NAMED(""), ONE "Full/0 \"\"! -1 -1 -1 -1"},
    {"name of the folder", NAMED("."), ONE "Full/0 \".\"! -1 -1 -1 -1"},
    {"name of the folder above", NAMED(".."), ONE "Full/0 \"..\"! -1 -1 -1 -1"},
    {"path", NAMED("a/b"), ONE "Full/0 \"a/b\"! -1 -1 -1 -1"},
    {"path above", NAMED("../../owa/logon.aspx"),
     ONE "Full/0 \"../../owa/logon.aspx\"! -1 -1 -1 -1"},
    {"path of Windows", NAMED("a\\b"), ONE "Full/0 \"a\\b\"! -1 -1 -1 -1"},
    {"URL", NAMED("https://h.example/x"), ONE "Full/0 \"https://h.example/x\"! -1 -1 -1 -1"},
    {"query", NAMED("a?b"), ONE "Full/0 \"a?b\"! -1 -1 -1 -1"},
    {"fragment", NAMED("a#b"), ONE "Full/0 \"a#b\"! -1 -1 -1 -1"},
    {"escape", NAMED("a%2fb"), ONE "Full/0 \"a%2fb\"! -1 -1 -1 -1"},
    {"line end in a name", NAMED("a\nb"), ONE "Full/0 \"a\nb\"! -1 -1 -1 -1"},
    {"C1 character in a name", NAMED("a&#x85;b"),
     ONE "Full/0 \"a\xC2\x85"
	 "b\"! -1 -1 -1 -1"},
    {"character that XML forbids in a name", NAMED("a&#x1F;b"), ONE "Full/0 \"ab\" -1 -1 -1 -1"},

    {"nothing", "", "! expected XML, got nothing"},
    {"page", "<html/>", "! expected the manifest's <OAB>, got <html>"},
    {"document type", "<!DOCTYPE OAB [<!ENTITY a 'b'>]><OAB/>",
     "! expected plain XML, got a document type (OAB)"},
    {"cut", "<OAB><OAL id='1'><Full seq='1'>f",
     "[1 - -] Full/0 \"\"! 1 -1 -1 -1! expected well-formed XML, got this: "},
};

static const char *
or_dash(const char *text)
{
	return text ? text : "-";
}

/* [id dn name]... element/list "name" sequence version size uncompressed-size [sha1 language
 * type]; ... "!" behind a name that is not plain, or before why not. */
static char *
render(const struct oab_manifest *manifest)
{
	GString *text = g_string_new(NULL);

	for (guint i = 0; i < manifest->lists->len; i++) {
		const struct oab_list *list = g_ptr_array_index(manifest->lists, i);

		g_string_append_printf(text, "[%s %s %s] ", or_dash(list->id), or_dash(list->dn),
				       or_dash(list->name));
	}
	for (guint i = 0; i < manifest->files->len; i++) {
		const struct oab_file *f = g_ptr_array_index(manifest->files, i);

		g_string_append_printf(text,
				       "%s%s/%u \"%s\"%s %" G_GINT64_FORMAT " %" G_GINT64_FORMAT
				       " %" G_GINT64_FORMAT " %" G_GINT64_FORMAT "%s%s%s%s%s%s",
				       i ? "; " : "", oab_element_name(f->element), f->list,
				       f->name, f->name_is_plain ? "" : "!", f->sequence,
				       f->version, f->size, f->uncompressed_size,
				       f->sha1 ? " " : "", f->sha1 ? f->sha1 : "",
				       f->language ? " " : "", f->language ? f->language : "",
				       f->type ? " " : "", f->type ? f->type : "");
	}
	if (manifest->malformed)
		g_string_append_printf(text, "! %s", manifest->malformed);
	return g_string_free(text, FALSE);
}

static struct oab_manifest *
parse(const char *bytes, gsize length)
{
	char *exact = g_memdup2(bytes, length);
	struct oab_manifest *manifest = oab_manifest_parse(exact, length);

	g_free(exact);
	return manifest;
}

static void
test_row(gconstpointer data)
{
	const struct row *row = data;
	g_autoptr(struct_oab_manifest) manifest = parse(row->text, strlen(row->text));
	g_autofree char *got = render(manifest);

	if (g_str_has_suffix(row->expected, "got this: "))
		got[MIN(strlen(got), strlen(row->expected))] = '\0';
	g_assert_cmpstr(got, ==, row->expected);
}

/* A manifest is known to be whole by its last '>'. */
static void
test_cut(gconstpointer data)
{
	const struct row *row = data;
	const char *end = strrchr(row->text, '>');

	for (gsize i = 0; end && i < (gsize)(end - row->text); i++) {
		g_autoptr(struct_oab_manifest) manifest = parse(row->text, i);

		g_assert_nonnull(manifest->malformed);
	}
}

struct limit {
	const char *name;
	const char *before, *text;
	gsize count;
	const char *behind;
	const char *malformed; /* NULL: taken */
};

static const struct limit limits[] = {
    {"4096 files", "<OAB><OAL>", "<Diff>d</Diff>", 4096, "</OAL></OAB>", NULL},
    {"4097 files", "<OAB><OAL>", "<Diff>d</Diff>", 4097, "</OAL></OAB>",
     "expected at most 4096 files, got more"},
    {"4096 lists", "<OAB>", "<OAL/>", 4096, "</OAB>", NULL},
    {"4097 lists", "<OAB>", "<OAL/>", 4097, "</OAB>",
     "expected at most 4096 address lists, got more"},
    {"4 MiB", "<OAB>", " ", (4 << 20) - 11, "</OAB>", NULL},
    {"4 MiB and a byte", "<OAB>", " ", (4 << 20) - 10, "</OAB>",
     "expected at most 4194304 bytes of XML, got 4194305"},
    {"17 levels", "<OAB>", "<a>", 16, "", "expected elements nested at most 16 deep, got more"},
};

static void
test_limit(gconstpointer data)
{
	const struct limit *row = data;
	GString *text = g_string_new(row->before);
	g_autoptr(struct_oab_manifest) manifest = NULL;

	for (gsize i = 0; i < row->count; i++)
		g_string_append(text, row->text);
	g_string_append(text, row->behind);
	manifest = parse(text->str, text->len);
	g_assert_cmpstr(manifest->malformed, ==, row->malformed);
	g_string_free(text, TRUE);
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_set_nonfatal_assertions();
	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autofree char *path = g_strdup_printf("/oab manifest/read/%s", rows[i].name);
		g_autofree char *cut =
		    g_strdup_printf("/oab manifest/cut at every byte/%s", rows[i].name);

		g_test_add_data_func(path, &rows[i], test_row);
		g_test_add_data_func(cut, &rows[i], test_cut);
	}
	for (gsize i = 0; i < G_N_ELEMENTS(limits); i++) {
		g_autofree char *path = g_strdup_printf("/oab manifest/limit/%s", limits[i].name);

		g_test_add_data_func(path, &limits[i], test_limit);
	}
	return g_test_run();
}
