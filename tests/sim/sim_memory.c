/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Forgets what a node remembers. */
#include "tests/sim/sim_memory.h"

void
sim_memory_clear(struct sim_memory *memory)
{
	if (memory->shelves)
		g_ptr_array_unref(memory->shelves);
	*memory = (struct sim_memory){0};
}
