/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Downloads an offline address book as clients do. */
#include "probe/oab.h"

#include <string.h>

#include "protocol/endpoint.h"

enum { MANIFEST_LIMIT = 4 * 1024 * 1024, PAGE_LIMIT = 64 * 1024 };

#define MANIFEST_NAME "oab.xml"

/* What every visit is told. */
struct plan {
	struct oab_findings *findings;
	GMutex mutex; /* guards the findings' books */
};

/* The visit of one node. All borrowed. */
struct fetch {
	struct session *session;
	const char *directory; /* with the slash at its end */
	struct oab_book *book;
	enum oab_depth depth;
	struct deadline deadline;
};

/* The directory of an OABUrl, which may be written without the slash, or with the manifest's name.
 * The caller frees. */
static char *
directory_of(const char *path)
{
	g_autofree char *bare = g_strndup(path, strcspn(path, "?"));

	if (g_str_has_suffix(bare, ".xml"))
		return g_strndup(bare, (gsize)(strrchr(bare, '/') + 1 - bare));
	return g_strconcat(bare, g_str_has_suffix(bare, "/") ? "" : "/", NULL);
}

/* Some of the time is kept for what comes after it. */
static gint64
patience(struct deadline deadline)
{
	return MAX(deadline_left_ms(deadline) / 2, 1);
}

static struct oab_manifest *
read_manifest(const struct call *call)
{
	const struct answer *answer = call_answer(call)->answer;

	if (answer->outcome != OUTCOME_ANSWERED || answer->status != 200 ||
	    answer->body_outcome != OUTCOME_ANSWERED)
		return NULL;
	return oab_manifest_parse(answer->body->str, answer->body->len);
}

char *
oab_manifest_path(const char *path)
{
	g_autofree char *directory = directory_of(path);

	return g_strconcat(directory, MANIFEST_NAME, NULL);
}

static struct call *
ask_manifest(struct session *session, const char *directory, struct deadline deadline)
{
	g_autofree char *path = oab_manifest_path(directory);
	struct http_request request = {.method = METHOD_GET,
				       .path = path,
				       .body_limit = MANIFEST_LIMIT,
				       .patience_ms = patience(deadline)};

	return session_ask(session, &request, deadline);
}

static const struct oab_file *
file_of(const struct fetch *fetch, const struct oab_download *download)
{
	return g_ptr_array_index(fetch->book->manifest->files, download->file);
}

/* A plain name is one segment of a path. The caller frees. */
static char *
path_of(const struct fetch *fetch, const struct oab_download *download)
{
	g_autofree char *segment =
	    g_uri_escape_string(file_of(fetch, download)->name,
				G_URI_RESERVED_CHARS_SUBCOMPONENT_DELIMITERS "@", FALSE);

	return g_strconcat(fetch->directory, segment, NULL);
}

static const struct call *
ask_head(const struct fetch *fetch, struct oab_download *download)
{
	g_autofree char *path = path_of(fetch, download);
	struct http_request request = {.method = METHOD_HEAD,
				       .path = path,
				       .body_limit = PAGE_LIMIT,
				       .patience_ms = patience(fetch->deadline)};

	download->head = session_ask(fetch->session, &request, fetch->deadline);
	return download->head;
}

/* Whether the first bytes are those of a file of an address book. */
static char *
trouble_of_range(const struct answer *answer)
{
	g_autoptr(struct_oab_walker) walker = oab_walker_new(OAB_WALK_LAYOUT);
	g_autoptr(GError) error = NULL;

	if (answer->outcome != OUTCOME_ANSWERED || answer->status != 206)
		return NULL;
	if (!oab_walker_feed(walker, answer->body->str, answer->body->len, &error))
		return g_strdup(error->message);
	return NULL;
}

/* Of a server that ignores the range no more than a page is read. */
static const struct call *
ask_range(const struct fetch *fetch, struct oab_download *download)
{
	g_autofree char *field = g_strdup_printf("Range: bytes=0-%d", OAB_RANGE_BYTES - 1);
	const char *headers[] = {field, NULL};
	g_autofree char *path = path_of(fetch, download);
	struct http_request request = {.method = METHOD_GET,
				       .path = path,
				       .headers = headers,
				       .body_limit = PAGE_LIMIT,
				       .patience_ms = patience(fetch->deadline)};

	download->range = session_ask(fetch->session, &request, fetch->deadline);
	download->range_trouble = trouble_of_range(call_answer(download->range)->answer);
	return download->range;
}

/* What libcurl's pieces go into. */
struct feed {
	struct oab_walker *walker;
	char *damage; /* the first */
};

static void
take(void *data, const void *bytes, gsize length)
{
	struct feed *feed = data;
	g_autoptr(GError) error = NULL;

	if (!oab_walker_feed(feed->walker, bytes, length, &error) && !feed->damage)
		feed->damage = g_strdup(error->message);
}

