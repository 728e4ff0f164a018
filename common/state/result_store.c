/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Keeps the last result of each service in a file. */
#include "state/result_store.h"

#include <dirent.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "state/file.h"
#include "state/result_store_parts.h"
#include "state/safe.h"

static const char lock_name[] = "lock";

/* All digits of a number that fit beside each other: the bytes of the lock file. */
enum { LOCK_DIGITS = 12 };
static const gint64 sinks_from = (gint64)1 << 50;

static char *
digest_of(const char *text)
{
	char *digest = g_compute_checksum_for_string(G_CHECKSUM_SHA256, text, -1);

	digest[RESULT_NUMBER] = '\0';
	return digest;
}

char *
result_store_number(const char *service, const char *target, const char *instance)
{
	g_autofree char *all = g_strdup_printf("%s\n%s\n%s", service, target, instance);

	return digest_of(all);
}

gboolean
result_store_is_number(const char *name)
{
	return strlen(name) == RESULT_NUMBER && strspn(name, "0123456789abcdef") == RESULT_NUMBER;
}

struct state_range
result_store_file_turn(const char *number)
{
	char digits[LOCK_DIGITS + 1] = "";

	memcpy(digits, number, LOCK_DIGITS);
	return (struct state_range){(gint64)g_ascii_strtoull(digits, NULL, 16), 1};
}

struct state_range
result_store_sink_turn(const char *sink)
{
	g_autofree char *number = digest_of(sink);

	return (struct state_range){sinks_from + result_store_file_turn(number).from, 1};
}

struct result_store *
result_store_open(const char *state_dir, GError **error)
{
	g_autoptr(struct_result_store) store = g_new0(struct result_store, 1);
	g_autofree char *results = g_build_filename(state_dir, "results", NULL);
	g_autofree char *waiting = g_build_filename(results, "waiting", NULL);
	g_autoptr(struct_state_directory) above = state_directory_open(state_dir, error);

	if (!above || !(store->results = state_directory_open(results, error)) ||
	    !(store->waiting = state_directory_open(waiting, error)) ||
	    !(store->lock = state_lock_open(store->results, lock_name, error)))
		return NULL;
	return g_steal_pointer(&store);
}

struct result_store *
result_store_open_to_read(const char *state_dir, GError **error)
{
	g_autoptr(struct_result_store) store = g_new0(struct result_store, 1);
	g_autofree char *results = g_build_filename(state_dir, "results", NULL);

	store->results = state_directory_open_named(results, error);
	return store->results ? g_steal_pointer(&store) : NULL;
}

void
result_store_free(struct result_store *store)
{
	if (!store)
		return;
	state_lock_free(store->lock);
	state_directory_free(store->waiting);
	state_directory_free(store->results);
	g_free(store);
}

/* Somebody else's are only read, and judged by their content. */
static gboolean
read_bytes(const struct result_store *store, const char *number, char **bytes, gsize *length,
	   GError **error)
{
	g_autofree char *path = NULL;

	if (store->lock)
		return state_file_read(store->results, number, LAST_FILE_LIMIT, bytes, length,
				       error);
	path = g_build_filename(store->results->path, number, NULL);
	return state_file_read_named(path, LAST_FILE_LIMIT, bytes, length, error);
}

struct last_result *
result_store_load(const struct result_store *store, const char *number, GError **error)
{
	g_autofree char *bytes = NULL;
	struct last_result *result;
	gsize length;

	if (!read_bytes(store, number, &bytes, &length, error) || !bytes)
		return NULL;
	result = last_result_parse(bytes, length, error);
	if (!result) {
		g_autofree char *shown = state_file_shown(store->results, number);

		g_prefix_error(error, "%s: ", shown);
	}
	return result;
}

/* First the mark: where it stands without need, who finds it takes it away. */
static gboolean
mark(const struct result_store *store, const char *number, GError **error)
{
	int fd;

	if (!state_file_open(store->waiting, number, O_WRONLY | O_CREAT, &fd, error))
		return FALSE;
	close(fd);
	return TRUE;
}

