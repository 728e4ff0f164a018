/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reads a whole file within a limit, of length or of memory. */
#include "report/input.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

gboolean
input_failed(int number, GError **error)
{
	g_set_error_literal(error, G_FILE_ERROR, (int)g_file_error_from_errno(number),
			    g_strerror(number));
	return FALSE;
}

/* Up to the end, or until `size` bytes are there; -1 with errno set. */
static gssize
read_some(int fd, char *bytes, gsize size)
{
	gsize have = 0;
	gssize got = 1;

	while (got != 0 && have < size) {
		got = read(fd, bytes + have, size - have);
		if (got < 0 && errno != EINTR)
			return -1;
		have += got > 0 ? (gsize)got : 0;
	}
	return (gssize)have;
}

char *
input_read(int fd, gsize limit, gsize *length, GError **error)
{
	char *bytes = g_malloc(limit + 1);
	gssize have = read_some(fd, bytes, limit + 1);

	if (have >= 0 && (gsize)have <= limit) {
		*length = (gsize)have;
		return bytes;
	}
	if (have < 0)
		input_failed(errno, error);
	else
		g_set_error(error, G_FILE_ERROR, G_FILE_ERROR_INVAL,
			    "larger than %" G_GSIZE_FORMAT " bytes", limit);
	explicit_bzero(bytes, limit + 1);
	g_free(bytes);
	return NULL;
}

gboolean
input_read_pieces(int fd, void (*take)(const void *bytes, gsize length, gpointer data),
		  gpointer data, GError **error)
{
	gsize size = (gsize)1 << 16;
	g_autofree char *piece = g_malloc(size);
	gssize got = 0;

	do {
		got = read_some(fd, piece, size);
		if (got > 0)
			take(piece, (gsize)got, data);
	} while (got > 0);
	return got == 0 || input_failed(errno, error);
}
