/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tests how the tokens behind "Negotiate" are read and written. */
#include "protocol/spnego.h"
#include "tests/support/bytes.h"

struct row {
	const char *name, *hex;
	/* Members that are there as "name=value", joined by blanks. */
	const char *expected;
	const char *malformed; /* the whole sentence; NULL when nothing is wrong */
};

#define SPNEGO	 "06062b0601050502"
#define NTLM	 "060a2b06010401823702020a"
#define MECHS	 "a00e 300c" NTLM
#define NTLM_OID "1.3.6.1.4.1.311.2.2.10"

static const struct row rows[] = {
    /* NegTokenInit. */
    {"init of NTLM alone", "601c" SPNEGO "a012 3010" MECHS, "NegTokenInit mechs=" NTLM_OID, NULL},
    {"init with a token", "6022" SPNEGO "a018 3016" MECHS "a204 0402abcd",
     "NegTokenInit mechs=" NTLM_OID " inner=abcd", NULL},
    {"init without its frame", "a012 3010" MECHS, "NegTokenInit mechs=" NTLM_OID, NULL},
    {"init of three mechanisms",
     "a029 3027 a025 3023 06092a864882f712010202 06092a864886f712010202 060b2b0601040182370202 "
     "1e05",
     "NegTokenInit mechs=1.2.840.48018.1.2.2,1.2.840.113554.1.2.2,1.3.6.1.4.1.311.2.2.30.5", NULL},
    {"init with flags and a MIC", "a01e 301c" MECHS "a104 03020640 a304 0402abcd",
     "NegTokenInit mechs=" NTLM_OID " mic", NULL},
    {"init2 with hints", "a019 3017" MECHS "a305 3003 a00100", "NegTokenInit mechs=" NTLM_OID,
     NULL},
    {"init2 with hints and a MIC", "a01c 301a" MECHS "a302 3000 a404 0402abcd",
     "NegTokenInit mechs=" NTLM_OID " mic", NULL},
    {"init without fields", "a002 3000", "NegTokenInit",
     "NegTokenInit: expected mechTypes, got none"},
    {"init without mechanisms", "a006 3004 a002 3000", "NegTokenInit",
     "NegTokenInit mechTypes: expected an OBJECT IDENTIFIER, got nothing"},
    {"init whose mechanism is no OID", "a008 3006 a004 3002 0500", "NegTokenInit",
     "NegTokenInit mechTypes: expected an OBJECT IDENTIFIER, got tag 0x05"},
    {"init whose mechanism does not fit", "a009 3007 a005 3003 06022b", "NegTokenInit",
     "NegTokenInit mechTypes: expected a sound OBJECT IDENTIFIER, got another"},
    {"init whose token is no OCTET STRING", "a016 3014" MECHS "a202 0500",
     "NegTokenInit mechs=" NTLM_OID,
     "NegTokenInit mechToken: expected an OCTET STRING, got tag 0x05"},
    {"init with a field of its own", "a016 3014" MECHS "a502 0500", "NegTokenInit mechs=" NTLM_OID,
     "NegTokenInit: expected each field once and in order, got tag 0xa5"},
    {"init with nothing inside", "a000", "NegTokenInit",
     "NegTokenInit: expected a SEQUENCE, got nothing"},
    {"init of another frame", "600a" SPNEGO "a100", "NegTokenInit",
     "NegTokenInit: expected context tag 0, got tag 0xa1"},
    /* NegTokenResp. */
    {"accept-completed", "a107 3005 a0030a0100", "NegTokenResp state=accept-completed", NULL},
    {"accept-incomplete with NTLM and a token", "a11b 3019 a0030a0101 a10c" NTLM "a204 0402abcd",
     "NegTokenResp mech=" NTLM_OID " state=accept-incomplete inner=abcd", NULL},
    {"reject", "a107 3005 a0030a0102", "NegTokenResp state=reject", NULL},
    {"request-mic", "a107 3005 a0030a0103", "NegTokenResp state=request-mic", NULL},
    {"nothing but a token", "a108 3006 a204 0402abcd", "NegTokenResp inner=abcd", NULL},
    {"an empty token", "a106 3004 a202 0400", "NegTokenResp inner=", NULL},
    {"a MIC", "a108 3006 a304 0402abcd", "NegTokenResp mic", NULL},
    {"no fields", "a102 3000", "NegTokenResp", NULL},
    {"lengths longer than they need be", "a1820008 308105 a0030a0102", "NegTokenResp state=reject",
     NULL},
    {"a state that there is not", "a107 3005 a0030a0104", "NegTokenResp",
     "NegTokenResp negState: expected 0 to 3, got another number"},
    {"a state of two bytes", "a108 3006 a0040a020000", "NegTokenResp",
     "NegTokenResp negState: expected 0 to 3, got another number"},
    {"a state that is an INTEGER", "a107 3005 a003020100", "NegTokenResp",
     "NegTokenResp negState: expected an ENUMERATED, got tag 0x02"},
    {"two in one field", "a109 3007 a0050a01000500", "NegTokenResp state=accept-completed",
     "NegTokenResp negState: expected its end 2 bytes earlier"},
    {"a field twice", "a10c 300a a0030a0100 a0030a0102", "NegTokenResp state=accept-completed",
     "NegTokenResp: expected each field once and in order, got tag 0xa0"},
    {"fields out of order", "a10b 3009 a2020400 a0030a0100",
     "NegTokenResp inner=", "NegTokenResp: expected each field once and in order, got tag 0xa0"},
    {"a field past the end", "a107 3005 a0050a0100", "NegTokenResp",
     "NegTokenResp: expected a field that fits, got one that does not"},
    {"bytes behind the fields", "a109 3005 a0030a0100 0500", "NegTokenResp state=accept-completed",
     "NegTokenResp: expected its end 2 bytes earlier"},
    {"bytes behind the token", "a107 3005 a0030a0100 ff", "NegTokenResp state=accept-completed",
     "NegTokenResp: expected its end 1 bytes earlier"},
    {"indefinite length", "a180 3080 0000 0000", "NegTokenResp",
     "NegTokenResp: expected context tag 1, got a length that does not fit"},
    {"indefinite length inside", "a104 3080 0000", "NegTokenResp",
     "NegTokenResp: expected a SEQUENCE, got a length that does not fit"},
    {"length of five bytes", "a1850000000002 3000", "NegTokenResp",
     "NegTokenResp: expected context tag 1, got a length that does not fit"},
    {"huge length", "a184ffffffff 3000", "NegTokenResp",
     "NegTokenResp: expected context tag 1, got a length that does not fit"},
    {"tag alone", "a1", "NegTokenResp",
     "NegTokenResp: expected context tag 1, got a length that does not fit"},
    {"nested far too deep", "a110 300e 300c 300a 3008 3006 3004 3002 3000", "NegTokenResp",
     "NegTokenResp: expected each field once and in order, got tag 0x30"},
    /* What is no SPNEGO. */
    {"NTLM without wrapping", "4e544c4d5353500001000000", "raw-ntlm inner=4e544c4d5353500001000000",
     NULL},
    {"Kerberos without wrapping", "600d 06092a864886f712010202 0100",
     "raw-kerberos mech=1.2.840.113554.1.2.2 inner=600d06092a864886f7120102020100", NULL},
    {"Microsoft's Kerberos", "600b 06092a864882f712010202",
     "raw-kerberos mech=1.2.840.48018.1.2.2 inner=600b06092a864882f712010202", NULL},
    {"another mechanism", "6006 06042a030405", "unknown",
     "token: expected SPNEGO or Kerberos, got 1.2.3.4.5"},
    {"a frame without a mechanism", "6000", "unknown",
     "token: expected an OBJECT IDENTIFIER, got nothing"},
    {"a frame cut off", "6010 0606", "unknown",
     "token: expected [APPLICATION 0], got a length that does not fit"},
    {"something else", "4142", "unknown", "token: expected SPNEGO, Kerberos or NTLM, got tag 0x41"},
    {"nothing", "", "unknown", "token: expected SPNEGO, Kerberos or NTLM, got nothing"},
};

