/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tells a report as the plugin API wants it. */
#include "report/output.h"

#include <string.h>

#include "base/text.h"

enum {
	HEADLINE_MAX = 400, /* so that the performance data stays within what a scheduler keeps */
	LAST_LINE = 100,    /* the line about left-out findings at its longest */
	HEADINGS_MAX =
	    OUTPUT_BUDGET / 2 /* what evidence and cures leave to the findings after them */
};

/* The walk through the findings. */
struct telling {
	guint verbosity;
	GString *out;
	gsize to_come;	   /* bytes of the headings of the findings that are not in `out` yet */
	GHashTable *cures; /* remedies that stand in `out` -> name of the first finding with them */
	guint left_out;	   /* findings that are not in `out` at all */
	guint shortened;   /* findings without their evidence and remedies */
};

/*
 * The safety net below text_clean(): whatever a summary, note or remedy holds, it stays on its
 * line, is valid UTF-8 and has no '|'. Indentation is kept and so are '<' and '>', which our own
 * texts may use.
 */
static void
append_safe(GString *out, const char *text, gsize length)
{
	g_autofree char *valid = text_utf8(text, (gssize)length);

	for (char *at = valid; *at; at = g_utf8_next_char(at)) {
		gunichar c = g_utf8_get_char(at);

		if (c == '|')
			g_string_append_c(out, '!');
		else if (g_unichar_isspace(c))
			g_string_append_c(out, ' ');
		else if (!g_unichar_isprint(c) || g_unichar_type(c) == G_UNICODE_FORMAT)
			g_string_append_c(out, '?');
		else
			g_string_append_unichar(out, c);
	}
}

/*
 * Each line of `text` on a line of its own: `lead` before the first, as many blanks before the
 * others.
 */
static void
append_below(GString *out, const char *lead, const char *text)
{
	const char *end;

	for (const char *at = text; *at; at = *end ? end + 1 : end) {
		gsize length = strcspn(at, "\n");

		end = at + length;
		if (length > 0 && end[-1] == '\r')
			length--;
		g_string_append_printf(out, "\n%*s", (int)strlen(lead), at == text ? lead : "");
		append_safe(out, at, length);
	}
}

/* The root has no path. */
static char *
told_name(const struct check *check)
{
	char *path = check_path(check, TRUE);

	if (path[0])
		return path;
	g_free(path);
	return g_strdup(check->name);
}

/* "[WARNING] cas2 ews order: Negotiate stands before NTLM" */
static void
append_heading(GString *out, const struct check *check)
{
	g_autofree char *name = told_name(check);
	const gboolean counts = check_counts(check);
	g_autoptr(GString) line = g_string_new(NULL);

	if (check->parent || !counts)
		g_string_append(line, name);
	if (counts)
		g_string_append_printf(line, "%s%s", line->len > 0 ? ": " : "",
				       check_summary(check));
	if (check->cause) {
		g_autofree char *cause = told_name(check->cause);

		g_string_append_printf(line, " (follows from %s)", cause);
	}
	g_string_append_printf(out, "\n[%s] ",
			       state_name(counts ? check->state : check_state(check)));
	append_safe(out, line->str, line->len);
}

static gboolean
note_shown(const struct telling *telling, const struct check *check, const struct note *note)
{
	if (telling->verbosity > 0)
		return telling->verbosity >= (guint)note->level;
	return note->level == NOTE_EVIDENCE && check->state != STATE_OK && !check->cause;
}

static void
append_notes(GString *out, const struct telling *telling, const struct check *check)
{
	for (guint i = 0; i < check->notes->len; i++) {
		const struct note *note = check->notes->pdata[i];

		if (note_shown(telling, check, note))
			append_below(out, "  ", note->text);
	}
}

/* All remedies in one text, by which equal ones are found; NULL when there are none to tell. */
static char *
cure_of(const struct check *check)
{
	g_autoptr(GString) cure = g_string_new(NULL);

	if (check->remedies->len == 0 || check->cause || !check_counts(check) ||
	    check->state == STATE_OK)
		return NULL;
	for (guint i = 0; i < check->remedies->len; i++)
		g_string_append_printf(cure, "%s%c", (const char *)check->remedies->pdata[i], '\n');
	return g_strdup(cure->str);
}

static void
append_cure(GString *out, const struct telling *telling, const struct check *check,
	    const char *cure)
{
	const char *earlier = g_hash_table_lookup(telling->cures, cure);

	if (earlier) {
		g_autofree char *as = g_strdup_printf("as for %s", earlier);

		append_below(out, "  cure: ", as);
		return;
	}
	for (guint i = 0; i < check->remedies->len; i++)
		append_below(out, "  cure: ", check->remedies->pdata[i]);
}

