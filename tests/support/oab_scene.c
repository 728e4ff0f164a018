/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Builds the facts of an address book from the sections of a row. */
#include "tests/support/oab_scene.h"

#include <string.h>

#include "tests/support/service_scene.h"

#define URL "https://mail.example.com/OAB/g/"

static gint64
number(const char *text)
{
	gint64 value = 0;

	g_assert_true(g_ascii_string_to_signed(text, 10, G_MININT64, G_MAXINT64, &value, NULL));
	return value;
}

static struct oab_manifest *
manifest_of(const struct row *row, const char *section)
{
	g_autofree char *text = NULL;

	if (!g_hash_table_contains(row->sections, section))
		return NULL;
	if (strchr(row_section(row, section), '<') == row_section(row, section))
		text = g_strdup_printf("<OAB>%s</OAB>", row_section(row, section));
	else
		text = g_strdup(row_section(row, section));
	return oab_manifest_parse(text, strlen(text));
}

static struct call *
call_of(enum method method, guint status, const char *url)
{
	struct answer *answer = answer_new(method, url);

	answer->outcome = OUTCOME_ANSWERED;
	answer->body_outcome = OUTCOME_ANSWERED;
	answer->status = status;
	answer->total_us = G_USEC_PER_SEC / 8;
	answer->peer = g_strdup("mail.example.com:443");
	return call_new(asked_new(answer));
}

static void
add_header(struct call *call, const char *name, const char *value)
{
	answer_add_header(call->plain->answer, name, strlen(name), value, strlen(value));
}

static void
set_length(struct call *call, gint64 length)
{
	g_autofree char *text = g_strdup_printf("%" G_GINT64_FORMAT, length);

	g_ptr_array_set_size(call->plain->answer->headers, 0);
	if (length >= 0)
		add_header(call, "Content-Length", text);
}

static struct oab_download *
good_download(const struct oab_file *file, guint index, enum oab_depth depth)
{
	g_autofree char *url = g_strconcat(URL, file->name, NULL);
	struct oab_download *download = oab_download_new(index);
	struct oab_summary *summary = &download->summary;

	download->head = call_of(METHOD_HEAD, 200, url);
	set_length(download->head, file->size);
	if (file->element == OAB_FULL)
		download->range = call_of(METHOD_GET, 206, url);
	if (depth == OAB_DEPTH_HEADERS)
		return download;
	download->body = call_of(METHOD_GET, 200, url);
	summary->container = file->element == OAB_DIFF ? OAB_CONTAINER_PATCH : OAB_CONTAINER_FULL;
	summary->size = (guint64)MAX(file->size, 0);
	summary->uncompressed_size = (guint64)MAX(file->uncompressed_size, 0);
	g_strlcpy(summary->sha1, file->sha1 ? file->sha1 : "", sizeof(summary->sha1));
	summary->blocks = 3;
	summary->checked_blocks = depth == OAB_DEPTH_DECODE ? 3 : 1;
	if (depth == OAB_DEPTH_DECODE && file->element == OAB_FULL) {
		summary->oab_version = OAB_VERSION_4;
		summary->records = 40;
	}
	return download;
}

static void
set_result(struct call **call, const char *result)
{
	struct answer *answer = (*call)->plain->answer;

	if (strcmp(result, "none") == 0) {
		call_free(*call);
		*call = NULL;
	} else if (strcmp(result, "cut") == 0 || strcmp(result, "timeout") == 0) {
		answer->outcome = *result == 'c' ? OUTCOME_CUT : OUTCOME_TIMEOUT;
		answer->stage = STAGE_WAIT;
		answer->trouble = g_strdup("trouble");
	} else {
		answer->status = (guint)number(result);
	}
}

static void
set_broken(struct answer *answer, const char *how)
{
	answer->body_outcome = strcmp(how, "timeout") == 0 ? OUTCOME_TIMEOUT : OUTCOME_CUT;
	answer->trouble = g_strdup("transfer closed");
}

/* FALSE: it is no word of the content. */
static gboolean
set_content(struct oab_download *download, const char *word, const char *value)
{
	struct oab_summary *summary = &download->summary;

	if (strcmp(word, "size") == 0)
		summary->size = (guint64)number(value);
	else if (strcmp(word, "inside") == 0)
		summary->uncompressed_size = (guint64)number(value);
	else if (strcmp(word, "sha") == 0)
		g_strlcpy(summary->sha1, value, sizeof(summary->sha1));
	else if (strcmp(word, "version") == 0)
		summary->oab_version = (guint32)number(value);
	else if (strcmp(word, "records") == 0)
		summary->records = (guint32)number(value);
	else if (strcmp(word, "damage") == 0)
		download->damage = g_strcompress(value);
	else if (strcmp(word, "broke") == 0)
		set_broken(download->body->plain->answer, value);
	else
		return FALSE;
	return TRUE;
}

/* An error page in place of the file. */
static void
set_foreign(struct oab_download *download)
{
	download->summary =
	    (struct oab_summary){.size = 20, .sha1 = "ffffffffffffffffffffffffffffffffffffffff"};
	download->damage = g_strdup("expected an address book, got a page");
}

