/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a node remembers from one request to the next. */
#ifndef TESTS_SIM_MEMORY_H
#define TESTS_SIM_MEMORY_H

#include <glib.h>

/* All zero at the start; changes under the lock of logons. */
struct sim_memory {
	guint ews_requests;	 /* to Exchange Web Services, behind the logon */
	guint manifest_requests; /* for an address book's manifest, behind the logon */
	GPtrArray *shelves; /* struct sim_shelf *, by how often the book has changed; NULL: none
			       was asked for yet */
};

void sim_memory_clear(struct sim_memory *memory);

#endif
