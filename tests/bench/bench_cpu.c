/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Measures the CPU time of whole processes, the commands taking turns: bench_cpu ROUNDS COMMAND...
 * (each a shell-quoted string; a word that ends in @ROUND@ ends in the number of the round) */
#include <glib.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

/* User and system time of one run, in milliseconds; its output is thrown away. */
static double
run_once(char **argv)
{
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
	return (double)(usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) * 1e3 +
	       (double)(usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) / 1e3;
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
	g_autofree double *ms = g_new(double, (gsize)rounds *(gsize)commands);

	for (gsize round = 0; round < rounds; round++) {
		for (gsize c = 0; c < commands; c++) {
			g_auto(GStrv) words = NULL;

			if (!g_shell_parse_argv(argv[c + 2], NULL, &words, NULL))
				return 3;
			number_words(words, round);
			ms[c * rounds + round] = run_once(words);
		}
	}
	/* Single best runs are luck on a machine whose clock changes; the quartile and the median
	 * are not. */
	for (gsize c = 0; c < commands; c++) {
		qsort(ms + c * rounds, rounds, sizeof(*ms), compare);
		printf("%.2f %.2f\n", ms[c * rounds + rounds / 4], ms[c * rounds + rounds / 2]);
	}
	return 0;
}
