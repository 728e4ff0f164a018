/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Runs check_exchange_ntlm against every fault of the wire, at each message of a logon. */
#include <string.h>

#include "tests/sim/raw_trials.h"

#define LOGON	   "--auth-file @AUTH@ --state-dir @STATE@"
#define LOUD_LOGON LOGON " -vvv"

enum legs {
	FIRST = 1 << RAW_LEG_ANY,
	ONE = 1 << RAW_LEG_TYPE1,
	THREE = 1 << RAW_LEG_TYPE3,
	ALL = FIRST | ONE | THREE
};

enum who { NOBODY = 1, PROBE = 2, EITHER = NOBODY | PROBE };

/* Nobody comes over both transports, the probe over TLS only: it sends nothing without. To message
 * 3 only the probe comes. */
struct row {
	const char *fault;
	guint legs; /* of enum legs */
	enum who who;
	enum raw_over over;
	guint allowed; /* of enum raw_allowed */
	const char *says;
};

#define REFUSED	    "EXAMPLE\\probe is refused"
#define NO_TOKEN    "brings no challenge"
#define CLOSING	    "closed right after the challenge"
#define CUT	    "connection closed"
#define CUT_BETWEEN "closed in the middle of the logon"
#define ENDLESS	    "head of the answer does not end"

