/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Runs check_exchange_auth against every fault of the wire: what it may say, and when it must have
 * said it. */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "tests/sim/certificates.h"
#include "tests/sim/raw_command.h"
#include "tests/sim/raw_faults.h"
#include "tests/sim/raw_form.h"

enum { AT_ONCE = 8, GRACE_MS = 300, KILL_MS = 20000, QUIET_BYTES = 8192, ATTEMPTS = 3 };

enum over { PLAIN = 1, TLS = 2, BOTH = PLAIN | TLS };

enum allowed { OK = 1, WARNING = 2, CRITICAL = 4, UNKNOWN = 8 };

struct row {
	const char *fault; /* "": a port on which nobody listens */
	enum over over;
	guint allowed;	     /* of enum allowed */
	const char *timeout; /* of -t */
	const char *options; /* further ones, separated by blanks; NULL: none */
	const char *says;    /* stands in the first line; NULL: nothing certain */
};

static const struct row ROWS[] = {
    {"", BOTH, CRITICAL, "2", NULL, "refused"},

    {"slow-drip-status", BOTH, CRITICAL, "1", NULL, "head did not end"},
    {"slow-drip-headers", BOTH, CRITICAL, "1", NULL, "head did not end"},
    {"slow-drip-body", BOTH, CRITICAL, "1", NULL, "body"},
    {"black-hole", BOTH, CRITICAL, "1", NULL, "no byte of an answer"},
    {"black-hole", PLAIN, CRITICAL, "2", NULL, "no byte of an answer"},
    {"black-hole", TLS, UNKNOWN, "1:unknown", NULL, "no answer from"},
    {"black-hole", PLAIN, WARNING, "1:warning", NULL, "no answer from"},
    {"black-hole", PLAIN, CRITICAL, "1", "-vvv", "no answer from"},
    {"syn-black-hole", BOTH, CRITICAL, "1", NULL, "while connecting"},
    {"tls-silent", TLS, CRITICAL, "1", NULL, "in the TLS handshake"},

    {"endless-headers", BOTH, CRITICAL, "2", NULL, "head of the answer does not end"},
    {"endless-header-line", BOTH, CRITICAL, "2", NULL, "head of the answer does not end"},
    {"endless-100-continue", BOTH, CRITICAL, "2", NULL, "head of the answer does not end"},
    {"huge-status-line", BOTH, CRITICAL, "2", NULL, "head of the answer does not end"},
    {"endless-body", BOTH, WARNING, "2", NULL, "body"},

    {"garbage-status-line", BOTH, CRITICAL, "2", NULL, "no HTTP"},
    {"http09", BOTH, CRITICAL, "2", NULL, "no HTTP"},
    {"no-status-code", BOTH, CRITICAL, "2", NULL, "no HTTP"},
    {"http2-preface", BOTH, CRITICAL, "2", NULL, "no HTTP"},
    {"negative-content-length", BOTH, CRITICAL, "2", NULL, NULL},
    {"two-content-lengths", BOTH, OK | WARNING | CRITICAL, "2", NULL, NULL},
    {"short-body", BOTH, WARNING, "2", NULL, "body"},
    {"bad-chunk", BOTH, WARNING, "2", NULL, "body"},
    {"nul-in-header", BOTH, CRITICAL, "2", NULL, NULL},
    {"obs-fold", BOTH, OK, "2", NULL, "NTLM before Negotiate"},
    {"thousand-challenges", BOTH, CRITICAL, "2", NULL, "NTLM"},
    {"thousand-challenges", PLAIN, CRITICAL, "2", "-vvv", "NTLM"},
    {"forged-output", PLAIN, CRITICAL, "2", NULL, "clear text"},
    {"forged-output", TLS, WARNING, "2", NULL, "Negotiate is offered before NTLM"},
    {"forged-output", PLAIN, CRITICAL, "2", "-vvv", "clear text"},
    {"forged-output", TLS, WARNING, "2", "-vvv", "Negotiate is offered before NTLM"},
    {"forged-redirect", PLAIN, OK, "2", NULL, "closed to plain http"},
    {"forged-redirect", TLS, CRITICAL, "2", NULL, "redirected"},
    {"forged-redirect", TLS, CRITICAL, "2", "-vvv", "redirected"},
    {"redirect-loop", BOTH, CRITICAL, "2", NULL, "redirected"},

    {"reset-on-accept", PLAIN, CRITICAL, "2", NULL, "connection"},
    {"reset-on-accept", TLS, CRITICAL, "2", NULL, NULL},
    {"reset-at-byte=26", TLS, CRITICAL, "2", NULL, "connection closed"},
    {"close-at-byte=26", TLS, CRITICAL, "2", NULL, "connection closed"},
    {"close-without-answer", BOTH, CRITICAL, "2", NULL, "connection closed"},
    {"close-after-first-answer", BOTH, OK, "2", NULL, "NTLM before Negotiate"},
    {"close-at-second-request", BOTH, OK, "2", NULL, "NTLM before Negotiate"},

    {"reset-in-handshake", TLS, CRITICAL, "2", NULL, "reset"},
    {"tls-truncated", TLS, CRITICAL, "2", NULL, "connection closed"},
    {"tls-garbage", TLS, CRITICAL, "2", NULL, "TLS handshake with"},
    {"tls-alert", TLS, CRITICAL, "2", NULL, "TLS handshake with"},
    {"plain-http-on-tls", TLS, CRITICAL, "2", NULL, "TLS handshake with"},
};

