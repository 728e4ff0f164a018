/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tests how the documents of an offline address book are written as JSON. */
#include "facts/oab_json.h"
#include "tests/support/json_compare.h"
#include "tests/support/oab_container.h"
#include <string.h>

struct manifest_row {
	const char *name;
	const char *text;
	const char *expected;
};

static const struct manifest_row manifests[] = {
    {"full and template",
     "<OAB><OAL id='a' dn='/' name='\\G'><Full seq='2' ver='32' size='554' uncompressedsize='1165' "
     "SHA='0123456789abcdef0123456789abcdef01234567'>f.lzx</Full><Template langid='0409' "
     "type='windows'>../t</Template></OAL></OAB>",
     "{\"lists\":[{\"id\":\"a\",\"dn\":\"/\",\"name\":\"\\\\G\"}],\"files\":[{\"element\":"
     "\"Full\",\"name\":\"f.lzx\",\"name_is_plain\":true,\"sequence\":2,\"version\":32,\"size\":"
     "554,\"uncompressed_size\":1165,\"sha1\":\"0123456789abcdef0123456789abcdef01234567\","
     "\"list\":0},{\"element\":\"Template\",\"name\":\"../t\",\"name_is_plain\":false,"
     "\"language\":\"0409\",\"type\":\"windows\",\"list\":0}]}"},
    {"empty", "<OAB/>", "{\"lists\":[],\"files\":[]}"},
    {"malformed", "", "{\"lists\":[],\"files\":[],\"error\":\"expected XML, got nothing\"}"},
};

static void
test_manifest(gconstpointer data)
{
	const struct manifest_row *row = data;
	g_autoptr(struct_oab_manifest) manifest = oab_manifest_parse(row->text, strlen(row->text));

	json_compare(oab_manifest_to_json(manifest), row->expected);
}

struct file_row {
	const char *name;
	enum oab_kind kind;
	gboolean decode;
	guint length; /* cut to; 0: whole */
	const char *expected;
};

static const struct file_row files[] = {
    {"decoded", OAB_STORED, TRUE, 0,
     "{\"container\":\"full\",\"size\":364,\"sha1\":"
     "\"31e2803192b047ab0619b751dfa032699f745363\",\"uncompressed_size\":300,\"block_max\":128,"
     "\"blocks\":3,\"stored_blocks\":3,\"checked_blocks\":3,\"uncompressed_sha256\":"
     "\"" OAB_BOOK_SHA256 "\",\"oab_version\":32,\"serial\":\"0x94089fe7\",\"records\":2}"},
    {"walked", OAB_CODED, FALSE, 0,
     "{\"container\":\"full\",\"size\":162,\"sha1\":\"04de22185e4f9428f9c30f8f4bd86ace8e682730\","
     "\"uncompressed_size\":300,\"block_max\":512,\"blocks\":1,\"stored_blocks\":0,\"checked_"
     "blocks\":0}"},
    {"patch", OAB_PATCH, TRUE, 0,
     "{\"container\":\"patch\",\"size\":71,\"sha1\":\"a7e4d6a0ca54a6b0bbfeaf989fc0564d904d8a42\","
     "\"uncompressed_size\":80,\"block_max\":64,\"blocks\":2,\"stored_blocks\":0,\"checked_"
     "blocks\":0}"},
    {"nothing inside", OAB_EMPTY, TRUE, 0,
     "{\"container\":\"full\",\"size\":16,\"sha1\":\"92673380f13e0dd85becfbc9ab3042329a86efe4\","
     "\"uncompressed_size\":0,\"block_max\":128,\"blocks\":0,\"stored_blocks\":0,\"checked_"
     "blocks\":0,\"uncompressed_sha256\":"
     "\"e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855\"}"},
    {"unknown", OAB_STORED, TRUE, 7,
     "{\"size\":7,\"sha1\":\"3f2239a81c8c48bc400f183715f9f647b2e9271e\"}"},
};

static void
test_file(gconstpointer data)
{
	const struct file_row *row = data;
	g_autoptr(GByteArray) file = oab_container(row->kind);
	g_autoptr(struct_oab_walker) walker =
	    oab_walker_new(row->decode ? OAB_WALK_HASH : OAB_WALK_LAYOUT);
	struct oab_summary summary;

	(void)oab_walker_feed(walker, file->data, row->length > 0 ? row->length : file->len, NULL);
	(void)oab_walker_finish(walker, &summary, NULL);
	json_compare(oab_summary_to_json(&summary), row->expected);
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_set_nonfatal_assertions();
	for (gsize i = 0; i < G_N_ELEMENTS(manifests); i++) {
		g_autofree char *path = g_strdup_printf("/oab json/manifest/%s", manifests[i].name);

		g_test_add_data_func(path, &manifests[i], test_manifest);
	}
	for (gsize i = 0; i < G_N_ELEMENTS(files); i++) {
		g_autofree char *path = g_strdup_printf("/oab json/file/%s", files[i].name);

		g_test_add_data_func(path, &files[i], test_file);
	}
	return g_test_run();
}