gboolean
result_store_save(const struct result_store *store, const char *number,
		  const struct last_result *result, GError **error)
{
	g_autofree char *text = last_result_format(result);

	if (result->events->len > 0 && !mark(store, number, error))
		return FALSE;
	if (!state_file_replace(store->results, number, text, strlen(text), error))
		return FALSE;
	if (result->events->len == 0)
		(void)unlinkat(store->waiting->fd, number, 0);
	return TRUE;
}

/* The one that was there or, when it cannot be used, an empty one. */
static struct last_result *
load_or_begin(const struct result_store *store, const char *number, const struct last_result *key,
	      struct result_change *change)
{
	g_autoptr(GError) error = NULL;
	struct last_result *result = result_store_load(store, number, &error);

	/* The key is in the file: another one would be of a forged name. */
	if (result && (!g_str_equal(result->service, key->service) ||
		       !g_str_equal(result->target, key->target) ||
		       !g_str_equal(result->instance, key->instance)))
		g_clear_pointer(&result, last_result_free);
	else if (result || !error)
		return result ? result : last_result_new(key->service, key->target, key->instance);
	change->anew = TRUE;
	return last_result_new(key->service, key->target, key->instance);
}

gboolean
result_store_put(struct result_store *store, struct last_seen *seen, struct deadline deadline,
		 struct result_change *change, GError **error)
{
	const struct last_result *key = seen->result;
	g_autofree char *number = result_store_number(key->service, key->target, key->instance);
	const struct state_range turn = result_store_file_turn(number);
	g_autoptr(struct_last_result) result = NULL;
	guint64 lost_before;
	gboolean good;

	*change = (struct result_change){0};
	if (!state_lock_take(store->lock, STATE_EXCLUSIVE, turn, deadline, error))
		return FALSE;
	result = load_or_begin(store, number, key, change);
	lost_before = result->lost;
	change->changed = last_result_take(result, seen);
	change->lost = result->lost - lost_before;
	change->lost_ever = result->lost;
	good = result_store_save(store, number, result, error);
	state_lock_drop(store->lock, turn);
	return good;
}

/* The numbers among the names of a directory. */
static GPtrArray *
list(const struct state_directory *directory)
{
	GPtrArray *numbers = g_ptr_array_new_with_free_func(g_free);
	const int fd = openat(directory->fd, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	DIR *stream = fd >= 0 ? fdopendir(fd) : NULL;

	if (!stream) {
		if (fd >= 0)
			close(fd);
		return numbers;
	}
	/* Nobody else reads this stream. */
	/* cppcheck-suppress readdirCalled */
	for (const struct dirent *entry = readdir(stream); entry; entry = readdir(stream)) {
		if (result_store_is_number(entry->d_name))
			g_ptr_array_add(numbers, g_strdup(entry->d_name));
	}
	closedir(stream);
	return numbers;
}

GPtrArray *
result_store_waiting(const struct result_store *store)
{
	return list(store->waiting);
}

static int
compare(gconstpointer a, gconstpointer b)
{
	const struct last_result *left = *(struct last_result *const *)a;
	const struct last_result *right = *(struct last_result *const *)b;
	int order = strcmp(left->target, right->target);

	if (order == 0)
		order = strcmp(left->service, right->service);
	return order != 0 ? order : strcmp(left->instance, right->instance);
}

static void
free_result(gpointer data)
{
	last_result_free(data);
}

GPtrArray *
result_store_all(const struct result_store *store, guint *unread)
{
	GPtrArray *all = g_ptr_array_new_with_free_func(free_result);
	g_autoptr(GPtrArray) numbers = list(store->results);
	guint useless = 0;

	for (guint i = 0; i < numbers->len; i++) {
		struct last_result *result = result_store_load(store, numbers->pdata[i], NULL);

		if (result)
			g_ptr_array_add(all, result);
		else
			useless++;
	}
	g_ptr_array_sort(all, compare);
	if (unread)
		*unread = useless;
	return all;
}
