/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Holds a SRV record: apart from discovery.c, so that looking up names needs no XML. */
#include "facts/srv_record.h"

void
srv_record_free(gpointer data)
{
	struct srv_record *record = data;

	g_free(record->target);
	g_free(record);
}
