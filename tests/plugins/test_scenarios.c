/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Plays every scenario file: starts its servers, runs its command, compares what came of it. */
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "tests/sim/certificates.h"
#include "tests/sim/raw_command.h"
#include "tests/sim/raw_mask.h"
#include "tests/sim/raw_scenario.h"

enum { LIMIT_MS = 20000 };

static const char *const NAMES[] = {"localhost", "127.0.0.1", "mail.example.com",
				    "autodiscover.example.com", NULL};

/* What all scenarios share. */
struct stage {
	char *programs;	    /* where the plugins are built */
	char *certificates; /* a directory of this run */
};

struct scene {
	const struct stage *stage;
	char *file;
};

/* One scenario while it is played. */
struct play {
	struct raw_scenario *scenario;
	char *directory; /* its own, removed at the end */
	int reserved;	 /* holds the port */
	guint16 port;
	GPtrArray *servers; /* of struct raw_server */
	GString *problems;
};

static const struct raw_step CONVERSATION[] = {
    {.verb = RAW_GREET}, {.verb = RAW_READ}, {.verb = RAW_ANSWER},
    {.verb = RAW_AGAIN}, {.verb = RAW_END},
};

static void
free_server(gpointer server)
{
	raw_server_free(server);
}

/* The scenario's text with every @NAME@ replaced. */
static char *
read_filled(const struct scene *scene, const struct play *play, GError **error)
{
	g_autoptr(GHashTable) variables = g_hash_table_new(g_str_hash, g_str_equal);
	g_autofree char *port = g_strdup_printf("%u", play->port);
	g_autofree char *ca = g_build_filename(scene->stage->certificates, "ca.pem", NULL);
	g_autofree char *ca_path = g_build_filename(scene->stage->certificates, "ca", NULL);
	g_autofree char *text = NULL;

	if (!g_file_get_contents(scene->file, &text, NULL, error))
		return NULL;
	g_hash_table_insert(variables, (gpointer) "PORT", port);
	g_hash_table_insert(variables, (gpointer) "CA", ca);
	g_hash_table_insert(variables, (gpointer) "CAPATH", ca_path);
	g_hash_table_insert(variables, (gpointer) "DIR", play->directory);
	return raw_scenario_fill(text, variables, play->directory, error);
}

static gboolean
start_server(const struct stage *stage, struct play *play, const struct raw_scenario_server *as,
	     GError **error)
{
	struct raw_plan plan = {.script = CONVERSATION,
				.address = as->address,
				.port = play->port,
				.accept_limit = as->accepts,
				.answers = (const struct raw_answer *)(gpointer)as->answers->data};
	enum certificate_kind kind = CERTIFICATE_GOOD;
	struct issued_certificate *certificate = NULL;
	struct raw_server *server;

	if (!certificates_kind_parse(as->certificate, &kind)) {
		g_set_error(error, RAW_SCENARIO_ERROR, RAW_SCENARIO_ERROR_SYNTAX,
			    "no certificate is named %s", as->certificate);
		return FALSE;
	}
	if (as->tls) {
		certificate = certificates_obtain(stage->certificates, kind, NAMES, error);
		if (!certificate)
			return FALSE;
		plan.certificate_file = certificate->certificate_file;
		plan.key_file = certificate->key_file;
	}
	server = raw_server_start(&plan, error);
	issued_certificate_free(certificate);
	if (server)
		g_ptr_array_add(play->servers, server);
	return server != NULL;
}

static gboolean
write_files(const struct play *play, GError **error)
{
	for (guint i = 0; i < play->scenario->files->len; i++) {
		const struct raw_scenario_file *file = play->scenario->files->pdata[i];
		g_autofree char *path = g_build_filename(play->directory, file->name, NULL);

		if (!g_file_set_contents(path, file->text, -1, error))
			return FALSE;
		if (chmod(path, file->mode) != 0) {
			g_set_error(error, G_FILE_ERROR, G_FILE_ERROR_FAILED, "%s: mode", path);
			return FALSE;
		}
	}
	return TRUE;
}

