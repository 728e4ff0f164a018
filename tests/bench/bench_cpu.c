/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Measures the CPU time of whole processes, and how long and how large they are, the commands
 * taking turns.
 *
 * bench_cpu ROUNDS COMMAND...: each a shell-quoted string; a word that ends in @ROUND@ ends in the
 * number of the round.
 */
#include <glib.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

/* One run. */
struct run {
	double cpu_ms;	/* user and system time */
	double wall_ms; /* from its start to its end */
	long peak_kb;
};

/* Its output is thrown away. */
static struct run
run_once(char **argv)
{
	gint64 began = g_get_monotonic_time();
	struct rusage usage;
	int status;
	pid_t pid = fork();

	if (pid == 0) {
		if (!freopen("/dev/null", "w", stdout) || !freopen("/dev/null", "w", stderr))
			_exit(126);
		execv(argv[0], argv);
		_exit(127);
	}
	if (pid < 0 || wait4(pid, &status, 0, &usage) != pid || !WIFEXITED(status) ||
	    WEXITSTATUS(status) > 3) {
		g_printerr("%s did not run\n", argv[0]);
		exit(2);
	}
	return (struct run){.cpu_ms =
				(double)(usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) * 1e3 +
				(double)(usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) / 1e3,
			    .wall_ms = (double)(g_get_monotonic_time() - began) / 1e3,
			    .peak_kb = usage.ru_maxrss};
}

/* What must not be the same twice, such as a directory that a command makes. */
static void
number_words(char **words, gsize round)
{
	static const char mark[] = "@ROUND@";

	for (char **word = words; *word; word++) {
		char *numbered;

		if (!g_str_has_suffix(*word, mark))
			continue;
		(*word)[strlen(*word) - strlen(mark)] = '\0';
		numbered = g_strdup_printf("%s%" G_GSIZE_FORMAT, *word, round);
		g_free(*word);
		*word = numbered;
	}
}

static int
compare(const void *a, const void *b)
{
	double x = *(const double *)a;
	double y = *(const double *)b;

	return (x > y) - (x < y);
}

int
main(int argc, char **argv)
{
	guint64 rounds = 0;
	gsize commands = argc > 2 ? (gsize)argc - 2 : 0;

	if (commands == 0 || !g_ascii_string_to_unsigned(argv[1], 10, 1, 100000, &rounds, NULL))
		return 3;
	g_autofree double *cpu_ms = g_new(double, (gsize)rounds *(gsize)commands);
	g_autofree double *wall_ms = g_new(double, (gsize)rounds *(gsize)commands);
	g_autofree long *peak_kb = g_new0(long, commands);

	for (gsize round = 0; round < rounds; round++) {
		for (gsize c = 0; c < commands; c++) {
			g_auto(GStrv) words = NULL;
			struct run run;

			if (!g_shell_parse_argv(argv[c + 2], NULL, &words, NULL))
				return 3;
			number_words(words, round);
			run = run_once(words);
			cpu_ms[c * rounds + round] = run.cpu_ms;
			wall_ms[c * rounds + round] = run.wall_ms;
			peak_kb[c] = MAX(peak_kb[c], run.peak_kb);
		}
	}
	/* Single best runs are luck on a machine whose clock changes; the quartile and the median
	 * are not. */
	for (gsize c = 0; c < commands; c++) {
		qsort(cpu_ms + c * rounds, rounds, sizeof(*cpu_ms), compare);
		qsort(wall_ms + c * rounds, rounds, sizeof(*wall_ms), compare);
		printf("%.2f %.2f %.2f %ld\n", cpu_ms[c * rounds + rounds / 4],
		       cpu_ms[c * rounds + rounds / 2], wall_ms[c * rounds + rounds / 2],
		       peak_kb[c]);
	}
	return 0;
}
