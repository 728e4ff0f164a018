/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tests how NTLM messages and SPNEGO tokens are written as JSON; they are files of the fuzz corpus.
 */
#include "facts/ntlm_json.h"
#include "tests/support/bytes.h"
#include <stdlib.h>
#include <string.h>

struct row {
	const char *name; /* of the file */
	const char *expected;
};

#define CHALLENGE                                                                                  \
	"\"message\":\"challenge\",\"flags\":\"0xa2898205\",\"server_challenge\":"                 \
	"\"1122334455667788\""
#define NAMES                                                                                      \
	"\"netbios_domain\":\"FARM\",\"netbios_computer\":\"NODE7\",\"dns_domain\":"               \
	"\"farm.example.net\",\"dns_computer\":\"node7.farm.example.net\",\"dns_forest\":"         \
	"\"example.net\",\"timestamp\":\"2024-09-05T08:53:20.0000000Z\","                          \
	"\"timestamp_filetime\":133700000000000000"
#define VERSION "\"windows_version\":\"10.0.26100\""

static const struct row ntlm_rows[] = {
    {"challenge", "{" CHALLENGE ",\"target_name\":\"FARM\",\"target_info\":true," NAMES
		  ",\"av_ids\":[2,1,4,3,5,7]," VERSION ",\"length\":216}"},
    {"server_flags",
     "{" CHALLENGE ",\"target_name\":\"FARM\",\"target_info\":true,\"timestamp\":\"1601-01-01T00:"
     "00:00.0000000Z\",\"timestamp_filetime\":0,\"target_spn\":\"HTTP/"
     "x\",\"av_flags\":\"0x00000001\",\"channel_bindings\":"
     "\"00000000000000000000000000000000\",\"av_ids\":[6,7,9,10]," VERSION ",\"length\":124}"},
    {"short_32", "{" CHALLENGE ",\"target_info\":false,\"length\":32}"},
    {"oem", "{\"message\":\"challenge\",\"flags\":\"0xa2898206\",\"server_challenge\":"
	    "\"1122334455667788\",\"target_name\":\"FARM\",\"target_info\":true," NAMES
	    ",\"av_ids\":[2,1,4,3,5,7]," VERSION ",\"length\":212}"},
    {"no_eol", "{" CHALLENGE ",\"target_name\":\"FARM\",\"target_info\":true,\"netbios_domain\":"
	       "\"FARM\",\"av_ids\":[2]," VERSION
	       ",\"length\":76,\"error\":\"target information: expected MsvAvEOL at its end, got "
	       "nothing after pair 1\"}"},
    {"lone_surrogate",
     "{" CHALLENGE ",\"target_name\":\"FARM\",\"target_info\":true,\"netbios_computer\":\"\xef"
     "\xbf"
     "\xbd"
     "a\",\"av_ids\":[1]," VERSION ",\"length\":76,\"error\":\"MsvAvNbComputerName: expected "
     "UTF-16 text, got a lone surrogate\"}"},
    {"negotiate", "{\"message\":\"negotiate\",\"flags\":\"0xa2088207\",\"windows_version\":\"10.0."
		  "17763\",\"length\":40}"},
    {"negotiate_names", "{\"message\":\"negotiate\",\"flags\":\"0x0000b207\",\"domain\":\"FARM\","
			"\"workstation\":\"DESK1\",\"length\":41}"},
    {"authenticate",
     "{\"message\":\"authenticate\",\"flags\":\"0xa2888205\",\"user\":\"Zo\xc3"
     "\xab"
     "\",\"domain\":\"FARM\",\"workstation\":\"DESK1\",\"ntlm_version\":2,\"mic\":true," NAMES
     ",\"target_spn\":\"HTTP/"
     "mail.example.com\",\"av_flags\":\"0x00000002\",\"channel_bindings\":"
     "\"000102030405060708090a0b0c0d0e0f\",\"av_ids\":[2,1,4,3,5,7,6,10,9],\"windows_version\":"
     "\"10.0.17763\",\"length\":410}"},
    {"authenticate_no_mic",
     "{\"message\":\"authenticate\",\"flags\":\"0xa2888205\",\"user\":\"zoe@example.net\",\"ntlm_"
     "version\":2,\"mic\":false,\"netbios_domain\":\"FARM\",\"netbios_computer\":\"NODE7\",\"av_"
     "ids\":[2,1],\"windows_version\":\"10.0.17763\",\"length\":204}"},
    {"authenticate_v1",
     "{\"message\":\"authenticate\",\"flags\":\"0x00008205\",\"user\":\"u\",\"domain\":\"D\","
     "\"workstation\":\"W\",\"ntlm_version\":1,\"mic\":false,\"length\":126}"},
    {"authenticate_anonymous",
     "{\"message\":\"authenticate\",\"flags\":\"0x00008205\",\"mic\":false,\"length\":73}"},
    {"type_4", "{\"message\":\"unknown\",\"flags\":\"0x00000000\",\"length\":12,\"error\":"
	       "\"expected message type 1, 2 or 3, got 4\"}"},
    {"truncated", "{\"message\":\"challenge\",\"flags\":\"0x00000000\",\"server_challenge\":"
		  "\"0000000000000000\",\"target_info\":false,\"length\":20,\"error\":\"expected a "
		  "whole message, got only 20 bytes\"}"},
};