static void
change(const struct oab_book *book, const char *line)
{
	g_auto(GStrv) words = g_strsplit(line, " ", 4);
	struct oab_download *download = NULL;
	struct call **call;

	for (guint i = 0; i < book->downloads->len; i++) {
		struct oab_download *one = g_ptr_array_index(book->downloads, i);

		if (one->file == (guint)number(words[0]))
			download = one;
	}
	g_assert_nonnull(download);
	call = strcmp(words[1], "head") == 0	? &download->head
	       : strcmp(words[1], "range") == 0 ? &download->range
						: &download->body;
	if (strcmp(words[2], "length") == 0)
		set_length(*call, number(words[3]));
	else if (strcmp(words[2], "location") == 0)
		add_header(*call, "Location", words[3]);
	else if (strcmp(words[2], "trouble") == 0)
		download->range_trouble = g_strcompress(words[3]);
	else if (strcmp(words[2], "foreign") == 0)
		set_foreign(download);
	else if (!words[3] || !set_content(download, words[2], words[3]))
		set_result(call, words[2]);
}

static void
add_downloads(struct oab_book *book, const struct row *row, enum oab_depth depth, guint node)
{
	g_auto(GStrv) lines = g_strsplit(row_section(row, "files"), "\n", -1);

	for (guint i = 0; i < book->manifest->files->len; i++) {
		const struct oab_file *file = g_ptr_array_index(book->manifest->files, i);

		if (file->name_is_plain)
			g_ptr_array_add(book->downloads, good_download(file, i, depth));
	}
	for (gsize i = 0; node == 0 && lines[i]; i++)
		if (*lines[i] != '\0')
			change(book, lines[i]);
}

static void
read_memory(struct oab_memory *memory, const char *text)
{
	g_auto(GStrv) lines = g_strsplit(text, "\n", -1);

	for (gsize i = 0; lines[i] && *lines[i] != '\0'; i++) {
		g_auto(GStrv) words = g_strsplit(lines[i], " ", -1);

		if (strcmp(words[0], "missing") == 0) {
			memory->missing_runs = (guint)number(words[1]);
			memory->missing_since_s = SCENE_NOW_S - number(words[2]);
			continue;
		}
		g_assert_cmpstr(words[0], ==, "seen");
		memory->seen_s = SCENE_NOW_S - number(words[1]);
		memory->sequence = number(words[2]);
		memory->uncompressed_size = number(words[3]);
		memory->records = number(words[4]);
	}
}

static struct oab_book *
book_of(const struct row *row, struct node_offers *offers, guint node, enum oab_depth depth)
{
	g_autofree char *section =
	    node == 0 ? g_strdup("manifest") : g_strdup_printf("manifest %u", node + 1);
	g_autoptr(GPtrArray) calls = service_scene_calls(offers);
	const char *ews = row_section(row, "ews");
	struct oab_book *book = oab_book_new(node);

	offers->number = node;
	book->call = service_scene_take(calls, "oab");
	g_assert_nonnull(book->call);
	book->manifest = manifest_of(row, section);
	book->again = node == 0 ? manifest_of(row, "again") : NULL;
	if (book->manifest && !book->manifest->malformed && depth != OAB_DEPTH_MANIFEST)
		add_downloads(book, row, depth, node);
	if (*ews != '\0') {
		g_autofree char *status = g_strchomp(g_strdup(ews));
		struct call *call = call_of(METHOD_GET, (guint)number(status), URL);

		book->ews = g_steal_pointer(&call->plain);
		call_free(call);
	}
	read_memory(&book->memory, row_section(row, "memory"));
	return book;
}

struct oab_findings *
oab_scene_read(const struct row *row)
{
	g_autofree char *depth = g_strchomp(g_strdup(row_section(row, "depth")));
	g_autofree char *usual = g_strdup_printf("logon NTLM CORP\\\\probe\nsecret accepted\n"
						 "oab: GET 401 NTLM\ntry NTLM answered\nleg 401\n"
						 "leg 200\n%s",
						 row_section(row, "answer"));
	gboolean has_wire = g_hash_table_contains(row->sections, "wire");
	g_autoptr(struct_scene) scene = scene_read(has_wire ? row_section(row, "wire") : usual);
	struct oab_findings *findings = oab_findings_new(OAB_DEPTH_HEADERS);

	for (guint i = 0; oab_depth_words[i]; i++)
		if (strcmp(oab_depth_words[i], depth) == 0)
			findings->depth = (enum oab_depth)i;
	findings->total_us = G_USEC_PER_SEC;
	findings->logon = g_steal_pointer(&scene->sweep->logon);
	findings->site = service_scene_site(scene, URL);
	for (guint i = 0; i < findings->site->sweep->nodes->len; i++)
		g_ptr_array_add(findings->books,
				book_of(row, g_ptr_array_index(findings->site->sweep->nodes, i), i,
					findings->depth));
	return findings;
}
