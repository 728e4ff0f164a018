/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tests the text that schedulers and people read, byte for byte. */
#include <math.h>
#include <string.h>

#include "report/output.h"

static void
build_good(struct check *root)
{
	struct check *ews = check_add(root, "ews");
	struct check *order = check_add(ews, "order");

	check_judge(root, STATE_OK, "3 endpoints as chosen");
	check_judge(order, STATE_OK, "NTLM before Negotiate");
	check_note(order, NOTE_EVIDENCE, "WWW-Authenticate: NTLM");
	check_note(order, NOTE_DETAIL, "asked by GET");
	check_note(order, NOTE_EXCHANGE, "GET /EWS/Exchange.asmx\r\n401 Unauthorized\r\n");
	check_note(order, NOTE_TRANSCRIPT, "> GET /EWS/Exchange.asmx HTTP/1.1\n>\n< HTTP/1.1 401");
	check_note(ews, NOTE_EXCHANGE, "connected to 192.0.2.1");
	check_measure(order, "ews_time", UNIT_SECONDS, 0.125, NULL, 0);
}

/* Two nodes with the same fault, one consequence. */
static void
build_faults(struct check *root)
{
	static const char *const nodes[] = {"cas1", "cas2", "cas3"};
	struct check *first = NULL;
	struct check *prompt;

	for (gsize i = 0; i < G_N_ELEMENTS(nodes); i++) {
		struct check *order = check_add(check_add(root, nodes[i]), "order");

		if (i == 0) {
			check_judge(order, STATE_OK, "NTLM before Negotiate");
			continue;
		}
		check_judge(order, STATE_WARNING, "Negotiate before NTLM");
		check_note(order, NOTE_EVIDENCE,
			   "WWW-Authenticate: Negotiate\nWWW-Authenticate: NTLM");
		check_note(order, NOTE_DETAIL, "asked by GET");
		check_remedy(order, "on the server:\nappcmd set config \"Default Web Site\"");
		check_remedy(order, "iisreset");
		first = first ? first : order;
	}
	prompt = check_add(root, "prompt");
	check_judge(prompt, STATE_CRITICAL, "the user is asked for a password");
	check_note(prompt, NOTE_EVIDENCE, "not shown without -v");
	check_remedy(prompt, "never shown, it follows");
	check_follows(prompt, first);
	check_measure(root, "nodes", UNIT_NONE, 3, NULL, NAN);
}

/* The remedies of the findings differ in one, the last or the first. */
static void
build_other_cure(struct check *root)
{
	struct check *a = check_add(root, "a");
	struct check *b = check_add(root, "b");
	struct check *c = check_add(root, "c");

	check_judge(a, STATE_WARNING, "x");
	check_remedy(a, "one");
	check_remedy(a, "two");
	check_judge(b, STATE_WARNING, "x");
	check_remedy(b, "one");
	check_judge(c, STATE_WARNING, "x");
	check_remedy(c, "three");
	check_remedy(c, "two");
}

/* Better ones before worse ones. */
static void
build_rising(struct check *root)
{
	check_judge(check_add(root, "a"), STATE_OK, "a");
	check_judge(check_add(root, "b"), STATE_UNKNOWN, "b");
	check_judge(check_add(root, "c"), STATE_WARNING, "c");
	check_judge(check_add(root, "d"), STATE_CRITICAL, "d");
	check_judge(check_add(root, "e"), STATE_WARNING, "e");
	check_follows(check_add(root, "f"), root->children->pdata[2]);
}

static void
build_root_only(struct check *root)
{
	check_judge(root, STATE_UNKNOWN, "--policy: expected any, got \"foo\"");
}

static void
build_root_with_evidence(struct check *root)
{
	check_judge(root, STATE_CRITICAL, "no such host");
	check_note(root, NOTE_EVIDENCE, "asked 192.0.2.53");
	check_remedy(root, "look at the name");
}

