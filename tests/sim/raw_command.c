/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Runs one command with a time limit and keeps all it wrote. */
#include "tests/sim/raw_command.h"

#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

enum { PIECE_BYTES = 16384, NAP_US = 500, TREE_DEPTH = 16 };

/* Whatever a command needs to be run here, and nothing that it might obey. */
static const char *const KEPT[] = {"PATH",	    "LD_LIBRARY_PATH", "ASAN_OPTIONS",
				   "UBSAN_OPTIONS", "LSAN_OPTIONS",    "TMPDIR"};

enum { IN, OUT, ERR, STREAMS };

struct streams {
	int child[STREAMS]; /* -1: closed */
	int ours[STREAMS];
};

static void
close_one(int *fd)
{
	if (*fd >= 0)
		close(*fd);
	*fd = -1;
}

static gboolean
fail(GError **error, const char *what)
{
	int saved = errno;

	g_set_error(error, G_FILE_ERROR, (int)g_file_error_from_errno(saved), "%s: %s", what,
		    g_strerror(saved));
	return FALSE;
}

/* A file, not a pipe: the command may leave it unread without anybody waiting. */
static int
open_input(const char *input)
{
	gsize length = input ? strlen(input) : 0;
	int fd;

	if (!input)
		return open("/dev/null", O_RDONLY | O_CLOEXEC);
	fd = memfd_create("input", MFD_CLOEXEC);
	if (fd >= 0 && (write(fd, input, length) != (ssize_t)length || lseek(fd, 0, SEEK_SET) != 0))
		close_one(&fd);
	return fd;
}

static gboolean
open_streams(struct streams *streams, const char *input, GError **error)
{
	streams->child[IN] = open_input(input);
	if (streams->child[IN] < 0)
		return fail(error, "stdin");
	for (int i = OUT; i < STREAMS; i++) {
		int ends[2];

		if (pipe2(ends, O_CLOEXEC) < 0)
			return fail(error, "pipe");
		streams->ours[i] = ends[0];
		streams->child[i] = ends[1];
	}
	return TRUE;
}

/* Appends what can be read now; closes the stream at its end. */
static void
drain(int *fd, GString *into)
{
	char piece[PIECE_BYTES];
	ssize_t got = read(*fd, piece, sizeof(piece));

	if (got > 0)
		g_string_append_len(into, piece, got);
	else if (got == 0 || errno != EINTR)
		close_one(fd);
}

/* Until both streams have ended or time is up. */
static void
collect(struct streams *streams, struct raw_outcome *outcome, gint64 end_us)
{
	while (streams->ours[OUT] >= 0 || streams->ours[ERR] >= 0) {
		struct pollfd at[] = {{.fd = streams->ours[OUT], .events = POLLIN},
				      {.fd = streams->ours[ERR], .events = POLLIN}};
		gint64 left_us = end_us - g_get_monotonic_time();

		if (left_us <= 0)
			return;
		if (poll(at, G_N_ELEMENTS(at), (int)(left_us / 1000 + 1)) <= 0)
			continue;
		if (at[0].revents)
			drain(&streams->ours[OUT], outcome->output);
		if (at[1].revents)
			drain(&streams->ours[ERR], outcome->errors);
	}
}

/* Waits for the process, which is killed once time is up. */
static void
reap(GPid pid, struct raw_outcome *outcome, gint64 end_us)
{
	int status = 0;
	pid_t ended;

	while ((ended = waitpid(pid, &status, WNOHANG)) == 0 && g_get_monotonic_time() < end_us)
		g_usleep(NAP_US);
	if (ended == 0) {
		kill(pid, SIGKILL);
		waitpid(pid, &status, 0);
	}
	outcome->status = WIFEXITED(status) ? WEXITSTATUS(status) : -1;
	outcome->signal = WIFSIGNALED(status) ? WTERMSIG(status) : 0;
}

struct raw_outcome *
raw_command_run(const struct raw_command *command, GError **error)
{
	struct streams streams = {.child = {-1, -1, -1}, .ours = {-1, -1, -1}};
	const GSpawnFlags flags = G_SPAWN_DO_NOT_REAP_CHILD | G_SPAWN_SEARCH_PATH_FROM_ENVP;
	gint64 start_us = g_get_monotonic_time();
	gint64 end_us = start_us + (gint64)command->limit_ms * 1000;
	struct raw_outcome *outcome = NULL;
	GPid pid = 0;

	if (open_streams(&streams, command->input, error) &&
	    g_spawn_async_with_fds(command->directory, command->argv, command->environment, flags,
				   NULL, NULL, &pid, streams.child[IN], streams.child[OUT],
				   streams.child[ERR], error)) {
		outcome = g_new0(struct raw_outcome, 1);
		outcome->output = g_string_new(NULL);
		outcome->errors = g_string_new(NULL);
		for (int i = 0; i < STREAMS; i++)
			close_one(&streams.child[i]);
		collect(&streams, outcome, end_us);
		reap(pid, outcome, end_us);
		outcome->took_ms = (g_get_monotonic_time() - start_us) / 1000;
	}
	for (int i = 0; i < STREAMS; i++) {
		close_one(&streams.child[i]);
		close_one(&streams.ours[i]);
	}
	return outcome;
}

void
raw_outcome_free(struct raw_outcome *outcome)
{
	g_string_free(outcome->output, TRUE);
	g_string_free(outcome->errors, TRUE);
	g_free(outcome);
}

char **
raw_command_environment(const char *home)
{
	char **environment = g_new0(char *, 1);

	for (gsize i = 0; i < G_N_ELEMENTS(KEPT); i++)
		if (g_getenv(KEPT[i]))
			environment =
			    g_environ_setenv(environment, KEPT[i], g_getenv(KEPT[i]), TRUE);
	environment = g_environ_setenv(environment, "LC_ALL", "C", TRUE);
	environment = g_environ_setenv(environment, "TZ", "UTC", TRUE);
	return g_environ_setenv(environment, "HOME", home, TRUE);
}

char **
raw_command_resolve(char **argv, const char *directory, GError **error)
{
	g_autofree char *program = g_build_filename(directory, argv[0], NULL);
	const char *wrap = g_getenv("PLUGIN_WRAP");
	g_auto(GStrv) before = NULL;
	GPtrArray *words;

	if (!g_file_test(program, G_FILE_TEST_IS_EXECUTABLE)) {
		if (!g_str_has_prefix(argv[0], "check_") && !g_str_has_prefix(argv[0], "exchange_"))
			return g_strdupv(argv);
		g_set_error(error, G_FILE_ERROR, G_FILE_ERROR_NOENT, "%s is not built", program);
		return NULL;
	}
	if (wrap && !g_shell_parse_argv(wrap, NULL, &before, error))
		return NULL;
	words = g_ptr_array_new();
	for (char **word = before; word && *word; word++)
		g_ptr_array_add(words, g_strdup(*word));
	g_ptr_array_add(words, g_steal_pointer(&program));
	for (char **word = argv + 1; *word; word++)
		g_ptr_array_add(words, g_strdup(*word));
	g_ptr_array_add(words, NULL);
	return (char **)g_ptr_array_free(words, FALSE);
}

static int
remove_one(const char *path, const struct stat *about, int kind, struct FTW *where)
{
	(void)about;
	(void)kind;
	(void)where;
	return remove(path);
}

void
raw_command_remove_tree(const char *directory)
{
	nftw(directory, remove_one, TREE_DEPTH, FTW_DEPTH | FTW_PHYS);
}
