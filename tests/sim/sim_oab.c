/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which file of an address book a client gets, and how much of it. */
#include "tests/sim/sim_oab.h"
#include "tests/sim/sim_handler.h"
#include "tests/sim/sim_layout.h"
#include "tests/sim/sim_manifest.h"
#include "tests/sim/sim_memory.h"
#include "tests/sim/sim_page.h"
#include "tests/sim/sim_range.h"
#include "tests/sim/sim_shelf.h"

#include <string.h>

#define TYPE_FILE "application/octet-stream"

static void
shelf_free(gpointer shelf)
{
	sim_shelf_free(shelf);
}

/* The book as it is at this request; made when it is asked for. */
static const struct sim_shelf *
shelf_now(const struct sim_request *request)
{
	const struct sim_settings *settings = request->settings;
	struct sim_memory *memory = sim_request_memory(request);
	guint changes =
	    settings->changes_after && memory->manifest_requests >= settings->changes_after;

	if (!memory->shelves)
		memory->shelves = g_ptr_array_new_with_free_func(shelf_free);
	while (memory->shelves->len <= changes)
		g_ptr_array_add(memory->shelves,
				sim_shelf_new(request->node, settings,
					      settings->sequence + memory->shelves->len));
	return memory->shelves->pdata[changes];
}

/* What there is to send. */
struct parcel {
	const gchar *type;
	const gchar *modified;
	const gchar *tag;
	struct sim_rope *rope;
};

static struct sim_answer *
compose(const struct sim_request *request, guint status, const gchar *type)
{
	return sim_layout_compose(request, &(struct sim_content){
					       .speaker = SIM_SPEAKER_EXCHANGE,
					       .status = status,
					       .content_type = type,
					   });
}

/* The whole file, a part of it, or a refusal. */
static struct sim_answer *
send_parcel(const struct sim_request *request, const struct parcel *parcel)
{
	const struct sim_settings *settings = request->settings;
	guint64 size = sim_rope_size(parcel->rope);
	guint64 at = 0;
	guint64 length = size;
	enum sim_range_kind range =
	    sim_range_read(settings->no_range ? NULL : request->range, size, &at, &length);
	struct sim_answer *answer;

	if (range != SIM_RANGE_NONE && settings->refuse_range)
		return sim_handler_plain(request, settings->refuse_range);
	if (range == SIM_RANGE_UNSATISFIABLE) {
		answer = sim_handler_plain(request, 416);
		sim_answer_addf(answer, "Content-Range", "bytes */%" G_GUINT64_FORMAT, size);
		return answer;
	}
	answer = compose(request, range == SIM_RANGE_PART ? 206 : 200, parcel->type);
	sim_answer_add(answer, "Last-Modified", parcel->modified);
	if (!settings->no_range)
		sim_answer_add(answer, "Accept-Ranges", "bytes");
	sim_answer_addf(answer, "ETag", "\"%.16s:0\"", parcel->tag);
	if (range == SIM_RANGE_PART)
		sim_answer_addf(answer, "Content-Range",
				"bytes %" G_GUINT64_FORMAT "-%" G_GUINT64_FORMAT
				"/%" G_GUINT64_FORMAT,
				at, at + length - 1, size);
	sim_answer_stream(answer, parcel->rope, at, length);
	if (settings->drip_ms) {
		answer->stream->drip_ms = settings->drip_ms;
		answer->stream->drip_bytes = settings->drip_bytes;
	}
	return answer;
}

static struct sim_answer *
send_manifest(const struct sim_request *request)
{
	const struct sim_settings *settings = request->settings;
	const struct sim_shelf *shelf = shelf_now(request);
	struct sim_memory *memory = sim_request_memory(request);
	g_autoptr(struct_sim_rope) rope = sim_rope_new();
	g_autofree gchar *text = sim_manifest_write(shelf, settings);
	g_autofree gchar *tag = NULL;

	if (memory->manifest_requests++ < settings->missing_first)
		return sim_handler_plain(request, 404);
	sim_rope_append(rope, text, strlen(text), 1);
	tag = sim_rope_sha1(rope);
	return send_parcel(request, &(struct parcel){settings->manifest == SIM_MANIFEST_HTML
							 ? SIM_PAGE_TYPE
							 : SIM_PAGE_TYPE_XML,
						     shelf->modified, tag, rope});
}

static struct sim_answer *
page(const struct sim_request *request)
{
	struct sim_answer *answer = compose(request, 200, SIM_PAGE_TYPE);

	sim_answer_take_body(answer, sim_page_error(404));
	return answer;
}

static struct sim_answer *
send_file(const struct sim_request *request, const gchar *name)
{
	const struct sim_shelf *shelf = shelf_now(request);
	const struct sim_file *file = sim_shelf_file(shelf, name);
	enum sim_oab_fault fault = SIM_OAB_RIGHT;
	struct sim_answer *answer;

	if (file && file->kind == request->settings->faulty)
		fault = request->settings->file;
	if (!file || fault == SIM_OAB_MISSING)
		return sim_handler_plain(request, 404);
	if (fault == SIM_OAB_HTML)
		return page(request);
	answer = send_parcel(request,
			     &(struct parcel){TYPE_FILE, shelf->modified, file->sha1, file->sent});
	if (answer->stream && fault == SIM_OAB_CUT)
		answer->stream->stop_after = answer->stream->length * 2 / 3;
	return answer;
}

/* Only a GUID that is set is asked for; otherwise all directories are the same one. */
static gboolean
is_directory(const struct sim_request *request)
{
	const gchar *guid = request->settings->guid;
	g_autofree gchar *wanted = guid ? g_strdup_printf("/%s/", guid) : NULL;
	gsize length = (gsize)(strrchr(request->rest, '/') - request->rest) + 1;

	return !guid || (length == strlen(wanted) &&
			 g_ascii_strncasecmp(request->rest, wanted, length) == 0);
}

/* Listings are off; below an address book's own directory lie its manifest and its files. */
struct sim_answer *
sim_oab_answer(const struct sim_request *request)
{
	const gchar *name = strrchr(request->path, '/') + 1;

	if (strcmp(request->method, "GET") != 0 && strcmp(request->method, "HEAD") != 0)
		return sim_handler_not_mapped(request);
	if (!*name || !*request->rest)
		return sim_handler_plain(request, 403);
	if (!is_directory(request))
		return sim_handler_plain(request, 404);
	if (g_ascii_strcasecmp(name, "oab.xml") == 0)
		return send_manifest(request);
	return send_file(request, name);
}