/* What all runs share. */
struct stage {
	char *plugins;	 /* where they are built */
	char *directory; /* certificates, and the HOME of the plugins */
	struct issued_certificate *certificate;
	char *ca_file;
	gint64 slack_ms;   /* TEST_SLACK_MS: for sanitizers and valgrind */
	GPtrArray *runs;   /* of struct run */
	GThreadPool *pool; /* NULL before the first test */
	GMutex lock;
	GCond done;
};

/* One row over one transport. */
struct run {
	struct stage *stage;
	const struct row *row;
	gboolean tls;
	gboolean finished; /* under stage->lock, and then what follows is set */
	struct raw_outcome *outcome;
	char *trouble; /* it could not even be run */
};

/* The server of the fault and its port; a port nobody listens on is kept in `reserved`. */
static struct raw_server *
serve(const struct run *run, guint16 *port, int *reserved, GError **error)
{
	struct raw_plan where = {.port = 0};
	struct raw_server *server;

	*reserved = -1;
	if (!*run->row->fault) {
		*reserved = raw_server_reserve(port, error);
		return NULL;
	}
	if (run->tls) {
		where.certificate_file = run->stage->certificate->certificate_file;
		where.key_file = run->stage->certificate->key_file;
	}
	server = raw_faults_serve(run->row->fault, &where, error);
	*port = server ? raw_server_port(server) : 0;
	return server;
}

static struct raw_outcome *
run_plugin(const struct run *run, guint16 port, GError **error)
{
	const struct row *row = run->row;
	g_autofree char *transport = run->tls ? g_strdup_printf("--ca-file %s", run->stage->ca_file)
					      : g_strdup("--plain-http");
	g_autofree char *line =
	    g_strdup_printf("check_exchange_auth -H localhost -I 127.0.0.1 -p %u -t %s --policy "
			    "communicator %s%s%s",
			    port, row->timeout, transport, row->options ? " " : "",
			    row->options ? row->options : "");
	g_auto(GStrv) words = g_strsplit(line, " ", -1);
	g_auto(GStrv) argv = raw_command_resolve(words, run->stage->plugins, error);
	g_auto(GStrv) environment = raw_command_environment(run->stage->directory);
	const struct raw_command command = {
	    .argv = argv, .environment = environment, .limit_ms = KILL_MS};

	return argv ? raw_command_run(&command, error) : NULL;
}

static void
run_once(struct run *run)
{
	g_autoptr(GError) error = NULL;
	struct raw_server *server;
	guint16 port = 0;
	int reserved = -1;

	server = serve(run, &port, &reserved, &error);
	if (port)
		run->outcome = run_plugin(run, port, &error);
	if (!run->outcome)
		run->trouble = g_strdup(error->message);
	raw_server_free(server);
	if (reserved >= 0)
		close(reserved);
}

