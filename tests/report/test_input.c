/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tests that input is read whole, in whatever pieces it comes, and not beyond its limit. */
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "report/input.h"

struct row {
	const char *name;
	gsize size, piece, limit;
	gboolean good;
};

static const struct row rows[] = {
    {"nothing", 0, 1, 10, TRUE},
    {"one byte", 1, 1, 10, TRUE},
    {"byte by byte", 10, 1, 100, TRUE},
    {"in pieces", 1000, 7, 1000, TRUE},
    {"as much as may be", 10, 10, 10, TRUE},
    {"as much as may be, byte by byte", 10, 1, 10, TRUE},
    {"a byte too much", 11, 11, 10, FALSE},
    {"a byte too much, byte by byte", 11, 1, 10, FALSE},
    {"far too much", 60000, 1000, 10, FALSE},
    {"nothing may be, nothing comes", 0, 1, 0, TRUE},
    {"nothing may be, a byte comes", 1, 1, 0, FALSE},
};

struct writer {
	int fd;
	const struct row *row;
};

/* A short pause between the first pieces, so that they are read one by one. */
static gpointer
write_pieces(gpointer data)
{
	const struct writer *writer = data;
	const struct row *row = writer->row;
	g_autofree char *bytes = g_strnfill(row->size + 1, 'x');

	for (gsize done = 0; done < row->size; done += row->piece) {
		const gsize length = MIN(row->piece, row->size - done);

		g_assert_cmpint(write(writer->fd, bytes, length), ==, (gssize)length);
		if (done < 10 * row->piece)
			g_usleep(1000);
	}
	close(writer->fd);
	return NULL;
}

/* Writes the row to one end; the other is in `fd`. */
static GThread *
start_writer(struct writer *writer, int *fd)
{
	int ends[2];

	g_assert_cmpint(pipe2(ends, O_CLOEXEC), ==, 0);
	*fd = ends[0];
	writer->fd = ends[1];
	return g_thread_new("writer", write_pieces, writer);
}

static void
test_pieces(gconstpointer data)
{
	const struct row *row = data;
	g_autofree char *expected_error =
	    g_strdup_printf("larger than %" G_GSIZE_FORMAT " bytes", row->limit);
	g_autofree char *bytes = NULL;
	g_autoptr(GError) error = NULL;
	struct writer writer = {.row = row};
	gsize length = 12345;
	int fd = -1;
	GThread *thread = start_writer(&writer, &fd);

	bytes = input_read(fd, row->limit, &length, &error);
	/* The writer must not wait for a reader that has had enough. */
	while (read(fd, (char[1000]){0}, 1000) > 0)
		;
	g_thread_join(thread);
	close(fd);
	g_assert_cmpint(bytes != NULL, ==, row->good);
	g_assert_cmpuint(length, ==, row->good ? row->size : 12345);
	g_assert_cmpstr(error ? error->message : NULL, ==, row->good ? NULL : expected_error);
	for (gsize i = 0; bytes && i < length; i++)
		g_assert_true(bytes[i] == 'x');
}

static void
take_piece(const void *bytes, gsize length, gpointer data)
{
	const char *at = bytes;

	for (gsize i = 0; i < length; i++)
		g_assert_true(at[i] == 'x');
	*(gsize *)data += length;
}

/* The limit of the row is that of the other function: here there is none. */
static void
test_without_limit(gconstpointer data)
{
	struct writer writer = {.row = data};
	g_autoptr(GError) error = NULL;
	gboolean good = FALSE;
	gsize taken = 0;
	int fd = -1;
	GThread *thread = start_writer(&writer, &fd);

	good = input_read_pieces(fd, take_piece, &taken, &error);
	g_thread_join(thread);
	close(fd);
	g_assert_true(good);
	g_assert_no_error(error);
	g_assert_cmpuint(taken, ==, writer.row->size);
}

static void
test_pieces_not_open(void)
{
	g_autoptr(GError) error = NULL;
	gsize taken = 0;

	g_assert_false(input_read_pieces(-1, take_piece, &taken, &error));
	g_assert_error(error, G_FILE_ERROR, G_FILE_ERROR_BADF);
	g_assert_cmpuint(taken, ==, 0);
}

static void
test_not_open(void)
{
	g_autoptr(GError) error = NULL;
	gsize length = 0;

	g_assert_null(input_read(-1, 10, &length, &error));
	g_assert_error(error, G_FILE_ERROR, G_FILE_ERROR_BADF);
	g_assert_cmpstr(error->message, ==, "Bad file descriptor");
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_set_nonfatal_assertions();
	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autofree char *path = g_strdup_printf("/input/%s", rows[i].name);
		g_autofree char *other = g_strdup_printf("/input/without limit/%s", rows[i].name);

		g_test_add_data_func(path, &rows[i], test_pieces);
		g_test_add_data_func(other, &rows[i], test_without_limit);
	}
	g_test_add_func("/input/not open", test_not_open);
	g_test_add_func("/input/without limit/not open", test_pieces_not_open);
	return g_test_run();
}
