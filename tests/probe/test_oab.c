/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tests what is asked for of an address book, in which order, and when it ends. */
#include "probe/oab.h"

#include <string.h>

#include "tests/support/oab_container.h"
#include "tests/support/replier.h"

enum { PATIENT_MS = 10000, ODD_MAX = 4 };

#define EMPTY	   "Content-Length: 0\r\n\r\n"
#define FULL(name) FULL_OF(name, "31e2803192b047ab0619b751dfa032699f745363")
#define FULL_OF(name, sha)                                                                         \
	"<Full seq='7' ver='32' size='364' uncompressedsize='300' SHA='" sha "'>" name "</Full>"
#define DIFF(name)                                                                                 \
	"<Diff seq='7' ver='32' size='71' uncompressedsize='80' "                                  \
	"SHA='a7e4d6a0ca54a6b0bbfeaf989fc0564d904d8a42'>" name "</Diff>"
#define OAL(inside) "<OAB><OAL id='i' dn='/' name='n'>" inside "</OAL></OAB>"
#define USUAL	    OAL(FULL("f.lzx") DIFF("d.lzx"))
#define GET_XML	    "1 GET /OAB/g/oab.xml\n"
#define GET_USUAL   GET_XML "1 HEAD /OAB/g/f.lzx\n1 HEAD /OAB/g/d.lzx\n1 GET /OAB/g/f.lzx 0-31\n"

/* What is answered to some requests in place of what is right. */
struct odd {
	const char *request; /* as it stands in the log, without the connection */
	const char *answer;
};

struct row {
	const char *name;
	const char *path; /* of the URL */
	enum oab_depth depth;
	const char *manifest;
	const char *log; /* of requests: their connection, method, target, range */
	/* Status of the manifest, then of each file's HEAD, range and body; what is wrong with them
	 * behind it. */
	const char *facts;
	struct odd odd[ODD_MAX];
};

