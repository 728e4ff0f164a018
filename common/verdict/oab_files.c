/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Judges the files of an offline address book. */
#include "verdict/oab_files.h"

#include <string.h>

#include "verdict/oab_download.h"

enum { FILES_TOLD = 20 };

/* The findings under way into the tree. */
struct telling {
	struct check *node;
	struct check *first; /* that others follow */
	enum state worst;
	guint bad, told;
};

/* The same of two files is one finding, told by the worse of them. */
static void
fold(struct telling *telling, const struct oab_finding *finding)
{
	struct check *check = finding->check;
	const char *words = strstr(check->summary, ": ");
	struct check *first = telling->first;
	gboolean same = first && g_strcmp0(words, strstr(first->summary, ": ")) == 0;
	gboolean worse = !first || (check->state != first->state &&
				    state_worse(check->state, first->state) == check->state);

	if (worse)
		telling->first = check;
	if (worse && same)
		check_follows(first, check);
	else if (!worse && (same || finding->left_out))
		check_follows(check, first);
}

/* Takes the checks of those that are to be told. */
static void
tell_all(struct telling *telling, GArray *findings, gboolean left_out)
{
	for (guint i = 0; i < findings->len; i++) {
		struct oab_finding *finding = &g_array_index(findings, struct oab_finding, i);

		if (finding->left_out != left_out || finding->check->state == STATE_OK)
			continue;
		telling->bad++;
		telling->worst = state_worse(telling->worst, finding->check->state);
		if (telling->told >= FILES_TOLD)
			continue;
		telling->told++;
		check_adopt(telling->node, finding->check);
		fold(telling, finding);
		finding->check = NULL;
	}
}

static gboolean
is_other(const struct oab_file *one, const struct oab_file *other)
{
	return one && other &&
	       (one->sequence != other->sequence || g_strcmp0(one->name, other->name) != 0 ||
		g_strcmp0(one->sha1, other->sha1) != 0);
}

/* A new generation while it was looked at is no fault; another one that is not newer is that of
 * another server behind the name. TRUE: the files of the first manifest are not judged. */
static gboolean
judge_change(const struct oab_files_case *this)
{
	const struct oab_file *before = oab_main_file(this->book->manifest);
	const struct oab_file *now = oab_main_file_again(this->book);
	struct check *check;

	if (!is_other(before, now))
		return FALSE;
	check = check_add(this->node, "files");
	if (now->sequence > before->sequence) {
		check_judge(check, STATE_OK,
			    "the address book was made anew during the check (sequence "
			    "%" G_GINT64_FORMAT ", now %" G_GINT64_FORMAT
			    "): its files are verified the next time",
			    before->sequence, now->sequence);
		return TRUE;
	}
	check_judge(check, STATE_WARNING,
		    "two address books are served in turn (sequence %" G_GINT64_FORMAT
		    ", then %" G_GINT64_FORMAT "): downloads fail by chance",
		    before->sequence, now->sequence);
	check_remedy(check, "the servers behind this name have different address books: ask each "
			    "of them (-I ADDRESS), and see to their distribution");
	return TRUE;
}

static gboolean
is_verified(const struct oab_findings *findings, const struct oab_book *book,
	    const struct oab_file *file)
{
	const struct oab_download *download = oab_download_of(book, file);

	return download && download->head && (file->element != OAB_FULL || download->range) &&
	       (findings->depth == OAB_DEPTH_HEADERS || download->body) &&
	       oab_download_fits(file, download);
}

gboolean
oab_files_verified(const struct oab_findings *findings, const struct oab_book *book)
{
	gboolean wanted = book->manifest && findings->depth != OAB_DEPTH_MANIFEST;

	for (guint i = 0; wanted && i < book->manifest->files->len; i++) {
		const struct oab_file *file = g_ptr_array_index(book->manifest->files, i);

		if (file->name_is_plain && !is_verified(findings, book, file))
			return FALSE;
	}
	return TRUE;
}

static void
sum_up(const struct oab_files_case *this, const struct telling *telling)
{
	const struct oab_file *file = oab_main_file(this->book->manifest);
	const struct oab_download *download = file ? oab_download_of(this->book, file) : NULL;
	guint files = this->book->manifest->files->len;
	struct check *check = check_add(this->node, "files");
	g_autofree char *label = g_strdup_printf("%sdownload_time", this->prefix);

	if (telling->bad > 0) {
		check_judge(check,
			    telling->worst == STATE_CRITICAL ? STATE_WARNING : telling->worst,
			    "%u of %u file%s not as the manifest says", telling->bad, files,
			    files == 1 ? " is" : "s are");
		check_follows(check, telling->first);
	} else if (!oab_files_verified(this->findings, this->book)) {
		check_judge(check, STATE_OK, "not all of %u file%s could be verified in time",
			    files, files == 1 ? "" : "s");
	} else if (this->findings->depth == OAB_DEPTH_HEADERS || !download || !download->body) {
		check_judge(check, STATE_OK, "%u file%s there, of the size in the manifest", files,
			    files == 1 ? " is" : "s are");
	} else {
		check_judge(check, STATE_OK,
			    "%u file%s as the manifest says; the full one: %u blocks, %u of "
			    "them with their CRC verified",
			    files, files == 1 ? " is" : "s are", download->summary.blocks,
			    download->summary.checked_blocks);
	}
	if (download && download->body)
		check_measure(check, label, UNIT_SECONDS,
			      (double)call_total_us(download->body) / G_USEC_PER_SEC, NULL, 0);
}

static void
clear_finding(gpointer data)
{
	const struct oab_finding *finding = data;

	check_free(finding->check);
}

/* First what is the cause of the rest. */
void
oab_files_judge(const struct oab_files_case *this)
{
	const GPtrArray *files = this->book->manifest->files;
	g_autoptr(GArray) findings = NULL;
	struct telling telling = {.node = this->node, .worst = STATE_OK};

	if (judge_change(this))
		return;
	findings = g_array_new(FALSE, FALSE, sizeof(struct oab_finding));
	g_array_set_clear_func(findings, clear_finding);
	for (guint i = 0; i < files->len; i++) {
		struct oab_finding finding = oab_download_judge(this, g_ptr_array_index(files, i));

		g_array_append_val(findings, finding);
	}
	tell_all(&telling, findings, FALSE);
	tell_all(&telling, findings, TRUE);
	sum_up(this, &telling);
}
