/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tests how NTLM messages are read and written. */
#include "protocol/ntlm.h"
#include "tests/support/bytes.h"
#include <string.h>

struct row {
	const char *name, *hex;
	/* Members that are there as "name=value", joined by blanks. */
	const char *expected;
	const char *malformed; /* the whole sentence; NULL when nothing is wrong */
};

#define SIG   "4e544c4d53535000"
#define NONCE "0102030405060708"
#define VER   "0a00f4650000000f"
#define NO    "0000000000000000"
/* A CHALLENGE without a version whose name is "AB" at 48; `info` is the list's length and offset,
 * `list` follows the name. */
#define TYPE_2(flags, info, list)                                                                  \
	SIG "02000000 0400040030000000" flags NONCE NO info "41004200" list
#define LIST(length, list) TYPE_2("01028000", length length "34000000", list)
/* Lm, Nt, domain, user, workstation, key: the user "u" at 64, `nt` says where the response is. */
#define TYPE_3(flags, nt, rest) SIG "03000000" NO nt NO "0200020040000000" NO NO flags "7500" rest

static const struct row rows[] = {
    /* NEGOTIATE. */
    {"negotiate of 16 bytes", SIG "01000000 07820822", "negotiate flags=22088207", NULL},
    {"negotiate of 32 bytes", SIG "01000000 07820820" NO NO, "negotiate flags=20088207", NULL},
    {"negotiate of 40 bytes", SIG "01000000 078208a2" NO NO VER,
     "negotiate flags=a2088207 version=10.0.26100", NULL},
    {"negotiate that stops before its version", SIG "01000000 078208a2" NO NO,
     "negotiate flags=a2088207", NULL},
    {"names are 8-bit although Unicode is set",
     SIG "01000000 07b20800 0300030020000000 0100010023000000 41c442 44",
     "negotiate flags=0008b207 domain=A\xc3\x84"
     "B workstation=D",
     NULL},
    {"names without their flags do not count",
     SIG "01000000 07820800 ffffffffffffffff ffffffffffffffff", "negotiate flags=00088207", NULL},
    {"a name in the header", SIG "01000000 07920800 0100010000000000" NO,
     "negotiate flags=00089207", "DomainName: expected it within bytes 32 to 32, got 1 bytes at 0"},
    {"a negotiate cut off", SIG "01000000 07820822 00", "negotiate flags=22088207",
     "expected a whole message, got only 17 bytes"},
    {"a version cut off", SIG "01000000 07820822" NO NO "0a00", "negotiate flags=22088207",
     "expected a whole message, got only 34 bytes"},
    /* CHALLENGE. */
    {"challenge of 32 bytes", SIG "02000000" NO "05028200" NONCE,
     "challenge flags=00820205 nonce=" NONCE, NULL},
    {"challenge of 40 bytes", SIG "02000000" NO "05028200" NONCE NO,
     "challenge flags=00820205 nonce=" NONCE, NULL},
    {"challenge of 48 bytes", SIG "02000000" NO "05028200" NONCE NO NO,
     "challenge flags=00820205 nonce=" NONCE, NULL},
    {"challenge of 56 bytes", SIG "02000000" NO "05028202" NONCE NO NO VER,
     "challenge flags=02820205 nonce=" NONCE " version=10.0.26100", NULL},
    {"an empty name may point anywhere", SIG "02000000 00000000ffffffff 05028200" NONCE,
     "challenge flags=00820205 nonce=" NONCE, NULL},
    {"a name where the list would be", SIG "02000000 0200020020000000 02020000" NONCE "4142",
     "challenge flags=00000202 nonce=" NONCE " target=AB", NULL},
    {"8-bit name", SIG "02000000 0200020030000000 02020000" NONCE NO NO "41e9",
     "challenge flags=00000202 nonce=" NONCE " target=A\xc3\xa9", NULL},
    {"8-bit name with a NUL", SIG "02000000 0200020030000000 02020000" NONCE NO NO "4100",
     "challenge flags=00000202 nonce=" NONCE " target=A\xef\xbf\xbd",
     "TargetName: expected 8-bit text, got a NUL"},
    {"a name of a surrogate pair", SIG "02000000 0400040030000000 01020000" NONCE NO NO "3dd811dd",
     "challenge flags=00000201 nonce=" NONCE " target=\xf0\x9f\x94\x91", NULL},
    {"a lone surrogate", SIG "02000000 0400040030000000 01020000" NONCE NO NO "00dc4100",
     "challenge flags=00000201 nonce=" NONCE " target=\xef\xbf\xbd"
     "A",
     "TargetName: expected UTF-16 text, got a lone surrogate"},
    {"an odd name", SIG "02000000 0300030030000000 01020000" NONCE NO NO "410042",
     "challenge flags=00000201 nonce=" NONCE " target=A",
     "TargetName: expected UTF-16 text, got an odd number of bytes"},
    {"a name in the header of 56 bytes", SIG "02000000 0200020030000000 05028202" NONCE NO NO VER,
     "challenge flags=02820205 nonce=" NONCE " version=10.0.26100",
     "TargetName: expected it within bytes 56 to 56, got 2 bytes at 48"},
    {"a list in the header", TYPE_2("01028000", "0400040004000000", "00000000"),
     "challenge flags=00800201 nonce=" NONCE " target=AB",
     "TargetInfo: expected it within bytes 48 to 56, got 4 bytes at 4"},
    {"a list past the end", TYPE_2("01028000", "05000500 34000000", "00000000"),
     "challenge flags=00800201 nonce=" NONCE " target=AB",
     "TargetInfo: expected it within bytes 48 to 56, got 5 bytes at 52"},
    {"an offset past the end", TYPE_2("01028000", "04000400 ffffffff", "00000000"),
     "challenge flags=00800201 nonce=" NONCE " target=AB",
     "TargetInfo: expected it within bytes 48 to 56, got 4 bytes at 4294967295"},
    {"a list past the end whose flag is clear", TYPE_2("01020000", "05000500 34000000", "00000000"),
     "challenge flags=00000201 nonce=" NONCE " target=AB", NULL},
    {"a list whose flag is clear", TYPE_2("01020000", "04000400 34000000", "00000000"),
     "challenge flags=00000201 nonce=" NONCE " target=AB ids=", NULL},
    {"a challenge cut off in its nonce", SIG "02000000" NO "05028200 010203",
     "challenge flags=00820205 nonce=0000000000000000",
     "expected a whole message, got only 27 bytes"},
    {"a challenge cut off behind its nonce", SIG "02000000" NO "05028200" NONCE "00",
     "challenge flags=00820205 nonce=" NONCE, "expected a whole message, got only 33 bytes"},
    /* AV_PAIRs. */
    {"every name",
     LIST("3800", "0100020031000200020032000300020033000400020034000500020035000900020039000000"
		  "0000000000000000000000000000000000000000"),
     "challenge flags=00800201 nonce=" NONCE " target=AB ids=1,2,3,4,5,9 1=1 2=2 3=3 4=4 5=5 9=9",
     NULL},
    {"every number",
     LIST("2c00", "0600040002000000 0700080001000000000000ff 0a001000" NONCE NONCE "00000000"),
     "challenge flags=00800201 nonce=" NONCE
     " target=AB ids=6,7,10 6=2 7=18374686479671623681 10=" NONCE NONCE,
     NULL},
    {"an empty name of a pair", LIST("0800", "04000000 00000000"),
     "challenge flags=00800201 nonce=" NONCE " target=AB ids=4 4=", NULL},
    {"a pair that nobody knows", LIST("0a00", "0bff0200abcd 00000000"),
     "challenge flags=00800201 nonce=" NONCE " target=AB ids=65291", NULL},
    {"bytes behind MsvAvEOL", LIST("0600", "00000000 abcd"),
     "challenge flags=00800201 nonce=" NONCE " target=AB ids=", NULL},
    {"MsvAvEOL with a value", LIST("0600", "00000200 abcd"),
     "challenge flags=00800201 nonce=" NONCE " target=AB ids=",
     "MsvAvEOL: expected 0 bytes, got 2"},
    {"no MsvAvEOL", LIST("0600", "010002004100"),
     "challenge flags=00800201 nonce=" NONCE " target=AB ids=1 1=A",
     "target information: expected MsvAvEOL at its end, got nothing after pair 1"},
    {"a pair that does not fit", LIST("0600", "010004004100"),
     "challenge flags=00800201 nonce=" NONCE " target=AB ids=",
     "target information: expected MsvAvEOL at its end, got a pair that does not fit after pair 0"},
    {"half a pair's header", LIST("0200", "0100"),
     "challenge flags=00800201 nonce=" NONCE " target=AB ids=",
     "target information: expected MsvAvEOL at its end, got nothing after pair 0"},
    {"a pair twice", LIST("1000", "010002004100 010002004200 00000000"),
     "challenge flags=00800201 nonce=" NONCE " target=AB ids=1,1 1=A",
     "target information: expected each pair once, got 1 again"},
    {"a time of 4 bytes", LIST("0c00", "0700040000000000 00000000"),
     "challenge flags=00800201 nonce=" NONCE " target=AB ids=7",
     "MsvAvTimestamp: expected 8 bytes, got 4"},
    {"flags of 2 bytes", LIST("0a00", "060002000000 00000000"),
     "challenge flags=00800201 nonce=" NONCE " target=AB ids=6",
     "MsvAvFlags: expected 4 bytes, got 2"},
    {"no bindings", LIST("0800", "0a000000 00000000"),
     "challenge flags=00800201 nonce=" NONCE " target=AB ids=10",
     "MsvAvChannelBindings: expected 16 bytes, got 0"},
    {"an odd name of a pair", LIST("0b00", "01000300410042 00000000"),
     "challenge flags=00800201 nonce=" NONCE " target=AB ids=1 1=A",
     "MsvAvNbComputerName: expected UTF-16 text, got an odd number of bytes"},
    {"a NUL in a name of a pair", LIST("0a00", "030002000000 00000000"),
     "challenge flags=00800201 nonce=" NONCE " target=AB ids=3 3=\xef\xbf\xbd",
     "MsvAvDnsComputerName: expected UTF-16 text, got a NUL"},
    /* AUTHENTICATE. */
    {"anonymous", SIG "03000000" NO NO NO NO NO NO "01000000",
     "authenticate flags=00000001 response=0", NULL},
    {"NTLMv1", TYPE_3("01000000", "1800180042000000", NONCE NONCE NONCE),
     "authenticate flags=00000001 response=1 user=u", NULL},
    {"NTLMv2",
     TYPE_3("01000000", "3000300042000000",
	    NONCE NONCE "0101000000000000" NONCE NONCE "00000000 00000000"),
     "authenticate flags=00000001 response=2 user=u ids=", NULL},
    {"NTLMv2 without pairs",
     TYPE_3("01000000", "2c002c0042000000", NONCE NONCE "0101000000000000" NONCE NONCE "00000000"),
     "authenticate flags=00000001 response=2 user=u ids=",
     "target information: expected MsvAvEOL at its end, got nothing after pair 0"},
    {"a response between both", TYPE_3("01000000", "1a001a0042000000", NONCE NONCE NONCE "0000"),
     "authenticate flags=00000001 response=2 user=u",
     "NtChallengeResponse: expected 24 bytes, or 44 and more, got 26"},
    {"another version of response",
     TYPE_3("01000000", "3000300042000000",
	    NONCE NONCE "0201000000000000" NONCE NONCE "00000000 00000000"),
     "authenticate flags=00000001 response=2 user=u",
     "NtChallengeResponse: expected version 1.1, got 2.1"},
    {"a response past the end", TYPE_3("01000000", "1800180043000000", NONCE NONCE NONCE),
     "authenticate flags=00000001 response=0 user=u",
     "NtChallengeResponse: expected it within bytes 64 to 90, got 24 bytes at 67"},
    {"a MIC without room",
     TYPE_3("01000000", "3800380042000000",
	    NONCE NONCE "0101000000000000" NONCE NONCE "00000000 0600040002000000 00000000"),
     "authenticate flags=00000001 response=2 user=u ids=6 6=2",
     "MIC: expected 16 bytes at 72, got a payload at 64"},
    {"an authenticate cut off", SIG "03000000" NO NO NO NO NO NO "010000",
     "authenticate flags=00000000 response=0", "expected a whole message, got only 63 bytes"},
    /* None of them. */
    {"nothing", "", "unknown flags=00000000",
     "expected the signature NTLMSSP at the beginning, got nothing"},
    {"another signature", "4e544c4d53535858 02000000", "unknown flags=00000000",
     "expected the signature NTLMSSP at the beginning, got something else"},
    {"a signature alone", SIG, "unknown flags=00000000",
     "expected a whole message, got only 8 bytes"},
    {"a type that there is not", SIG "04000000", "unknown flags=00000000",
     "expected message type 1, 2 or 3, got 4"},
};

