/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Decompresses one LZX block of a file of an offline address book.
 *
 * libmspack reads whole files where it wants to; here files come in as they are downloaded. So it
 * is given every block as a file of one block: our header, then the block's bytes.
 */
#include "protocol/oab_decode.h"

#include "base/append.h"
#include "base/cursor.h"
#include <mspack.h>
#include <string.h>

struct oab_decoder {
	struct mspack_system system; /* the first member: libmspack hands it back */
	struct msoab_decompressor *library;
	struct oab_inside *inside;
	struct cursor head, body; /* what libmspack reads */
};

static struct mspack_file *
open_file(struct mspack_system *self, const char *name, int mode)
{
	(void)name;
	(void)mode;
	return (struct mspack_file *)(void *)self;
}

static void
close_file(struct mspack_file *file)
{
	(void)file;
}

static gsize
read_from(struct cursor *c, guint8 *buffer, gsize length)
{
	gsize n = MIN(length, c->left);
	const guint8 *bytes = cursor_take(c, n);

	memcpy(buffer, bytes, n);
	return n;
}

static int
read_file(struct mspack_file *file, void *buffer, int bytes)
{
	struct oab_decoder *decoder = (struct oab_decoder *)(void *)file;
	gsize wanted = bytes > 0 ? (gsize)bytes : 0;
	gsize got = read_from(&decoder->head, buffer, wanted);

	return (int)(got + read_from(&decoder->body, (guint8 *)buffer + got, wanted - got));
}

static int
write_file(struct mspack_file *file, void *buffer, int bytes)
{
	struct oab_decoder *decoder = (struct oab_decoder *)(void *)file;

	oab_inside_add(decoder->inside, buffer, bytes > 0 ? (gsize)bytes : 0);
	return bytes;
}

static int
seek_file(struct mspack_file *file, off_t offset, int mode)
{
	(void)file;
	(void)offset;
	(void)mode;
	return -1;
}

static off_t
tell_file(struct mspack_file *file)
{
	(void)file;
	return -1;
}

static void
ignore_message(struct mspack_file *file, const char *format, ...)
{
	(void)file;
	(void)format;
}

static void *
allocate(struct mspack_system *self, size_t bytes)
{
	(void)self;
	return g_try_malloc(bytes);
}

static void
release(void *block)
{
	g_free(block);
}

static void
copy(void *from, void *to, size_t bytes)
{
	memcpy(to, from, bytes);
}

struct oab_decoder *
oab_decoder_new(struct oab_inside *inside)
{
	struct oab_decoder *decoder = g_new0(struct oab_decoder, 1);

	decoder->system = (struct mspack_system){.open = open_file,
						 .close = close_file,
						 .read = read_file,
						 .write = write_file,
						 .seek = seek_file,
						 .tell = tell_file,
						 .message = ignore_message,
						 .alloc = allocate,
						 .free = release,
						 .copy = copy};
	decoder->inside = inside;
	decoder->library = mspack_create_oab_decompressor(&decoder->system);
	g_assert(decoder->library);
	return decoder;
}

void
oab_decoder_free(struct oab_decoder *decoder)
{
	mspack_destroy_oab_decompressor(decoder->library);
	g_free(decoder);
}

/* The headers of a file of that one block alone; the caller frees. */
static GByteArray *
head_of(const struct oab_block *block)
{
	GByteArray *head = g_byte_array_new();

	append_u32le(head, 3);
	append_u32le(head, 1);
	append_u32le(head, block->inside_bytes);
	append_u32le(head, block->inside_bytes);
	append_u32le(head, 1);
	append_u32le(head, block->bytes);
	append_u32le(head, block->inside_bytes);
	append_u32le(head, block->crc);
	return head;
}

static const char *
meaning(int code)
{
	switch (code) {
	case MSPACK_ERR_READ:
		return "too few bytes";
	case MSPACK_ERR_DECRUNCH:
		return "something else";
	case MSPACK_ERR_NOMEMORY:
		return "no memory to decode it";
	default:
		return "an error of libmspack";
	}
}

gboolean
oab_decoder_block(struct oab_decoder *decoder, const struct oab_block *block, const guint8 *bytes,
		  GError **error)
{
	g_autoptr(GByteArray) head = head_of(block);
	int code = MSPACK_ERR_OK;

	cursor_init(&decoder->head, head->data, head->len);
	cursor_init(&decoder->body, bytes, block->bytes);
	code = decoder->library->decompress(decoder->library, "", "");
	/* The CRC is checked by whoever asked, in better words. */
	if (code == MSPACK_ERR_OK || code == MSPACK_ERR_CHECKSUM)
		return TRUE;
	g_set_error(error, OAB_FILE_ERROR, OAB_FILE_ERROR_DAMAGED,
		    "expected LZX of %u bytes inside, got %s (libmspack %d)", block->inside_bytes,
		    meaning(code), code);
	return FALSE;
}