static void
build_root_is_cause(struct check *root)
{
	struct check *a = check_add(root, "a");
	struct check *b = check_add(root, "b");

	check_judge(root, STATE_CRITICAL, "no such host");
	check_remedy(root, "look at the name");
	check_judge(a, STATE_CRITICAL, "not asked");
	check_follows(a, root);
	check_judge(b, STATE_CRITICAL, "odd");
	check_remedy(b, "look at the name");
}

static void
build_unjudged(struct check *root)
{
	check_add(root, "forgotten");
}

static void
build_silent_root(struct check *root)
{
	check_judge(check_add(root, "a"), STATE_OK, "fine");
	check_note(root, NOTE_EXCHANGE, "a note of the root");
}

/* What the net below text_clean() must stop. */
static void
build_hostile(struct check *root)
{
	struct check *a = check_add(root, "a|b\nc");

	/* NOLINTNEXTLINE(misc-misleading-bidirectional): it must come out as '?' */
	check_judge(a, STATE_WARNING, "x|y=1\nOK - \x1b[0m \xff \xe2\x80\xae \xe2\x80\xa8<b>");
	check_note(a, NOTE_EVIDENCE,
		   "n|1\n\tn\x01"
		   "2\xc2\x85\n\n");
	check_remedy(a, "r|1\nr2 | r3");
	check_measure(a, "p|q", UNIT_NONE, 1, NULL, NAN);
}

static void
build_empty_texts(struct check *root)
{
	struct check *a = check_add(root, "a");

	check_judge(a, STATE_WARNING, "%s", "");
	check_note(a, NOTE_EVIDENCE, "%s", "");
	check_remedy(a, "%s", "");
}

static void
build_equal_labels(struct check *root)
{
	struct threshold threshold = {0};

	g_assert_true(range_parse("10", &threshold.warning, NULL));
	check_judge(root, STATE_OK, "fine");
	check_measure(check_add(root, "a"), "time", UNIT_SECONDS, 1, &threshold, 0);
	check_measure(root->children->pdata[0], "time", UNIT_SECONDS, NAN, &threshold, 0);
	check_measure(root->children->pdata[0], "time", UNIT_SECONDS, 2, NULL, NAN);
	check_judge(root->children->pdata[0], STATE_OK, "fine");
}

struct row {
	const char *name;
	void (*build)(struct check *root);
	guint verbosity;
	const char *expected;
};

#define GOOD_FIRST   "SERVICE OK - 3 endpoints as chosen | ews_time=0.125s;;;0\n"
#define FAULTS_FIRST "SERVICE CRITICAL - cas2 and cas3: Negotiate before NTLM | nodes=3\n"