static void
render_info(GString *text, const struct ntlm_target_info *info)
{
	const char *names[] = {info->netbios_computer,
			       info->netbios_domain,
			       info->dns_computer,
			       info->dns_domain,
			       info->dns_forest,
			       NULL,
			       NULL,
			       NULL,
			       info->target_spn};

	g_string_append(text, " ids=");
	for (guint i = 0; i < info->av_ids->len; i++)
		g_string_append_printf(text, "%s%u", i ? "," : "",
				       g_array_index(info->av_ids, guint16, i));
	for (guint i = 0; i < G_N_ELEMENTS(names); i++)
		if (names[i])
			g_string_append_printf(text, " %u=%s", i + 1, names[i]);
	if (info->has_flags)
		g_string_append_printf(text, " 6=%u", info->flags);
	if (info->has_timestamp)
		g_string_append_printf(text, " 7=%" G_GUINT64_FORMAT, info->timestamp);
	if (info->has_channel_bindings) {
		g_autofree char *hex = bytes_to_hex(info->channel_bindings, NTLM_KEY_LENGTH);

		g_string_append_printf(text, " 10=%s", hex);
	}
}

static void
render_name(GString *text, const char *name, const char *value)
{
	if (value)
		g_string_append_printf(text, " %s=%s", name, value);
}

