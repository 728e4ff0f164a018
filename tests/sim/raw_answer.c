/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Turns an answer as it stands in a scenario into steps of the raw-byte server. */
#include "tests/sim/raw_answer.h"

#include <string.h>

struct draft {
	GArray
	    *steps; /* of struct raw_step, ended by RAW_END; the texts of RAW_SEND are in `texts` */
	GPtrArray *texts;  /* of GString, one for each step, NULL where there is none */
	GString *last;	   /* the text lines go to; NULL after a step */
	gboolean finished; /* has an empty line, or is written byte by byte */
};

static void
add_step(struct draft *draft, enum raw_verb verb, guint pause_ms)
{
	struct raw_step step = {.verb = verb, .pause_ms = pause_ms};

	g_array_append_val(draft->steps, step);
	draft->last = verb == RAW_SEND ? g_string_new(NULL) : NULL;
	g_ptr_array_add(draft->texts, draft->last);
}

static void
add_line(struct draft *draft, const char *line)
{
	if (!draft->last)
		add_step(draft, RAW_SEND, 0);
	g_string_append_printf(draft->last, "%s\r\n", line);
	draft->finished |= *line == '\0';
}

/* Octal escapes have three digits here: what follows them may be a digit. */
static void
add_bytes(struct draft *draft, const char *text)
{
	add_step(draft, RAW_SEND, 0);
	draft->finished = TRUE;
	while (*text) {
		gsize length = 1;
		g_autofree char *escape = NULL;
		g_autofree char *byte = NULL;

		if (*text == '\\' && text[1])
			length = text[1] >= '0' && text[1] <= '7' ? MIN(4, strlen(text)) : 2;
		escape = g_strndup(text, length);
		byte = g_strcompress(escape);
		g_string_append_c(draft->last, *byte);
		text += length;
	}
}

static gboolean
add_verb(struct draft *draft, const char *line)
{
	static const struct {
		const char *name;
		enum raw_verb verb;
	} words[] = {{"@hold", RAW_HOLD}, {"@close", RAW_CLOSE}, {"@reset", RAW_RESET}};
	guint64 ms = 0;

	if (g_str_has_prefix(line, "@bytes ")) {
		add_bytes(draft, line + strlen("@bytes "));
		draft->last = NULL;
		return TRUE;
	}
	if (g_str_has_prefix(line, "@sleep ")) {
		if (!g_ascii_string_to_unsigned(line + strlen("@sleep "), 10, 0, 60000, &ms, NULL))
			return FALSE;
		add_step(draft, RAW_SLEEP, (guint)ms);
		return TRUE;
	}
	for (gsize i = 0; i < G_N_ELEMENTS(words); i++)
		if (strcmp(line, words[i].name) == 0) {
			add_step(draft, words[i].verb, 0);
			return TRUE;
		}
	return FALSE;
}

static void
finish_head(const struct draft *draft)
{
	for (guint i = draft->texts->len; i-- > 0 && !draft->finished;) {
		if (draft->texts->pdata[i]) {
			g_string_append(draft->texts->pdata[i], "\r\n");
			return;
		}
	}
}

/* Hands the texts to `owned` and the steps with them. */
static const struct raw_step *
settle(const struct draft *draft, GPtrArray *owned)
{
	struct raw_step *steps;

	for (guint i = 0; i < draft->texts->len; i++) {
		GString *text = draft->texts->pdata[i];
		struct raw_step *step = &g_array_index(draft->steps, struct raw_step, i);
		char *bytes;

		if (!text)
			continue;
		step->length = text->len;
		step->text = bytes = g_string_free(text, FALSE);
		g_ptr_array_add(owned, bytes);
	}
	steps = (struct raw_step *)(gpointer)g_array_free(draft->steps, FALSE);
	g_ptr_array_unref(draft->texts);
	g_ptr_array_add(owned, steps);
	return steps;
}

const struct raw_step *
raw_answer_steps(const char *body, GPtrArray *owned, char **wrong)
{
	g_auto(GStrv) lines = g_strsplit(body, "\n", -1);
	struct draft draft = {.last = NULL};
	const struct raw_step *steps;

	*wrong = NULL;
	draft.steps = g_array_new(TRUE, TRUE, sizeof(struct raw_step));
	draft.texts = g_ptr_array_new();
	for (char **line = lines; *line && !*wrong; line++) {
		if (!line[1] && !**line)
			break; /* what follows the last line feed */
		if (**line != '@')
			add_line(&draft, *line);
		else if (!add_verb(&draft, *line))
			*wrong = g_strdup_printf("%s is no step of an answer", *line);
	}
	finish_head(&draft);
	steps = settle(&draft, owned);
	return *wrong ? NULL : steps;
}
