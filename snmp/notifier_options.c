/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Knows the options of the notifier. */
#include <arpa/inet.h>
#include <stddef.h>
#include <string.h>

#include "snmp/courier.h"
#include "snmp/mib.h"
#include "snmp/notifier.h"
#include "snmp/sink.h"

#define AT(field) offsetof(struct notifier_options, field)

/* In the order of enum trap_version, enum letter_mib. */
static const char *const versions[] = {"2c", "3", "1", NULL};
static const char *const kinds[] = {"inform", "trap", NULL};
static const char *const mibs[] = {"own", "nagios", NULL};

const struct option_row notifier_rows[] = {
    {"trap-sink", 0, OPTION_STRING, AT(sink), "HOST[:PORT]",
     "tell this SNMP manager when the state changes (default port: 162); what it does not "
     "acknowledge is kept, and sent by the next run of any plugin",
     NULL, 0, 0},
    {"trap-version", 0, OPTION_CHOICE, AT(version), "VERSION",
     "of SNMP (default: 2c); 1 knows no informs", versions, 0, 0},
    {"trap-type", 0, OPTION_CHOICE, AT(kind), "TYPE",
     "inform is acknowledged, a trap may get lost unseen (default: inform)", kinds, 0, 0},
    {"trap-auth-file", 0, OPTION_STRING, AT(auth_file), "FILE",
     "lines \"community = ...\" (default: public), or for version 3 \"user = ...\", \"auth = "
     "...\", \"priv = ...\", \"auth-protocol = SHA-256\" (the default), \"priv-protocol = AES\" "
     "(the default), in a file that others can neither read nor write",
     NULL, 0, 0},
    {"trap-allow-weak", 0, OPTION_FLAG, AT(weak), NULL,
     "take SHA-1, MD5, DES, or no secrets at all, in version 3", NULL, 0, 0},
    {"trap-mib", 0, OPTION_CHOICE, AT(mib), "MIB",
     "own is EXCHANGE-AUTH-MIB, nagios is nSvcEvent of NAGIOS-NOTIFY-MIB (default: own)", mibs, 0,
     0},
    {"trap-always", 0, OPTION_FLAG, AT(always), NULL,
     "also when nothing changed, to try things out", NULL, 0, 0},
    {"trap-address", 0, OPTION_STRING, AT(address), "ADDRESS",
     "whom receivers are to take for the sender (snmpTrapAddress; default: the address that was "
     "asked)",
     NULL, 0, 0},
    {"trap-engine-id", 0, OPTION_STRING, AT(engine_id), "HEX",
     "who the sender of version 3 traps is (default: made once, kept in --state-dir, shown with "
     "-v)",
     NULL, 0, 0},
    {"oid-base", 0, OPTION_STRING, AT(oid_base), "OID",
     "where EXCHANGE-AUTH-MIB stands (default: as it was built)", NULL, 0, 0},
    {"keep-result", 0, OPTION_FLAG, AT(keep), NULL,
     "keep the result for exchange_snmp_table (with --trap-sink it is kept anyway)", NULL, 0, 0},
    {"instance", 0, OPTION_STRING, AT(instance), "WORD",
     "tells services of this kind and target apart (default: made of the addresses, the port and "
     "the endpoints that are asked)",
     NULL, 0, 0},
};
const gsize notifier_row_count = G_N_ELEMENTS(notifier_rows);

enum { RESERVE_MOST_MS = 2000, RESERVE_SHARE = 5 };

/* How an engine ID must look. */
static gboolean
is_engine_id(const char *text)
{
	struct engine engine;

	return engine_parse_id(text, &engine);
}

gboolean
notifier_check(const void *values, GError **error)
{
	const struct notifier_options *options = values;
	g_autoptr(struct_trap_secrets) secrets = NULL;
	struct oid_path base;
	struct in_addr ipv4;
	struct sink sink;

	if (!mib_base(options->oid_base, &base))
		return option_refuse(error, "--oid-base: expected an OID of at most 16 numbers, "
					    "such as 1.3.6.1.4.1.NUMBER.1");
	if (options->address && inet_pton(AF_INET, options->address, &ipv4) != 1)
		return option_refuse(error, "--trap-address: expected an IPv4 address");
	if (options->engine_id && !is_engine_id(options->engine_id))
		return option_refuse(error, "--trap-engine-id: expected 5 to 32 bytes as pairs of "
					    "hexadecimal digits");
	if (!options->sink)
		return TRUE;
	if (!sink_parse(options->sink, &sink))
		return option_refuse(error, "--trap-sink: expected HOST, HOST:PORT or "
					    "[ADDRESS]:PORT");
	sink_clear(&sink);
	secrets = trap_secrets_read(options->auth_file, error);
	return secrets &&
	       (options->version != TRAP_V3 || trap_secrets_check(secrets, options->weak, error));
}

gint64
notifier_reserve_us(const void *values, gint64 limit_us)
{
	const struct notifier_options *options = values;

	return options->sink ? MIN(limit_us / RESERVE_SHARE, (gint64)RESERVE_MOST_MS * 1000) : 0;
}