static char *
render(const struct ntlm_message *m)
{
	GString *text = g_string_new(ntlm_type_name(m->type));
	g_autofree char *nonce = bytes_to_hex(m->server_challenge, NTLM_CHALLENGE_LENGTH);
	g_autofree char *version = ntlm_version_text(m);

	g_string_append_printf(text, " flags=%08x", m->flags);
	render_name(text, "nonce", m->type == NTLM_CHALLENGE ? nonce : NULL);
	if (m->type == NTLM_AUTHENTICATE)
		g_string_append_printf(text, " response=%u%s", m->response_version,
				       m->has_mic ? " mic" : "");
	render_name(text, "target", m->target_name);
	render_name(text, "user", m->user);
	render_name(text, "domain", m->domain);
	render_name(text, "workstation", m->workstation);
	render_name(text, "version", version);
	if (m->target_info)
		render_info(text, m->target_info);
	return g_string_free(text, FALSE);
}

static void
test_row(gconstpointer data)
{
	const struct row *row = data;
	g_autoptr(GBytes) bytes = bytes_of_hex(row->hex);
	gsize length = 0;
	/* Of exact size, so that a sanitizer sees a byte read too many. */
	g_autofree guint8 *exact = g_bytes_unref_to_data(g_steal_pointer(&bytes), &length);
	g_autoptr(struct_ntlm_message) message = ntlm_parse(exact, length);
	g_autofree char *got = render(message);

	g_assert_cmpstr(got, ==, row->expected);
	g_assert_cmpstr(message->malformed, ==, row->malformed);
	g_assert_cmpuint(message->length, ==, length);
}