static const struct row rows[] = {
    {"the manifest alone", "/OAB/g/", OAB_DEPTH_MANIFEST, USUAL, GET_XML, "200", {{NULL, NULL}}},
    {"headers",
     "/OAB/g/",
     OAB_DEPTH_HEADERS,
     USUAL,
     GET_USUAL,
     "200, f.lzx 200 206 -, d.lzx 200 - -",
     {{NULL, NULL}}},
    {"files",
     "/OAB/g/",
     OAB_DEPTH_FILES,
     USUAL,
     GET_USUAL "1 GET /OAB/g/f.lzx\n1 GET /OAB/g/d.lzx\n",
     "200, f.lzx 200 206 200 364 bytes, d.lzx 200 - 200 71 bytes",
     {{NULL, NULL}}},
    {"decoded",
     "/OAB/g/",
     OAB_DEPTH_DECODE,
     OAL(FULL("f.lzx")),
     GET_XML "1 HEAD /OAB/g/f.lzx\n1 GET /OAB/g/f.lzx 0-31\n1 GET /OAB/g/f.lzx\n",
     "200, f.lzx 200 206 200 364 bytes 2 records",
     {{NULL, NULL}}},
    {"no slash at the end", "/OAB/g", OAB_DEPTH_MANIFEST, USUAL, GET_XML, "200", {{NULL, NULL}}},
    {"the manifest's name at the end",
     "/OAB/g/oab.xml",
     OAB_DEPTH_MANIFEST,
     USUAL,
     GET_XML,
     "200",
     {{NULL, NULL}}},
    {"a query is left out",
     "/OAB/g/?a=/b/",
     OAB_DEPTH_MANIFEST,
     USUAL,
     GET_XML,
     "200",
     {{NULL, NULL}}},
    {"the root", "/", OAB_DEPTH_MANIFEST, USUAL, "1 GET /oab.xml\n", "200", {{NULL, NULL}}},
    /* Names of files. */
    {"blanks and letters beyond ASCII",
     "/OAB/g/",
     OAB_DEPTH_HEADERS,
     OAL(FULL("a b \xc3\xa9.lzx")),
     GET_XML "1 HEAD /OAB/g/a%20b%20%C3%A9.lzx\n1 GET /OAB/g/a%20b%20%C3%A9.lzx 0-31\n",
     "200, a b \xc3\xa9.lzx 200 206 -",
     {{NULL, NULL}}},
    {"letters that mean something elsewhere",
     "/OAB/g/",
     OAB_DEPTH_HEADERS,
     OAL(DIFF("a&amp;b=c+d;e,f'g(h)!*$@~-_.\"&lt;>[]^`{|}")),
     GET_XML "1 HEAD /OAB/g/a&b=c+d;e,f'g(h)!*$@~-_.%22%3C%3E%5B%5D%5E%60%7B%7C%7D\n",
     "200, a&b=c+d;e,f'g(h)!*$@~-_.\"<>[]^`{|} 200 - -",
     {{NULL, NULL}}},
    {"names that lead elsewhere",
     "/OAB/g/",
     OAB_DEPTH_FILES,
     OAL(DIFF("../d.lzx") DIFF("/d.lzx") DIFF("a/../d.lzx") DIFF("..") DIFF(".") DIFF("a\\d.lzx")
	     DIFF("..%2fd.lzx") DIFF("http://evil.example/d.lzx") DIFF("//evil.example/d.lzx")
		 DIFF("d.lzx?x") DIFF("d.lzx#x") DIFF("") DIFF("d&#10;.lzx") DIFF("d&#x85;.lzx")),
     GET_XML,
     "200",
     {{NULL, NULL}}},
    {"one of them is plain",
     "/OAB/g/",
     OAB_DEPTH_HEADERS,
     OAL(DIFF("../d.lzx") DIFF("d.lzx")),
     GET_XML "1 HEAD /OAB/g/d.lzx\n",
     "200, d.lzx 200 - -",
     {{NULL, NULL}}},
    /* The manifest is not there. */
    {"no manifest",
     "/OAB/g/",
     OAB_DEPTH_FILES,
     USUAL,
     GET_XML,
     "404",
     {{"GET /OAB/g/oab.xml", "HTTP/1.1 404 x\r\n" EMPTY}}},
    {"a manifest that leads elsewhere",
     "/OAB/g/",
     OAB_DEPTH_FILES,
     USUAL,
     GET_XML,
     "302",
     {{"GET /OAB/g/oab.xml", "HTTP/1.1 302 x\r\nLocation: /OAB/h/oab.xml\r\n" EMPTY}}},
    {"a challenge, and nobody logs on",
     "/OAB/g/",
     OAB_DEPTH_FILES,
     USUAL,
     GET_XML,
     "401",
     {{"GET /OAB/g/oab.xml", "HTTP/1.1 401 x\r\nWWW-Authenticate: NTLM\r\n" EMPTY}}},
    {"500, EWS is asked beside it",
     "/OAB/g/",
     OAB_DEPTH_FILES,
     USUAL,
     GET_XML "2 GET /EWS/Exchange.asmx\n",
     "500, ews 401",
     {{"GET /OAB/g/oab.xml", "HTTP/1.1 500 x\r\n" EMPTY},
      {"GET /EWS/Exchange.asmx", "HTTP/1.1 401 x\r\nWWW-Authenticate: NTLM\r\n" EMPTY}}},
    {"503, nobody is asked beside it",
     "/OAB/g/",
     OAB_DEPTH_FILES,
     USUAL,
     GET_XML,
     "503",
     {{"GET /OAB/g/oab.xml", "HTTP/1.1 503 x\r\n" EMPTY}}},
    {"no answer", "/OAB/g/", OAB_DEPTH_FILES, USUAL, GET_XML, "0", {{"GET /OAB/g/oab.xml", ""}}},
    {"no manifest of 200",
     "/OAB/g/",
     OAB_DEPTH_FILES,
     "<html>",
     GET_XML,
     "200 malformed",
     {{NULL, NULL}}},
    {"a manifest that breaks off",
     "/OAB/g/",
     OAB_DEPTH_FILES,
     USUAL,
     GET_XML,
     "200",
     {{"GET /OAB/g/oab.xml",
       "HTTP/1.1 200 x\r\nConnection: close\r\nContent-Length: 2000\r\n\r\n" USUAL}}},
    /* Something is wrong with a file: then the manifest is asked for once more. */
    {"a file is not there",
     "/OAB/g/",
     OAB_DEPTH_HEADERS,
     USUAL,
     GET_USUAL GET_XML,
     "200, f.lzx 200 206 -, d.lzx 404 - -, again 7",
     {{"HEAD /OAB/g/d.lzx", "HTTP/1.1 404 x\r\n" EMPTY}}},
    {"a file leads elsewhere",
     "/OAB/g/",
     OAB_DEPTH_HEADERS,
     USUAL,
     GET_USUAL GET_XML,
     "200, f.lzx 200 206 -, d.lzx 302 - -, again 7",
     {{"HEAD /OAB/g/d.lzx", "HTTP/1.1 302 x\r\nLocation: /OAB/h/d.lzx\r\n" EMPTY}}},
    {"a file of another length",
     "/OAB/g/",
     OAB_DEPTH_HEADERS,
     USUAL,
     GET_USUAL GET_XML,
     "200, f.lzx 200 206 -, d.lzx 200 - -, again 7",
     {{"HEAD /OAB/g/d.lzx", "HTTP/1.1 200 x\r\nContent-Length: 72\r\n\r\n"}}},
    {"a file that cannot be asked for ends it",
     "/OAB/g/",
     OAB_DEPTH_FILES,
     OAL(DIFF("c.lzx") FULL("f.lzx") DIFF("d.lzx")),
     GET_XML "1 HEAD /OAB/g/c.lzx\n1 HEAD /OAB/g/f.lzx\n2 HEAD /OAB/g/f.lzx\n",
     "200, c.lzx 200 - -, f.lzx 0 - -, d.lzx - - -",
     /* libcurl asks once more where a connection that it had is closed without a word. */
     {{"HEAD /OAB/g/f.lzx", ""}}},
    {"ranges that are refused",
     "/OAB/g/",
     OAB_DEPTH_HEADERS,
     USUAL,
     GET_USUAL GET_XML,
     "200, f.lzx 200 416 -, d.lzx 200 - -, again 7",
     {{"GET /OAB/g/f.lzx 0-31", "HTTP/1.1 416 x\r\n" EMPTY}}},
    {"ranges that are ignored",
     "/OAB/g/",
     OAB_DEPTH_HEADERS,
     USUAL,
     GET_USUAL,
     "200, f.lzx 200 200 -, d.lzx 200 - -",
     {{"GET /OAB/g/f.lzx 0-31", "HTTP/1.1 200 x\r\nContent-Length: 2\r\n\r\nok"}}},
    {"a range of something else",
     "/OAB/g/",
     OAB_DEPTH_HEADERS,
     USUAL,
     GET_USUAL GET_XML,
     "200, f.lzx 200 206 - odd, d.lzx 200 - -, again 7",
     {{"GET /OAB/g/f.lzx 0-31",
       "HTTP/1.1 206 x\r\nContent-Length: 32\r\n\r\n<html>Welcome to our service.</h"}}},
    {"another SHA-1 than the manifest says",
     "/OAB/g/",
     OAB_DEPTH_FILES,
     OAL(FULL_OF("f.lzx", "ffffffffffffffffffffffffffffffffffffffff")),
     GET_XML "1 HEAD /OAB/g/f.lzx\n1 GET /OAB/g/f.lzx 0-31\n1 GET /OAB/g/f.lzx\n" GET_XML,
     "200, f.lzx 200 206 200 364 bytes, again 7",
     {{NULL, NULL}}},
    {"a page in place of the file",
     "/OAB/g/",
     OAB_DEPTH_FILES,
     OAL(DIFF("d.lzx")),
     GET_XML "1 HEAD /OAB/g/d.lzx\n1 GET /OAB/g/d.lzx\n" GET_XML,
     "200, d.lzx 200 - 200 6 bytes damaged, again 7",
     {{"GET /OAB/g/d.lzx", "HTTP/1.1 200 x\r\nContent-Length: 6\r\n\r\n<html>"}}},
    {"a file that breaks off",
     "/OAB/g/",
     OAB_DEPTH_FILES,
     OAL(DIFF("d.lzx")),
     GET_XML "1 HEAD /OAB/g/d.lzx\n1 GET /OAB/g/d.lzx\n2 GET /OAB/g/oab.xml\n",
     "200, d.lzx 200 - 200 1 bytes damaged, again 7",
     {{"GET /OAB/g/d.lzx", "HTTP/1.1 200 x\r\nConnection: close\r\nContent-Length: 71\r\n\r\n\3"}}},
    {"a body that is refused is none",
     "/OAB/g/",
     OAB_DEPTH_FILES,
     OAL(DIFF("d.lzx")),
     GET_XML "1 HEAD /OAB/g/d.lzx\n1 GET /OAB/g/d.lzx\n" GET_XML,
     "200, d.lzx 200 - 403 0 bytes damaged, again 7",
     {{"GET /OAB/g/d.lzx", "HTTP/1.1 403 x\r\nContent-Length: 3\r\n\r\nno!"}}},
};

