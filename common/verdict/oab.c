/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Judges whether a client outside can download the offline address book. */
#include "verdict/oab.h"

#include "base/text.h"
#include "verdict/credentials.h"
#include "verdict/nodes.h"
#include "verdict/oab_case.h"
#include "verdict/oab_files.h"
#include "verdict/reach.h"
#include "verdict/service.h"

#define FILL                                                                                       \
	"see whether the address lists still hold everybody (Get-AddressList, "                    \
	"Get-GlobalAddressList: RecipientFilter), then Update-OfflineAddressBook"

/* Once it is normal: a server that serves a shadow copy begins to fetch it when somebody asks. */
static void
judge_missing(struct check *check, const struct oab_case *this)
{
	const struct oab_memory *memory = &this->book->memory;
	g_autofree char *since =
	    oab_age_text(MAX(this->policy->now_s - memory->missing_since_s, 0));

	if (memory->missing_runs == 0) {
		check_judge(check, STATE_WARNING,
			    "404: this server has no copy of the address book; the first request "
			    "makes it fetch one, so look at the next run");
	} else {
		check_judge(check, STATE_CRITICAL,
			    "404 again, %s after the first: nobody gets an address book from this "
			    "server",
			    since);
		check_remedy(check,
			     "see that the OAB is generated (Get-OfflineAddressBook: "
			     "LastTouchedTime, GeneratingMailbox, VirtualDirectories) and "
			     "distributed to this server; Update-OfflineAddressBook makes it anew");
	}
	check_remedy(check, "the GUID in the URL must be the one that Autodiscover gives for this "
			    "mailbox (check_exchange_autodiscover -v)");
}

/* What the manifest says of the book that counts. */
static gboolean
judge_manifest(struct check *check, const struct oab_case *this)
{
	const struct oab_manifest *manifest = this->book->manifest;
	const struct oab_file *file;
	g_autofree char *trouble = text_line(manifest->malformed);

	if (manifest->malformed) {
		check_judge(check, STATE_CRITICAL, "what is served is no manifest: %s", trouble);
		check_remedy(check, SERVICE_STRANGER);
		return FALSE;
	}
	file = oab_main_file(manifest);
	if (!file) {
		check_judge(check, STATE_CRITICAL,
			    "the manifest names no full file: new clients get no address book");
		check_remedy(check, "make the address book anew (Update-OfflineAddressBook)");
		return FALSE;
	}
	if (file->sequence < 0) {
		check_judge(check, STATE_WARNING,
			    "the manifest gives no sequence for its full file");
		return TRUE;
	}
	check_judge(check, STATE_OK,
		    "sequence %" G_GINT64_FORMAT ", %u file%s in %u address list%s", file->sequence,
		    manifest->files->len, manifest->files->len == 1 ? "" : "s",
		    manifest->lists->len, manifest->lists->len == 1 ? "" : "s");
	oab_measure(check, this, "sequence", UNIT_NONE, (double)file->sequence, NULL);
	if (file->size >= 0)
		oab_measure(check, this, "size", UNIT_BYTES, (double)file->size, NULL);
	return TRUE;
}

static void
judge_records(const struct oab_case *this)
{
	const struct oab_file *file = oab_main_file(this->book->manifest);
	const struct oab_download *download = oab_download_of(this->book, file);
	const struct oab_summary *summary = download ? &download->summary : NULL;
	struct check *check;

	if (this->findings->depth != OAB_DEPTH_DECODE || !download || !download->body ||
	    download->damage)
		return;
	check = check_add(this->check, "records");
	if (summary->oab_version != OAB_VERSION_4) {
		check_judge(check, STATE_CRITICAL,
			    "what is inside is no address book of version 4 (it says %u)",
			    summary->oab_version);
		check_remedy(check, "make the address book anew (Update-OfflineAddressBook)");
		return;
	}
	if (summary->records == 0) {
		check_judge(check, STATE_CRITICAL, "the address book is empty: 0 records");
		check_remedy(check, FILL);
	}
	check_judge(check, STATE_OK, "%u records", summary->records);
	oab_measure(check, this, "records", UNIT_NONE, (double)summary->records, NULL);
}

