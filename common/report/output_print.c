/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Writes to standard output. */
#include "report/output.h"

#include <errno.h>
#include <poll.h>
#include <string.h>
#include <unistd.h>

/* FALSE when writing failed for good. */
static gboolean
wait_after(int failure)
{
	struct pollfd output = {.fd = STDOUT_FILENO, .events = POLLOUT};

	if (failure == EAGAIN) /* whoever started us made the pipe non-blocking */
		return poll(&output, 1, -1) > 0;
	return failure == EINTR;
}

/* Past the buffers of stdio, so that an error is known before the program ends. */
gboolean
output_print(const char *text)
{
	gsize left = strlen(text);

	while (left > 0) {
		gssize written = write(STDOUT_FILENO, text, left);

		if (written == 0 || (written < 0 && !wait_after(errno)))
			return FALSE;
		if (written > 0) {
			text += written;
			left -= (gsize)written;
		}
	}
	return TRUE;
}