static gboolean
prepare(const struct scene *scene, struct play *play, GError **error)
{
	g_autofree char *text = NULL;

	play->reserved = raw_server_reserve(&play->port, error);
	play->directory = play->reserved < 0 ? NULL : g_dir_make_tmp("scenario-XXXXXX", error);
	if (!play->directory)
		return FALSE;
	text = read_filled(scene, play, error);
	play->scenario = text ? raw_scenario_parse(text, error) : NULL;
	if (!play->scenario || !write_files(play, error))
		return FALSE;
	for (guint i = 0; i < play->scenario->servers->len; i++)
		if (!start_server(scene->stage, play, play->scenario->servers->pdata[i], error))
			return FALSE;
	return TRUE;
}

static struct raw_outcome *
run_command(const struct stage *stage, const struct play *play, GError **error)
{
	g_auto(GStrv) environment = raw_command_environment(play->directory);
	g_auto(GStrv) argv = raw_command_resolve(play->scenario->argv, stage->programs, error);
	struct raw_command command = {
	    .argv = argv, .input = play->scenario->input, .limit_ms = LIMIT_MS};

	if (!argv)
		return NULL;
	for (char **set = play->scenario->environment; *set; set++) {
		g_auto(GStrv) pair = g_strsplit(*set, "=", 2);

		environment = g_environ_setenv(environment, pair[0], pair[1], TRUE);
	}
	command.environment = environment;
	return raw_command_run(&command, error);
}

/* All request heads, CRLF turned into LF. */
static char *
heads_received(const struct play *play)
{
	GString *all = g_string_new(NULL);

	for (guint i = 0; i < play->servers->len; i++) {
		g_autoptr(GPtrArray) requests = raw_server_requests(play->servers->pdata[i]);

		for (guint r = 0; r < requests->len; r++) {
			const struct raw_request *request = requests->pdata[r];
			gsize size = 0;
			const char *head = g_bytes_get_data(request->head, &size);

			for (gsize at = 0; at < size; at++)
				if (head[at] != '\r')
					g_string_append_c(all, head[at]);
		}
	}
	if (g_str_has_suffix(all->str, "\n\n"))
		g_string_truncate(all, all->len - 1);
	return g_string_free(all, FALSE);
}

static void
judge_text(const struct play *play, const char *what, const char *expected, const char *actual)
{
	g_autofree char *difference = expected ? raw_mask_difference(expected, actual) : NULL;

	if (difference)
		g_string_append_printf(play->problems, "%s differs (- expected, + came):\n%s", what,
				       difference);
}

static void
judge_output(const struct play *play, const char *output)
{
	const struct raw_scenario *scenario = play->scenario;
	gsize before = play->problems->len;

	judge_text(play, "stdout", scenario->output, output);
	for (guint i = 0; i < scenario->patterns->len; i++)
		if (!g_regex_match_simple(scenario->patterns->pdata[i], output, G_REGEX_MULTILINE,
					  0))
			g_string_append_printf(play->problems, "stdout does not match %s\n",
					       (const char *)scenario->patterns->pdata[i]);
	for (guint i = 0; i < scenario->lacks->len; i++)
		if (strstr(output, scenario->lacks->pdata[i]))
			g_string_append_printf(play->problems, "stdout contains %s\n",
					       (const char *)scenario->lacks->pdata[i]);
	if (play->problems->len > before && !scenario->output)
		judge_text(play, "stdout", "", output);
}

static void
judge(const struct play *play, const struct raw_outcome *outcome)
{
	const struct raw_scenario *scenario = play->scenario;

	if (outcome->signal)
		g_string_append_printf(play->problems, "ended by signal %d after %d ms\n",
				       outcome->signal, (int)outcome->took_ms);
	else if (outcome->status != scenario->status)
		g_string_append_printf(play->problems, "exit %d, expected %d\n", outcome->status,
				       scenario->status);
	if (strlen(outcome->output->str) != outcome->output->len)
		g_string_append(play->problems, "stdout contains a NUL byte\n");
	judge_output(play, outcome->output->str);
	judge_text(play, "stderr", "", outcome->errors->str);
	if (scenario->requests) {
		g_autofree char *heads = heads_received(play);

		judge_text(play, "requests", scenario->requests, heads);
	}
}

