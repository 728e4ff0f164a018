/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the raw-byte server says in a logon by NTLM, right and wrong. */
#include "tests/sim/raw_challenge.h"

#include "tests/sim/raw_script.h"

#define STATUS	"HTTP/1.1 401 Unauthorized\r\n"
#define SERVER	"Server: Microsoft-IIS/10.0\r\n"
#define FIELD	"WWW-Authenticate: NTLM "
#define NO_BODY "\r\nContent-Length: 0\r\n\r\n"

/*
 * Message 2 in base64 (MS-NLMP 2.2.1.2): signature and type, fields of the target name, flags and
 * challenge, fields of the target information, version, the name EXAMPLE, and the target
 * information with domain EXAMPLE and computer CAS01. `exchange_decode ntlm` reads it.
 */
#define START	 "TlRMTVNTUAACAAAA"
#define NAME	 "DgAOADgAAAAF"
#define FLAGS	 "gomiASNFZ4mrze8AAAAAAAAAA"
#define INFO	 "CQAJABGAAAA"
#define VERSION	 "CgBjRQAAAA9FAFgAQQBNAFAATABFA"
#define DOMAIN	 "AIADgBFAFgAQQBNAFAATABFA"
#define COMPUTER "AEACgBDAEEAUwAwADEAAAAAAA=="
#define GOOD	 START NAME FLAGS INFO VERSION DOMAIN COMPUTER

static const struct raw_step OFFER[] = {SEND(STATUS SERVER "WWW-Authenticate: NTLM" NO_BODY),
					{.verb = RAW_END}};
static const struct raw_step CHALLENGE[] = {SEND(STATUS SERVER FIELD GOOD NO_BODY),
					    {.verb = RAW_END}};
static const struct raw_step WELCOME[] = {
    SEND("HTTP/1.1 200 OK\r\n" SERVER "Content-Length: 0\r\n\r\n"), {.verb = RAW_END}};

/* One answer with this field, after which the connection goes on. */
#define BRINGS(field) SCRIPT(ASKED, SEND(STATUS SERVER field NO_BODY), AGAIN)

static const struct raw_fault FAULTS[] = {
    {"type2-good", "nothing wrong", .script = BRINGS(FIELD GOOD)},
    {"type2-no-token", "the scheme alone", .script = BRINGS("WWW-Authenticate: NTLM")},
    {"type2-no-base64", "no base64", .script = BRINGS(FIELD "!(*|*)!")},
    {"type2-odd-base64", "base64 that ends too early", .script = BRINGS(FIELD START NAME "F")},
    {"type2-short", "ends within its fixed part", .script = BRINGS(FIELD START NAME)},
    {"type2-signature", "another signature",
     .script = BRINGS(FIELD "TlRMTVNTUQACAAAA" NAME FLAGS INFO VERSION DOMAIN COMPUTER)},
    {"type2-is-type1", "message 1 comes back",
     .script = BRINGS(FIELD "TlRMTVNTUAABAAAAB4IIogAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA==")},
    {"type2-is-type3", "message 3 in its place",
     .script = BRINGS(FIELD "TlRMTVNTUAADAAAA" NAME FLAGS INFO VERSION DOMAIN COMPUTER)},
    {"type2-name-beyond", "a target name that is longer than the message",
     .script = BRINGS(FIELD START "/v/+/zgAAAAF" FLAGS INFO VERSION DOMAIN COMPUTER)},
    {"type2-info-beyond", "target information far behind the end",
     .script = BRINGS(FIELD START NAME FLAGS "CQAJADw////" VERSION DOMAIN COMPUTER)},
    {"type2-pair-beyond", "a pair that is longer than the target information",
     .script = BRINGS(FIELD START NAME FLAGS "AgACABGAAAA" VERSION "AIAAEBBAEIA")},
    {"type2-no-end", "target information without its end",
     .script = BRINGS(FIELD START NAME FLAGS "BIAEgBGAAAA" VERSION "AIADgBFAFgAQQBNAFAATABFAA==")},
    {"type2-64k", "target information of 64 KiB, good for nothing",
     .script = SCRIPT(
	 ASKED, SEND(STATUS SERVER FIELD),
	 SEND("TlRMTVNTUAACAAAAAAAAADgAAAAFgomiASNFZ4mrze8AAAAAAAAAAPz//P84AAAACgBjRQAAAA8A"),
	 SEND("AAAA", .times = 21843), SEND("AAA=" NO_BODY), AGAIN)},
    {"type2-endless", "a token without end",
     .script = SCRIPT(ASKED, SEND(STATUS FIELD), SEND("AAAA", .times = RAW_FOREVER))},
    {"type2-drip", "a good one, a byte every 100 ms",
     .script = SCRIPT(ASKED, SEND(STATUS FIELD GOOD NO_BODY, .slice = 1, .pause_ms = 100), AGAIN)},
    {"type2-merged", "in one field with another scheme",
     .script = BRINGS(FIELD GOOD ", Basic realm=\"a, NTLM b\"")},
    {"type2-folded", "on a line that continues the field",
     .script = BRINGS("WWW-Authenticate: NTLM\r\n " GOOD)},
    {"type2-twice", "two fields, the second with another token",
     .script = BRINGS(FIELD GOOD "\r\n" FIELD "TlRMTVNTUAABAAAAB4IIogAAAAAAAAAA")},
    {"type2-after-100", "interim answers before it",
     .script = SCRIPT(ASKED, SEND("HTTP/1.1 100 Continue\r\n\r\n", .times = 3),
		      SEND(STATUS SERVER FIELD GOOD NO_BODY), AGAIN)},
    {"type2-in-200", "with a status that lets in",
     .script = SCRIPT(ASKED, SEND("HTTP/1.1 200 OK\r\n" FIELD GOOD NO_BODY), AGAIN)},
    {"type2-in-302", "with a redirect to another host",
     .script = SCRIPT(
	 ASKED, SEND("HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:9/\r\n" FIELD GOOD NO_BODY),
	 AGAIN)},
    {"type2-http10", "in HTTP/1.0, which does not keep connections",
     .script = SCRIPT(ASKED, SEND("HTTP/1.0 401 Unauthorized\r\n" FIELD GOOD NO_BODY), CLOSE)},
    {"type2-closing", "Connection: close with it",
     .script = SCRIPT(ASKED, SEND(STATUS "Connection: close\r\n" FIELD GOOD NO_BODY), CLOSE)},
    {"type2-closed", "the connection is closed behind it without a word",
     .script = SCRIPT(ASKED, SEND(STATUS FIELD GOOD NO_BODY), CLOSE)},
    {"type2-reset", "the connection is reset behind it",
     .script = SCRIPT(ASKED, SEND(STATUS FIELD GOOD NO_BODY), RESET)},
    {"type2-short-body", "the body behind it breaks off",
     .script = SCRIPT(ASKED, SEND(STATUS FIELD GOOD "\r\nContent-Length: 9\r\n\r\nabc"), CLOSE)},
    {"type2-forged", "names and fields made to be taken for a plugin's own output",
     .script = BRINGS("Server: \033[2K|EXCHANGE NTLM OK - all is well | time=0\r\n" FIELD GOOD
		      "|EXCHANGE NTLM OK - all is well")},
    {NULL, .script = NULL},
};

const struct raw_fault *
raw_challenge_faults(void)
{
	return FAULTS;
}

const struct raw_step *
raw_challenge_offer(void)
{
	return OFFER;
}

const struct raw_step *
raw_challenge_good(void)
{
	return CHALLENGE;
}

const struct raw_step *
raw_challenge_welcome(void)
{
	return WELCOME;
}
