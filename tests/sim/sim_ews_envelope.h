/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What all answers of Exchange Web Services have in common. */
#ifndef TESTS_SIM_EWS_ENVELOPE_H
#define TESTS_SIM_EWS_ENVELOPE_H

#include "tests/sim/sim_answer.h"
#include "tests/sim/sim_markup.h"
#include "tests/sim/sim_request.h"

#define SIM_EWS_SOAP	 "http://schemas.xmlsoap.org/soap/envelope/"
#define SIM_EWS_MESSAGES "http://schemas.microsoft.com/exchange/services/2006/messages"
#define SIM_EWS_TYPES	 "http://schemas.microsoft.com/exchange/services/2006/types"

/* Attributes of the element that answers: its namespace, and the prefix t for types. */
#define SIM_EWS_ANSWER " xmlns=\"" SIM_EWS_MESSAGES "\" xmlns:t=\"" SIM_EWS_TYPES "\""

/* Begins an answer of that node, up to the body of the envelope, which is left open. */
void sim_ews_begin(struct sim_markup *markup, const struct sim_node *node);

/* An element of that name that says how a request went: the class follows from the code. */
void sim_ews_add_outcome(struct sim_markup *markup, const gchar *name, const gchar *code);

/* Ends what is open; the answer has status 200 and the caller frees it. */
struct sim_answer *sim_ews_end(const struct sim_request *request, struct sim_markup *markup);

/* Faults, with status 500; the caller frees the answer. A busy server says for how long, as the
 * settings have it. */
struct sim_answer *sim_ews_fault(const struct sim_request *request, const gchar *code);

/* The request breaks the schema; `violation` says where. */
struct sim_answer *sim_ews_violation(const struct sim_request *request, const gchar *violation);

#endif
