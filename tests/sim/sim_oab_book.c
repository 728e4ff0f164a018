/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Writes address books. */
#include "tests/sim/sim_oab_book.h"
#include "tests/sim/sim_bytes.h"

enum { BOOK_VERSION = 32, TEMPLATE_VERSION = 7 };

/* An object's kind in the directory: a mailbox; how it is shown: as a person. */
enum { OBJECT_MAILBOX = 6, DISPLAY_PERSON = 0 };

/* Property tags, and what a flag says of them: part of the index, the key of records. */
enum { INDEXED = 1, KEY = 2 };
#define LIST_NAME     0x6800001f
#define LIST_DN	      0x6804001e
#define LIST_SEQUENCE 0x68010003
#define LIST_ID	      0x6802001e
#define MAIL_DN	      0x3003001e
#define SMTP	      0x39fe001f
#define DISPLAY_NAME  0x3001001f
#define OBJECT_KIND   0x0ffe0003
#define DISPLAY_KIND  0x39000003

/* Every record has all its properties: the bits of the first five, or four, of them. */
enum { ALL_OF_FOUR = 0xf0, ALL_OF_FIVE = 0xf8 };

/* Appends a record; its length, which counts itself, stands in front. */
static void
add_record(GByteArray *to, const GByteArray *content)
{
	sim_bytes_add_u32(to, (guint32)(content->len + sizeof(guint32)));
	g_byte_array_append(to, content->data, content->len);
}

static void
add_byte(GByteArray *to, guint8 byte)
{
	g_byte_array_append(to, &byte, 1);
}

/* Below 0x80 as it is, else behind a byte that says in how many it follows. */
static void
add_integer(GByteArray *to, guint32 number)
{
	if (number < 0x80) {
		add_byte(to, (guint8)number);
		return;
	}
	add_byte(to, 0x84);
	sim_bytes_add_u32(to, number);
}

static void
add_metadata(GByteArray *to)
{
	g_autoptr(GByteArray) record = g_byte_array_new();

	sim_bytes_add_u32s(
	    record, (guint32[]){4, LIST_NAME, 0, LIST_DN, 0, LIST_SEQUENCE, 0, LIST_ID, 0}, 9);
	sim_bytes_add_u32s(record,
			   (guint32[]){5, MAIL_DN, KEY, SMTP, KEY, DISPLAY_NAME, INDEXED,
				       OBJECT_KIND, 0, DISPLAY_KIND, 0},
			   11);
	add_record(to, record);
}

static void
add_list(GByteArray *to, const struct sim_book *book)
{
	g_autoptr(GByteArray) record = g_byte_array_new();

	add_byte(record, ALL_OF_FOUR);
	sim_bytes_add_text(record, book->name);
	sim_bytes_add_text(record, book->dn);
	add_integer(record, book->sequence);
	sim_bytes_add_text(record, book->id);
	add_record(to, record);
}

/* SIM_PERSON_BYTES long, up to six digits of the number. */
static void
add_person(GByteArray *to, guint number)
{
	g_autoptr(GByteArray) record = g_byte_array_new();
	g_autofree gchar *dn =
	    g_strdup_printf("/o=Example/ou=Exchange/cn=Recipients/cn=person%06u", number);
	g_autofree gchar *smtp = g_strdup_printf("person%06u@example.com", number);
	g_autofree gchar *name =
	    g_strdup_printf("Person %06u, Accounting, Example Limited", number);

	add_byte(record, ALL_OF_FIVE);
	sim_bytes_add_text(record, dn);
	sim_bytes_add_text(record, smtp);
	sim_bytes_add_text(record, name);
	add_integer(record, OBJECT_MAILBOX);
	add_integer(record, DISPLAY_PERSON);
	add_record(to, record);
}

/* All behind the header: `records` grows with those that fill it up. */
static struct sim_rope *
body_of(const struct sim_book *book, guint32 *records)
{
	struct sim_rope *body = sim_rope_new();
	g_autoptr(GByteArray) bytes = g_byte_array_new();
	guint64 more;

	add_metadata(bytes);
	add_list(bytes, book);
	for (guint i = 0; i < book->records; i++)
		add_person(bytes, i);
	sim_rope_append(body, bytes->data, bytes->len, 1);
	if (book->size <= bytes->len)
		return body;
	more = book->size - bytes->len;
	g_byte_array_set_size(bytes, 0);
	add_person(bytes, book->records);
	more = (more + bytes->len - 1) / bytes->len;
	sim_rope_append(body, bytes->data, bytes->len, more);
	*records += (guint32)more;
	return body;
}

struct sim_rope *
sim_oab_book(const struct sim_book *book)
{
	guint32 records = book->records;
	g_autoptr(struct_sim_rope) body = body_of(book, &records);
	g_autoptr(GByteArray) header = g_byte_array_new();
	struct sim_rope *whole = sim_rope_new();

	sim_bytes_add_u32s(header, (guint32[]){BOOK_VERSION, sim_rope_crc(body), records}, 3);
	sim_rope_append(whole, header->data, header->len, 1);
	sim_rope_append_rope(whole, body);
	return whole;
}

struct sim_rope *
sim_oab_template(const gchar *language, const gchar *type)
{
	g_autoptr(GByteArray) bytes = g_byte_array_new();
	struct sim_rope *whole = sim_rope_new();

	sim_bytes_add_u32(bytes, TEMPLATE_VERSION);
	for (guint i = 0; i < 8; i++) {
		g_autofree gchar *text = g_strdup_printf("Dialog %u %s %s", i, language, type);

		sim_bytes_add_text(bytes, text);
	}
	sim_rope_append(whole, bytes->data, bytes->len, 1);
	return whole;
}