/* The service's own answer to the request for the manifest. */
static void
judge_served(struct check *check, const struct oab_case *this, const struct service_case *service)
{
	const struct answer *answer = call_answer(this->book->call)->answer;
	const struct oab_files_case files = {.findings = this->findings,
					     .book = this->book,
					     .timeout_state = this->policy->timeout_state,
					     .node = this->check,
					     .prefix = this->prefix};

	if (answer->status == 404) {
		judge_missing(check, this);
		return;
	}
	service_judge_status(check, service);
	if (check->judged || !service_judge_body(check, service, "the manifest"))
		return;
	if (!judge_manifest(check, this))
		return;
	if (this->findings->depth != OAB_DEPTH_MANIFEST)
		oab_files_judge(&files);
	judge_records(this);
	oab_judge_age(this);
	oab_judge_progress(this);
}

static void
judge_book(const struct oab_case *this)
{
	struct check *check = check_add(this->check, "manifest");
	const struct oab_book *book = this->book;
	struct service_case service = {.timeout_state = this->policy->timeout_state,
				       .site = this->findings->site,
				       .node = this->node,
				       .logon = this->logon,
				       .credentials = this->credentials,
				       .endpoint = "oab",
				       .call = book->call,
				       .others_fine =
					   book->ews && book->ews->answer->status == 401};
	double seconds = (double)call_total_us(book->call) / G_USEC_PER_SEC;

	reach_note_node(this->check, this->node->node);
	if (service_judge(check, &service) != SERVICE_SERVED)
		return;
	judge_served(check, this, &service);
	oab_measure(check, this, "manifest_time", UNIT_SECONDS, seconds, &this->policy->time_s);
	service_judge_time(check, "the manifest came", seconds, &this->policy->time_s);
}

static gint64
sequence_of(const struct oab_book *book)
{
	const struct oab_file *file = book->manifest ? oab_main_file(book->manifest) : NULL;

	return file ? file->sequence : -1;
}

static void
judge_agreement(struct check *root, const struct oab_findings *findings)
{
	gint64 first = -1;
	gboolean differ = FALSE;
	guint known = 0;
	struct check *check;

	for (guint i = 0; i < findings->books->len; i++) {
		gint64 sequence = sequence_of(g_ptr_array_index(findings->books, i));

		if (sequence < 0)
			continue;
		known++;
		differ = differ || (first >= 0 && sequence != first);
		first = sequence;
	}
	if (known < 2)
		return;
	check = check_add(root, "nodes agree");
	for (guint i = 0; differ && i < findings->books->len; i++) {
		const struct oab_book *book = g_ptr_array_index(findings->books, i);
		const struct node_offers *node =
		    g_ptr_array_index(findings->site->sweep->nodes, book->node);
		g_autofree char *title = nodes_title(node->node);

		check_note(check, NOTE_EVIDENCE, "sequence of %s: %" G_GINT64_FORMAT, title,
			   sequence_of(book));
	}
	if (differ) {
		check_judge(check, STATE_WARNING,
			    "the nodes serve different generations of the address book: downloads "
			    "through a balancer fail by chance");
		check_remedy(check, "let all nodes have the same copy (2007, 2010: "
				    "Update-FileDistributionService), and look at the next run");
		return;
	}
	check_judge(check, STATE_OK, "%u nodes serve the same generation", known);
}

void
oab_judge(struct check *root, const struct oab_findings *findings, const struct logon *logon,
	  const struct check *credentials, const struct oab_policy *policy)
{
	const struct site *site = findings->site;
	gboolean many;

	if (!site || service_judge_site(root, site, "OABUrl", policy->timeout_state))
		return;
	many = site->sweep->nodes->len > 1;
	for (guint i = 0; i < site->sweep->nodes->len; i++) {
		const struct node_offers *node = g_ptr_array_index(site->sweep->nodes, i);
		const struct oab_book *book = oab_book_of(findings, i);
		g_autofree char *title = nodes_title(node->node);
		g_autofree char *prefix = many ? g_strdup_printf("n%u_", i + 1) : g_strdup("");
		struct oab_case this = {.findings = findings,
					.policy = policy,
					.book = book,
					.node = node,
					.logon = logon,
					.credentials = credentials,
					.check = many ? check_add(root, title) : root,
					.prefix = prefix};

		if (book)
			judge_book(&this);
	}
	judge_agreement(root, findings);
	nodes_note_known_addresses(root, site->sweep);
}

