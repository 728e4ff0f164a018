/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Holds what was seen of an offline address book. */
#include "facts/oab.h"

#include <string.h>

#include "facts/json_text.h"
#include "facts/oab_json.h"

const char *const oab_depth_words[] = {"manifest", "headers", "files", "decode", NULL};

static void
free_download(gpointer data)
{
	struct oab_download *download = data;

	call_free(download->head);
	call_free(download->range);
	call_free(download->body);
	g_free(download->range_trouble);
	g_free(download->damage);
	g_free(download);
}

static void
free_book(gpointer data)
{
	oab_book_free(data);
}

struct oab_download *
oab_download_new(guint file)
{
	struct oab_download *download = g_new0(struct oab_download, 1);

	download->file = file;
	return download;
}

struct oab_book *
oab_book_new(guint node)
{
	struct oab_book *book = g_new0(struct oab_book, 1);

	book->node = node;
	book->downloads = g_ptr_array_new_with_free_func(free_download);
	book->memory = (struct oab_memory){.sequence = -1, .uncompressed_size = -1, .records = -1};
	return book;
}

void
oab_book_free(struct oab_book *book)
{
	if (!book)
		return;
	call_free(book->call);
	g_clear_pointer(&book->manifest, oab_manifest_free);
	g_ptr_array_unref(book->downloads);
	g_clear_pointer(&book->again, oab_manifest_free);
	asked_free(book->ews);
	g_free(book);
}

struct oab_findings *
oab_findings_new(enum oab_depth depth)
{
	struct oab_findings *findings = g_new0(struct oab_findings, 1);

	findings->depth = depth;
	findings->books = g_ptr_array_new_with_free_func(free_book);
	return findings;
}

void
oab_findings_free(struct oab_findings *findings)
{
	if (!findings)
		return;
	discovery_free(findings->discovery);
	site_free(findings->site);
	g_ptr_array_unref(findings->books);
	logon_free(findings->logon);
	g_free(findings->not_remembered);
	g_free(findings);
}

struct oab_book *
oab_book_of(const struct oab_findings *findings, guint node)
{
	for (guint i = 0; i < findings->books->len; i++) {
		struct oab_book *book = g_ptr_array_index(findings->books, i);

		if (book->node == node)
			return book;
	}
	return NULL;
}

static gboolean
is_global(const struct oab_manifest *manifest, const struct oab_file *file)
{
	const struct oab_list *list = file->list < manifest->lists->len
					  ? g_ptr_array_index(manifest->lists, file->list)
					  : NULL;

	return list && g_strcmp0(list->dn, "/") == 0;
}

const struct oab_file *
oab_main_file(const struct oab_manifest *manifest)
{
	const struct oab_file *first = NULL;

	for (guint i = 0; i < manifest->files->len; i++) {
		const struct oab_file *file = g_ptr_array_index(manifest->files, i);

		if (file->element != OAB_FULL)
			continue;
		if (is_global(manifest, file))
			return file;
		if (!first)
			first = file;
	}
	return first;
}

const struct oab_file *
oab_main_file_again(const struct oab_book *book)
{
	return book->again && !book->again->malformed ? oab_main_file(book->again) : NULL;
}

gint64
oab_renewed_sequence(const struct oab_book *book)
{
	const struct oab_file *before = book->manifest ? oab_main_file(book->manifest) : NULL;
	const struct oab_file *now = oab_main_file_again(book);

	return before && now && now->sequence > before->sequence ? now->sequence : -1;
}

const struct oab_download *
oab_download_of(const struct oab_book *book, const struct oab_file *file)
{
	for (guint i = 0; i < book->downloads->len; i++) {
		const struct oab_download *download = g_ptr_array_index(book->downloads, i);

		if (g_ptr_array_index(book->manifest->files, download->file) == file)
			return download;
	}
	return NULL;
}

gint64
oab_named_length(const struct answer *answer)
{
	const char *text = answer_header(answer, "Content-Length");
	guint64 length = 0;

	if (!text || !g_ascii_string_to_unsigned(text, 10, 0, G_MAXINT64, &length, NULL))
		return -1;
	return (gint64)length;
}

static const struct answer *
served(const struct call *call)
{
	const struct answer *answer = call ? call_answer(call)->answer : NULL;

	return answer && answer->outcome == OUTCOME_ANSWERED ? answer : NULL;
}

static gboolean
body_fits(const struct oab_file *file, const struct oab_download *download)
{
	const struct answer *answer = served(download->body);

	if (!answer || answer->status != 200 || answer->body_outcome != OUTCOME_ANSWERED)
		return FALSE;
	return !download->damage &&
	       (file->size < 0 || (guint64)file->size == download->summary.size) &&
	       (!file->sha1 || strcmp(file->sha1, download->summary.sha1) == 0) &&
	       (file->element == OAB_DIFF || file->uncompressed_size < 0 ||
		(guint64)file->uncompressed_size == download->summary.uncompressed_size);
}

gboolean
oab_download_fits(const struct oab_file *file, const struct oab_download *download)
{
	const struct answer *head = served(download->head);
	const struct answer *range = served(download->range);

	if (download->head && (!head || head->status != 200))
		return FALSE;
	if (head && file->size >= 0 && oab_named_length(head) >= 0 &&
	    oab_named_length(head) != file->size)
		return FALSE;
	if (download->range && (!range || (range->status != 206 && range->status != 200)))
		return FALSE;
	if (download->range_trouble)
		return FALSE;
	return !download->body || body_fits(file, download);
}

