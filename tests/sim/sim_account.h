/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The accounts that may log on to a farm. */
#ifndef TESTS_SIM_ACCOUNT_H
#define TESTS_SIM_ACCOUNT_H

#include "tests/sim/sim_calendar.h"
#include "tests/sim/sim_outcome.h"
#include "tests/sim/sim_source.h"
#include "tests/sim/sim_vdir.h"

/* Where an account gets 403. */
struct sim_denial {
	gchar *node; /* "*": at all */
	enum sim_vdir vdir;
};

/* Owns its strings. */
struct sim_account {
	gchar *name; /* in the configuration and the log */
	gchar *user;
	gchar *domain; /* as before DNS: EXAMPLE */
	gchar *upn;    /* NULL: none */
	gchar **mail;  /* its addresses; "probe@*" is one in every domain */
	gchar *password;
	enum sim_outcome state; /* of the right password: ACCEPTED, DISABLED ... */
	GArray *denials;	/* struct sim_denial */
	struct sim_calendar calendar;
	guint index; /* among the accounts */
};

/* What stands before the name of an account in its group. */
#define SIM_ACCOUNT_PREFIX "account "

/*
 * Reads all groups [account NAME] (struct sim_account *); there may be none. `domain` is what they
 * belong to unless they say otherwise. NULL and `error` when a group cannot be used; the caller
 * unrefs the array.
 */
GPtrArray *sim_accounts_read(const struct sim_source *source, const gchar *domain, GError **error);

/*
 * The account that a client means: a user of its domain (NetBIOS, or `dns_domain`), of no domain,
 * or the whole UPN without a domain; letters in any case. NULL when there is none.
 */
const struct sim_account *sim_account_find(const GPtrArray *accounts, const gchar *domain,
					   const gchar *user, const gchar *dns_domain);

/* Whose mailbox has that address (letters in any case); NULL: nobody's. */
const struct sim_account *sim_account_of_mailbox(const GPtrArray *accounts, const gchar *address);

/* TRUE when that directory is closed for the account. */
gboolean sim_account_denied(const struct sim_account *account, const gchar *node,
			    enum sim_vdir vdir);

#endif
