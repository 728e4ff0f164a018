/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Stands where configure was told --without-snmp. */
#include "snmp/courier.h"

G_DEFINE_QUARK(exchange - courier - error, courier_error)

struct courier *
courier_open(const struct courier_way *way G_GNUC_UNUSED, struct deadline deadline G_GNUC_UNUSED,
	     GError **error)
{
	g_set_error(error, COURIER_ERROR, 0, "this plugin was built without SNMP");
	return NULL;
}

void
courier_free(struct courier *courier G_GNUC_UNUSED)
{
}

gboolean
courier_send(struct courier *courier G_GNUC_UNUSED, const struct letter *letter G_GNUC_UNUSED,
	     struct deadline deadline G_GNUC_UNUSED, GError **error)
{
	g_set_error(error, COURIER_ERROR, 0, "this plugin was built without SNMP");
	return FALSE;
}
