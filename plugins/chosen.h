/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PLUGINS_CHOSEN_H
#define PLUGINS_CHOSEN_H

#include "report/option.h"
#include "verdict/client.h"
#include "verdict/policy.h"

/* The option group "what is expected", the same for every plugin that judges a list of schemes. */
struct policy_options {
	guint index;			      /* into policy_names */
	GPtrArray *expect, *require, *forbid; /* char * */
};

extern const struct option_row policy_option_rows[];
extern const gsize policy_option_count;

/* The policy that the options make; NULL and an error that names the option. `endpoints`: struct
 * endpoint_choice *. */
struct policy *chosen_policy(const struct policy_options *options, const GPtrArray *endpoints,
			     GError **error);

/* Texts of --endpoint to struct endpoint_choice *; NULL texts: the default set. NULL and an error
 * when one is not known. */
GPtrArray *chosen_endpoints(const GPtrArray *texts, GError **error);

/* Texts of --client to enum client; NULL texts: none. NULL and an error when one is not known. */
GArray *chosen_clients(const GPtrArray *names, GError **error);

#endif