static const struct row rows[] = {
    {"good is one line", build_good, 0, GOOD_FIRST},
    {"good with -v", build_good, 1,
     GOOD_FIRST "[OK] ews order: NTLM before Negotiate\n"
		"  WWW-Authenticate: NTLM\n"
		"  asked by GET\n"},
    {"good with -vv", build_good, 2,
     GOOD_FIRST "[OK] ews\n"
		"  connected to 192.0.2.1\n"
		"[OK] ews order: NTLM before Negotiate\n"
		"  WWW-Authenticate: NTLM\n"
		"  asked by GET\n"
		"  GET /EWS/Exchange.asmx\n"
		"  401 Unauthorized\n"},
    {"good with -vvv", build_good, 3,
     GOOD_FIRST "[OK] ews\n"
		"  connected to 192.0.2.1\n"
		"[OK] ews order: NTLM before Negotiate\n"
		"  WWW-Authenticate: NTLM\n"
		"  asked by GET\n"
		"  GET /EWS/Exchange.asmx\n"
		"  401 Unauthorized\n"
		"  > GET /EWS/Exchange.asmx HTTP/1.1\n"
		"  >\n"
		"  < HTTP/1.1 401\n"},
    {"faults in tree order, the same cure once, what follows in one line", build_faults, 0,
     FAULTS_FIRST
     "[WARNING] cas2 order: Negotiate before NTLM\n"
     "  WWW-Authenticate: Negotiate\n"
     "  WWW-Authenticate: NTLM\n"
     "  cure: on the server:\n"
     "        appcmd set config \"Default Web Site\"\n"
     "  cure: iisreset\n"
     "[WARNING] cas3 order: Negotiate before NTLM\n"
     "  WWW-Authenticate: Negotiate\n"
     "  WWW-Authenticate: NTLM\n"
     "  cure: as for cas2 order\n"
     "[CRITICAL] prompt: the user is asked for a password (follows from cas2 order)\n"},
    {"faults with -v", build_faults, 1,
     FAULTS_FIRST "[OK] cas1 order: NTLM before Negotiate\n"
		  "[WARNING] cas2 order: Negotiate before NTLM\n"
		  "  WWW-Authenticate: Negotiate\n"
		  "  WWW-Authenticate: NTLM\n"
		  "  asked by GET\n"
		  "  cure: on the server:\n"
		  "        appcmd set config \"Default Web Site\"\n"
		  "  cure: iisreset\n"
		  "[WARNING] cas3 order: Negotiate before NTLM\n"
		  "  WWW-Authenticate: Negotiate\n"
		  "  WWW-Authenticate: NTLM\n"
		  "  asked by GET\n"
		  "  cure: as for cas2 order\n"
		  "[CRITICAL] prompt: the user is asked for a password (follows from cas2 order)\n"
		  "  not shown without -v\n"},
    {"another cure is told", build_other_cure, 0,
     "SERVICE WARNING - x (2 more findings)\n"
     "[WARNING] a: x\n  cure: one\n  cure: two\n"
     "[WARNING] b: x\n  cure: one\n"
     "[WARNING] c: x\n  cure: three\n  cure: two\n"},
    {"the worst first, what follows with its cause", build_rising, 0,
     "SERVICE CRITICAL - d (3 more findings)\n[CRITICAL] d: d\n[WARNING] c: c\n[WARNING] e: e\n"
     "[UNKNOWN] f: not judged (follows from c)\n[UNKNOWN] b: b\n"},
    {"with -v in the order of the tree", build_rising, 1,
     "SERVICE CRITICAL - d (3 more findings)\n[OK] a: a\n[UNKNOWN] b: b\n[WARNING] c: c\n"
     "[CRITICAL] d: d\n[WARNING] e: e\n[UNKNOWN] f: not judged (follows from c)\n"},
    {"a root alone is one line", build_root_only, 0,
     "SERVICE UNKNOWN - --policy: expected any, got \"foo\"\n"},
    {"a root alone is one line with -vvv", build_root_only, 3,
     "SERVICE UNKNOWN - --policy: expected any, got \"foo\"\n"},
    {"a root with evidence", build_root_with_evidence, 0,
     "SERVICE CRITICAL - no such host\n"
     "[CRITICAL] no such host\n  asked 192.0.2.53\n  cure: look at the name\n"},
    {"a root is named as cause", build_root_is_cause, 0,
     "SERVICE CRITICAL - no such host (1 more finding)\n"
     "[CRITICAL] no such host\n  cure: look at the name\n"
     "[CRITICAL] a: not asked (follows from root)\n"
     "[CRITICAL] b: odd\n  cure: as for root\n"},
    {"a leaf nobody judged", build_unjudged, 0,
     "SERVICE UNKNOWN - not judged\n[UNKNOWN] forgotten: not judged\n"},
    {"a root with nothing but notes", build_silent_root, 1,
     "SERVICE OK - 1 check, all good\n[OK] a: fine\n"},
    {"a root with nothing but notes, -vv", build_silent_root, 2,
     "SERVICE OK - 1 check, all good\n[OK] root\n  a note of the root\n[OK] a: fine\n"},
    {"one pipe, no forged line, no control character", build_hostile, 0,
     "SERVICE WARNING - x!y=1 OK - ?[0m \xef\xbf\xbd ?  <b> | p_q=1\n"
     "[WARNING] a!b c: x!y=1 OK - ?[0m \xef\xbf\xbd ?  <b>\n"
     "  n!1\n   n?2?\n  \n"
     "  cure: r!1\n        r2 ! r3\n"},
    {"empty texts make no lines", build_empty_texts, 0, "SERVICE WARNING - \n[WARNING] a: \n"},
    {"equal labels and no numbers", build_equal_labels, 0,
     "SERVICE OK - fine | time=1s;10;;0 time_2=2s\n"},
};

