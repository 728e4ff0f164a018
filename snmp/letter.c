/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Writes the notification of a change. */
#include "snmp/letter.h"

#include <arpa/inet.h>
#include <string.h>

#include "base/copy.h"
#include "snmp/mib.h"

/* Columns of NAGIOS-NOTIFY-MIB below nagiosNotify, 1.3.6.1.4.1.20006.1; people send them without
 * an instance, and receivers expect them so. */
static const guint32 nagios[] = {1, 3, 6, 1, 4, 1, 20006, 1};
enum { NAGIOS_HOST = 1, NAGIOS_SERVICE = 3, NAGIOS_SERVICE_EVENT = 7 };
enum {
	HOST_NAME = 2,
	HOST_STATE = 4,
	SERVICE_NAME = 6,
	SERVICE_STATE = 7,
	SERVICE_ATTEMPT = 8,
	SERVICE_DURATION = 9,
	SERVICE_GROUP = 10,
	SERVICE_CHECKED = 11,
	SERVICE_CHANGED = 12,
	SERVICE_OUTPUT = 17
};

static void
free_item(gpointer data)
{
	struct letter_item *item = data;

	g_free(item->bytes);
	g_free(item);
}

void
letter_free(struct letter *letter)
{
	if (!letter)
		return;
	g_ptr_array_unref(letter->items);
	g_free(letter);
}

static struct letter_item *
add(struct letter *letter, const struct oid_path *name, enum letter_kind kind)
{
	struct letter_item *item = g_new0(struct letter_item, 1);

	item->name = *name;
	item->kind = kind;
	g_ptr_array_add(letter->items, item);
	return item;
}

static void
add_number(struct letter *letter, const struct oid_path *name, enum letter_kind kind, gint64 number)
{
	add(letter, name, kind)->number = number;
}

static void
add_bytes(struct letter *letter, const struct oid_path *name, enum letter_kind kind,
	  const void *bytes, gsize length)
{
	struct letter_item *item = add(letter, name, kind);

	item->bytes = copy_bytes(bytes, length);
	item->length = length;
}

static void
add_text(struct letter *letter, const struct oid_path *name, const char *text)
{
	add_bytes(letter, name, LETTER_TEXT, text, strlen(text));
}

/* The instance of a scalar. */
static struct oid_path
scalar(const struct oid_path *base, enum mib_object object)
{
	struct oid_path path = mib_oid(base, object);

	oid_append(&path, 0);
	return path;
}

static void
write_own(struct letter *letter, const struct oid_path *base, const struct last_result *result,
	  const struct last_event *event)
{
	const struct {
		enum mib_object object;
		const char *text;
	} texts[] = {
	    {MIB_EVENT_ID, event->id},
	    {MIB_EVENT_TARGET, result->target},
	    {MIB_EVENT_SERVICE, result->service},
	    {MIB_EVENT_INSTANCE, result->instance},
	    {MIB_EVENT_CHECK, event->check},
	};
	guint8 time[MIB_TIME_LENGTH];
	struct oid_path name;

	for (gsize i = 0; i < G_N_ELEMENTS(texts); i++) {
		name = scalar(base, texts[i].object);
		add_text(letter, &name, texts[i].text);
	}
	name = scalar(base, MIB_EVENT_STATE);
	add_number(letter, &name, LETTER_INTEGER, mib_state(TRUE, event->state));
	name = scalar(base, MIB_EVENT_PREVIOUS);
	add_number(letter, &name, LETTER_INTEGER, mib_state(!event->first, event->before));
	name = scalar(base, MIB_EVENT_HEADLINE);
	add_text(letter, &name, event->headline);
	mib_time(event->at_us / G_USEC_PER_SEC, time);
	name = scalar(base, MIB_EVENT_TIME);
	add_bytes(letter, &name, LETTER_TEXT, time, sizeof(time));
	name = scalar(base, MIB_EVENT_LOST);
	add_number(letter, &name, LETTER_UNSIGNED, (gint64)(result->lost & G_MAXUINT32));
}

