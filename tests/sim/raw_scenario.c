/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reads a scenario: servers that answer in a written way, one command, and what must come of it. */
#include "tests/sim/raw_scenario.h"

#include <stdlib.h>
#include <string.h>

#include "tests/sim/raw_answer.h"

GQuark
raw_scenario_error_quark(void)
{
	return g_quark_from_static_string("raw-scenario-error");
}

static const char SECTION[] = "=== ";

/* Takes over `body`, whose lines end with LF. What is wrong is a text to be freed, NULL when all is
 * well. */
typedef char *section_reader(struct raw_scenario *scenario, char **words, char *body);

static void
free_server(gpointer data)
{
	struct raw_scenario_server *server = data;

	g_free(server->address);
	g_free(server->certificate);
	g_array_unref(server->answers);
	g_free(server);
}

static void
free_file(gpointer data)
{
	struct raw_scenario_file *file = data;

	g_free(file->name);
	g_free(file->text);
	g_free(file);
}

/* The value of "key=value", NULL when `word` is about something else. */
static const char *
option(const char *word, const char *key)
{
	gsize length = strlen(key);

	return strncmp(word, key, length) == 0 && word[length] == '=' ? word + length + 1 : NULL;
}

/* A copy that lives as long as the scenario; NULL for NULL. */
static const char *
keep(struct raw_scenario *scenario, const char *text)
{
	char *copy = g_strdup(text);

	if (copy)
		g_ptr_array_add(scenario->owned, copy);
	return copy;
}

static char *
add_answer(struct raw_scenario *scenario, const char *method, const char *target, const char *body)
{
	struct raw_scenario_server *server;
	struct raw_answer answer = {.method = keep(scenario, method),
				    .target = keep(scenario, target)};
	char *wrong = NULL;

	if (!scenario->servers->len)
		return g_strdup("an answer needs a server before it");
	server = scenario->servers->pdata[scenario->servers->len - 1];
	answer.steps = raw_answer_steps(body, scenario->owned, &wrong);
	if (answer.steps)
		g_array_append_val(server->answers, answer);
	return wrong;
}

static char *
read_server(struct raw_scenario *scenario, char **words, char *body)
{
	g_autofree char *text = body;
	struct raw_scenario_server *server = g_new0(struct raw_scenario_server, 1);
	const char *value;

	server->answers = g_array_new(TRUE, TRUE, sizeof(struct raw_answer));
	server->certificate = g_strdup("good");
	g_ptr_array_add(scenario->servers, server);
	if (!words[0] || (strcmp(words[0], "tls") != 0 && strcmp(words[0], "plain") != 0))
		return g_strdup("expected \"tls\" or \"plain\" behind \"server\"");
	server->tls = strcmp(words[0], "tls") == 0;
	for (words++; *words; words++) {
		if ((value = option(*words, "accepts"))) {
			server->accepts = (guint)strtoul(value, NULL, 10);
		} else if ((value = option(*words, "address"))) {
			g_free(server->address);
			server->address = g_strdup(value);
		} else if ((value = option(*words, "certificate"))) {
			g_free(server->certificate);
			server->certificate = g_strdup(value);
		} else {
			return g_strdup_printf("a server has no option %s", *words);
		}
	}
	return *text ? add_answer(scenario, NULL, NULL, text) : NULL;
}

static char *
read_answer(struct raw_scenario *scenario, char **words, char *body)
{
	g_autofree char *text = body;
	guint count = g_strv_length(words);

	if (count > 2)
		return g_strdup("expected at most a method and a path behind \"answer\"");
	return add_answer(scenario, words[0], count > 1 ? words[1] : NULL, text);
}

static char *
read_file(struct raw_scenario *scenario, char **words, char *body)
{
	struct raw_scenario_file *file = g_new0(struct raw_scenario_file, 1);
	const char *mode = words[0] && words[1] ? option(words[1], "mode") : NULL;

	file->text = body;
	file->name = g_strdup(words[0]);
	file->mode = mode ? (guint)strtoul(mode, NULL, 8) : 0644;
	g_ptr_array_add(scenario->files, file);
	if (!words[0] || strchr(words[0], '/') || (words[1] && (!mode || words[2])))
		return g_strdup("expected \"file NAME\" and perhaps \"mode=0600\"");
	return NULL;
}

