/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Feeds files to a fuzz target without libFuzzer, so that any compiler can replay a corpus. */
#include <glib.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const guint8 *data, gsize size);

/* The input in a block of its exact size: a sanitizer or valgrind sees a byte read too many. */
static int
replay(const char *file)
{
	g_autoptr(GError) error = NULL;
	g_autofree char *bytes = NULL;
	gsize length = 0;
	guint8 *exact = NULL;
	int result = 0;

	if (!g_file_get_contents(file, &bytes, &length, &error)) {
		(void)fprintf(stderr, "%s\n", error->message);
		return 1;
	}
	exact = malloc(length ? length : 1);
	if (!exact)
		return 1;
	memcpy(exact, bytes, length);
	result = LLVMFuzzerTestOneInput(exact, length);
	free(exact);
	return result;
}

/* TAP, one test per file. Without a file nothing was tested: that is a failure. */
int
main(int argc, char **argv)
{
	int failed = argc < 2;

	(void)printf("1..%d\n", argc - 1);
	for (int i = 1; i < argc; i++) {
		int result = replay(argv[i]);

		(void)printf("%sok %d - %s\n", result ? "not " : "", i, argv[i]);
		(void)fflush(stdout);
		failed = failed || result;
	}
	return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
