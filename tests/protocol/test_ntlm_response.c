/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Tests the answer to an NTLM challenge.
 *
 * The challenges are files of the fuzz corpus. NTProofStr and the SHA-256 of the whole message are
 * of another implementation: python3-ntlm-auth computed the responses and the MIC's key (its
 * str.upper(), which makes "SS" of a sharp s, replaced by one that keeps what has no single
 * capital), some lines of Python put the message together. The keys of "Password" are those of
 * MS-NLMP 4.2.4.
 */
#include "protocol/ntlm_response.h"
#include "tests/support/bytes.h"
#include <string.h>

#define X16	      "xxxxxxxxxxxxxxxx"
#define X64	      X16 X16 X16 X16
#define LONG_PASSWORD X64 X64 X64 X64

struct row {
	const char *name, *challenge;
	const char *user, *domain, *workstation, *password, *target_spn;
	gboolean is_bound;
	guint32 flags;
	const char *proof, *sha256;
};

static const struct row rows[] = {
    {"usual server", "challenge", "probe", "FARM", "DESK1", "Pa55word", "HTTP/mail.example.com",
     TRUE, 0xa2888205, "eadeac418d0e7136c29a38f2cfb0ca1a",
     "5e9565aef577931196e9c45c863665e82db7f9859ad8875fcffe1ef6c5400a23"},
    {"no workstation", "challenge", "probe", "FARM", NULL, "Pa55word", "HTTP/mail.example.com",
     TRUE, 0xa2888205, "eadeac418d0e7136c29a38f2cfb0ca1a",
     "eb7a005d3530da9b532f9c46d9b73080adc9ef4781665220b7f60a65197b6f91"},
    {"no binding", "challenge", "probe", "FARM", NULL, "Pa55word", "HTTP/mail.example.com", FALSE,
     0xa2888205, "c984df872822b6f0d710efc9c5c344ea",
     "88fe05d88ee424f8aeb14f46072721e6f688ea8ba7c249d8ae396a976398357d"},
    {"no target name", "challenge", "probe", "FARM", NULL, "Pa55word", NULL, TRUE, 0xa2888205,
     "247040b4657501aac1f3c8a537a3b082",
     "a0f4baf92b2329cfc28e255cd9e1b8603e25694884167043c1c488b62d864978"},
    {"neither", "challenge", "probe", "FARM", NULL, "Pa55word", NULL, FALSE, 0xa2888205,
     "1496afeba1120230c645c57e38c08d8e",
     "230fba3bf0a23f8636cbaa69834a529ef001196bb774c43ca543450006b47183"},
    {"empty target name", "challenge", "probe", "FARM", NULL, "Pa55word", "", FALSE, 0xa2888205,
     "ac3bcaaf5a9fba7d059443dcb6b9e071",
     "2bd064d0c0da3098be596714638920b4154c16787dbd03adadbfa485ffc4bcea"},
    {"no timestamp", "no_timestamp", "probe", "FARM", "DESK1", "Pa55word", "HTTP/mail.example.com",
     TRUE, 0xa2888205, "8ea0499692855cf59523a6b18f699c39",
     "d5da593288f8e86b184e220de82203e1219a1eecf45c06e82adcaa4853f3304e"},
    {"no timestamp, nothing of ours", "no_timestamp", "probe", "FARM", NULL, "Pa55word", NULL,
     FALSE, 0xa2888205, "ac35860cb787925bcc35956de369cfdd",
     "111b6e765ca91438ed7ad78aa238b20b4e124f3e20a7cebbb10febe79f2d5034"},
    {"server without a version", "no_version", "probe", "FARM", NULL, "Pa55word", NULL, TRUE,
     0x00888205, "247040b4657501aac1f3c8a537a3b082",
     "77cf246335be64de849566a94a9d2bcf8b19c97a32bc2fa911b27d19294f1bff"},
    {"list without its flag", "no_target_info_flag", "probe", "FARM", NULL, "Pa55word", NULL, TRUE,
     0xa2088205, "247040b4657501aac1f3c8a537a3b082",
     "28d8749e01b990af1a6743fef5660b3450d4bb94dce1d1fd2f8a899efe92f14c"},
    {"server that sent what we say", "server_flags", "probe", "FARM", NULL, "Pa55word",
     "HTTP/mail.example.com", TRUE, 0xa2888205, "bfe9ea1b1e7fe767da2ba690d17887d0",
     "88509b09136bf5479c3207e0791dc5614e7af50455e3509ee674937a45466be4"},
    {"pairs that nobody knows", "unknown_pair", "probe", "FARM", NULL, "Pa55word", NULL, TRUE,
     0xa2888205, "443bbcecc295f5ac65b13ac1ef7b4956",
     "ba09b0c48d035cc5a2955f818d61ba86907f6481abad7b620b961a0949a8eeec"},
    {"bytes after the list", "after_eol", "probe", "FARM", NULL, "Pa55word", NULL, TRUE, 0xa2888205,
     "247040b4657501aac1f3c8a537a3b082",
     "05be59e242f853fd420fc3ab4d082b5ed4e90f5bc0b267dfc1dee4fb69e1e7b3"},
    {"user@domain", "challenge", "probe@farm.example.net", NULL, NULL, "Pa55word",
     "HTTP/mail.example.com", TRUE, 0xa2888205, "88be465064755a875196ba4ddebaf3e6",
     "2b07fbd75b482cee1e9e4f7125197285f441450e84f8fad78abc6d68fc8e8d5d"},
    {"empty domain", "challenge", "probe", "", NULL, "Pa55word", NULL, FALSE, 0xa2888205,
     "959eddf56d3cd72105d90c1b037083fe",
     "ab5d287c69cb2db294484dc7489aefd0af6226a9ed83e56ac8ea19457ca15471"},
    {"domain in mixed case", "challenge", "PrObE", "Farm.Example", NULL, "Pa55word", NULL, FALSE,
     0xa2888205, "55078fa6af68726437b3eb31659de1e9",
     "719f70356030276807bd7f8e093e375516949729dbf6df05121016a66f83f5df"},
    {"user and domain beyond ASCII", "challenge",
     "z\xc3\xb6"
     "e.\xc5\xa1\xd0\xb6\xce\xbb",
     "F\xc3\x84rm\xd0\xb6", "\xc3\x96rt", "Pa55word", "HTTP/m\xc3\xa4il.example.com", FALSE,
     0xa2888205, "c92b597c0ee688ae557cf8588d02297c",
     "727fab908877b9b6b8a9cf5ffb2cad36ad8b71f245a70c80ffeda3fd9a31822a"},
    {"no capital", "challenge",
     "stra\xc3\x9f"
     "e\xc5\x89\xc7\xb0",
     "FARM", NULL, "Pa55word", NULL, FALSE, 0xa2888205, "ab32357e465739eab9048f5943835a32",
     "6de30cd37377f0f8d8191528872876d45814d46d06316550a12f52896197371c"},
    {"capital of another script", "challenge", "\xe1\xba\x9e\xc3\xbf\xc7\x86\xce\x90", "FARM", NULL,
     "Pa55word", NULL, FALSE, 0xa2888205, "fdd512efe79114b4fa4795a77b9b0f8e",
     "499803953cbf35b7914b7286e42adf01c579ef9fdd9f941e33153b3fe700f4f1"},
    {"Deseret stays", "challenge", "\xf0\x90\x90\xa8\xf0\x9f\x98\x80", "FARM", NULL, "Pa55word",
     NULL, FALSE, 0xa2888205, "b2db2fa5f3ef7441b26a475458c6adb8",
     "e0177e901af1689c647c245a8e6a1f740947aa0d1646219268445627f7988cea"},
    {"empty password", "challenge", "probe", "FARM", NULL, "", NULL, FALSE, 0xa2888205,
     "91a3ab924e6360735079fd25b13ba6ad",
     "0833c9e712d32a463d788179cd6774bee7dccb03b14ef008e85cf3b7083cc4a7"},
    {"password of one BMP letter", "challenge", "probe", "FARM", NULL, "\xc3\xa9", NULL, FALSE,
     0xa2888205, "de5a274bcb7365fe8575ae4eb115cfc1",
     "bc32cc5ae8c1b01ecbe3608a00bf22e994376625487421e4ce9bc85889cd455b"},
    {"password of every plane", "challenge", "probe", "FARM", NULL,
     "a\xc3\xa9\xe2\x82\xac\xef\xbf\xbf\xf0\x90\x81\x82\xf0\xa0\x81\x82\xf0\xb0\x81\x82\xf1\x80\x81"
     "\x82\xf1\x90\x81\x82\xf1\xa0\x81\x82\xf1\xb0\x81\x82\xf2\x80\x81\x82\xf2\x90\x81\x82\xf2\xa0"
     "\x81\x82\xf2\xb0\x81\x82\xf3\x80\x81\x82\xf3\x90\x81\x82\xf3\xa0\x81\x82\xf3\xb0\x81\x82\xf4"
     "\x80\x81\x82",
     NULL, FALSE, 0xa2888205, "4998a452563fb30ca6b3d41306673976",
     "71e44644bb06d2c4e5f8e09d3a072fa108e2fa93049089026ff152f320005542"},
    {"password of 256 letters", "challenge", "probe", "FARM", NULL, LONG_PASSWORD, NULL, FALSE,
     0xa2888205, "e185a219bcb4172afeb8062889c8b440",
     "51b2bf66d0f1e18c64db502839f678d47a93d863025d9d97c033f7798a635456"},
};