static char *
read_env(struct raw_scenario *scenario, char **words, char *body)
{
	g_autofree char *assignment = g_strjoinv(" ", words);
	const char *equals = strchr(assignment, '=');
	g_autofree char *name = equals ? g_strndup(assignment, (gsize)(equals - assignment)) : NULL;

	g_free(body);
	if (!equals)
		return g_strdup("expected \"env NAME=VALUE\"");
	scenario->environment = g_environ_setenv(scenario->environment, name, equals + 1, TRUE);
	return NULL;
}

static char *
read_stdin(struct raw_scenario *scenario, char **words, char *body)
{
	g_free(scenario->input);
	scenario->input = body;
	return *words ? g_strdup("nothing may stand behind \"stdin\"") : NULL;
}

static char *
read_command(struct raw_scenario *scenario, char **words, char *body)
{
	g_autofree char *text = body;
	g_autoptr(GError) error = NULL;

	if (scenario->argv || *words)
		return g_strdup("there is one command, and it stands below \"command\"");
	return g_shell_parse_argv(text, NULL, &scenario->argv, &error) ? NULL
								       : g_strdup(error->message);
}

static char *
read_exit(struct raw_scenario *scenario, char **words, char *body)
{
	guint64 status = 0;

	g_free(body);
	if (!words[0] || words[1] ||
	    !g_ascii_string_to_unsigned(words[0], 10, 0, G_MAXUINT8, &status, NULL))
		return g_strdup("expected \"exit NUMBER\"");
	scenario->status = (int)status;
	return NULL;
}

static char *
read_stdout(struct raw_scenario *scenario, char **words, char *body)
{
	g_free(scenario->output);
	scenario->output = body;
	return *words ? g_strdup("nothing may stand behind \"stdout\"") : NULL;
}

/* One regular expression a line. */
static char *
read_regex(struct raw_scenario *scenario, char **words, char *body)
{
	g_autofree char *text = body;
	g_auto(GStrv) lines = g_strsplit(text, "\n", -1);

	for (char **line = lines; *line; line++)
		if (**line)
			g_ptr_array_add(scenario->patterns, g_strdup(*line));
	return *words ? g_strdup("the expressions stand below \"stdout-regex\"") : NULL;
}

static char *
read_lacks(struct raw_scenario *scenario, char **words, char *body)
{
	g_free(body);
	g_ptr_array_add(scenario->lacks, g_strjoinv(" ", words));
	return *words ? NULL : g_strdup("expected \"stdout-lacks TEXT\"");
}

static char *
read_requests(struct raw_scenario *scenario, char **words, char *body)
{
	g_free(scenario->requests);
	scenario->requests = body;
	return *words ? g_strdup("nothing may stand behind \"requests\"") : NULL;
}

static const struct section {
	const char *name;
	section_reader *read;
} SECTIONS[] = {
    {"server", read_server},	  {"answer", read_answer},
    {"file", read_file},	  {"env", read_env},
    {"stdin", read_stdin},	  {"command", read_command},
    {"exit", read_exit},	  {"stdout", read_stdout},
    {"stdout-regex", read_regex}, {"stdout-lacks", read_lacks},
    {"requests", read_requests},
};

/* `lines` from `*at` up to the next section, without the empty lines before it; moves `*at` there.
 */
static char *
take_body(char **lines, guint *at)
{
	GString *body = g_string_new(NULL);

	for (; lines[*at] && !g_str_has_prefix(lines[*at], SECTION); (*at)++)
		g_string_append_printf(body, "%s\n", lines[*at]);
	while (g_str_has_suffix(body->str, "\n\n") || strcmp(body->str, "\n") == 0)
		g_string_truncate(body, body->len - 1);
	return g_string_free(body, FALSE);
}

