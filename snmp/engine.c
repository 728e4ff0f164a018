/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Keeps who the sender of SNMPv3 traps is. */
#include "snmp/engine.h"

#include <string.h>
#include <sys/random.h>
#include <time.h>

#include "state/file.h"
#include "state/lock.h"
#include "state/safe.h"

enum { FILE_LIMIT = 1024, ID_LEAST = 5, RANDOM_BYTES = 8 };

static const char file_name[] = "snmp-engine";
static const char lock_name[] = "snmp-engine.lock";
static const char boot_file[] = "/proc/sys/kernel/random/boot_id";

/* Below net-snmp's enterprise number, whose code does the sending; 5: octets of our own choice
 * (RFC 3411, SnmpEngineID). */
static const guint8 id_start[] = {0x80, 0x00, 0x1f, 0x88, 0x05};

gboolean
engine_parse_id(const char *text, struct engine *engine)
{
	const char *digits = g_str_has_prefix(text, "0x") ? text + 2 : text;
	const gsize length = strlen(digits);

	if (length % 2 || length / 2 < ID_LEAST || length / 2 > ENGINE_ID_MOST ||
	    strspn(digits, "0123456789abcdefABCDEF") != length)
		return FALSE;
	for (gsize i = 0; i < length / 2; i++)
		engine->id[i] = (guint8)(g_ascii_xdigit_value(digits[2 * i]) << 4 |
					 g_ascii_xdigit_value(digits[2 * i + 1]));
	engine->id_length = length / 2;
	return TRUE;
}

char *
engine_format_id(const struct engine *engine)
{
	g_autoptr(GString) text = g_string_new("0x");

	for (gsize i = 0; i < engine->id_length; i++)
		g_string_append_printf(text, "%02x", engine->id[i]);
	return g_strdup(text->str);
}

/* What differs from one start of this machine to the next; the caller frees. */
static char *
boot_id(void)
{
	char *text = NULL;

	if (!g_file_get_contents(boot_file, &text, NULL, NULL))
		return g_strdup("unknown");
	return g_strstrip(text);
}

static guint32
uptime_s(void)
{
	struct timespec since = {0};

	(void)clock_gettime(CLOCK_BOOTTIME, &since);
	return (guint32)CLAMP(since.tv_sec, 0, G_MAXINT32);
}

/* What the file says: an id, the count of starts, the start it was written in. */
static gboolean
parse(const char *bytes, gsize length, struct engine *engine, char **boot)
{
	g_autofree char *text = g_strndup(bytes, length);
	g_auto(GStrv) lines = g_strsplit(text, "\n", 4);
	gint64 boots;

	if (g_strv_length(lines) < 3 || !engine_parse_id(lines[0], engine) ||
	    !g_ascii_string_to_signed(lines[1], 10, 1, G_MAXINT32, &boots, NULL))
		return FALSE;
	engine->boots = (guint32)boots;
	*boot = g_strdup(lines[2]);
	return TRUE;
}

static void
begin(struct engine *engine)
{
	memcpy(engine->id, id_start, sizeof(id_start));
	(void)!getrandom(engine->id + sizeof(id_start), RANDOM_BYTES, 0);
	engine->id_length = sizeof(id_start) + RANDOM_BYTES;
	engine->boots = 0;
}

static gboolean
write_file(const struct state_directory *directory, const struct engine *engine, const char *boot,
	   GError **error)
{
	g_autofree char *id = engine_format_id(engine);
	g_autofree char *text = g_strdup_printf("%s\n%u\n%s\n", id, engine->boots, boot);

	return state_file_replace(directory, file_name, text, strlen(text), error);
}

/* With the lock held. A file that is of no use is not replaced: receivers know its id. */
static gboolean
read_and_count(const struct state_directory *directory, const char *id, struct engine *engine,
	       GError **error)
{
	g_autofree char *boot = boot_id();
	g_autofree char *known = NULL;
	g_autofree char *bytes = NULL;
	struct engine wanted = {.id_length = 0};
	gsize length;

	if (!state_file_read(directory, file_name, FILE_LIMIT, &bytes, &length, error))
		return FALSE;
	if (!bytes) {
		begin(engine);
	} else if (!parse(bytes, length, engine, &known)) {
		g_autofree char *shown = state_file_shown(directory, file_name);

		g_set_error(error, STATE_ERROR, STATE_UNUSABLE,
			    "%s: expected an engine ID, a count and a start, found something "
			    "else; cure: remove the file, and tell the receivers the new ID",
			    shown);
		return FALSE;
	}
	if (id && engine_parse_id(id, &wanted) &&
	    (wanted.id_length != engine->id_length ||
	     memcmp(wanted.id, engine->id, wanted.id_length) != 0)) {
		memcpy(engine->id, wanted.id, wanted.id_length);
		engine->id_length = wanted.id_length;
		g_clear_pointer(&known, g_free);
	}
	engine->time_s = uptime_s();
	if (g_strcmp0(known, boot) == 0)
		return TRUE;
	engine->boots++;
	return write_file(directory, engine, boot, error);
}

gboolean
engine_read(const struct state_directory *directory, const char *id, struct deadline deadline,
	    struct engine *engine, GError **error)
{
	g_autoptr(struct_state_lock) lock = state_lock_open(directory, lock_name, error);

	return lock &&
	       state_lock_take(lock, STATE_EXCLUSIVE, (struct state_range){0, 1}, deadline,
			       error) &&
	       read_and_count(directory, id, engine, error);
}