static struct oid_path
nagios_oid(guint32 table, guint32 column)
{
	struct oid_path path = {.length = 0};

	for (gsize i = 0; i < G_N_ELEMENTS(nagios); i++)
		oid_append(&path, nagios[i]);
	oid_append(&path, table);
	if (column > 0) {
		oid_append(&path, 1);
		oid_append(&path, column);
	}
	return path;
}

/* In the order of the module's OBJECTS. */
static void
write_nagios(struct letter *letter, const struct oid_path *base, const struct last_result *result,
	     const struct last_event *event)
{
	g_autofree char *service = g_strdup_printf(
	    "%s%s%s", result->service, result->instance[0] ? " " : "", result->instance);
	const gint64 at_s = MIN(event->at_us / G_USEC_PER_SEC, G_MAXINT32);
	const struct {
		guint32 table, column;
		const char *text; /* NULL: the number */
		gint64 number;
	} items[] = {
	    {NAGIOS_HOST, HOST_NAME, result->target, 0},
	    {NAGIOS_HOST, HOST_STATE, NULL, 0}, /* up: of the host itself we know nothing */
	    {NAGIOS_SERVICE, SERVICE_NAME, service, 0},
	    {NAGIOS_SERVICE, SERVICE_STATE, NULL, mib_state(TRUE, event->state)},
	    {NAGIOS_SERVICE, SERVICE_ATTEMPT, NULL, 1},
	    {NAGIOS_SERVICE, SERVICE_DURATION, NULL, 0},
	    {NAGIOS_SERVICE, SERVICE_GROUP, "", 0},
	    {NAGIOS_SERVICE, SERVICE_CHECKED, NULL, at_s},
	    {NAGIOS_SERVICE, SERVICE_CHANGED, NULL, at_s},
	    {NAGIOS_SERVICE, SERVICE_OUTPUT, event->headline, 0},
	};
	struct oid_path name;

	for (gsize i = 0; i < G_N_ELEMENTS(items); i++) {
		name = nagios_oid(items[i].table, items[i].column);
		if (items[i].text)
			add_text(letter, &name, items[i].text);
		else
			add_number(letter, &name, LETTER_INTEGER, items[i].number);
	}
	name = scalar(base, MIB_EVENT_ID);
	add_text(letter, &name, event->id);
}

static void
add_address(struct letter *letter, const char *address)
{
	/* snmpTrapAddress.0 of SNMP-COMMUNITY-MIB */
	static const struct oid_path name = {{1, 3, 6, 1, 6, 3, 18, 1, 3, 0}, 10};
	struct in_addr ipv4;

	if (inet_pton(AF_INET, address, &ipv4) != 1)
		return;
	memcpy(letter->address, &ipv4, sizeof(letter->address));
	add_bytes(letter, &name, LETTER_ADDRESS, &ipv4, sizeof(ipv4));
}

struct letter *
letter_new(enum letter_mib mib, const struct oid_path *base, const struct last_result *result,
	   const struct last_event *event)
{
	struct letter *letter = g_new0(struct letter, 1);

	letter->items = g_ptr_array_new_with_free_func(free_item);
	switch (mib) {
	case LETTER_OWN:
		letter->trap =
		    mib_oid(base, event->state == STATE_OK ? MIB_STATE_CLEARED : MIB_STATE_CHANGED);
		letter->enterprise = *base;
		write_own(letter, base, result, event);
		break;
	case LETTER_NAGIOS:
		letter->trap = nagios_oid(NAGIOS_SERVICE_EVENT, 0);
		/* There is no 0 before the last number: the enterprise is all before it. */
		letter->enterprise = letter->trap;
		letter->enterprise.length--;
		write_nagios(letter, base, result, event);
		break;
	}
	letter->specific = letter->trap.at[letter->trap.length - 1];
	add_address(letter, event->address);
	return letter;
}
