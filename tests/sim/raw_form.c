/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Judges the form of what a plugin wrote: whatever it says, a scheduler must be able to read it. */
#include "tests/sim/raw_form.h"

#include <string.h>

static const char *const STATES[] = {"OK", "WARNING", "CRITICAL", "UNKNOWN"};

void
raw_form_expect(GString *wrong, gboolean holds, const char *format, ...)
{
	va_list arguments;

	if (holds)
		return;
	va_start(arguments, format);
	g_string_append_vprintf(wrong, format, arguments);
	va_end(arguments);
	g_string_append_c(wrong, '\n');
}

/* What may be anywhere in the output: printable characters and line feeds. */
static char *
find_unprintable(const char *output)
{
	const char *bad = NULL;

	if (!g_utf8_validate(output, -1, &bad))
		return g_strdup_printf("invalid UTF-8 at byte %d", (int)(bad - output));
	for (const char *at = output; *at; at += g_utf8_skip[(guchar)*at]) {
		gunichar c = g_utf8_get_char(at);

		if (c != '\n' && (!g_unichar_isprint(c) || g_unichar_type(c) == G_UNICODE_FORMAT))
			return g_strdup_printf("U+%04X at byte %d", c, (int)(at - output));
	}
	return NULL;
}

/* Lines that a scheduler or a person could take for the plugin's first one. */
static guint
count_headlines(const char *output, const char *service)
{
	g_auto(GStrv) lines = g_strsplit(output, "\n", -1);
	guint count = 0;

	for (char **line = lines; *line; line++)
		if (g_str_has_prefix(g_strchug(*line), service))
			count++;
	return count;
}

static guint
count_bars(const char *text)
{
	guint count = 0;

	for (; *text; text++)
		count += *text == '|';
	return count;
}

static int
judge_state(GString *wrong, const char *service, const struct raw_outcome *outcome)
{
	int status = outcome->status;
	gboolean known = status >= 0 && status < (int)G_N_ELEMENTS(STATES);
	g_autofree char *start =
	    known ? g_strdup_printf("%s %s - ", service, STATES[status]) : NULL;

	raw_form_expect(wrong, known, "exit %d, signal %d", status, outcome->signal);
	if (!known)
		return -1;
	raw_form_expect(wrong, g_str_has_prefix(outcome->output->str, start),
			"exit %d, but the first line says otherwise", status);
	return status;
}

int
raw_form_judge(GString *wrong, const char *service, const struct raw_outcome *outcome, gsize limit)
{
	const char *output = outcome->output->str;
	gsize length = outcome->output->len;
	g_autofree char *first = g_strndup(output, strcspn(output, "\n"));
	g_autofree char *unprintable = find_unprintable(output);

	raw_form_expect(wrong, strlen(output) == length, "a NUL byte in the output");
	raw_form_expect(wrong, !unprintable, "%s", unprintable);
	raw_form_expect(wrong, outcome->errors->len == 0, "stderr: %s", outcome->errors->str);
	raw_form_expect(wrong, count_bars(first) == 1, "%u '|' in the first line",
			count_bars(first));
	raw_form_expect(wrong, count_bars(output) == count_bars(first),
			"a '|' behind the first line");
	raw_form_expect(wrong, count_headlines(output, service) == 1, "%u headlines",
			count_headlines(output, service));
	raw_form_expect(wrong, !limit || length <= limit, "%" G_GSIZE_FORMAT " bytes of output",
			length);
	raw_form_expect(wrong, g_str_has_suffix(output, "\n"), "the last line does not end");
	return judge_state(wrong, service, outcome);
}