static const struct row ROWS[] = {
    /* What is wrong with the challenge. */
    {"type2-good", ONE, NOBODY, BOTH, OK, "domain EXAMPLE"},
    {"type2-good", ONE, PROBE, BOTH, OK, "EXAMPLE\\probe logs on"},
    {"type2-no-token", ONE, EITHER, BOTH, CRITICAL, NO_TOKEN},
    {"type2-no-base64", ONE, EITHER, BOTH, CRITICAL, NO_TOKEN},
    {"type2-odd-base64", ONE, EITHER, BOTH, CRITICAL, "expected a whole message"},
    {"type2-short", ONE, EITHER, BOTH, CRITICAL, "expected a whole message"},
    {"type2-signature", ONE, EITHER, BOTH, CRITICAL, "expected SPNEGO, Kerberos or NTLM"},
    {"type2-is-type1", ONE, EITHER, BOTH, CRITICAL, "is no challenge of NTLM"},
    {"type2-is-type3", ONE, EITHER, BOTH, CRITICAL, "cannot be used"},
    {"type2-name-beyond", ONE, EITHER, BOTH, CRITICAL, "TargetName: expected"},
    {"type2-info-beyond", ONE, EITHER, BOTH, CRITICAL, "TargetInfo: expected"},
    {"type2-pair-beyond", ONE, EITHER, BOTH, CRITICAL, "does not fit after pair 0"},
    {"type2-no-end", ONE, EITHER, BOTH, CRITICAL, "got nothing after pair 1"},
    {"type2-64k", ONE, NOBODY, BOTH, OK, "NTLM challenges come from"},
    {"type2-64k", ONE, PROBE, BOTH, OK, "EXAMPLE\\probe logs on"},
    {"type2-endless", ONE, EITHER, BOTH, CRITICAL, ENDLESS},
    {"type2-drip", ONE, EITHER, BOTH, CRITICAL, "head did not end"},
    {"type2-merged", ONE, EITHER, BOTH, OK, "EXAMPLE"},
    {"type2-folded", ONE, EITHER, BOTH, OK, "EXAMPLE"},
    {"type2-twice", ONE, EITHER, BOTH, OK, "EXAMPLE"},
    {"type2-after-100", ONE, EITHER, BOTH, OK, "EXAMPLE"},
    {"type2-in-200", ONE, EITHER, BOTH, CRITICAL, "200 to NTLM's first message"},
    {"type2-in-302", ONE, EITHER, BOTH, CRITICAL, "302 instead of a challenge"},
    {"type2-http10", ONE, EITHER, BOTH, CRITICAL, CLOSING},
    {"type2-closing", ONE, EITHER, BOTH, CRITICAL, CLOSING},
    {"type2-closed", ONE, NOBODY, BOTH, OK, "domain EXAMPLE"},
    {"type2-closed", ONE, PROBE, BOTH, CRITICAL, CUT_BETWEEN},
    {"type2-reset", ONE, NOBODY, BOTH, OK, "domain EXAMPLE"},
    {"type2-reset", ONE, PROBE, BOTH, CRITICAL, CUT_BETWEEN},
    {"type2-short-body", ONE, EITHER, BOTH, CRITICAL, CLOSING},
    {"type2-forged", ONE, EITHER, BOTH, CRITICAL, NO_TOKEN},

    /* The same for every answer. */
    {"slow-drip-status", ALL, EITHER, BOTH, CRITICAL, "head did not end"},
    {"slow-drip-headers", ALL, EITHER, BOTH, CRITICAL, "head did not end"},
    {"endless-headers", ALL, EITHER, BOTH, CRITICAL, ENDLESS},
    {"endless-header-line", ALL, EITHER, BOTH, CRITICAL, ENDLESS},
    {"endless-100-continue", ALL, EITHER, BOTH, CRITICAL, ENDLESS},
    {"huge-status-line", ALL, EITHER, BOTH, CRITICAL, ENDLESS},
    {"garbage-status-line", ALL, EITHER, BOTH, CRITICAL, "no HTTP"},
    {"http09", ALL, EITHER, BOTH, CRITICAL, "no HTTP"},
    {"no-status-code", ALL, EITHER, BOTH, CRITICAL, "no HTTP"},
    {"http2-preface", ALL, EITHER, BOTH, CRITICAL, "no HTTP"},
    {"negative-content-length", ALL, EITHER, BOTH, CRITICAL, NULL},
    {"nul-in-header", ALL, EITHER, BOTH, CRITICAL, NULL},
    {"black-hole", ALL, EITHER, BOTH, CRITICAL, "no byte of an answer"},
    {"reset-at-byte=100", FIRST | ONE, EITHER, BOTH, CRITICAL, CUT},
    {"reset-at-byte=100", THREE, PROBE, TLS, CRITICAL, CUT_BETWEEN},
    {"close-at-byte=100", FIRST | ONE, EITHER, BOTH, CRITICAL, CUT},
    {"close-at-byte=100", THREE, PROBE, TLS, CRITICAL, CUT_BETWEEN},
    {"close-without-answer", FIRST | ONE, EITHER, BOTH, CRITICAL, CUT},
    {"close-without-answer", THREE, PROBE, TLS, CRITICAL, CUT_BETWEEN},
    {"tls-truncated", FIRST | ONE, EITHER, TLS, CRITICAL, CUT},
    {"tls-truncated", THREE, PROBE, TLS, CRITICAL, CUT_BETWEEN},

    /* A 401 whose head is good: no challenge in answer to message 1, a refusal to message 3. */
    {"slow-drip-body", FIRST | ONE, EITHER, BOTH, CRITICAL, NO_TOKEN},
    {"slow-drip-body", THREE, PROBE, TLS, UNKNOWN, REFUSED},
    {"endless-body", FIRST | ONE, EITHER, BOTH, CRITICAL, NO_TOKEN},
    {"endless-body", THREE, PROBE, TLS, UNKNOWN, REFUSED},
    {"two-content-lengths", FIRST | ONE, EITHER, BOTH, CRITICAL, NO_TOKEN},
    {"two-content-lengths", THREE, PROBE, TLS, UNKNOWN, REFUSED},
    {"short-body", FIRST | ONE, EITHER, BOTH, CRITICAL, NO_TOKEN},
    {"short-body", THREE, PROBE, TLS, UNKNOWN, REFUSED},
    {"bad-chunk", FIRST | ONE, EITHER, BOTH, CRITICAL, NO_TOKEN},
    {"bad-chunk", THREE, PROBE, TLS, UNKNOWN, REFUSED},
    {"obs-fold", FIRST | ONE, EITHER, BOTH, CRITICAL, NO_TOKEN},
    {"obs-fold", THREE, PROBE, TLS, UNKNOWN, REFUSED},
    {"thousand-challenges", FIRST, EITHER, BOTH, CRITICAL, "is not offered"},
    {"thousand-challenges", ONE, EITHER, BOTH, CRITICAL, NO_TOKEN},
    {"thousand-challenges", THREE, PROBE, TLS, UNKNOWN, REFUSED},
    {"forged-output", FIRST | ONE, EITHER, BOTH, CRITICAL, NO_TOKEN},
    {"forged-output", THREE, PROBE, TLS, UNKNOWN, REFUSED},
    {"close-after-first-answer", FIRST | ONE, EITHER, BOTH, CRITICAL, NO_TOKEN},
    {"close-after-first-answer", THREE, PROBE, TLS, UNKNOWN, REFUSED},
    {"close-at-second-request", FIRST | ONE, EITHER, BOTH, CRITICAL, NO_TOKEN},
    {"close-at-second-request", THREE, PROBE, TLS, UNKNOWN, REFUSED},

    {"forged-redirect", FIRST, NOBODY, PLAIN, UNKNOWN, "302"},
    {"forged-redirect", FIRST, EITHER, TLS, CRITICAL, "redirected (302)"},
    {"forged-redirect", ONE, EITHER, BOTH, CRITICAL, "302 instead of a challenge"},
    {"forged-redirect", THREE, PROBE, TLS, CRITICAL, "redirected (302) instead of served"},
    {"redirect-loop", FIRST, EITHER, BOTH, CRITICAL, "redirected (302)"},
    {"redirect-loop", ONE, EITHER, BOTH, CRITICAL, "302 instead of a challenge"},
    {"redirect-loop", THREE, PROBE, TLS, CRITICAL, "redirected (302) instead of served"},

    /* No answer ever comes. */
    {"", FIRST, EITHER, BOTH, CRITICAL, "refused"},
    {"syn-black-hole", FIRST, EITHER, BOTH, CRITICAL, "while connecting"},
    {"reset-on-accept", FIRST, EITHER, BOTH, CRITICAL, NULL},
    {"reset-in-handshake", FIRST, EITHER, TLS, CRITICAL, "TLS handshake with"},
    {"tls-garbage", FIRST, EITHER, TLS, CRITICAL, "TLS handshake with"},
    {"tls-silent", FIRST, EITHER, TLS, CRITICAL, "in the TLS handshake"},
    {"tls-alert", FIRST, EITHER, TLS, CRITICAL, "TLS handshake with"},
    {"plain-http-on-tls", FIRST, EITHER, TLS, CRITICAL, "TLS handshake with"},
};

