/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reads a file that holds secrets. */
#include "report/private_file.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "report/input.h"

G_DEFINE_QUARK(exchange - private - file - error, private_file_error)

/* Everything that could let somebody else read or exchange the secrets. */
static gboolean
check_safe(int fd, GError **error)
{
	struct stat about;
	const uid_t self = geteuid();

	if (fstat(fd, &about) != 0)
		return input_failed(errno, error);
	if (!S_ISREG(about.st_mode)) {
		g_set_error(error, PRIVATE_FILE_ERROR, 0, "expected a plain file");
		return FALSE;
	}
	if (about.st_uid != 0 && about.st_uid != self) {
		g_set_error(
		    error, PRIVATE_FILE_ERROR, 0,
		    "expected a file of root or of user %lu, who runs this, found one of user %lu",
		    (unsigned long)self, (unsigned long)about.st_uid);
		return FALSE;
	}
	if (about.st_mode & (S_IROTH | S_IWOTH | S_IWGRP)) {
		g_set_error(
		    error, PRIVATE_FILE_ERROR, 0,
		    "expected a mode such as 0600 or 0640 (nothing for others, no writing for the "
		    "group), found %04o",
		    (unsigned)(about.st_mode & 07777));
		return FALSE;
	}
	return TRUE;
}

/* Judged is what was opened, whatever happens to the name meanwhile; a FIFO must not hold us up. */
char *
private_file_read(const char *path, gsize limit, gsize *length, GError **error)
{
	const int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
	char *bytes;

	if (fd < 0) {
		(void)input_failed(errno, error);
		return NULL;
	}
	bytes = check_safe(fd, error) ? input_read(fd, limit, length, error) : NULL;
	close(fd);
	return bytes;
}