static void
tear_down(struct play *play)
{
	g_ptr_array_unref(play->servers);
	if (play->scenario)
		raw_scenario_free(play->scenario);
	if (play->directory)
		raw_command_remove_tree(play->directory);
	if (play->reserved >= 0)
		close(play->reserved);
	g_free(play->directory);
	g_string_free(play->problems, TRUE);
}

static void
report(const struct scene *scene, const struct play *play)
{
	g_auto(GStrv) lines = g_strsplit(play->problems->str, "\n", -1);

	g_test_message("%s", scene->file);
	if (play->scenario)
		g_test_message("shows: %s", g_strchomp(play->scenario->shows));
	for (char **line = lines; *line && (**line || line[1]); line++)
		g_test_message("%s", *line);
	g_test_fail();
}

static void
test_scene(gconstpointer data)
{
	const struct scene *scene = data;
	struct play play = {.reserved = -1};
	g_autoptr(GError) error = NULL;
	struct raw_outcome *outcome = NULL;

	play.servers = g_ptr_array_new_with_free_func(free_server);
	play.problems = g_string_new(NULL);
	if (prepare(scene, &play, &error))
		outcome = run_command(scene->stage, &play, &error);
	if (outcome) {
		judge(&play, outcome);
		raw_outcome_free(outcome);
	} else {
		g_string_append_printf(play.problems, "%s\n", error->message);
	}
	if (play.problems->len)
		report(scene, &play);
	tear_down(&play);
}

static void
free_scene(gpointer data)
{
	struct scene *scene = data;

	g_free(scene->file);
	g_free(scene);
}

static gint
by_name(gconstpointer a, gconstpointer b)
{
	const char *const *first = a;
	const char *const *second = b;

	return strcmp(*first, *second);
}

/* One test for each file, in the order of the names. Returns how many there are. */
static guint
add_scenes(const struct stage *stage, const char *directory)
{
	g_autoptr(GDir) files = g_dir_open(directory, 0, NULL);
	g_autoptr(GPtrArray) names = g_ptr_array_new_with_free_func(g_free);
	const char *name;

	while (files && (name = g_dir_read_name(files)))
		if (g_str_has_suffix(name, ".scenario"))
			g_ptr_array_add(names, g_strndup(name, strlen(name) - strlen(".scenario")));
	g_ptr_array_sort(names, by_name);
	for (guint i = 0; i < names->len; i++) {
		struct scene *scene = g_new0(struct scene, 1);
		g_autofree char *path = g_strconcat("/scenarios/", names->pdata[i], NULL);

		scene->stage = stage;
		scene->file =
		    g_strdup_printf("%s/%s.scenario", directory, (const char *)names->pdata[i]);
		g_test_add_data_func_full(path, scene, test_scene, free_scene);
	}
	return names->len;
}

/* The authority exists before the first scenario: a command may name it without any server. */
static gboolean
set_up(struct stage *stage, GError **error)
{
	struct issued_certificate *certificate = NULL;

	stage->programs = g_test_build_filename(G_TEST_BUILT, "plugins", NULL);
	stage->certificates = g_dir_make_tmp("scenario-certificates-XXXXXX", error);
	if (stage->certificates)
		certificate =
		    certificates_obtain(stage->certificates, CERTIFICATE_GOOD, NAMES, error);
	issued_certificate_free(certificate);
	return certificate != NULL;
}

static void
clean_up(struct stage *stage)
{
	if (stage->certificates)
		raw_command_remove_tree(stage->certificates);
	g_free(stage->certificates);
	g_free(stage->programs);
}

int
main(int argc, char **argv)
{
	g_autofree char *directory = NULL;
	struct stage stage = {.programs = NULL};
	g_autoptr(GError) error = NULL;
	int status = EXIT_FAILURE;

	g_test_init(&argc, &argv, NULL);
	g_test_set_nonfatal_assertions();
	directory = argc > 1
			? g_strdup(argv[1])
			: g_test_build_filename(G_TEST_DIST, "tests", "plugins", "scenarios", NULL);
	if (!set_up(&stage, &error))
		g_printerr("%s\n", error->message);
	else if (!add_scenes(&stage, directory))
		g_printerr("%s holds no *.scenario\n", directory);
	else
		status = g_test_run();
	clean_up(&stage);
	return status;
}