/* c0 to cf, as the other implementation was given them. */
static const guint8 bindings[NTLM_KEY_LENGTH] = {0xc0, 0xc1, 0xc2, 0xc3, 0xc4, 0xc5, 0xc6, 0xc7,
						 0xc8, 0xc9, 0xca, 0xcb, 0xcc, 0xcd, 0xce, 0xcf};

static GByteArray *
respond(GBytes *challenge, const struct row *row, GError **error)
{
	g_autoptr(GBytes) negotiate = ntlm_write_negotiate();
	const struct ntlm_logon logon = {
	    .user = row->user,
	    .domain = row->domain,
	    .workstation = row->workstation,
	    .password = row->password,
	    .target_spn = row->target_spn,
	    .channel_bindings = row->is_bound ? bindings : NULL,
	    .client_challenge = {0xa1, 0xa2, 0xa3, 0xa4, 0xa5, 0xa6, 0xa7, 0xa8},
	    .now = 133800000000000001,
	};

	return ntlm_respond(negotiate, challenge, &logon, error);
}

static const char *
or_null(const char *text)
{
	return text && *text ? text : NULL;
}

static void
test_row(gconstpointer data)
{
	const struct row *row = data;
	g_autofree char *file = g_strdup_printf("ntlm_response/%s", row->challenge);
	g_autoptr(GBytes) challenge = bytes_of_corpus(file);
	g_autoptr(GError) error = NULL;
	g_autoptr(GByteArray) answer = respond(challenge, row, &error);
	g_autoptr(struct_ntlm_message) read = NULL;
	g_autofree char *sha256 = NULL;
	g_autofree char *proof = NULL;
	gsize nt = 0;

	g_assert_no_error(error);
	read = ntlm_parse(answer->data, answer->len);
	g_assert_cmpstr(read->malformed, ==, NULL);
	g_assert_cmpstr(read->user, ==, row->user);
	g_assert_cmpstr(read->domain, ==, or_null(row->domain));
	g_assert_cmpstr(read->workstation, ==, row->workstation);
	g_assert_cmpstr(read->target_info->target_spn, ==, row->target_spn);
	g_assert_cmphex(read->flags, ==, row->flags);
	g_assert_true(read->target_info->has_channel_bindings == row->is_bound);
	nt = answer->data[24] | (gsize)answer->data[25] << 8;
	proof = bytes_to_hex(answer->data + nt, 16);
	g_assert_cmpstr(proof, ==, row->proof);
	sha256 = g_compute_checksum_for_data(G_CHECKSUM_SHA256, answer->data, answer->len);
	g_assert_cmpstr(sha256, ==, row->sha256);
}

