/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The table of what can go wrong on the wire, each row a script of the raw-byte server. */
#ifndef TESTS_SIM_RAW_FAULTS_H
#define TESTS_SIM_RAW_FAULTS_H

#include "tests/sim/raw_server.h"

struct raw_fault {
	const char *name; /* one that ends in "=N" is asked for with a number: "reset-at-byte=17" */
	const char *what; /* one line */
	gboolean only_tls;
	gboolean full_queue;
	const struct raw_step *script;
};

/* All of them; the last row has no name. */
const struct raw_fault *raw_faults(void);

/* The largest N: the answer is complete then. */
gsize raw_faults_good_bytes(void);

#define RAW_FAULTS_ERROR (raw_faults_error_quark())

enum raw_faults_error {
	RAW_FAULTS_ERROR_UNKNOWN, /* no such name */
	RAW_FAULTS_ERROR_NUMBER,  /* N is no number, or out of range */
	RAW_FAULTS_ERROR_PLAIN,	  /* the fault needs a certificate */
	RAW_FAULTS_ERROR_LEG,	  /* the fault is none of an answer */
};

GQuark raw_faults_error_quark(void);

/* Where the fault shows: at once, or as the answer to this message of a logon by NTLM; up to there
 * the server does all that it should. */
enum raw_leg { RAW_LEG_ANY, RAW_LEG_TYPE1, RAW_LEG_TYPE3 };

/* Serves `fault` (of this table or of raw_challenge_faults()) at the address, port and certificate
 * of `where`. NULL and `error` set when it cannot. */
struct raw_server *raw_faults_serve(const char *fault, enum raw_leg leg,
				    const struct raw_plan *where, GError **error);

#endif