static const struct call *
ask_body(const struct fetch *fetch, struct oab_download *download)
{
	g_autoptr(struct_oab_walker) walker =
	    oab_walker_new(fetch->depth == OAB_DEPTH_DECODE ? OAB_WALK_DECODE : OAB_WALK_LAYOUT);
	struct feed feed = {.walker = walker};
	const struct http_sink sink = {.take = take, .data = &feed};
	g_autofree char *path = path_of(fetch, download);
	struct http_request request = {
	    .method = METHOD_GET, .path = path, .body_limit = PAGE_LIMIT, .sink = &sink};
	g_autoptr(GError) error = NULL;

	download->body = session_ask(fetch->session, &request, fetch->deadline);
	if (!oab_walker_finish(walker, &download->summary, &error) && !feed.damage)
		feed.damage = g_strdup(error->message);
	download->damage = feed.damage;
	return download->body;
}

typedef const struct call *(*fetch_step)(const struct fetch *fetch, struct oab_download *download);

/* One step with every file, with the full ones alone when the others are of no interest to it. When
 * one cannot be asked for, no other is: what logs on might lock the account. */
static gboolean
step_all(const struct fetch *fetch, fetch_step step, gboolean full_only)
{
	const GPtrArray *downloads = fetch->book->downloads;
	gboolean well = TRUE;

	for (guint i = 0; well && i < downloads->len && !deadline_passed(fetch->deadline); i++) {
		struct oab_download *download = g_ptr_array_index(downloads, i);

		if (!full_only || file_of(fetch, download)->element == OAB_FULL)
			well = call_went_well(step(fetch, download));
	}
	return well;
}

static gboolean
all_fit(const struct fetch *fetch)
{
	for (guint i = 0; i < fetch->book->downloads->len; i++) {
		const struct oab_download *download = g_ptr_array_index(fetch->book->downloads, i);

		if (!oab_download_fits(file_of(fetch, download), download))
			return FALSE;
	}
	return TRUE;
}

/* Ranges come behind the heads: a server that ignores them costs the connection. */
static void
fetch_files(const struct fetch *fetch)
{
	const GPtrArray *files = fetch->book->manifest->files;
	struct call *again;

	for (guint i = 0; i < files->len; i++)
		if (((const struct oab_file *)g_ptr_array_index(files, i))->name_is_plain)
			g_ptr_array_add(fetch->book->downloads, oab_download_new(i));
	if (!step_all(fetch, ask_head, FALSE) || !step_all(fetch, ask_range, TRUE))
		return;
	if (fetch->depth != OAB_DEPTH_HEADERS && !step_all(fetch, ask_body, FALSE))
		return;
	if (all_fit(fetch) || deadline_passed(fetch->deadline))
		return;
	again = ask_manifest(fetch->session, fetch->directory, fetch->deadline);
	fetch->book->again = read_manifest(again);
	call_free(again);
}

/* Whether the OAB alone fails is told by EWS, which the same server serves. */
static void
ask_ews(struct session *session, struct oab_book *book, struct deadline deadline)
{
	const struct answer *answer = call_answer(book->call)->answer;
	struct http_request request = {.method = METHOD_GET,
				       .path = endpoint_find("ews")->path,
				       .body_limit = PAGE_LIMIT,
				       .patience_ms = patience(deadline),
				       .connection = HTTP_CONNECTION_FRESH};

	if (answer->outcome == OUTCOME_ANSWERED && answer->status == 500)
		book->ews = session_ask_plainly(session, &request, deadline);
}

static void
visit(struct session *session, const struct node_offers *node, struct deadline deadline, void *data)
{
	struct plan *plan = data;
	g_autofree char *directory = directory_of(plan->findings->site->path);
	struct oab_book *book = oab_book_new(node->number);
	struct fetch fetch = {.session = session,
			      .directory = directory,
			      .book = book,
			      .depth = plan->findings->depth,
			      .deadline = deadline};

	book->call = ask_manifest(session, directory, deadline);
	book->manifest = read_manifest(book->call);
	ask_ews(session, book, deadline);
	if (book->manifest && !book->manifest->malformed && fetch.depth != OAB_DEPTH_MANIFEST)
		fetch_files(&fetch);
	g_mutex_lock(&plan->mutex);
	g_ptr_array_add(plan->findings->books, book);
	g_mutex_unlock(&plan->mutex);
}

static gint
by_node(gconstpointer a, gconstpointer b)
{
	const struct oab_book *const *one = a;
	const struct oab_book *const *other = b;

	return (gint)(*one)->node - (gint)(*other)->node;
}

void
oab_visit(struct site_run *run, const char *url, struct oab_findings *findings)
{
	struct plan plan = {.findings = findings};

	findings->site = site_new(url);
	g_mutex_init(&plan.mutex);
	site_visit(run, findings->site, visit, &plan);
	g_ptr_array_sort(findings->books, by_node);
	g_mutex_clear(&plan.mutex);
}

struct oab_findings *
oab_run(const struct site_request *request, enum oab_depth depth, struct deadline deadline)
{
	struct oab_findings *findings = oab_findings_new(depth);
	const char *url = request->url;
	gint64 began = g_get_monotonic_time();
	struct site_run run;

	site_run_init(&run, request, deadline);
	if (!url) {
		findings->discovery = site_discover(&run);
		url = discovery_external_url(findings->discovery, "OABUrl");
	}
	if (url)
		oab_visit(&run, url, findings);
	findings->logon = run.logon;
	findings->total_us = g_get_monotonic_time() - began;
	site_run_clear(&run);
	return findings;
}