/* The section whose heading is lines[*at]. */
static gboolean
read_section(struct raw_scenario *scenario, char **lines, guint *at, GError **error)
{
	guint number = *at + 1;
	g_auto(GStrv) words = g_strsplit(lines[*at] + strlen(SECTION), " ", -1);
	g_autofree char *wrong = NULL;
	char *body;

	(*at)++;
	body = take_body(lines, at);
	for (gsize i = 0; i < G_N_ELEMENTS(SECTIONS); i++) {
		if (strcmp(words[0] ? words[0] : "", SECTIONS[i].name) != 0)
			continue;
		wrong = SECTIONS[i].read(scenario, words + 1, body);
		if (wrong)
			g_set_error(error, RAW_SCENARIO_ERROR, RAW_SCENARIO_ERROR_SYNTAX,
				    "line %u: %s", number, wrong);
		return wrong == NULL;
	}
	g_free(body);
	g_set_error(error, RAW_SCENARIO_ERROR, RAW_SCENARIO_ERROR_SYNTAX,
		    "line %u: no section is named %s", number, words[0]);
	return FALSE;
}

/* All answers but the last without a condition are given once, in the order in which they stand. */
static void
number_answers(const struct raw_scenario_server *server)
{
	struct raw_answer *last = NULL;

	for (guint i = 0; i < server->answers->len; i++) {
		struct raw_answer *answer = &g_array_index(server->answers, struct raw_answer, i);

		if (answer->method)
			continue;
		if (last)
			last->once = TRUE;
		last = answer;
	}
}

static gboolean
is_complete(const struct raw_scenario *scenario, GError **error)
{
	const char *missing = NULL;

	if (!*scenario->shows)
		missing = "a sentence that says what is shown";
	else if (!scenario->argv)
		missing = "a command";
	else if (scenario->status < 0)
		missing = "an exit";
	else if (!scenario->output && !scenario->patterns->len)
		missing = "a stdout or a stdout-regex";
	if (missing)
		g_set_error(error, RAW_SCENARIO_ERROR, RAW_SCENARIO_ERROR_INCOMPLETE,
			    "%s is missing", missing);
	return missing == NULL;
}

static struct raw_scenario *
new_scenario(void)
{
	struct raw_scenario *scenario = g_new0(struct raw_scenario, 1);

	scenario->servers = g_ptr_array_new_with_free_func(free_server);
	scenario->files = g_ptr_array_new_with_free_func(free_file);
	scenario->environment = g_new0(char *, 1);
	scenario->patterns = g_ptr_array_new_with_free_func(g_free);
	scenario->lacks = g_ptr_array_new_with_free_func(g_free);
	scenario->owned = g_ptr_array_new_with_free_func(g_free);
	scenario->status = -1;
	return scenario;
}

static gboolean
read_all(struct raw_scenario *scenario, char **lines, GError **error)
{
	guint at = 0;

	scenario->shows = take_body(lines, &at);
	while (lines[at])
		if (!read_section(scenario, lines, &at, error))
			return FALSE;
	for (guint i = 0; i < scenario->servers->len; i++)
		number_answers(scenario->servers->pdata[i]);
	return is_complete(scenario, error);
}

struct raw_scenario *
raw_scenario_parse(const char *text, GError **error)
{
	struct raw_scenario *scenario = new_scenario();
	g_auto(GStrv) lines = g_strsplit(text, "\n", -1);

	if (read_all(scenario, lines, error))
		return scenario;
	raw_scenario_free(scenario);
	return NULL;
}

void
raw_scenario_free(struct raw_scenario *scenario)
{
	g_free(scenario->shows);
	g_ptr_array_unref(scenario->servers);
	g_ptr_array_unref(scenario->files);
	g_strfreev(scenario->environment);
	g_free(scenario->input);
	g_strfreev(scenario->argv);
	g_free(scenario->output);
	g_ptr_array_unref(scenario->patterns);
	g_ptr_array_unref(scenario->lacks);
	g_free(scenario->requests);
	g_ptr_array_unref(scenario->owned);
	g_free(scenario);
}
