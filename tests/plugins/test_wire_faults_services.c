/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Runs check_exchange_ews and check_exchange_oab against every fault of the wire, at each message
 * of a logon. */
#include <string.h>

#include "tests/sim/raw_trials.h"

#define LOGON	   "--auth-file @AUTH@ --state-dir @STATE@"
#define LOUD_LOGON LOGON " -vvv"

/* Where the fault is. Without credentials there is but the first request. */
enum legs {
	FIRST = 1 << RAW_LEG_ANY,
	ONE = 1 << RAW_LEG_TYPE1,
	THREE = 1 << RAW_LEG_TYPE3,
	ALL = FIRST | ONE | THREE
};

static const struct raw_plugin PLUGINS[] = {
    {"EXCHANGE EWS", "check_exchange_ews -e probe@localhost"},
    {"EXCHANGE OAB",
     "check_exchange_oab -e probe@localhost --verify decode --url https://localhost:@PORT@/OAB/"},
};

struct row {
	const char *fault;
	guint legs;    /* of enum legs */
	guint allowed; /* of enum raw_allowed */
	const char *says;
};

#define NOTHING	    "nothing"
#define REFUSED	    "EXAMPLE\\probe is refused"
#define NO_TOKEN    "brings no challenge"
#define CLOSING	    "closed right after the challenge"
#define CUT	    "connection closed"
#define CUT_BETWEEN "closed in the middle of the logon"
#define ENDLESS	    "head of the answer does not end"

static const struct row ROWS[] = {
    /* What is wrong with the challenge. Where nothing is, the logon is answered by 200 and no more.
     */
    {"type2-good", ONE, CRITICAL, NOTHING},
    {"type2-no-token", ONE, CRITICAL, NO_TOKEN},
    {"type2-no-base64", ONE, CRITICAL, NO_TOKEN},
    {"type2-odd-base64", ONE, CRITICAL, "expected a whole message"},
    {"type2-short", ONE, CRITICAL, "expected a whole message"},
    {"type2-signature", ONE, CRITICAL, "expected SPNEGO, Kerberos or NTLM"},
    {"type2-is-type1", ONE, CRITICAL, "is no challenge of NTLM"},
    {"type2-is-type3", ONE, CRITICAL, "cannot be used"},
    {"type2-name-beyond", ONE, CRITICAL, "TargetName: expected"},
    {"type2-info-beyond", ONE, CRITICAL, "TargetInfo: expected"},
    {"type2-pair-beyond", ONE, CRITICAL, "does not fit after pair 0"},
    {"type2-no-end", ONE, CRITICAL, "got nothing after pair 1"},
    {"type2-64k", ONE, CRITICAL, NOTHING},
    {"type2-endless", ONE, CRITICAL, ENDLESS},
    {"type2-drip", ONE, CRITICAL, "head did not end"},
    {"type2-merged", ONE, CRITICAL, NOTHING},
    {"type2-folded", ONE, CRITICAL, NOTHING},
    {"type2-twice", ONE, CRITICAL, NOTHING},
    {"type2-after-100", ONE, CRITICAL, NOTHING},
    {"type2-in-200", ONE, CRITICAL, "200 to NTLM's first message"},
    {"type2-in-302", ONE, CRITICAL, "302 instead of a challenge"},
    {"type2-http10", ONE, CRITICAL, CLOSING},
    {"type2-closing", ONE, CRITICAL, CLOSING},
    {"type2-closed", ONE, CRITICAL, CUT_BETWEEN},
    {"type2-reset", ONE, CRITICAL, CUT_BETWEEN},
    {"type2-short-body", ONE, CRITICAL, CLOSING},
    {"type2-forged", ONE, CRITICAL, NO_TOKEN},

    /* The same for every answer. */
    {"slow-drip-status", ALL, CRITICAL, "head did not end"},
    {"slow-drip-headers", ALL, CRITICAL, "head did not end"},
    {"endless-headers", ALL, CRITICAL, ENDLESS},
    {"endless-header-line", ALL, CRITICAL, ENDLESS},
    {"endless-100-continue", ALL, CRITICAL, ENDLESS},
    {"huge-status-line", ALL, CRITICAL, ENDLESS},
    {"garbage-status-line", ALL, CRITICAL, "no HTTP"},
    {"http09", ALL, CRITICAL, "no HTTP"},
    {"no-status-code", ALL, CRITICAL, "no HTTP"},
    {"http2-preface", ALL, CRITICAL, "no HTTP"},
    {"negative-content-length", ALL, CRITICAL, NULL},
    {"nul-in-header", ALL, CRITICAL, NULL},
    {"black-hole", ALL, CRITICAL, "no byte of an answer"},
    {"reset-at-byte=100", FIRST | ONE, CRITICAL, CUT},
    {"reset-at-byte=100", THREE, CRITICAL, CUT_BETWEEN},
    {"close-at-byte=100", FIRST | ONE, CRITICAL, CUT},
    {"close-at-byte=100", THREE, CRITICAL, CUT_BETWEEN},
    {"close-without-answer", FIRST | ONE, CRITICAL, CUT},
    {"close-without-answer", THREE, CRITICAL, CUT_BETWEEN},
    {"tls-truncated", FIRST | ONE, CRITICAL, CUT},
    {"tls-truncated", THREE, CRITICAL, CUT_BETWEEN},

    /* A 401 whose head is good: no challenge in answer to message 1, a refusal to message 3. */
    {"slow-drip-body", FIRST | ONE, CRITICAL, NO_TOKEN},
    {"slow-drip-body", THREE, UNKNOWN, REFUSED},
    {"endless-body", FIRST | ONE, CRITICAL, NO_TOKEN},
    {"endless-body", THREE, UNKNOWN, REFUSED},
    {"two-content-lengths", FIRST | ONE, CRITICAL, NO_TOKEN},
    {"two-content-lengths", THREE, UNKNOWN, REFUSED},
    {"short-body", FIRST | ONE, CRITICAL, NO_TOKEN},
    {"short-body", THREE, UNKNOWN, REFUSED},
    {"bad-chunk", FIRST | ONE, CRITICAL, NO_TOKEN},
    {"bad-chunk", THREE, UNKNOWN, REFUSED},
    {"obs-fold", FIRST | ONE, CRITICAL, NO_TOKEN},
    {"obs-fold", THREE, UNKNOWN, REFUSED},
    {"thousand-challenges", FIRST, CRITICAL, "is not offered"},
    {"thousand-challenges", ONE, CRITICAL, NO_TOKEN},
    {"thousand-challenges", THREE, UNKNOWN, REFUSED},
    {"forged-output", FIRST | ONE, CRITICAL, NO_TOKEN},
    {"forged-output", THREE, UNKNOWN, REFUSED},
    {"close-after-first-answer", FIRST | ONE, CRITICAL, NO_TOKEN},
    {"close-after-first-answer", THREE, UNKNOWN, REFUSED},
    {"close-at-second-request", FIRST | ONE, CRITICAL, NO_TOKEN},
    {"close-at-second-request", THREE, UNKNOWN, REFUSED},

    {"forged-redirect", FIRST, CRITICAL, "redirected (302)"},
    {"forged-redirect", ONE, CRITICAL, "302 instead of a challenge"},
    {"forged-redirect", THREE, CRITICAL, "redirected (302) instead of served"},
    {"redirect-loop", FIRST, CRITICAL, "redirected (302)"},
    {"redirect-loop", ONE, CRITICAL, "302 instead of a challenge"},
    {"redirect-loop", THREE, CRITICAL, "redirected (302) instead of served"},

    /* No answer ever comes. */
    {"", FIRST, CRITICAL, "refused"},
    {"syn-black-hole", FIRST, CRITICAL, "while connecting"},
    {"reset-on-accept", FIRST, CRITICAL, NULL},
    {"reset-in-handshake", FIRST, CRITICAL, "TLS handshake with"},
    {"tls-garbage", FIRST, CRITICAL, "TLS handshake with"},
    {"tls-silent", FIRST, CRITICAL, "in the TLS handshake"},
    {"tls-alert", FIRST, CRITICAL, "TLS handshake with"},
    {"plain-http-on-tls", FIRST, CRITICAL, "TLS handshake with"},
};