/* The server of a row. */
struct shelf {
	const struct row *row;
	GString *log;
};

static struct reply
bytes_reply(const char *status, const guint8 *bytes, gsize length, gboolean with_body)
{
	GString *text = g_string_new(NULL);
	struct reply reply = {.close = FALSE};

	g_string_append_printf(text, "HTTP/1.1 %s\r\nContent-Length: %" G_GSIZE_FORMAT "\r\n\r\n",
			       status, length);
	if (with_body)
		g_string_append_len(text, (const char *)bytes, (gssize)length);
	reply.length = text->len;
	reply.text = g_string_free(text, FALSE);
	return reply;
}

/* What is right: the manifest, a full file, a patch. */
static struct reply
right_reply(const struct shelf *shelf, const char *request)
{
	gboolean part = g_str_has_suffix(request, " 0-31");
	gboolean head = g_str_has_prefix(request, "HEAD ");
	g_autoptr(GByteArray) file = oab_container(
	    strstr(request, "f.lzx") || strstr(request, "a%20b") ? OAB_STORED : OAB_PATCH);
	const char *manifest = shelf->row->manifest;

	if (g_str_has_suffix(request, "oab.xml"))
		return bytes_reply("200 OK", (const guint8 *)manifest, strlen(manifest), TRUE);
	return bytes_reply(part ? "206 Partial Content" : "200 OK", file->data,
			   part ? 32 : file->len, !head);
}

