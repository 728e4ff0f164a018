/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reads and replaces the file of accepted fingerprints. */
#include "state/baseline.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/text.h"
#include "state/file.h"
#include "state/lock.h"

/* The permissions of a file that was not there: there is nothing secret in it. */
enum { NEW_MODE = 0644 };

struct baseline *
baseline_read(const char *path, GError **error)
{
	g_autoptr(GError) problem = NULL;
	g_autofree char *shown = text_line(path);
	g_autofree char *bytes = NULL;
	struct baseline *baseline;
	gsize length = 0;

	if (!state_file_read_named(path, BASELINE_LIMIT_BYTES, &bytes, &length, &problem)) {
		gboolean missing = g_error_matches(problem, G_FILE_ERROR, G_FILE_ERROR_NOENT);

		g_set_error(error, BASELINE_ERROR, missing ? BASELINE_MISSING : BASELINE_UNUSABLE,
			    "%s: expected a baseline, found %s", shown,
			    missing ? "no such file" : problem->message);
		return NULL;
	}
	baseline = baseline_parse(bytes, length, error);
	if (!baseline)
		g_prefix_error(error, "%s: ", shown);
	return baseline;
}

/* The file itself behind symbolic links: replaced is what they lead to. The caller frees. */
static char *
place_of(const char *path)
{
	char *real = realpath(path, NULL);
	char *place = g_strdup(real ? real : path);

	free(real);
	return place;
}

/* The file's content with what was seen; NULL with an error. */
static char *
change_content(const struct baseline_change *change, gsize *length, GError **error)
{
	static const char empty[] = "{\"hosts\":{},\"version\":1}";
	g_autoptr(GError) problem = NULL;
	g_autoptr(struct_baseline) baseline = baseline_read(change->path, &problem);
	const struct fingerprint *seen = change->seen;
	g_autofree char *shown = text_line(change->path);
	struct fingerprint *was;

	if (!baseline && g_error_matches(problem, BASELINE_ERROR, BASELINE_MISSING))
		baseline = baseline_parse(empty, strlen(empty), NULL);
	if (!baseline) {
		g_propagate_error(error, g_steal_pointer(&problem));
		return NULL;
	}
	was = change->replace ? NULL : baseline_find(baseline, seen->hostname, seen->port, NULL);
	if (was) {
		fingerprint_free(was);
		g_set_error(error, BASELINE_ERROR, BASELINE_TAKEN,
			    "%s: expected no baseline of this server yet, found one", shown);
		return NULL;
	}
	if (!baseline_put(baseline, seen, change->all_nodes, error)) {
		g_prefix_error(error, "%s: ", shown);
		return NULL;
	}
	return baseline_format(baseline, length);
}

static gboolean
replace(const struct baseline_change *change, const struct state_directory *directory,
	const char *name, GError **error)
{
	struct stat about;
	guint mode = fstatat(directory->fd, name, &about, 0) == 0 ? about.st_mode & 0777 : NEW_MODE;
	gsize length = 0;
	g_autofree char *content = change_content(change, &length, error);
	g_autofree char *shown = text_line(change->path);

	if (!content)
		return FALSE;
	if (length > BASELINE_LIMIT_BYTES) {
		g_set_error(error, BASELINE_ERROR, BASELINE_NOT_WRITTEN,
			    "%s: expected a baseline of at most %d bytes, found one of "
			    "%" G_GSIZE_FORMAT "; cure: give some servers a file of their own",
			    shown, BASELINE_LIMIT_BYTES, length);
		return FALSE;
	}
	return state_file_replace_shared(directory, name, content, length, mode, error);
}

gboolean
baseline_write(const struct baseline_change *change, struct deadline deadline, GError **error)
{
	const struct state_range whole = {0, 1};
	g_autofree char *place = place_of(change->path);
	g_autofree char *parent = g_path_get_dirname(place);
	g_autofree char *name = g_path_get_basename(place);
	g_autofree char *lock_name = g_strconcat(name, ".lock", NULL);
	g_autoptr(struct_state_directory) directory = state_directory_open_named(parent, error);
	g_autoptr(struct_state_lock) lock =
	    directory ? state_lock_open(directory, lock_name, error) : NULL;

	return lock && state_lock_take(lock, STATE_EXCLUSIVE, whole, deadline, error) &&
	       replace(change, directory, name, error);
}
