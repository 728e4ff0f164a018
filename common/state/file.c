/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reads and replaces files of the state directory. */
#include "state/file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

#include "base/text.h"
#include "report/input.h"
#include "state/safe.h"

char *
state_file_shown(const struct state_directory *directory, const char *name)
{
	g_autofree char *path = g_build_filename(directory->path, name, NULL);

	return text_line(path);
}

static gboolean
refuse(const struct state_directory *directory, const char *name, const char *found, GError **error)
{
	g_autofree char *shown = state_file_shown(directory, name);

	g_set_error(error, STATE_ERROR, STATE_UNUSABLE,
		    "%s: expected a plain file of user %lu, who runs this, or of root, that nobody "
		    "else may write to, found %s; cure: see who made it, then remove it",
		    shown, (unsigned long)geteuid(), found);
	return FALSE;
}

/* Judged is what was opened, whatever happens to the name meanwhile; a FIFO must not hold us up. */
gboolean
state_file_open(const struct state_directory *directory, const char *name, int flags, int *fd,
		GError **error)
{
	g_autofree char *found = NULL;

	*fd = openat(directory->fd, name, flags | O_NOFOLLOW | O_CLOEXEC | O_NOCTTY | O_NONBLOCK,
		     0600);
	if (*fd < 0 && errno == ENOENT && !(flags & O_CREAT))
		return TRUE;
	if (*fd < 0)
		return refuse(directory, name,
			      errno == ELOOP ? "a symbolic link" : g_strerror(errno), error);
	found = state_unsafe(*fd, S_IFREG);
	if (!found)
		return TRUE;
	close(*fd);
	return refuse(directory, name, found, error);
}

/* All of it; closes it. */
static char *
read_opened(int fd, gsize limit, gsize *length, GError **error)
{
	struct stat about;
	char *bytes;

	/* A file that is only ever replaced does not grow: no block of the limit's size. */
	if (fstat(fd, &about) == 0)
		limit = MIN(limit, (gsize)about.st_size);
	bytes = input_read(fd, limit, length, error);
	close(fd);
	return bytes;
}

gboolean
state_file_read(const struct state_directory *directory, const char *name, gsize limit,
		char **bytes, gsize *length, GError **error)
{
	g_autofree char *shown = NULL;
	int fd;

	*bytes = NULL;
	*length = 0;
	if (!state_file_open(directory, name, O_RDONLY, &fd, error))
		return FALSE;
	if (fd < 0)
		return TRUE;
	*bytes = read_opened(fd, limit, length, error);
	if (*bytes)
		return TRUE;
	shown = state_file_shown(directory, name);
	g_prefix_error(error, "%s: ", shown);
	return FALSE;
}

gboolean
state_file_read_named(const char *path, gsize limit, char **bytes, gsize *length, GError **error)
{
	struct stat about;
	/* A FIFO must not hold us up. */
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);

	*bytes = NULL;
	*length = 0;
	if (fd < 0 || fstat(fd, &about) != 0) {
		input_failed(errno, error);
	} else if (!S_ISREG(about.st_mode)) {
		g_set_error(error, G_FILE_ERROR, G_FILE_ERROR_INVAL, "%s instead of a plain file",
			    S_ISDIR(about.st_mode) ? "a directory" : "a device or pipe");
	} else if ((guint64)about.st_size > limit) {
		g_set_error(error, G_FILE_ERROR, G_FILE_ERROR_INVAL,
			    "%" G_GUINT64_FORMAT " bytes, more than %" G_GSIZE_FORMAT,
			    (guint64)about.st_size, limit);
	} else {
		*bytes = read_opened(fd, limit, length, error);
		return *bytes != NULL;
	}
	if (fd >= 0)
		close(fd);
	return FALSE;
}

static gboolean
write_all(int fd, const char *bytes, gsize length)
{
	while (length > 0) {
		const gssize done = write(fd, bytes, length);

		if (done < 0 && errno != EINTR)
			return FALSE;
		bytes += done > 0 ? done : 0;
		length -= done > 0 ? (gsize)done : 0;
	}
	return TRUE;
}

/* A new file; 0, or errno. What a killed writer left under that name is in the way. */
static int
write_draft(int directory, const char *draft, const char *bytes, gsize length, guint mode)
{
	int number = 0;
	int fd;

	(void)unlinkat(directory, draft, 0);
	fd = openat(directory, draft, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
	if (fd < 0)
		return errno;
	if (fchmod(fd, (mode_t)mode) != 0 || !write_all(fd, bytes, length) || fsync(fd) != 0)
		number = errno;
	if (close(fd) != 0 && number == 0)
		number = errno;
	return number;
}

gboolean
state_file_replace(const struct state_directory *directory, const char *name, const char *bytes,
		   gsize length, GError **error)
{
	return state_file_replace_shared(directory, name, bytes, length, 0600, error);
}

gboolean
state_file_replace_shared(const struct state_directory *directory, const char *name,
			  const char *bytes, gsize length, guint mode, GError **error)
{
	g_autofree char *draft = g_strconcat(name, ".new", NULL);
	g_autofree char *shown = NULL;
	int number = write_draft(directory->fd, draft, bytes, length, mode);

	if (number == 0 && renameat(directory->fd, draft, directory->fd, name) != 0)
		number = errno;
	if (number == 0) {
		/* The new name, too; where this is refused, all else was done already. */
		(void)fsync(directory->fd);
		return TRUE;
	}
	(void)unlinkat(directory->fd, draft, 0);
	shown = state_file_shown(directory, name);
	g_set_error(error, STATE_ERROR, STATE_UNUSABLE,
		    "%s: expected a file that user %lu can replace, found %s; cure: make room or "
		    "give the right to write there",
		    shown, (unsigned long)geteuid(), g_strerror(number));
	return FALSE;
}
