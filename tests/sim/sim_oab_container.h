/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Packs what is inside the files of an offline address book (MS-OXOAB 2.10, 2.11). */
#ifndef TESTS_SIM_OAB_CONTAINER_H
#define TESTS_SIM_OAB_CONTAINER_H

#include "tests/sim/sim_rope.h"
#include "tests/sim/sim_settings.h"

/* How a file is packed. */
struct sim_pack {
	enum sim_packing packing;
	gsize block_size;	  /* inside */
	enum sim_oab_fault fault; /* those that do not concern the container are ignored */
};

/* Both return a rope that the caller frees. */

/* A full file. Blocks that are alike are kept once, so a long book should repeat every
 * `block_size` bytes, or a divisor of it. */
struct sim_rope *sim_oab_full(const struct sim_rope *inside, const struct sim_pack *pack);

/* A patch that makes `inside` of another book of that size and CRC; it takes nothing from it. */
struct sim_rope *sim_oab_patch(const struct sim_rope *inside, const struct sim_pack *pack,
			       guint64 source_size, guint32 source_crc);

#endif
