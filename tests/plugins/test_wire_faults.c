/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Runs check_exchange_auth against every fault of the wire. */
#include "tests/sim/raw_trials.h"

static const struct raw_trial ROWS[] = {
    {"", RAW_LEG_ANY, BOTH, CRITICAL, "2", NULL, "refused"},

    {"slow-drip-status", RAW_LEG_ANY, BOTH, CRITICAL, "1", NULL, "head did not end"},
    {"slow-drip-headers", RAW_LEG_ANY, BOTH, CRITICAL, "1", NULL, "head did not end"},
    {"slow-drip-body", RAW_LEG_ANY, BOTH, CRITICAL, "1", NULL, "body"},
    {"black-hole", RAW_LEG_ANY, BOTH, CRITICAL, "1", NULL, "no byte of an answer"},
    {"black-hole", RAW_LEG_ANY, PLAIN, CRITICAL, "2", NULL, "no byte of an answer"},
    {"black-hole", RAW_LEG_ANY, TLS, UNKNOWN, "1:unknown", NULL, "no answer from"},
    {"black-hole", RAW_LEG_ANY, PLAIN, WARNING, "1:warning", NULL, "no answer from"},
    {"black-hole", RAW_LEG_ANY, PLAIN, CRITICAL, "1", "-vvv", "no answer from"},
    {"syn-black-hole", RAW_LEG_ANY, BOTH, CRITICAL, "1", NULL, "while connecting"},
    {"tls-silent", RAW_LEG_ANY, TLS, CRITICAL, "1", NULL, "in the TLS handshake"},

    {"endless-headers", RAW_LEG_ANY, BOTH, CRITICAL, "2", NULL, "head of the answer does not end"},
    {"endless-header-line", RAW_LEG_ANY, BOTH, CRITICAL, "2", NULL,
     "head of the answer does not end"},
    {"endless-100-continue", RAW_LEG_ANY, BOTH, CRITICAL, "2", NULL,
     "head of the answer does not end"},
    {"huge-status-line", RAW_LEG_ANY, BOTH, CRITICAL, "2", NULL, "head of the answer does not end"},
    {"endless-body", RAW_LEG_ANY, BOTH, WARNING, "2", NULL, "body"},

    {"garbage-status-line", RAW_LEG_ANY, BOTH, CRITICAL, "2", NULL, "no HTTP"},
    {"http09", RAW_LEG_ANY, BOTH, CRITICAL, "2", NULL, "no HTTP"},
    {"no-status-code", RAW_LEG_ANY, BOTH, CRITICAL, "2", NULL, "no HTTP"},
    {"http2-preface", RAW_LEG_ANY, BOTH, CRITICAL, "2", NULL, "no HTTP"},
    {"negative-content-length", RAW_LEG_ANY, BOTH, CRITICAL, "2", NULL, NULL},
    {"two-content-lengths", RAW_LEG_ANY, BOTH, OK | WARNING | CRITICAL, "2", NULL, NULL},
    {"short-body", RAW_LEG_ANY, BOTH, WARNING, "2", NULL, "body"},
    {"bad-chunk", RAW_LEG_ANY, BOTH, WARNING, "2", NULL, "body"},
    {"nul-in-header", RAW_LEG_ANY, BOTH, CRITICAL, "2", NULL, NULL},
    {"obs-fold", RAW_LEG_ANY, BOTH, OK, "2", NULL, "NTLM before Negotiate"},
    {"thousand-challenges", RAW_LEG_ANY, BOTH, CRITICAL, "2", NULL, "NTLM"},
    {"thousand-challenges", RAW_LEG_ANY, PLAIN, CRITICAL, "2", "-vvv", "NTLM"},
    {"forged-output", RAW_LEG_ANY, PLAIN, CRITICAL, "2", NULL, "clear text"},
    {"forged-output", RAW_LEG_ANY, TLS, WARNING, "2", NULL, "Negotiate is offered before NTLM"},
    {"forged-output", RAW_LEG_ANY, PLAIN, CRITICAL, "2", "-vvv", "clear text"},
    {"forged-output", RAW_LEG_ANY, TLS, WARNING, "2", "-vvv", "Negotiate is offered before NTLM"},
    {"forged-redirect", RAW_LEG_ANY, PLAIN, OK, "2", NULL, "closed to plain http"},
    {"forged-redirect", RAW_LEG_ANY, TLS, CRITICAL, "2", NULL, "redirected"},
    {"forged-redirect", RAW_LEG_ANY, TLS, CRITICAL, "2", "-vvv", "redirected"},
    {"redirect-loop", RAW_LEG_ANY, BOTH, CRITICAL, "2", NULL, "redirected"},

    {"reset-on-accept", RAW_LEG_ANY, PLAIN, CRITICAL, "2", NULL, "connection"},
    {"reset-on-accept", RAW_LEG_ANY, TLS, CRITICAL, "2", NULL, NULL},
    {"reset-at-byte=26", RAW_LEG_ANY, TLS, CRITICAL, "2", NULL, "connection closed"},
    {"close-at-byte=26", RAW_LEG_ANY, TLS, CRITICAL, "2", NULL, "connection closed"},
    {"close-without-answer", RAW_LEG_ANY, BOTH, CRITICAL, "2", NULL, "connection closed"},
    {"close-after-first-answer", RAW_LEG_ANY, BOTH, OK, "2", NULL, "NTLM before Negotiate"},
    {"close-at-second-request", RAW_LEG_ANY, BOTH, OK, "2", NULL, "NTLM before Negotiate"},

    {"reset-in-handshake", RAW_LEG_ANY, TLS, CRITICAL, "2", NULL, "reset"},
    {"tls-truncated", RAW_LEG_ANY, TLS, CRITICAL, "2", NULL, "connection closed"},
    {"tls-garbage", RAW_LEG_ANY, TLS, CRITICAL, "2", NULL, "TLS handshake with"},
    {"tls-alert", RAW_LEG_ANY, TLS, CRITICAL, "2", NULL, "TLS handshake with"},
    {"plain-http-on-tls", RAW_LEG_ANY, TLS, CRITICAL, "2", NULL, "TLS handshake with"},
};

