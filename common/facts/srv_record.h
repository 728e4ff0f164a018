/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef FACTS_SRV_RECORD_H
#define FACTS_SRV_RECORD_H

#include <glib.h>

/* A SRV record as found (RFC 2782). */
struct srv_record {
	char *target; /* without the dot at its end; "" where the service is said not to be there */
	guint priority, weight, port;
};

/* Frees a struct srv_record *. */
void srv_record_free(gpointer record);

#endif
