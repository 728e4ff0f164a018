/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Answers net-snmp's agent. */
#include "snmp/pass_persist.h"

#include <string.h>

#include "snmp/mib.h"
#include "snmp/table.h"

/* Longer lines come from nobody; results are read again when they are older than this. */
enum { LINE_MOST = 4096, FRESH_MS = 5000 };

/* What the next line is. */
enum expected { EXPECT_COMMAND, EXPECT_GET, EXPECT_NEXT, EXPECT_SET_OID, EXPECT_SET_VALUE };

struct pass_persist {
	struct oid_path base;
	pass_persist_read read;
	void *data;
	struct table *table; /* NULL: not read yet */
	gint64 read_us;
	enum expected expected;
	GString *line;
};

G_DEFINE_QUARK(exchange - pass - persist - error, pass_persist_error)

struct pass_persist *
pass_persist_new(const char *oid_base, pass_persist_read read, void *data, GError **error)
{
	g_autoptr(struct_pass_persist) talk = g_new0(struct pass_persist, 1);

	talk->line = g_string_new(NULL);
	if (!mib_base(oid_base, &talk->base)) {
		g_set_error(error, PASS_PERSIST_ERROR, 0,
			    "--oid-base: expected an OID of at most 16 numbers, such as "
			    "1.3.6.1.4.1.NUMBER.1");
		return NULL;
	}
	talk->read = read;
	talk->data = data;
	return g_steal_pointer(&talk);
}

void
pass_persist_free(struct pass_persist *talk)
{
	if (!talk)
		return;
	table_free(talk->table);
	g_string_free(talk->line, TRUE);
	g_free(talk);
}

/* Read anew when it is old: a walk asks thousands of times. */
static const struct table *
fresh_table(struct pass_persist *talk)
{
	const gint64 now_us = g_get_monotonic_time();

	if (talk->table && now_us - talk->read_us < (gint64)FRESH_MS * 1000)
		return talk->table;
	table_free(talk->table);
	talk->table = table_new(&talk->base, talk->read(talk->data));
	talk->read_us = g_get_monotonic_time();
	return talk->table;
}

static void
answer(struct pass_persist *talk, const char *text, gboolean next, GString *out)
{
	const gint64 now_s = g_get_real_time() / G_USEC_PER_SEC;
	struct table_value value;
	struct oid_path name;
	gboolean found;

	found =
	    oid_parse(text, &name) && (next ? table_next(fresh_table(talk), &name, now_s, &value)
					    : table_get(fresh_table(talk), &name, now_s, &value));
	if (!found) {
		g_string_append(out, "NONE\n");
		return;
	}
	{
		g_autofree char *oid = oid_format(&value.name);

		g_string_append_printf(out, "%s\n%s\n%s\n", oid, value.type, value.text);
		g_free(value.text);
	}
}

/* FALSE when that is the end. A word nobody knows is answered: the agent waits for a line. */
static gboolean
take_command(struct pass_persist *talk, const char *line, GString *out)
{
	static const struct {
		const char *word;
		enum expected then;
	} commands[] = {{"get", EXPECT_GET}, {"getnext", EXPECT_NEXT}, {"set", EXPECT_SET_OID}};

	if (line[0] == '\0')
		return FALSE;
	for (gsize i = 0; i < G_N_ELEMENTS(commands); i++) {
		if (g_ascii_strcasecmp(line, commands[i].word) == 0) {
			talk->expected = commands[i].then;
			return TRUE;
		}
	}
	g_string_append(out, g_str_equal(line, "PING") ? "PONG\n" : "NONE\n");
	return TRUE;
}

static gboolean
take_line(struct pass_persist *talk, const char *line, GString *out)
{
	const enum expected expected = talk->expected;

	talk->expected = EXPECT_COMMAND;
	switch (expected) {
	case EXPECT_COMMAND:
		return take_command(talk, line, out);
	case EXPECT_GET:
		answer(talk, line, FALSE, out);
		return TRUE;
	case EXPECT_NEXT:
		answer(talk, line, TRUE, out);
		return TRUE;
	case EXPECT_SET_OID:
		talk->expected = EXPECT_SET_VALUE;
		return TRUE;
	case EXPECT_SET_VALUE:
		g_string_append(out, "not-writable\n");
		return TRUE;
	}
	g_return_val_if_reached(FALSE);
}

gboolean
pass_persist_take(struct pass_persist *talk, const char *bytes, gsize length, GString *out)
{
	for (gsize i = 0; i < length; i++) {
		gboolean goes_on;

		if (bytes[i] != '\n') {
			g_string_append_c(talk->line, bytes[i]);
			if (talk->line->len > LINE_MOST || bytes[i] == '\0')
				return FALSE;
			continue;
		}
		if (talk->line->len > 0 && talk->line->str[talk->line->len - 1] == '\r')
			g_string_truncate(talk->line, talk->line->len - 1);
		goes_on = take_line(talk, talk->line->str, out);
		g_string_truncate(talk->line, 0);
		if (!goes_on)
			return FALSE;
	}
	return TRUE;
}
