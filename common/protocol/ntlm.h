/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Reads and writes the three messages of NTLM.
 *
 * Source: MS-NLMP 2.2.1 (NEGOTIATE, CHALLENGE, AUTHENTICATE), 2.2.2.1 (AV_PAIR), 2.2.2.5 (flags),
 * 2.2.2.10 (VERSION), 2.2.2.8 (NTLMv2_RESPONSE). All numbers are little endian, offsets count from
 * the start of the message.
 *
 * Reading never fails: input that breaks the layout yields what could be salvaged plus one sentence
 * in `malformed`. Texts are UTF-8 made of the peer's bytes: clean them before showing.
 */
#ifndef PROTOCOL_NTLM_H
#define PROTOCOL_NTLM_H

#include "base/autoptr.h"

enum ntlm_type { NTLM_NEGOTIATE = 1, NTLM_CHALLENGE = 2, NTLM_AUTHENTICATE = 3 };

/* "negotiate", "challenge", "authenticate"; "unknown" for anything else. */
const char *ntlm_type_name(enum ntlm_type type);

/* MS-NLMP 2.2.2.5; those that anything here looks at or sends. */
enum ntlm_flag {
	NTLM_UNICODE = 0x00000001,
	NTLM_OEM = 0x00000002,
	NTLM_REQUEST_TARGET = 0x00000004,
	NTLM_NTLM = 0x00000200,
	NTLM_OEM_DOMAIN_SUPPLIED = 0x00001000,
	NTLM_OEM_WORKSTATION_SUPPLIED = 0x00002000,
	NTLM_ALWAYS_SIGN = 0x00008000,
	NTLM_EXTENDED_SESSIONSECURITY = 0x00080000,
	NTLM_TARGET_INFO = 0x00800000,
	NTLM_VERSION = 0x02000000,
	NTLM_128 = 0x20000000,
	NTLM_KEY_EXCH = 0x40000000,
};
#define NTLM_56 0x80000000U

/*
 * What our type 1 asks for: the flags of a Windows HTTP client. No SIGN, SEAL or KEY_EXCH, so no
 * RC4; Unicode and NTLMv2 only.
 */
#define NTLM_NEGOTIATE_FLAGS 0xa2088207U

/* MS-NLMP 2.2.2.1. */
enum ntlm_av {
	NTLM_AV_EOL = 0,
	NTLM_AV_NETBIOS_COMPUTER = 1,
	NTLM_AV_NETBIOS_DOMAIN = 2,
	NTLM_AV_DNS_COMPUTER = 3,
	NTLM_AV_DNS_DOMAIN = 4,
	NTLM_AV_DNS_FOREST = 5,
	NTLM_AV_FLAGS = 6,
	NTLM_AV_TIMESTAMP = 7,
	NTLM_AV_SINGLE_HOST = 8,
	NTLM_AV_TARGET_NAME = 9,
	NTLM_AV_CHANNEL_BINDINGS = 10,
};

enum { NTLM_AV_FLAG_MIC = 0x2 }; /* the message carries a MIC */

enum { NTLM_KEY_LENGTH = 16, NTLM_CHALLENGE_LENGTH = 8, NTLM_VERSION_LENGTH = 8 };

/* A list of AV_PAIRs as read. */
struct ntlm_target_info {
	GBytes *bytes;	/* the list verbatim, MsvAvEOL and what follows it left out; never NULL */
	GArray *av_ids; /* guint16, in wire order, without EOL; never NULL */
	char *netbios_computer, *netbios_domain;
	char *dns_computer, *dns_domain, *dns_forest;
	char *target_spn;
	gboolean has_flags, has_timestamp, has_channel_bindings;
	guint32 flags;
	guint64 timestamp; /* FILETIME: 100 ns since 1601-01-01 UTC */
	guint8 channel_bindings[NTLM_KEY_LENGTH];
};

struct ntlm_message {
	enum ntlm_type type;
	gsize length; /* of the message as it came */
	guint32 flags;
	gboolean has_version;
	guint8 version_major, version_minor;
	guint16 version_build;
	/* CHALLENGE: the realm. NULL where a message has none. */
	char *target_name;
	/* AUTHENTICATE, and what a NEGOTIATE supplies (usually nothing). */
	char *user, *domain, *workstation;
	guint8 server_challenge[NTLM_CHALLENGE_LENGTH];
	/* CHALLENGE: the server's list. AUTHENTICATE: the client's, within its NTLMv2 response.
	 * NULL: there is none. */
	struct ntlm_target_info *target_info;
	guint response_version; /* AUTHENTICATE: 1 or 2, by the length of NtChallengeResponse; 0:
				   anonymous */
	gboolean has_mic;	/* AUTHENTICATE: there is room for one and MsvAvFlags says so */
	/* NULL, or the first breach: what was expected, what came, where. */
	char *malformed;
};

/* Whether the bytes begin like an NTLM message. */
gboolean ntlm_is_message(const void *bytes, gsize length);

/*
 * Never NULL; the caller frees; copies what it keeps.
 *
 * - Names are read as UTF-16LE where UNICODE is set, else as 8-bit text (taken for Latin-1); those
 *   of a NEGOTIATE are always 8-bit, AV pairs always UTF-16LE. A lone surrogate or a NUL becomes
 *   U+FFFD and is a breach.
 * - Payload that lies within the fixed header or past the end is a breach; a field of length 0 may
 *   point anywhere.
 * - A target information that is there although TARGET_INFO is clear is read all the same (servers
 *   that are not Windows send it so) unless its field lies outside the message.
 * - A CHALLENGE may stop at 32 bytes (before NT 4 SP 4), at 40 or 48: then it has no target
 *   information or no version. A version is read only where VERSION is set.
 * - Of two AV pairs with the same id the first counts, and it is a breach.
 */
struct ntlm_message *ntlm_parse(const void *bytes, gsize length);
void ntlm_message_free(struct ntlm_message *message);
AUTOPTR_STRUCT(ntlm_message)

/* "10.0.17763" of the peer's Windows, the caller frees; NULL when the message has none. */
char *ntlm_version_text(const struct ntlm_message *message);

/* FILETIME to and from microseconds since 1970, UTC. A FILETIME past the year 9999 saturates. */
gint64 ntlm_time_to_unix_us(guint64 filetime);
guint64 ntlm_time_from_unix_us(gint64 unix_us);

/* Our type 1, 40 bytes: NTLM_NEGOTIATE_FLAGS, no names, no workstation. */
GBytes *ntlm_write_negotiate(void);

/* One variable part of an AUTHENTICATE; NULL and 0 for an empty one. Borrowed. */
struct ntlm_part {
	const void *bytes;
	gsize length;
};

/* Everything that goes into an AUTHENTICATE. Texts are UTF-16LE already. */
struct ntlm_authenticate {
	guint32 flags;
	struct ntlm_part domain, user, workstation, lm_response, nt_response, session_key;
	const guint8 *version; /* NTLM_VERSION_LENGTH bytes */
	gboolean with_mic;     /* 16 zero bytes at NTLM_MIC_OFFSET, for the caller to fill in */
};

enum { NTLM_MIC_OFFSET = 72 };

/*
 * The message, parts in the order domain, user, workstation, LM response, NT response, session key
 * behind the fixed header of 72 bytes (88 with a MIC). NULL when a part is longer than the 65535
 * bytes that its field can say.
 */
GByteArray *ntlm_write_authenticate(const struct ntlm_authenticate *what);

/* The version that our messages carry. */
extern const guint8 ntlm_our_version[NTLM_VERSION_LENGTH];

#endif