static char *
render(const struct spnego_token *token)
{
	GString *text = g_string_new(spnego_kind_name(token->kind));
	const char *state = spnego_state_name(token->state);

	for (guint i = 0; i < token->mechs->len; i++)
		g_string_append_printf(text, "%s%s", i ? "," : " mechs=",
				       (const char *)g_ptr_array_index(token->mechs, i));
	if (token->mech)
		g_string_append_printf(text, " mech=%s", token->mech);
	if (state)
		g_string_append_printf(text, " state=%s", state);
	if (token->inner) {
		gsize length = 0;
		const void *bytes = g_bytes_get_data(token->inner, &length);
		g_autofree char *hex = bytes_to_hex(bytes, length);

		g_string_append_printf(text, " inner=%s", hex);
	}
	if (token->has_mech_list_mic)
		g_string_append(text, " mic");
	return g_string_free(text, FALSE);
}

static void
test_row(gconstpointer data)
{
	const struct row *row = data;
	g_autoptr(GBytes) bytes = bytes_of_hex(row->hex);
	gsize length = 0;
	/* Of exact size, so that a sanitizer sees a byte read too many; gone before the result is
	 * looked at. */
	guint8 *exact = g_bytes_unref_to_data(g_steal_pointer(&bytes), &length);
	g_autoptr(struct_spnego_token) token = spnego_parse(exact, length);
	g_autofree char *got = NULL;

	g_free(exact);
	got = render(token);
	g_assert_cmpstr(got, ==, row->expected);
	g_assert_cmpstr(token->malformed, ==, row->malformed);
}

struct wrap_row {
	const char *name;
	GBytes *(*wrap)(GBytes *ntlm);
	const char *inner, *expected;
};

static const struct wrap_row wraps[] = {
    {"init", spnego_wrap_init, "abcd", "6022" SPNEGO "a0183016a00e300c" NTLM "a2040402abcd"},
    {"response", spnego_wrap_response, "abcd", "a1083006a2040402abcd"},
    {"an empty response", spnego_wrap_response, "", "a1063004a2020400"},
};

static void
test_wrap(gconstpointer data)
{
	const struct wrap_row *row = data;
	g_autoptr(GBytes) inner = bytes_of_hex(row->inner);
	g_autoptr(GBytes) wrapped = row->wrap(inner);
	gsize length = 0;
	const void *bytes = g_bytes_get_data(wrapped, &length);
	g_autofree char *hex = bytes_to_hex(bytes, length);

	g_assert_cmpstr(hex, ==, row->expected);
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
	ADD("/spnego/read/", rows, test_row)
	ADD("/spnego/wrap/", wraps, test_wrap)
	return g_test_run();
}
