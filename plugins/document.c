/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reads the document that a command is to look at. */
#include "plugins/document.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include <glib/gstdio.h>

#include "base/text.h"
#include "report/input.h"

char *
document_read(const char *path, gsize limit, gsize *length, GError **error)
{
	gboolean from_stdin = !path || strcmp(path, "-") == 0;
	int fd = from_stdin ? STDIN_FILENO : open(path, O_RDONLY | O_CLOEXEC);
	g_autofree char *name = from_stdin ? g_strdup("standard input") : text_line(path);
	char *bytes = NULL;

	if (fd >= 0)
		bytes = input_read(fd, limit, length, error);
	else
		input_failed(errno, error);
	if (fd >= 0 && !from_stdin)
		close(fd);
	if (!bytes)
		g_prefix_error(error, "%s: ", name);
	return bytes;
}