static void
add_trial(struct raw_trials *trials, GPtrArray *owned, const struct row *row, enum raw_leg leg,
	  enum who who)
{
	gboolean loud =
	    g_str_has_prefix(row->fault, "forged") || g_str_has_prefix(row->fault, "type2-forged");
	struct raw_trial *trial = g_new0(struct raw_trial, 1);

	*trial = (struct raw_trial){.fault = row->fault,
				    .leg = leg,
				    .over = who == PROBE ? row->over & TLS : row->over,
				    .allowed = row->allowed,
				    .timeout = "2",
				    .says = row->says};
	if (who == PROBE)
		trial->options = loud ? LOUD_LOGON : LOGON;
	g_ptr_array_add(owned, trial);
	raw_trials_add(trials, trial);
}

static void
add_row(struct raw_trials *trials, GPtrArray *owned, const struct row *row)
{
	static const enum raw_leg legs[] = {RAW_LEG_ANY, RAW_LEG_TYPE1, RAW_LEG_TYPE3};

	for (gsize i = 0; i < G_N_ELEMENTS(legs); i++) {
		if (!(row->legs & 1U << legs[i]))
			continue;
		if (row->who & NOBODY && legs[i] != RAW_LEG_TYPE3)
			add_trial(trials, owned, row, legs[i], NOBODY);
		if (row->who & PROBE)
			add_trial(trials, owned, row, legs[i], PROBE);
	}
}

int
main(int argc, char **argv)
{
	g_autoptr(GPtrArray) owned = g_ptr_array_new_with_free_func(g_free);
	struct raw_trials *trials;

	g_test_init(&argc, &argv, NULL);
	g_test_set_nonfatal_assertions();
	trials = raw_trials_new("EXCHANGE NTLM", "check_exchange_ntlm --endpoint ews");
	for (gsize i = 0; i < G_N_ELEMENTS(ROWS); i++)
		add_row(trials, owned, &ROWS[i]);
	return raw_trials_run(trials);
}