static void
work(gpointer data, gpointer unused)
{
	struct run *run = data;

	(void)unused;
	run_once(run);
	g_mutex_lock(&run->stage->lock);
	run->finished = TRUE;
	g_cond_broadcast(&run->stage->done);
	g_mutex_unlock(&run->stage->lock);
}

/* -t, and what is granted beyond it. */
static gint64
limit_ms(const struct run *run)
{
	return g_ascii_strtoll(run->row->timeout, NULL, 10) * 1000 + GRACE_MS +
	       run->stage->slack_ms;
}

static gboolean
is_late(const struct run *run)
{
	return run->outcome && run->outcome->took_ms > limit_ms(run);
}

static void
forget(struct run *run)
{
	if (run->outcome)
		raw_outcome_free(run->outcome);
	g_free(run->trouble);
	run->outcome = NULL;
	run->trouble = NULL;
}

/* All at once when the first result is asked for: most of them do nothing but wait. */
static void
start_all(struct stage *stage)
{
	stage->pool = g_thread_pool_new(work, NULL, AT_ONCE, TRUE, NULL);
	for (guint i = 0; i < stage->runs->len; i++)
		g_thread_pool_push(stage->pool, stage->runs->pdata[i], NULL);
}

static gboolean
is_all_done(const struct stage *stage)
{
	for (guint i = 0; i < stage->runs->len; i++) {
		const struct run *run = stage->runs->pdata[i];

		if (!run->finished)
			return FALSE;
	}
	return TRUE;
}

/* Who comes late among eight on a busy machine may come again alone. */
static void
await(struct run *run)
{
	struct stage *stage = run->stage;

	if (!stage->pool)
		start_all(stage);
	g_mutex_lock(&stage->lock);
	while (!run->finished)
		g_cond_wait(&stage->done, &stage->lock);
	while (is_late(run) && !is_all_done(stage))
		g_cond_wait(&stage->done, &stage->lock);
	g_mutex_unlock(&stage->lock);
	for (guint attempt = 1; attempt < ATTEMPTS && is_late(run); attempt++) {
		forget(run);
		run_once(run);
	}
}

static void
test_run(gconstpointer data)
{
	/* The results are filled in by the pool; GTest hands them out as constants. */
	struct run *run = ((struct run *const *)data)[0];
	g_autoptr(GString) wrong = g_string_new(NULL);
	g_autofree char *first = NULL;
	g_auto(GStrv) lines = NULL;

	await(run);
	raw_form_expect(wrong, !run->trouble, "%s", run->trouble);
	if (run->outcome) {
		first =
		    g_strndup(run->outcome->output->str, strcspn(run->outcome->output->str, "\n"));
		int state = raw_form_judge(wrong, "EXCHANGE AUTH", run->outcome,
					   run->row->options ? 0 : QUIET_BYTES);
		raw_form_expect(wrong, state >= 0 && (run->row->allowed & 1U << state),
				"exit %d is not allowed here", run->outcome->status);
		raw_form_expect(wrong, !run->row->says || strstr(first, run->row->says),
				"the first line lacks \"%s\"", run->row->says);
		raw_form_expect(wrong, !is_late(run), "took %d ms, and %d are allowed",
				(int)run->outcome->took_ms, (int)limit_ms(run));
		g_test_message("%d ms: %s", (int)run->outcome->took_ms, first);
	}
	lines = g_strsplit(wrong->str, "\n", -1);
	for (char **line = lines; *line && (**line || line[1]); line++)
		g_test_message("%s", *line);
	if (wrong->len)
		g_test_fail();
}

static void
free_run(gpointer data)
{
	struct run *run = data;

	forget(run);
	g_free(run);
}

static void
add_run(struct stage *stage, const struct row *row, gboolean tls)
{
	struct run *run = g_new0(struct run, 1);

	run->stage = stage;
	run->row = row;
	run->tls = tls;
	g_ptr_array_add(stage->runs, run);
}