struct refusal_row {
	const char *name, *challenge;
	const char *user, *domain, *password, *target_spn;
	enum ntlm_response_error code;
	const char *message;
};

static const struct refusal_row refusals[] = {
#define CHALLENGE(name, file, message)                                                             \
	{                                                                                          \
		name, file, "u", "D", "p", NULL, NTLM_RESPONSE_ERROR_CHALLENGE, message            \
	}
    CHALLENGE("an empty challenge", "ntlm/empty",
	      "NTLM challenge: expected the signature NTLMSSP at the beginning, got nothing"),
    CHALLENGE("a message of our own", "ntlm/negotiate",
	      "expected an NTLM challenge from the server, got message type 1"),
    CHALLENGE("an answer", "ntlm/authenticate",
	      "expected an NTLM challenge from the server, got message type 3"),
    CHALLENGE("a header cut off", "ntlm/truncated",
	      "NTLM challenge: expected a whole message, got only 20 bytes"),
    CHALLENGE("a list without an end", "ntlm/no_eol",
	      "NTLM challenge: target information: expected MsvAvEOL at its end, got nothing after "
	      "pair 1"),
    CHALLENGE("two times", "ntlm/twice",
	      "NTLM challenge: target information: expected each pair once, got 7 again"),
    CHALLENGE("half a time", "ntlm/short_timestamp",
	      "NTLM challenge: MsvAvTimestamp: expected 8 bytes, got 4"),
#undef CHALLENGE
    {"a server without Unicode", "ntlm/oem", "u", "D", "p", NULL, NTLM_RESPONSE_ERROR_SERVER,
     "expected an NTLM server that speaks Unicode, got flags 0xa2898206"},
    {"a server of 32 bytes", "ntlm/short_32", "u", "D", "p", NULL, NTLM_RESPONSE_ERROR_SERVER,
     "expected an NTLM server that speaks NTLMv2, got no target information"},
    {"a server of 40 bytes", "ntlm/short_40", "u", "D", "p", NULL, NTLM_RESPONSE_ERROR_SERVER,
     "expected an NTLM server that speaks NTLMv2, got no target information"},
    {"a user that is no UTF-8", "ntlm/challenge", "u\xff", "D", "p", NULL, NTLM_RESPONSE_ERROR_TEXT,
     "user name: expected UTF-8, got other bytes"},
    {"a domain that is no UTF-8", "ntlm/challenge", "u", "\xc3", "p", NULL,
     NTLM_RESPONSE_ERROR_TEXT, "domain: expected UTF-8, got other bytes"},
    {"a password that is no UTF-8", "ntlm/challenge", "u", "D", "\xed\xa0\x80", NULL,
     NTLM_RESPONSE_ERROR_TEXT, "password: expected UTF-8, got other bytes"},
    {"a target name that is no UTF-8", "ntlm/challenge", "u", "D", "p", "\x80",
     NTLM_RESPONSE_ERROR_TEXT, "target name: expected UTF-8, got other bytes"},
};