static void
test_text(gconstpointer data)
{
	const struct row *row = data;
	struct check *root = check_new("root");
	g_autoptr(struct_report) report = report_new("SERVICE", "mail.example.com", root, NULL);
	g_autofree char *text = NULL;

	row->build(root);
	text = output_text(report, row->verbosity);
	g_assert_cmpstr(text, ==, row->expected);
	g_assert_true(g_utf8_validate(text, -1, NULL));
}

/* `count` findings with evidence of `bytes` bytes. */
static char *
tell_many(guint count, gsize bytes, guint verbosity)
{
	struct check *root = check_new("root");
	g_autoptr(struct_report) report = report_new("SERVICE", NULL, root, NULL);
	g_autofree char *evidence = g_strnfill(bytes, 'e');

	for (guint i = 0; i < count; i++) {
		struct check *check = check_add(root, "finding");

		check_judge(check, STATE_WARNING, "number %u", i);
		check_note(check, NOTE_EVIDENCE, "%s", evidence);
		check_measure(check, "value", UNIT_NONE, i, NULL, NAN);
	}
	return output_text(report, verbosity);
}

static guint
count_of(const char *text, const char *part)
{
	guint count = 0;

	for (const char *at = strstr(text, part); at; at = strstr(at + 1, part))
		count++;
	return count;
}

struct budget_row {
	const char *name;
	guint count;
	gsize bytes;
	guint verbosity;
	guint left_out, shortened;
};

static const struct budget_row budget_rows[] = {
    {"everything fits", 20, 50, 0, 0, 0},
    {"many small ones", 120, 1, 0, 36, 71},
    {"as the last ones get no room for their evidence", 10, 400, 0, 0, 2},
    {"too large for the whole budget", 2, 5000, 0, 0, 2},
    {"many without evidence", 120, 0, 0, 34, 0},
    {"-v has no budget", 200, 1000, 1, 0, 0},
};

static void
test_budget(gconstpointer data)
{
	const struct budget_row *row = data;
	g_autofree char *text = tell_many(row->count, row->bytes, row->verbosity);
	g_autofree char *last = g_strdup_printf(
	    "\n(%u left out, %u without evidence and cure for want of space; -v shows all)\n",
	    row->left_out, row->shortened);

	g_assert_cmpuint(count_of(text, "value"), ==, row->count);
	g_assert_cmpuint(count_of(text, "\n[WARNING] "), ==, row->count - row->left_out);
	if (row->bytes > 0)
		g_assert_cmpuint(count_of(text, "\n  e"), ==,
				 row->count - row->left_out - row->shortened);
	g_assert_cmpint(g_str_has_suffix(text, last), ==, row->left_out + row->shortened > 0);
	g_assert_true(row->verbosity > 0 || strlen(text) <= OUTPUT_BUDGET);
}

/* Every size round the budget: never longer, never less than could be, nothing uncounted. */
static void
test_budget_sweep(void)
{
	for (gsize bytes = 1; bytes < 4200; bytes += 7) {
		g_autofree char *text = tell_many(3, bytes, 0);
		g_autofree char *all = tell_many(3, bytes, 1);

		g_assert_cmpuint(strlen(text), <=, OUTPUT_BUDGET);
		g_assert_cmpuint(count_of(text, "\n[WARNING] "), ==, 3);
		g_assert_cmpuint(count_of(text, "\n  e"), <=, 3);
		if (strlen(all) + 100 <= OUTPUT_BUDGET)
			g_assert_cmpstr(text, ==, all);
		g_assert_cmpint(count_of(text, "\n  e") < 3, ==, count_of(text, "left out") == 1);
	}
}