static void
add_trial(struct raw_trials *trials, GPtrArray *owned, const struct row *row, enum raw_leg leg,
	  const struct raw_plugin *plugin, const char *options)
{
	struct raw_trial *trial = g_new0(struct raw_trial, 1);

	*trial = (struct raw_trial){.fault = row->fault,
				    .leg = leg,
				    .over = TLS,
				    .allowed = row->allowed,
				    .timeout = "2",
				    .options = options,
				    .says = row->says};
	g_ptr_array_add(owned, trial);
	raw_trials_add_with(trials, trial, plugin);
}

static void
add_row(struct raw_trials *trials, GPtrArray *owned, const struct row *row,
	const struct raw_plugin *plugin)
{
	static const enum raw_leg legs[] = {RAW_LEG_ANY, RAW_LEG_TYPE1, RAW_LEG_TYPE3};
	gboolean loud = strstr(row->fault, "forged") != NULL;

	for (gsize i = 0; i < G_N_ELEMENTS(legs); i++)
		if (row->legs & 1U << legs[i])
			add_trial(trials, owned, row, legs[i], plugin, loud ? LOUD_LOGON : LOGON);
}

int
main(int argc, char **argv)
{
	g_autoptr(GPtrArray) owned = g_ptr_array_new_with_free_func(g_free);
	struct raw_trials *trials;

	g_test_init(&argc, &argv, NULL);
	g_test_set_nonfatal_assertions();
	trials = raw_trials_new(NULL, NULL);
	for (gsize plugin = 0; plugin < G_N_ELEMENTS(PLUGINS); plugin++)
		for (gsize i = 0; i < G_N_ELEMENTS(ROWS); i++)
			add_row(trials, owned, &ROWS[i], &PLUGINS[plugin]);
	return raw_trials_run(trials);
}
