/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Finds out whether somebody else could have made or changed what was opened. */
#include "state/safe.h"

#include <errno.h>
#include <unistd.h>

G_DEFINE_QUARK(exchange - state - error, state_error)

char *
state_unsafe(int fd, mode_t type)
{
	struct stat about;

	if (fstat(fd, &about) != 0)
		return g_strdup(g_strerror(errno));
	if ((about.st_mode & S_IFMT) != type)
		return g_strdup("something else");
	if (about.st_uid != 0 && about.st_uid != geteuid())
		return g_strdup_printf("one of user %lu", (unsigned long)about.st_uid);
	if (about.st_mode & (S_IWGRP | S_IWOTH))
		return g_strdup_printf("mode %04o", (unsigned)(about.st_mode & 07777));
	return NULL;
}
