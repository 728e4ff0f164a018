/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Chooses and opens the directory of what outlives a run. */
#include "state/directory.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/text.h"
#include "config.h"
#include "state/safe.h"

/* Users share neither files nor, therefore, a directory. */
static char *
below(const char *base)
{
	g_autofree char *own = g_strdup_printf("%s-%lu", PACKAGE_TARNAME, (unsigned long)geteuid());

	return g_build_filename(base, own, NULL);
}

char *
state_directory_choose(const char *option)
{
	static const char *const variables[] = {"MP_STATE_PATH", "NAGIOS_PLUGIN_STATE_DIRECTORY"};

	if (option && option[0])
		return g_strdup(option);
	for (gsize i = 0; i < G_N_ELEMENTS(variables); i++) {
		const char *base = secure_getenv(variables[i]);

		if (base && base[0])
			return below(base);
	}
	return g_build_filename(LOCALSTATEDIR, "lib", PACKAGE_TARNAME, NULL);
}

/* Somebody else's directory is in use: that it is given to us would only move the trouble there. */
static char *
cure(const char *path, const char *shown)
{
	const unsigned long self = geteuid();
	struct stat about;

	if (stat(path, &about) == 0 && about.st_uid != 0 && about.st_uid != self)
		return g_strdup_printf("run this as user %lu, or with a --state-dir of your own",
				       (unsigned long)about.st_uid);
	return g_strdup_printf("install -d -m 0700 -o %lu %s", self, shown);
}

static void
refuse(const char *path, const char *found, GError **error)
{
	g_autofree char *shown = text_line(path);
	g_autofree char *todo = cure(path, shown);

	g_set_error(error, STATE_ERROR, STATE_UNUSABLE,
		    "%s: expected a directory of user %lu, who runs this, or of root, that this "
		    "user and nobody else can write to, found %s; cure: %s",
		    shown, (unsigned long)geteuid(), found, todo);
}

/* -1 with errno set. */
static int
open_or_make(const char *path)
{
	const int flags = O_RDONLY | O_DIRECTORY | O_CLOEXEC;
	int fd = open(path, flags);

	if (fd < 0 && errno == ENOENT && (mkdir(path, 0700) == 0 || errno == EEXIST))
		fd = open(path, flags);
	return fd;
}

static struct state_directory *
hold(int fd, const char *path)
{
	struct state_directory *directory = g_new0(struct state_directory, 1);

	directory->fd = fd;
	directory->path = g_strdup(path);
	return directory;
}

struct state_directory *
state_directory_open(const char *path, GError **error)
{
	g_autofree char *found = NULL;
	const int fd = open_or_make(path);

	if (fd < 0) {
		refuse(path, g_strerror(errno), error);
		return NULL;
	}
	found = state_unsafe(fd, S_IFDIR);
	if (!found && faccessat(fd, ".", W_OK | X_OK, AT_EACCESS) != 0)
		found = g_strdup(g_strerror(errno));
	if (found) {
		close(fd);
		refuse(path, found, error);
		return NULL;
	}
	return hold(fd, path);
}

struct state_directory *
state_directory_open_named(const char *path, GError **error)
{
	const int fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	g_autofree char *shown = text_line(path);

	if (fd >= 0)
		return hold(fd, path);
	g_set_error(error, STATE_ERROR, STATE_UNUSABLE,
		    "%s: expected a directory that is there and can be read, found %s", shown,
		    g_strerror(errno));
	return NULL;
}

void
state_directory_free(struct state_directory *directory)
{
	if (!directory)
		return;
	close(directory->fd);
	g_free(directory->path);
	g_free(directory);
}