struct time_row {
	const char *name;
	guint64 filetime;
	gint64 unix_us;
	guint64 back;
};

static const struct time_row times[] = {
    {"the first moment", 0, -11644473600000000, 0},
    {"1970", 116444736000000000, 0, 116444736000000000},
    {"before 1970", 116444735999999990, -1, 116444735999999990},
    {"less than a microsecond", 116444736000000019, 1, 116444736000000010},
    {"the last second of 9999", 2650467743999999999, 253402300799999999, 2650467743999999990},
    {"the year 10000", 2650467744000000000, 253402300799999999, 2650467743999999990},
    {"the last number", G_MAXUINT64, 253402300799999999, 2650467743999999990},
};

static void
test_time(gconstpointer data)
{
	const struct time_row *row = data;

	g_assert_cmpint(ntlm_time_to_unix_us(row->filetime), ==, row->unix_us);
	g_assert_cmpuint(ntlm_time_from_unix_us(row->unix_us), ==, row->back);
}

static void
test_time_limits(void)
{
	g_assert_cmpuint(ntlm_time_from_unix_us(G_MININT64), ==, 0);
	g_assert_cmpuint(ntlm_time_from_unix_us(G_MAXINT64), ==, 2650467743999999990);
}

static void
test_write_negotiate(void)
{
	g_autoptr(GBytes) bytes = ntlm_write_negotiate();
	gsize length = 0;
	const void *data = g_bytes_get_data(bytes, &length);
	g_autofree char *hex = bytes_to_hex(data, length);

	g_assert_cmpstr(hex, ==, SIG "01000000078208a2" NO NO "0a0063450000000f");
}