static struct reply
answer(const struct replier_request *request, void *data)
{
	const struct shelf *shelf = data;
	static const char field[] = "\r\nRange: bytes=";
	const char *range = strstr(request->text, field);
	const char *end = strstr(request->text, " HTTP/");
	GString *line = g_string_new_len(request->text, end - request->text);
	g_autofree char *asked = NULL;

	g_assert_null(strstr(request->text, "Authorization:"));
	if (range)
		g_string_append_printf(line, " %.*s", (int)strcspn(range + strlen(field), "\r"),
				       range + strlen(field));
	asked = g_string_free(line, FALSE);
	g_string_append_printf(shelf->log, "%u %s\n", request->connection, asked);
	for (gsize i = 0; i < ODD_MAX && shelf->row->odd[i].request; i++) {
		const char *odd = shelf->row->odd[i].answer;

		if (strcmp(shelf->row->odd[i].request, asked) == 0)
			return (struct reply){.text = *odd != '\0' ? g_strdup(odd) : NULL,
					      .close =
						  *odd == '\0' || strstr(odd, "Connection: close")};
	}
	return right_reply(shelf, asked);
}

static void
append_status(GString *text, const struct call *call)
{
	if (call)
		g_string_append_printf(text, " %u", call_answer(call)->answer->status);
	else
		g_string_append(text, " -");
}

static void
append_download(GString *text, const struct oab_book *book, const struct oab_download *download)
{
	const struct oab_file *file = g_ptr_array_index(book->manifest->files, download->file);

	g_string_append_printf(text, ", %s", file->name);
	append_status(text, download->head);
	append_status(text, download->range);
	append_status(text, download->body);
	if (download->range_trouble)
		g_string_append(text, " odd");
	if (download->body)
		g_string_append_printf(text, " %" G_GUINT64_FORMAT " bytes",
				       download->summary.size);
	if (download->summary.records > 0)
		g_string_append_printf(text, " %u records", download->summary.records);
	if (download->damage)
		g_string_append(text, " damaged");
}

static char *
describe(const struct oab_book *book)
{
	GString *text = g_string_new(NULL);

	g_string_append_printf(text, "%u", call_answer(book->call)->answer->status);
	if (book->manifest && book->manifest->malformed)
		g_string_append(text, " malformed");
	for (guint i = 0; book->manifest && i < book->downloads->len; i++)
		append_download(text, book, g_ptr_array_index(book->downloads, i));
	if (book->again)
		g_string_append_printf(
		    text, ", again %" G_GINT64_FORMAT,
		    ((const struct oab_file *)g_ptr_array_index(book->again->files, 0))->sequence);
	if (book->ews)
		g_string_append_printf(text, ", ews %u", book->ews->answer->status);
	return g_string_free(text, FALSE);
}

static void
test_row(gconstpointer data)
{
	const struct row *row = data;
	struct shelf shelf = {.row = row, .log = g_string_new(NULL)};
	struct replier *replier = replier_start(answer, &shelf);
	g_autofree char *url =
	    g_strdup_printf("http://127.0.0.1:%u%s", replier_port(replier), row->path);
	const struct site_request request = {
	    .url = url,
	    .discovery = {.email = "probe@example.com", .target = {.no_proxy = TRUE}},
	    .service = "oab"};
	g_autoptr(struct_oab_findings) findings =
	    oab_run(&request, row->depth, deadline_in_ms(PATIENT_MS));
	g_autofree char *facts = NULL;

	replier_stop(replier);
	g_assert_cmpuint(findings->books->len, ==, 1);
	facts = describe(g_ptr_array_index(findings->books, 0));
	g_assert_cmpstr(shelf.log->str, ==, row->log);
	g_assert_cmpstr(facts, ==, row->facts);
	g_string_free(shelf.log, TRUE);
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_set_nonfatal_assertions();
	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autofree char *path = g_strdup_printf("/oab/%s", rows[i].name);

		g_test_add_data_func(path, &rows[i], test_row);
	}
	return g_test_run();
}