/* A good answer that ends behind every single byte: only the whole one may be judged by what it
 * offers. */
static GArray *
rows_of_cuts(GPtrArray *names)
{
	GArray *rows = g_array_new(FALSE, TRUE, sizeof(struct row));
	gsize whole = raw_faults_good_bytes();

	for (gsize bytes = 1; bytes <= whole; bytes++) {
		const char *how = bytes % 2 && bytes != whole ? "reset" : "close";
		struct row row = {.over = PLAIN,
				  .timeout = "2",
				  .allowed = bytes == whole ? OK : CRITICAL,
				  .says = bytes == whole ? NULL : "connection closed"};
		char *name = g_strdup_printf("%s-at-byte=%" G_GSIZE_FORMAT, how, bytes);

		g_ptr_array_add(names, name);
		row.fault = name;
		g_array_append_val(rows, row);
	}
	return rows;
}

static void
add_tests(struct stage *stage)
{
	for (guint i = 0; i < stage->runs->len; i++) {
		const struct run *run = stage->runs->pdata[i];
		g_autofree char *path = g_strdup_printf(
		    "/wire/%s/%s -t %s%s%s", run->tls ? "tls" : "plain",
		    *run->row->fault ? run->row->fault : "refused", run->row->timeout,
		    run->row->options ? " " : "", run->row->options ? run->row->options : "");

		g_test_add_data_func(path, &stage->runs->pdata[i], test_run);
	}
}

static gboolean
set_up(struct stage *stage, GError **error)
{
	static const char *const names[] = {"localhost", "127.0.0.1", NULL};

	stage->slack_ms =
	    g_getenv("TEST_SLACK_MS") ? g_ascii_strtoll(g_getenv("TEST_SLACK_MS"), NULL, 10) : 0;
	stage->plugins = g_test_build_filename(G_TEST_BUILT, "plugins", NULL);
	stage->directory = g_dir_make_tmp("wire-faults-XXXXXX", error);
	if (!stage->directory)
		return FALSE;
	stage->ca_file = g_build_filename(stage->directory, "ca.pem", NULL);
	stage->certificate = certificates_obtain(stage->directory, CERTIFICATE_GOOD, names, error);
	return stage->certificate != NULL;
}

static void
tear_down(struct stage *stage)
{
	if (stage->pool)
		g_thread_pool_free(stage->pool, FALSE, TRUE);
	g_ptr_array_unref(stage->runs);
	issued_certificate_free(stage->certificate);
	if (stage->directory)
		raw_command_remove_tree(stage->directory);
	g_free(stage->ca_file);
	g_free(stage->directory);
	g_free(stage->plugins);
	g_mutex_clear(&stage->lock);
	g_cond_clear(&stage->done);
}

int
main(int argc, char **argv)
{
	struct stage stage = {.pool = NULL};
	g_autoptr(GPtrArray) names = g_ptr_array_new_with_free_func(g_free);
	g_autoptr(GArray) cuts = rows_of_cuts(names);
	g_autoptr(GError) error = NULL;
	int status = EXIT_FAILURE;

	g_test_init(&argc, &argv, NULL);
	g_test_set_nonfatal_assertions();
	g_mutex_init(&stage.lock);
	g_cond_init(&stage.done);
	stage.runs = g_ptr_array_new_with_free_func(free_run);
	for (gsize i = 0; i < G_N_ELEMENTS(ROWS); i++) {
		if (ROWS[i].over & PLAIN)
			add_run(&stage, &ROWS[i], FALSE);
		if (ROWS[i].over & TLS)
			add_run(&stage, &ROWS[i], TRUE);
	}
	for (guint i = 0; i < cuts->len; i++)
		add_run(&stage, &g_array_index(cuts, struct row, i), FALSE);
	if (set_up(&stage, &error)) {
		add_tests(&stage);
		status = g_test_run();
	} else {
		g_printerr("%s\n", error->message);
	}
	tear_down(&stage);
	return status;
}
