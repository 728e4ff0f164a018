/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Runs a plugin against faults of the wire: what it may say, and when it must have said it. */
#ifndef TESTS_SIM_RAW_TRIALS_H
#define TESTS_SIM_RAW_TRIALS_H

#include "tests/sim/raw_faults.h"

enum raw_over { PLAIN = 1, TLS = 2, BOTH = PLAIN | TLS };

enum raw_allowed { OK = 1, WARNING = 2, CRITICAL = 4, UNKNOWN = 8 };

struct raw_trial {
	const char *fault; /* "": a port on which nobody listens */
	enum raw_leg leg;
	enum raw_over over;
	guint allowed;	     /* of enum raw_allowed */
	const char *timeout; /* of -t */
	const char *options; /* further ones, separated by blanks; NULL: none */
	const char *says;    /* stands in the first line; NULL: nothing certain */
};

struct raw_trials;

/*
 * `command` stands before the options that say where to; in it and in those of a trial @AUTH@ is a
 * file with credentials, @STATE@ a directory of that run alone. One that has @PORT@ in it names the
 * host itself. All texts are borrowed.
 */
struct raw_trials *raw_trials_new(const char *service, const char *command);

/* Each transport it names is a test of its own. `trial` is borrowed. */
void raw_trials_add(struct raw_trials *trials, const struct raw_trial *trial);

/* The same with another plugin; its service stands in the name of the test. */
struct raw_plugin {
	const char *service;
	const char *command;
};
void raw_trials_add_with(struct raw_trials *trials, const struct raw_trial *trial,
			 const struct raw_plugin *plugin);

/* All of them, after g_test_init(); what g_test_run() gives back. Frees `trials`. */
int raw_trials_run(struct raw_trials *trials);

#endif