/* RFC 9110's preferred form of a date: "Sun, 06 Nov 1994 08:49:37 GMT". */
static gint64
read_date(const char *text)
{
	static const char *const months[] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
					     "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
	g_auto(GStrv) words = text ? g_strsplit(text, " ", 0) : NULL;
	g_autoptr(GDateTime) date = NULL;
	g_autofree char *iso = NULL;
	g_autoptr(GTimeZone) utc = g_time_zone_new_utc();
	guint month = 0;

	if (!words || g_strv_length(words) != 6 || strlen(words[1]) != 2)
		return -1;
	while (month < G_N_ELEMENTS(months) && strcmp(months[month], words[2]) != 0)
		month++;
	iso = g_strdup_printf("%s-%02u-%sT%sZ", words[3], month + 1, words[1], words[4]);
	date = g_date_time_new_from_iso8601(iso, utc);
	return date ? g_date_time_to_unix(date) : -1;
}

gint64
oab_modified_s(const struct oab_book *book)
{
	const struct answer *answer = served(book->call);

	return answer ? read_date(answer_header(answer, "Last-Modified")) : -1;
}

struct oab_memory
oab_seen(const struct oab_book *book, gint64 now_s)
{
	struct oab_memory memory = book->memory;
	const struct answer *answer = served(book->call);
	const struct oab_file *file = book->manifest ? oab_main_file(book->manifest) : NULL;
	const struct oab_download *download = file ? oab_download_of(book, file) : NULL;

	if (answer && answer->status == 404) {
		memory.missing_since_s = memory.missing_runs > 0 ? memory.missing_since_s : now_s;
		memory.missing_runs++;
	} else if (answer && answer->status == 200) {
		memory.missing_runs = 0;
		memory.missing_since_s = 0;
	}
	if (!file)
		return memory;
	memory.seen_s = now_s;
	/* A number of records stays known as long as it is of the same book. */
	if (memory.sequence != file->sequence)
		memory.records = -1;
	memory.sequence = file->sequence;
	memory.uncompressed_size = file->uncompressed_size;
	if (download && download->body && !download->damage &&
	    download->summary.oab_version == OAB_VERSION_4)
		memory.records = download->summary.records;
	return memory;
}

static gboolean
is_worse(const struct oab_memory *before, const struct oab_memory *now)
{
	return (now->sequence >= 0 && now->sequence < before->sequence) ||
	       (now->uncompressed_size >= 0 &&
		now->uncompressed_size < before->uncompressed_size) ||
	       (now->records >= 0 && now->records < before->records);
}

struct oab_memory
oab_remember(const struct oab_book *book, gint64 now_s)
{
	const struct oab_memory *before = &book->memory;
	struct oab_memory now = oab_seen(book, now_s);

	if (before->seen_s == 0 || now_s - before->seen_s >= OAB_HELD_AGAINST_S ||
	    !is_worse(before, &now))
		return now;
	now.seen_s = before->seen_s;
	now.sequence = before->sequence;
	now.uncompressed_size = before->uncompressed_size;
	now.records = before->records;
	return now;
}

static json_t *
download_to_json(const struct oab_download *download)
{
	json_t *object = json_object();

	json_object_set_new(object, "file", json_integer(download->file));
	if (download->head)
		json_object_set_new(object, "head", call_to_json(download->head));
	if (download->range)
		json_object_set_new(object, "range", call_to_json(download->range));
	json_set_text(object, "range_trouble", download->range_trouble);
	if (download->body) {
		json_object_set_new(object, "body", call_to_json(download->body));
		json_object_set_new(object, "content", oab_summary_to_json(&download->summary));
	}
	json_set_text(object, "damage", download->damage);
	return object;
}

static json_t *
book_to_json(const struct oab_book *book)
{
	json_t *object = json_object();
	json_t *downloads = json_array();
	gint64 modified_s = oab_modified_s(book);

	if (book->call)
		json_object_set_new(object, "manifest_call", call_to_json(book->call));
	if (book->manifest)
		json_object_set_new(object, "manifest", oab_manifest_to_json(book->manifest));
	if (modified_s >= 0)
		json_object_set_new(object, "modified", json_integer(modified_s));
	for (guint i = 0; i < book->downloads->len; i++)
		json_array_append_new(downloads,
				      download_to_json(g_ptr_array_index(book->downloads, i)));
	json_object_set_new(object, "downloads", downloads);
	if (book->again)
		json_object_set_new(object, "manifest_again", oab_manifest_to_json(book->again));
	if (book->ews)
		json_object_set_new(object, "ews", asked_to_json(book->ews));
	return object;
}

json_t *
oab_findings_to_json(const struct oab_findings *findings)
{
	json_t *object = json_object();
	json_t *books = json_array();

	json_set_text(object, "verified", oab_depth_words[findings->depth]);
	if (findings->discovery)
		json_object_set_new(object, "discovery", discovery_to_json(findings->discovery));
	if (findings->logon)
		json_object_set_new(object, "logon", logon_to_json(findings->logon));
	if (findings->site)
		json_object_set_new(object, "site", site_to_json(findings->site));
	for (guint i = 0; i < findings->books->len; i++)
		json_array_append_new(books, book_to_json(g_ptr_array_index(findings->books, i)));
	json_object_set_new(object, "books", books);
	json_object_set_new(object, "seconds", json_seconds(findings->total_us));
	return object;
}