/* Performance data is whole, whatever it costs. */
static void
test_budget_perfdata(void)
{
	g_autofree char *text = tell_many(1000, 1, 0);

	g_assert_cmpuint(count_of(text, "value"), ==, 1000);
	g_assert_nonnull(strstr(text, "\n(1000 left out, 0 without evidence"));
	g_assert_cmpuint(count_of(text, "\n"), ==, 2);
}

struct headline_row {
	const char *name;
	guint pairs; /* of bytes, one character each, behind an "a" */
	gboolean with_b;
	guint kept; /* pairs that are left */
	gboolean cut;
};

/* A longer one would push the performance data out of a scheduler's buffer. */
static const struct headline_row headline_rows[] = {
    {"399 bytes", 199, FALSE, 199, FALSE},  {"400 bytes", 199, TRUE, 199, FALSE},
    {"401 bytes", 200, FALSE, 198, TRUE},   {"402 bytes", 200, TRUE, 198, TRUE},
    {"2001 bytes", 1000, FALSE, 198, TRUE},
};

static char *
make_headline(guint pairs, const char *end)
{
	GString *text = g_string_new("a");

	for (guint i = 0; i < pairs; i++)
		g_string_append(text, "\xc3\xbc");
	g_string_append(text, end);
	return g_string_free(text, FALSE);
}

static void
test_headline(gconstpointer data)
{
	const struct headline_row *row = data;
	struct check *root = check_new("root");
	g_autoptr(struct_report) report = report_new("SERVICE", NULL, root, NULL);
	g_autofree char *headline = make_headline(row->pairs, row->with_b ? "b" : "");
	g_autofree char *shown =
	    make_headline(row->kept, row->cut ? "..." : (row->with_b ? "b" : ""));
	g_autofree char *expected = g_strdup_printf("SERVICE OK - %s | v=1\n", shown);
	g_autofree char *text = NULL;

	check_judge(root, STATE_OK, "%s", headline);
	check_measure(root, "v", UNIT_NONE, 1, NULL, NAN);
	text = output_text(report, 0);
	g_assert_cmpstr(text, ==, expected);
}

struct code_row {
	enum state state;
	int exit_code;
	const char *first;
};

static const struct code_row code_rows[] = {
    {STATE_OK, 0, "SERVICE OK - x\n"},
    {STATE_WARNING, 1, "SERVICE WARNING - x\n"},
    {STATE_CRITICAL, 2, "SERVICE CRITICAL - x\n"},
    {STATE_UNKNOWN, 3, "SERVICE UNKNOWN - x\n"},
};

static void
test_exit_code(gconstpointer data)
{
	const struct code_row *row = data;
	struct check *root = check_new("root");
	g_autoptr(struct_report) report = report_new("SERVICE", NULL, root, NULL);
	g_autofree char *text = NULL;

	check_judge(root, row->state, "x");
	g_assert_cmpint(report_exit_code(report), ==, row->exit_code);
	text = output_text(report, 0);
	g_assert_cmpstr(text, ==, row->first);
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_set_nonfatal_assertions();
	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autofree char *path = g_strdup_printf("/output text/%s", rows[i].name);

		g_test_add_data_func(path, &rows[i], test_text);
	}
	for (gsize i = 0; i < G_N_ELEMENTS(budget_rows); i++) {
		g_autofree char *path =
		    g_strdup_printf("/output text/budget/%s", budget_rows[i].name);

		g_test_add_data_func(path, &budget_rows[i], test_budget);
	}
	for (gsize i = 0; i < G_N_ELEMENTS(headline_rows); i++) {
		g_autofree char *path =
		    g_strdup_printf("/output text/headline/%s", headline_rows[i].name);

		g_test_add_data_func(path, &headline_rows[i], test_headline);
	}
	for (gsize i = 0; i < G_N_ELEMENTS(code_rows); i++) {
		g_autofree char *path =
		    g_strdup_printf("/output text/exit code/%d", code_rows[i].exit_code);

		g_test_add_data_func(path, &code_rows[i], test_exit_code);
	}
	g_test_add_func("/output text/budget/sweep", test_budget_sweep);
	g_test_add_func("/output text/budget/performance data is whole", test_budget_perfdata);
	return g_test_run();
}
