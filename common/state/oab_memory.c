/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Keeps what a run saw of an address book for the next one. */
#include "state/oab_memory.h"

#include <string.h>

#include <jansson.h>

#include "facts/json_text.h"
#include "state/file.h"
#include "state/lock.h"
#include "state/safe.h"

enum { VERSION = 1, FILE_LIMIT = 64 * 1024 };

static const char lock_name[] = "oab.lock";

/* The caller frees. */
static char *
file_name(const char *url, const char *node)
{
	g_autofree char *both = g_strdup_printf("%s\n%s", url, node ? node : "");
	g_autofree char *digest = g_compute_checksum_for_string(G_CHECKSUM_SHA256, both, -1);

	digest[32] = '\0';
	return g_strdup_printf("oab-%s.json", digest);
}

static gboolean
refuse(const struct state_directory *directory, const char *name, GError **error)
{
	g_autofree char *shown = state_file_shown(directory, name);

	g_set_error(error, STATE_ERROR, STATE_UNUSABLE,
		    "%s: expected the memory of an address book, version %d, found something "
		    "else; cure: remove the file",
		    shown, VERSION);
	return FALSE;
}

static gboolean
parse(const char *bytes, gsize length, struct oab_memory *memory)
{
	json_t *object = json_loadb(bytes, length, JSON_REJECT_DUPLICATES, NULL);
	struct oab_memory read = {0};
	json_int_t numbers[6] = {0};
	int version = 0;
	gboolean good =
	    object &&
	    json_unpack_ex(object, NULL, 0, "{s:i,s:I,s:I,s:I,s:I,s:I,s:I}", "version", &version,
			   "missing_runs", &numbers[0], "missing_since", &numbers[1], "seen",
			   &numbers[2], "sequence", &numbers[3], "uncompressed_size", &numbers[4],
			   "records", &numbers[5]) == 0 &&
	    version == VERSION;

	for (gsize i = 0; good && i < G_N_ELEMENTS(numbers); i++)
		good = numbers[i] >= (i < 3 ? 0 : -1) && numbers[i] <= (json_int_t)1 << 48;
	json_decref(object);
	if (!good)
		return FALSE;
	read.missing_runs = (guint)MIN(numbers[0], G_MAXINT);
	read.missing_since_s = numbers[1];
	read.seen_s = numbers[2];
	read.sequence = numbers[3];
	read.uncompressed_size = numbers[4];
	read.records = numbers[5];
	*memory = read;
	return TRUE;
}

gboolean
oab_memory_read(const struct state_directory *directory, const char *url, const char *node,
		struct oab_memory *memory, GError **error)
{
	g_autofree char *name = file_name(url, node);
	g_autofree char *bytes = NULL;
	gsize length = 0;

	*memory = (struct oab_memory){.sequence = -1, .uncompressed_size = -1, .records = -1};
	if (!state_file_read(directory, name, FILE_LIMIT, &bytes, &length, error))
		return FALSE;
	if (!bytes || parse(bytes, length, memory))
		return TRUE;
	return refuse(directory, name, error);
}

/* For people who look into the file, url and node stand in it. The caller frees. */
static char *
print(const char *url, const char *node, const struct oab_memory *memory)
{
	json_t *object = json_pack(
	    "{s:i,s:I,s:I,s:I,s:I,s:I,s:I}", "version", VERSION, "missing_runs",
	    (json_int_t)memory->missing_runs, "missing_since", (json_int_t)memory->missing_since_s,
	    "seen", (json_int_t)memory->seen_s, "sequence", (json_int_t)memory->sequence,
	    "uncompressed_size", (json_int_t)memory->uncompressed_size, "records",
	    (json_int_t)memory->records);
	char *text;

	json_set_text(object, "url", url);
	json_set_text(object, "node", node);
	text = json_dumps(object, JSON_INDENT(1) | JSON_SORT_KEYS);
	json_decref(object);
	return text;
}

gboolean
oab_memory_write(const struct state_directory *directory, const char *url, const char *node,
		 const struct oab_memory *memory, struct deadline deadline, GError **error)
{
	g_autofree char *name = file_name(url, node);
	g_autoptr(struct_state_lock) lock = state_lock_open(directory, lock_name, error);
	char *text;
	gboolean written;

	if (!lock ||
	    !state_lock_take(lock, STATE_EXCLUSIVE, (struct state_range){0, 1}, deadline, error))
		return FALSE;
	text = print(url, node, memory);
	written = state_file_replace(directory, name, text, strlen(text), error);
	free(text);
	return written;
}