/* FALSE although nothing is worse than OK: a time-out is to count as OK. */
static gboolean
all_answered(const struct oab_findings *findings)
{
	guint nodes =
	    findings->site && findings->site->sweep ? findings->site->sweep->nodes->len : 0;

	for (guint i = 0; i < nodes; i++) {
		const struct oab_book *book = oab_book_of(findings, i);

		if (!book || !call_went_well(book->call) || (findings->logon && !book->manifest))
			return FALSE;
	}
	return nodes > 0;
}

static gboolean
all_verified(const struct oab_findings *findings)
{
	for (guint i = 0; i < findings->books->len; i++)
		if (!oab_files_verified(findings, g_ptr_array_index(findings->books, i)))
			return FALSE;
	return TRUE;
}

/* Everything has answered. */
static void
sum_up(struct check *root, const struct oab_findings *findings, const struct oab_policy *policy)
{
	const struct node_offers *first = g_ptr_array_index(findings->site->sweep->nodes, 0);
	guint nodes = findings->site->sweep->nodes->len;
	const struct oab_book *book = oab_book_of(findings, 0);
	const struct oab_file *file = book->manifest ? oab_main_file(book->manifest) : NULL;
	gint64 modified_s = oab_modified_s(book);
	g_autofree char *where =
	    nodes > 1 ? g_strdup_printf("all %u nodes", nodes) : nodes_title(first->node);
	g_autofree char *age = oab_age_text(MAX(policy->now_s - modified_s, 0));

	if (!file) {
		check_judge(root, STATE_OK,
			    "the OAB of %s asks for a logon; without credentials no more was asked",
			    where);
		return;
	}
	for (guint i = 0; i < findings->books->len; i++) {
		gint64 now = oab_renewed_sequence(g_ptr_array_index(findings->books, i));

		if (now >= 0)
			check_judge(root, STATE_OK,
				    "the address book served by %s was made anew during the check "
				    "(now sequence %" G_GINT64_FORMAT
				    "): its files are verified the next time",
				    where, now);
	}
	check_judge(root, STATE_OK,
		    "address book of sequence %" G_GINT64_FORMAT
		    "%s%s%s served by %s, verified: %s",
		    file->sequence, modified_s >= 0 ? ", " : "", modified_s >= 0 ? age : "",
		    modified_s >= 0 ? " old," : "", where,
		    all_verified(findings) ? oab_depth_words[findings->depth] : "not all files");
}

struct check *
verdict_oab(const struct oab_findings *findings, const struct oab_policy *policy)
{
	struct check *root = check_new("oab");
	const struct check *credentials = credentials_judge(root, findings->logon, policy->now_s);
	const struct service_lead lead = {.discovery = findings->discovery,
					  .name = "OABUrl",
					  .url = findings->site ? findings->site->url : NULL,
					  .timeout_state = policy->timeout_state,
					  .logon = findings->logon,
					  .credentials = credentials};

	if (findings->discovery)
		service_judge_discovery(root, &lead);
	oab_judge(root, findings, findings->logon, credentials, policy);
	if (findings->not_remembered) {
		g_autofree char *why = text_line(findings->not_remembered);

		check_judge(check_add(root, "memory"), STATE_WARNING,
			    "what was seen could not be compared with the last run: %s", why);
	}
	check_measure(root, "time", UNIT_SECONDS, (double)findings->total_us / G_USEC_PER_SEC, NULL,
		      0);
	if (check_state(root) == STATE_OK && all_answered(findings))
		sum_up(root, findings, policy);
	else if (check_state(root) == STATE_OK)
		check_judge(root, STATE_OK, "not everything was answered until the time was up");
	return root;
}
