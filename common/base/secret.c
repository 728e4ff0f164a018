/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Holds a secret and wipes it. */
#include "base/secret.h"

#include <string.h>
#include <sys/mman.h>

struct secret {
	gsize mapped;
	gsize length;
	char *bytes;
};

/* A mapping of its own: locking and excluding from dumps work on whole pages. */
struct secret *
secret_take(char *bytes, gsize length)
{
	struct secret *secret = g_new0(struct secret, 1);
	void *pages;

	secret->length = length;
	secret->mapped = length + 1;
	pages =
	    mmap(NULL, secret->mapped, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	if (pages == MAP_FAILED)
		g_error("no memory for a secret of %" G_GSIZE_FORMAT " bytes", length);
	secret->bytes = pages;
	/* Both are refused in some containers; the secret is then no worse off than other memory.
	 */
	(void)mlock(pages, secret->mapped);
	(void)madvise(pages, secret->mapped, MADV_DONTDUMP);
	memcpy(secret->bytes, bytes, length);
	explicit_bzero(bytes, length);
	return secret;
}

const char *
secret_peek(const struct secret *secret, gsize *length)
{
	if (length)
		*length = secret->length;
	return secret->bytes;
}

void
secret_free(struct secret *secret)
{
	if (!secret)
		return;
	explicit_bzero(secret->bytes, secret->mapped);
	munmap(secret->bytes, secret->mapped);
	g_free(secret);
}