static const struct row spnego_rows[] = {
    {"init",
     "{\"token\":\"NegTokenInit\",\"mechs\":[\"1.3.6.1.4.1.311.2.2.10\"],\"inner\":{\"message\":"
     "\"negotiate\",\"flags\":\"0xa2088207\",\"windows_version\":\"10.0.17763\",\"length\":40}}"},
    {"challenge",
     "{\"token\":\"NegTokenResp\",\"state\":\"accept-incomplete\",\"mech\":\"1.3.6.1.4.1.311.2.2."
     "10\",\"inner\":{" CHALLENGE ",\"target_name\":\"FARM\",\"target_info\":true," NAMES
     ",\"av_ids\":[2,1,4,3,5,7]," VERSION ",\"length\":216}}"},
    {"response",
     "{\"token\":\"NegTokenResp\",\"inner\":{\"message\":\"authenticate\",\"flags\":\"0xa2888205\","
     "\"user\":\"Zo\xc3"
     "\xab"
     "\",\"domain\":\"FARM\",\"workstation\":\"DESK1\",\"ntlm_version\":2,\"mic\":true," NAMES
     ",\"target_spn\":\"HTTP/"
     "mail.example.com\",\"av_flags\":\"0x00000002\",\"channel_bindings\":"
     "\"000102030405060708090a0b0c0d0e0f\",\"av_ids\":[2,1,4,3,5,7,6,10,9],\"windows_version\":"
     "\"10.0.17763\",\"length\":410}}"},
    {"raw_ntlm", "{\"token\":\"raw-ntlm\",\"inner\":{" CHALLENGE
		 ",\"target_name\":\"FARM\",\"target_info\":true," NAMES
		 ",\"av_ids\":[2,1,4,3,5,7]," VERSION ",\"length\":216}}"},
    {"raw_kerberos", "{\"token\":\"raw-kerberos\",\"mech\":\"1.2.840.113554.1.2.2\"}"},
    {"init_kerberos_ntlm", "{\"token\":\"NegTokenInit\",\"mechs\":[\"1.2.840.48018.1.2.2\",\"1.2."
			   "840.113554.1.2.2\",\"1.3.6.1.4.1.311.2.2.10\"]}"},
    {"complete_with_mic",
     "{\"token\":\"NegTokenResp\",\"state\":\"accept-completed\",\"mech_list_mic\":true}"},
    {"request_mic", "{\"token\":\"NegTokenResp\",\"state\":\"request-mic\"}"},
    {"reject", "{\"token\":\"NegTokenResp\",\"state\":\"reject\"}"},
    {"no_fields", "{\"token\":\"NegTokenInit\",\"mechs\":[],\"error\":\"NegTokenInit: expected "
		  "mechTypes, got none\"}"},
    {"trailing", "{\"token\":\"NegTokenResp\",\"state\":\"accept-completed\",\"error\":"
		 "\"NegTokenResp: expected its end 1 bytes earlier\"}"},
    {"other_mechanism",
     "{\"token\":\"unknown\",\"error\":\"token: expected SPNEGO or Kerberos, got 1.2.3.4.5\"}"},
};

static char *
dump(json_t *object)
{
	char *text = json_dumps(object, JSON_COMPACT);
	char *copy = g_strdup(text);

	free(text);
	json_decref(object);
	return copy;
}

static void
test_ntlm(gconstpointer data)
{
	const struct row *row = data;
	g_autofree char *file = g_strdup_printf("ntlm/%s", row->name);
	g_autoptr(GBytes) input = bytes_of_corpus(file);
	gsize length = 0;
	const void *bytes = g_bytes_get_data(input, &length);
	g_autoptr(struct_ntlm_message) message = ntlm_parse(bytes, length);
	g_autofree char *text = dump(ntlm_message_to_json(message));

	g_assert_cmpstr(text, ==, row->expected);
}

static void
test_spnego(gconstpointer data)
{
	const struct row *row = data;
	g_autofree char *file = g_strdup_printf("spnego/%s", row->name);
	g_autoptr(GBytes) input = bytes_of_corpus(file);
	gsize length = 0;
	const void *bytes = g_bytes_get_data(input, &length);
	g_autoptr(struct_spnego_token) token = spnego_parse(bytes, length);
	g_autofree char *text = dump(spnego_token_to_json(token));

	g_assert_cmpstr(text, ==, row->expected);
}

struct time_row {
	const char *name;
	guint64 filetime;
	const char *expected;
};

static const struct time_row times[] = {
    {"1601", 0, "\"timestamp\":\"1601-01-01T00:00:00.0000000Z\",\"timestamp_filetime\":0,"},
    {"before 1970", 116444735999999999,
     "\"timestamp\":\"1969-12-31T23:59:59.9999999Z\",\"timestamp_filetime\":116444735999999999,"},
    {"seven decimals", 130258471476894531,
     "\"timestamp\":\"2013-10-10T02:52:27.6894531Z\",\"timestamp_filetime\":130258471476894531,"},
    {"past the year 9999", G_MAXUINT64,
     "\"timestamp\":\"9999-12-31T23:59:59.9999990Z\",\"timestamp_filetime\":9223372036854775807,"},
};

static void
test_time(gconstpointer data)
{
	const struct time_row *row = data;
	g_autoptr(GBytes) input = bytes_of_corpus("ntlm/challenge");
	gsize length = 0;
	const void *bytes = g_bytes_get_data(input, &length);
	g_autoptr(struct_ntlm_message) message = ntlm_parse(bytes, length);
	g_autofree char *text = NULL;

	message->target_info->timestamp = row->filetime;
	text = dump(ntlm_message_to_json(message));
	g_assert_nonnull(strstr(text, row->expected));
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
	ADD("/ntlm json/message/", ntlm_rows, test_ntlm)
	ADD("/ntlm json/token/", spnego_rows, test_spnego)
	ADD("/ntlm json/time/", times, test_time)
	return g_test_run();
}