static gboolean
fits(const struct telling *telling, gsize length)
{
	return telling->verbosity > 0 || telling->out->len + length + LAST_LINE <= OUTPUT_BUDGET;
}

/* With its evidence and cures only when the findings after it still get their line. */
static void
tell(struct telling *telling, const struct check *check)
{
	g_autofree char *cure = cure_of(check);
	g_autoptr(GString) block = g_string_new(NULL);
	gsize heading;

	append_heading(block, check);
	heading = block->len;
	telling->to_come -= heading;
	append_notes(block, telling, check);
	if (cure)
		append_cure(block, telling, check, cure);
	/* A root or a branch with nothing below its heading would only say line 1 again. */
	if (block->len == heading && (!check->parent || !check_counts(check)))
		return;
	if (fits(telling, block->len + MIN(telling->to_come, HEADINGS_MAX))) {
		g_string_append_len(telling->out, block->str, (gssize)block->len);
		if (cure && !g_hash_table_contains(telling->cures, cure))
			g_hash_table_insert(telling->cures, g_steal_pointer(&cure),
					    told_name(check));
	} else if (fits(telling, heading)) {
		g_string_append_len(telling->out, block->str, (gssize)heading);
		telling->shortened += block->len > heading ? 1 : 0;
	} else {
		telling->left_out++;
	}
}

static void
append_first_line(GString *out, const struct report *report)
{
	g_autoptr(GPtrArray) values = check_perfdata(report->root);
	g_autofree char *perfdata = perfdata_join(values);
	g_autofree char *headline = check_headline(report->root);
	gsize start;

	g_string_append_printf(out, "%s %s - ", report->service,
			       state_name(check_state(report->root)));
	start = out->len;
	append_safe(out, headline, strlen(headline));
	if (out->len - start > HEADLINE_MAX) {
		const char *last =
		    g_utf8_find_prev_char(out->str, out->str + start + HEADLINE_MAX - 2);

		g_string_truncate(out, (gsize)(last - out->str));
		g_string_append(out, "...");
	}
	if (perfdata[0])
		g_string_append_printf(out, " | %s", perfdata);
}

/*
 * Without -v only what is wrong. A branch is there for its notes, which are its own only with
 * -v.
 */
static gboolean
is_told(const struct check *check, guint verbosity)
{
	return verbosity > 0 || (check_counts(check) && check->state != STATE_OK);
}

static gsize
length_of_headings(const struct check *root, guint verbosity)
{
	g_autoptr(GString) headings = g_string_new(NULL);

	for (const struct check *at = root; at; at = check_next(root, at)) {
		if (is_told(at, verbosity))
			append_heading(headings, at);
	}
	return headings->len;
}

/* What follows from another finding is told with it. */
static enum state
rank_of(const struct check *check)
{
	return check->cause && check->cause->state != STATE_OK ? check->cause->state : check->state;
}

/*
 * With -v in the order of the tree, as a transcript is read; without it the worst first, for a
 * reader who may only see the beginning.
 */
static void
tell_all(struct telling *telling, const struct check *root)
{
	static const enum state worst_first[] = {STATE_CRITICAL, STATE_WARNING, STATE_UNKNOWN};

	for (gsize i = 0; i < G_N_ELEMENTS(worst_first); i++) {
		for (const struct check *at = root; at; at = check_next(root, at)) {
			if (is_told(at, telling->verbosity) &&
			    (telling->verbosity > 0 || rank_of(at) == worst_first[i]))
				tell(telling, at);
		}
		if (telling->verbosity > 0)
			break;
	}
}

char *
output_text(const struct report *report, guint verbosity)
{
	g_autoptr(GHashTable) cures =
	    g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
	struct telling telling = {
	    .verbosity = verbosity,
	    .out = g_string_new(NULL),
	    .to_come = length_of_headings(report->root, verbosity),
	    .cures = cures,
	};

	append_first_line(telling.out, report);
	tell_all(&telling, report->root);
	if (telling.left_out > 0 || telling.shortened > 0)
		g_string_append_printf(telling.out,
				       "\n(%u left out, %u without evidence and cure for want of "
				       "space; -v shows all)",
				       telling.left_out, telling.shortened);
	for (guint i = 0; i < report->remarks->len; i++) {
		const char *remark = report->remarks->pdata[i];

		g_string_append_c(telling.out, '\n');
		append_safe(telling.out, remark, strlen(remark));
	}
	g_string_append_c(telling.out, '\n');
	return g_string_free(telling.out, FALSE);
}
