/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Takes turns with other processes and threads. */
#include "state/lock.h"

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

#include "state/file.h"
#include "state/safe.h"

enum { LONGEST_PAUSE_MS = 20 };

struct state_lock {
	int fd;
	char *shown;
};

struct state_lock *
state_lock_open(const struct state_directory *directory, const char *name, GError **error)
{
	struct state_lock *lock;
	int fd;

	if (!state_file_open(directory, name, O_RDWR | O_CREAT, &fd, error))
		return NULL;
	lock = g_new0(struct state_lock, 1);
	lock->fd = fd;
	lock->shown = state_file_shown(directory, name);
	return lock;
}

void
state_lock_free(struct state_lock *lock)
{
	if (!lock)
		return;
	close(lock->fd);
	g_free(lock->shown);
	g_free(lock);
}

/* 0, or errno. */
static int
set(const struct state_lock *lock, short type, struct state_range range)
{
	struct flock wanted = {
	    .l_type = type,
	    .l_whence = SEEK_SET,
	    .l_start = range.from,
	    .l_len = range.length,
	};

	return fcntl(lock->fd, F_OFD_SETLK, &wanted) == 0 ? 0 : errno;
}

gboolean
state_lock_try(struct state_lock *lock, enum state_lock_kind kind, struct state_range range,
	       GError **error)
{
	const int number = set(lock, kind == STATE_SHARED ? F_RDLCK : F_WRLCK, range);

	if (number != 0 && number != EAGAIN && number != EACCES)
		g_set_error(error, STATE_ERROR, STATE_UNUSABLE,
			    "%s: expected a file that can be locked, found %s; cure: a state "
			    "directory on a local disk",
			    lock->shown, g_strerror(number));
	return number == 0;
}

gboolean
state_lock_pause(guint *pause_ms, struct deadline deadline)
{
	const gint64 left_ms = deadline_left_ms(deadline);

	if (left_ms == 0)
		return FALSE;
	*pause_ms = CLAMP(*pause_ms * 2, 1, LONGEST_PAUSE_MS);
	g_usleep((gulong)MIN(*pause_ms, left_ms) * 1000);
	return TRUE;
}

gboolean
state_lock_take(struct state_lock *lock, enum state_lock_kind kind, struct state_range range,
		struct deadline deadline, GError **error)
{
	GError *failure = NULL;
	guint pause_ms = 0;

	while (!state_lock_try(lock, kind, range, &failure)) {
		if (failure) {
			g_propagate_error(error, failure);
			return FALSE;
		}
		if (!state_lock_pause(&pause_ms, deadline)) {
			g_set_error(error, STATE_ERROR, STATE_HELD,
				    "%s: expected it to become free in time, found it locked all "
				    "the while; cure: see which process holds it (fuser %s)",
				    lock->shown, lock->shown);
			return FALSE;
		}
	}
	return TRUE;
}

void
state_lock_drop(struct state_lock *lock, struct state_range range)
{
	(void)set(lock, F_UNLCK, range);
}

gboolean
state_lock_flagged(const struct state_lock *lock)
{
	return lseek(lock->fd, 0, SEEK_END) != 0;
}

gboolean
state_lock_flag(struct state_lock *lock, gboolean flag)
{
	return ftruncate(lock->fd, flag ? 1 : 0) == 0;
}
