/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Is what the files of the store share. */
#ifndef STATE_RESULT_STORE_PARTS_H
#define STATE_RESULT_STORE_PARTS_H

#include "state/lock.h"
#include "state/result_store.h"

struct result_store {
	struct state_directory *results, *waiting;
	struct state_lock *lock;
};

/* The number of a file, and of the bytes of the lock file that stand for it. */
enum { RESULT_NUMBER = 32 };

/* 32 hexadecimal digits; the caller frees. */
char *result_store_number(const char *service, const char *target, const char *instance);
gboolean result_store_is_number(const char *name);

/* The turn to write the file of this number, and the turn to send to this sink. */
struct state_range result_store_file_turn(const char *number);
struct state_range result_store_sink_turn(const char *sink);

/* NULL without an error when there is none. */
struct last_result *result_store_load(const struct result_store *store, const char *number,
				      GError **error);

/* Writes it, and says whether something in it waits. Its turn must be held. */
gboolean result_store_save(const struct result_store *store, const char *number,
			   const struct last_result *result, GError **error);

/* The numbers that have something waiting (char *); the caller frees. */
GPtrArray *result_store_waiting(const struct result_store *store);

#endif