static void
test_refusal(gconstpointer data)
{
	const struct refusal_row *row = data;
	g_autoptr(GBytes) challenge = bytes_of_corpus(row->challenge);
	g_autoptr(GError) error = NULL;
	const struct row logon = {.user = row->user,
				  .domain = row->domain,
				  .password = row->password,
				  .target_spn = row->target_spn};

	g_assert_null(respond(challenge, &logon, &error));
	g_assert_error(error, NTLM_RESPONSE_ERROR, (gint)row->code);
	g_assert_cmpstr(error->message, ==, row->message);
}

/* Target information that says no time: its own 4 bytes of MsvAvEOL, the response's 44 before and 4
 * behind it share 65535 bytes with it. */
struct length_row {
	const char *name;
	gsize pairs; /* bytes of one pair, its header included */
	gsize user, target_spn;
	gboolean fits;
};

static const struct length_row lengths[] = {
    {"the largest list", 65535 - 44 - 4 - 4, 1, 0, TRUE},
    {"one byte more", 65535 - 44 - 4 - 4 + 1, 1, 0, FALSE},
    {"the largest list there is", 65535 - 4, 1, 0, FALSE},
    {"the largest name", 4, 32767, 0, TRUE},
    {"a name of one unit more", 4, 32768, 0, FALSE},
    {"the largest target name", 4, 1, (65535 - 44 - 4 - 4 - 4 - 4) / 2, TRUE},
    {"a target name of one unit more", 4, 1, (65535 - 44 - 4 - 4 - 4 - 4) / 2 + 1, FALSE},
    {"a target name that its length cannot say", 4, 1, 32768, FALSE},
};

