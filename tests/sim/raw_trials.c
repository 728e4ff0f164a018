/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Runs a plugin against faults of the wire: what it may say, and when it must have said it. */
#include "tests/sim/raw_trials.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "tests/sim/certificates.h"
#include "tests/sim/raw_command.h"
#include "tests/sim/raw_form.h"

enum { AT_ONCE = 8, GRACE_MS = 300, KILL_MS = 20000, QUIET_BYTES = 8192, ATTEMPTS = 3 };

/* What all runs share. */
struct raw_trials {
	struct raw_plugin plugin; /* of those that name none */
	char *plugins;		  /* where they are built */
	char *directory;	  /* certificates, and the HOME of the plugins */
	struct issued_certificate *certificate;
	char *ca_file;
	char *auth_file;
	gint64 slack_ms;   /* TEST_SLACK_MS: for sanitizers and valgrind */
	GPtrArray *runs;   /* of struct run */
	GThreadPool *pool; /* NULL before the first test */
	GMutex lock;
	GCond done;
};

/* One trial over one transport. */
struct run {
	guint number;
	struct raw_trials *trials;
	const struct raw_trial *row;
	const struct raw_plugin *plugin;
	gboolean tls;
	guint tries;
	gboolean finished; /* under trials->lock, and then what follows is set */
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
		where.certificate_file = run->trials->certificate->certificate_file;
		where.key_file = run->trials->certificate->key_file;
	}
	server = raw_faults_serve(run->row->fault, run->row->leg, &where, error);
	*port = server ? raw_server_port(server) : 0;
	return server;
}

static char *
fill_in(const struct run *run, const char *line, guint16 port)
{
	const struct raw_trials *trials = run->trials;
	g_autofree char *state =
	    g_strdup_printf("%s/state-%u-%u", trials->directory, run->number, run->tries);
	g_autofree char *number = g_strdup_printf("%u", port);
	g_autoptr(GString) filled = g_string_new(line);

	g_string_replace(filled, "@AUTH@", trials->auth_file, 0);
	g_string_replace(filled, "@STATE@", state, 0);
	g_string_replace(filled, "@PORT@", number, 0);
	return g_strdup(filled->str);
}

static struct raw_outcome *
run_plugin(const struct run *run, guint16 port, GError **error)
{
	const struct raw_trial *row = run->row;
	g_autofree char *transport = run->tls
					 ? g_strdup_printf("--ca-file %s", run->trials->ca_file)
					 : g_strdup("--plain-http");
	const char *command = run->plugin->command;
	const char *where = strstr(command, "@PORT@") ? "" : "-H localhost -p @PORT@ ";
	g_autofree char *asked =
	    g_strdup_printf("%s %s-I 127.0.0.1 -t %s %s%s%s", command, where, row->timeout,
			    transport, row->options ? " " : "", row->options ? row->options : "");
	g_autofree char *line = fill_in(run, asked, port);
	g_auto(GStrv) words = g_strsplit(line, " ", -1);
	g_auto(GStrv) argv = raw_command_resolve(words, run->trials->plugins, error);
	g_auto(GStrv) environment = raw_command_environment(run->trials->directory);
	const struct raw_command started = {
	    .argv = argv, .environment = environment, .limit_ms = KILL_MS};

	return argv ? raw_command_run(&started, error) : NULL;
}

static void
run_once(struct run *run)
{
	g_autoptr(GError) error = NULL;
	struct raw_server *server;
	guint16 port = 0;
	int reserved = -1;

	run->tries++;
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
	g_mutex_lock(&run->trials->lock);
	run->finished = TRUE;
	g_cond_broadcast(&run->trials->done);
	g_mutex_unlock(&run->trials->lock);
}