/* A good answer that ends behind every single byte: only the whole one may be judged by what it
 * offers. */
static GArray *
rows_of_cuts(GPtrArray *names)
{
	GArray *rows = g_array_new(FALSE, TRUE, sizeof(struct raw_trial));
	gsize whole = raw_faults_good_bytes();

	for (gsize bytes = 1; bytes <= whole; bytes++) {
		const char *how = bytes % 2 && bytes != whole ? "reset" : "close";
		struct raw_trial row = {.over = PLAIN,
					.timeout = "2",
					.allowed = bytes == whole ? OK : CRITICAL,
					.says = bytes == whole ? NULL : "connection closed"};
		char *name = g_strdup_printf("%s-at-byte=%" G_GSIZE_FORMAT, how, bytes);

		g_ptr_array_add(names, name);
		row.fault = name;
		g_array_append_val(rows, row);
	}
	return rows;
}

int
main(int argc, char **argv)
{
	g_autoptr(GPtrArray) names = g_ptr_array_new_with_free_func(g_free);
	g_autoptr(GArray) cuts = rows_of_cuts(names);
	struct raw_trials *trials;

	g_test_init(&argc, &argv, NULL);
	g_test_set_nonfatal_assertions();
	trials = raw_trials_new("EXCHANGE AUTH", "check_exchange_auth --policy communicator");
	for (gsize i = 0; i < G_N_ELEMENTS(ROWS); i++)
		raw_trials_add(trials, &ROWS[i]);
	for (guint i = 0; i < cuts->len; i++)
		raw_trials_add(trials, &g_array_index(cuts, struct raw_trial, i));
	return raw_trials_run(trials);
}
