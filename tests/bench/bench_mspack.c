/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Decompresses a file of an offline address book by libmspack alone, as the measure of ours:
 * bench_mspack FILE. */
#include <mspack.h>

int
main(int argc, char **argv)
{
	struct msoab_decompressor *decompressor = mspack_create_oab_decompressor(NULL);
	int error;

	if (argc != 2 || !decompressor)
		return 3;
	error = decompressor->decompress(decompressor, argv[1], "/dev/null");
	mspack_destroy_oab_decompressor(decompressor);
	return error == MSPACK_ERR_OK ? 0 : 2;
}