/* A CHALLENGE whose target information is one pair that nobody knows, and MsvAvEOL. */
static GBytes *
large_challenge(gsize pair)
{
	GBytes *head = bytes_of_corpus("ntlm/no_version");
	GByteArray *bytes = g_bytes_unref_to_array(head);
	gsize info = pair + 4;
	gsize value = pair - 4;

	g_byte_array_set_size(bytes, 48);
	memset(bytes->data + 12, 0, 8);
	for (guint i = 0; i < 4; i += 2) {
		bytes->data[40 + i] = (guint8)info;
		bytes->data[41 + i] = (guint8)(info >> 8);
	}
	memcpy(bytes->data + 44, "\x30\0\0", 4);
	g_byte_array_append(bytes,
			    (const guint8[]){0x99, 0x99, (guint8)value, (guint8)(value >> 8)}, 4);
	g_byte_array_set_size(bytes, (guint)(48 + info));
	memset(bytes->data + 52, 0, value + 4);
	return g_byte_array_free_to_bytes(bytes);
}

static void
test_length(gconstpointer data)
{
	const struct length_row *row = data;
	g_autoptr(GBytes) challenge = large_challenge(row->pairs);
	g_autofree char *user = g_strnfill(row->user, 'u');
	g_autofree char *target_spn = row->target_spn ? g_strnfill(row->target_spn, 's') : NULL;
	g_autoptr(GError) error = NULL;
	const struct row logon = {.user = user, .password = "p", .target_spn = target_spn};
	g_autoptr(GByteArray) answer = respond(challenge, &logon, &error);
	g_autoptr(struct_ntlm_message) read = NULL;

	if (!row->fits) {
		g_assert_null(answer);
		g_assert_error(error, NTLM_RESPONSE_ERROR, NTLM_RESPONSE_ERROR_LENGTH);
		return;
	}
	g_assert_no_error(error);
	read = ntlm_parse(answer->data, answer->len);
	g_assert_cmpstr(read->malformed, ==, NULL);
	g_assert_cmpstr(read->user, ==, user);
	g_assert_cmpstr(read->target_info->target_spn, ==, target_spn);
}

struct key_row {
	const char *name, *user, *domain, *password, *v1, *v2;
};

static const struct key_row keys[] = {
    {"MS-NLMP 4.2.4", "User", "Domain", "Password", "a4f49c406510bdcab6824ee7c30fd852",
     "0c868a403bfd7a93a3001ef22ef02e3f"},
    {"the user's case does not matter", "uSER", "Domain", "Password",
     "a4f49c406510bdcab6824ee7c30fd852", "0c868a403bfd7a93a3001ef22ef02e3f"},
    {"MD4 of nothing", NULL, NULL, "", "31d6cfe0d16ae931b73c59d7e0c089c0", NULL},
    {"password that is no UTF-8", "u", "", "\xc0\x80", NULL, NULL},
    {"user that is no UTF-8", "\xff", "", "", "31d6cfe0d16ae931b73c59d7e0c089c0", NULL},
};

static void
test_key(gconstpointer data)
{
	const struct key_row *row = data;
	guint8 key[NTLM_KEY_LENGTH];

	g_assert_true(ntlm_ntowf_v1(row->password, key) == (row->v1 != NULL));
	if (row->v1) {
		g_autofree char *hex = bytes_to_hex(key, sizeof key);

		g_assert_cmpstr(hex, ==, row->v1);
	}
	if (!row->user)
		return;
	g_assert_true(ntlm_ntowf_v2(row->user, row->domain, row->password, key) ==
		      (row->v2 != NULL));
	if (row->v2) {
		g_autofree char *hex = bytes_to_hex(key, sizeof key);

		g_assert_cmpstr(hex, ==, row->v2);
	}
}

#define ADD(prefix, table, function)                                                               \
	for (gsize i = 0; i < G_N_ELEMENTS(table); i++) {                                          \
		g_autofree char *path = g_strdup_printf(prefix "%s", (table)[i].name);             \
                                                                                                   \
		g_test_add_data_func(path, &(table)[i], function);                                 \
	}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_set_nonfatal_assertions();
	ADD("/ntlm response/answer/", rows, test_row)
	ADD("/ntlm response/refuse/", refusals, test_refusal)
	ADD("/ntlm response/length/", lengths, test_length)
	ADD("/ntlm response/key/", keys, test_key)
	return g_test_run();
}