static const struct ntlm_authenticate whole = {
    .flags = 0xa2888205,
    .domain = {"D", 1},
    .user = {"US", 2},
    .workstation = {"WOR", 3},
    .lm_response = {"LLLL", 4},
    .nt_response = {NULL, 0},
    .session_key = {"KKKKK", 5},
    .version = (const guint8 *)"VERSION!",
};

static void
test_write_authenticate(void)
{
	g_autoptr(GByteArray) message = ntlm_write_authenticate(&whole);
	g_autofree char *hex = bytes_to_hex(message->data, message->len);

	g_assert_cmpstr(hex, ==,
			SIG "03000000"
			    "040004004e000000"
			    "0000000052000000"
			    "0100010048000000"
			    "0200020049000000"
			    "030003004b000000"
			    "0500050052000000"
			    "058288a2"
			    "56455253494f4e21"
			    "44"
			    "5553"
			    "574f52"
			    "4c4c4c4c"
			    "4b4b4b4b4b");
}

static void
test_write_mic(void)
{
	struct ntlm_authenticate what = whole;
	g_autoptr(GByteArray) message = NULL;
	static const guint8 zeros[16];

	what.with_mic = TRUE;
	message = ntlm_write_authenticate(&what);
	g_assert_cmpuint(message->len, ==, 88 + 15);
	g_assert_true(memcmp(message->data + NTLM_MIC_OFFSET, zeros, sizeof zeros) == 0);
	g_assert_cmpuint(message->data[32], ==, 88);
}

static void
test_write_length(void)
{
	struct ntlm_authenticate what = whole;
	g_autofree char *text = g_strnfill(65536, 'x');
	g_autoptr(GByteArray) message = NULL;

	what.nt_response = (struct ntlm_part){text, 65536};
	g_assert_null(ntlm_write_authenticate(&what));
	what.nt_response.length = 65535;
	message = ntlm_write_authenticate(&what);
	g_assert_cmpuint(message->len, ==, 72 + 15 + 65535);
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
	ADD("/ntlm/read/", rows, test_row)
	ADD("/ntlm/time/", times, test_time)
	g_test_add_func("/ntlm/time/limits", test_time_limits);
	g_test_add_func("/ntlm/write/negotiate", test_write_negotiate);
	g_test_add_func("/ntlm/write/authenticate", test_write_authenticate);
	g_test_add_func("/ntlm/write/MIC", test_write_mic);
	g_test_add_func("/ntlm/write/length", test_write_length);
	return g_test_run();
}