/* -t, and what is granted beyond it. */
static gint64
limit_ms(const struct run *run)
{
	return g_ascii_strtoll(run->row->timeout, NULL, 10) * 1000 + GRACE_MS +
	       run->trials->slack_ms;
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
start_all(struct raw_trials *trials)
{
	trials->pool = g_thread_pool_new(work, NULL, AT_ONCE, TRUE, NULL);
	for (guint i = 0; i < trials->runs->len; i++)
		g_thread_pool_push(trials->pool, trials->runs->pdata[i], NULL);
}

static gboolean
is_all_done(const struct raw_trials *trials)
{
	for (guint i = 0; i < trials->runs->len; i++) {
		const struct run *run = trials->runs->pdata[i];

		if (!run->finished)
			return FALSE;
	}
	return TRUE;
}

/* Who comes late among eight on a busy machine may come again alone. */
static void
await(struct run *run)
{
	struct raw_trials *trials = run->trials;

	if (!trials->pool)
		start_all(trials);
	g_mutex_lock(&trials->lock);
	while (!run->finished)
		g_cond_wait(&trials->done, &trials->lock);
	while (is_late(run) && !is_all_done(trials))
		g_cond_wait(&trials->done, &trials->lock);
	g_mutex_unlock(&trials->lock);
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
		int state = raw_form_judge(wrong, run->plugin->service, run->outcome,
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
add_run(struct raw_trials *trials, const struct raw_trial *row, const struct raw_plugin *plugin,
	gboolean tls)
{
	struct run *run = g_new0(struct run, 1);

	run->trials = trials;
	run->row = row;
	run->plugin = plugin;
	run->tls = tls;
	run->number = trials->runs->len;
	g_ptr_array_add(trials->runs, run);
}

static void
add_tests(struct raw_trials *trials)
{
	static const char *const legs[] = {
	    [RAW_LEG_ANY] = "", [RAW_LEG_TYPE1] = "message 1/", [RAW_LEG_TYPE3] = "message 3/"};

	for (guint i = 0; i < trials->runs->len; i++) {
		const struct run *run = trials->runs->pdata[i];
		const struct raw_trial *row = run->row;
		gboolean named = run->plugin != &trials->plugin;
		g_autofree char *path = g_strdup_printf(
		    "/wire/%s%s%s/%s%s -t %s%s%s", named ? run->plugin->service : "",
		    named ? "/" : "", run->tls ? "tls" : "plain", legs[row->leg],
		    *row->fault ? row->fault : "refused", row->timeout, row->options ? " " : "",
		    row->options ? row->options : "");

		g_test_add_data_func(path, &trials->runs->pdata[i], test_run);
	}
}

static gboolean
write_auth_file(struct raw_trials *trials, GError **error)
{
	static const char text[] = "username = EXAMPLE\\probe\npassword = Gut3r Kaese!\n";

	trials->auth_file = g_build_filename(trials->directory, "probe.auth", NULL);
	return g_file_set_contents_full(trials->auth_file, text, -1, G_FILE_SET_CONTENTS_NONE, 0600,
					error);
}

static gboolean
set_up(struct raw_trials *trials, GError **error)
{
	static const char *const names[] = {"localhost", "127.0.0.1", NULL};

	trials->slack_ms =
	    g_getenv("TEST_SLACK_MS") ? g_ascii_strtoll(g_getenv("TEST_SLACK_MS"), NULL, 10) : 0;
	trials->plugins = g_test_build_filename(G_TEST_BUILT, "plugins", NULL);
	trials->directory = g_dir_make_tmp("wire-faults-XXXXXX", error);
	if (!trials->directory)
		return FALSE;
	trials->ca_file = g_build_filename(trials->directory, "ca.pem", NULL);
	trials->certificate =
	    certificates_obtain(trials->directory, CERTIFICATE_GOOD, names, error);
	return trials->certificate && write_auth_file(trials, error);
}

static void
tear_down(struct raw_trials *trials)
{
	if (trials->pool)
		g_thread_pool_free(trials->pool, FALSE, TRUE);
	g_ptr_array_unref(trials->runs);
	issued_certificate_free(trials->certificate);
	if (trials->directory)
		raw_command_remove_tree(trials->directory);
	g_free(trials->auth_file);
	g_free(trials->ca_file);
	g_free(trials->directory);
	g_free(trials->plugins);
	g_mutex_clear(&trials->lock);
	g_cond_clear(&trials->done);
	g_free(trials);
}

struct raw_trials *
raw_trials_new(const char *service, const char *command)
{
	struct raw_trials *trials = g_new0(struct raw_trials, 1);

	trials->plugin = (struct raw_plugin){service, command};
	trials->runs = g_ptr_array_new_with_free_func(free_run);
	g_mutex_init(&trials->lock);
	g_cond_init(&trials->done);
	return trials;
}

void
raw_trials_add_with(struct raw_trials *trials, const struct raw_trial *trial,
		    const struct raw_plugin *plugin)
{
	if (trial->over & PLAIN)
		add_run(trials, trial, plugin, FALSE);
	if (trial->over & TLS)
		add_run(trials, trial, plugin, TRUE);
}

void
raw_trials_add(struct raw_trials *trials, const struct raw_trial *trial)
{
	raw_trials_add_with(trials, trial, &trials->plugin);
}

int
raw_trials_run(struct raw_trials *trials)
{
	g_autoptr(GError) error = NULL;
	int status = EXIT_FAILURE;

	if (set_up(trials, &error)) {
		add_tests(trials);
		status = g_test_run();
	} else {
		g_printerr("%s\n", error->message);
	}
	tear_down(trials);
	return status;
}
