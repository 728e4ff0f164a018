/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The header fields of an answer, in the order each generation sends them. */
#ifndef TESTS_SIM_LAYOUT_H
#define TESTS_SIM_LAYOUT_H

#include "tests/sim/sim_answer.h"
#include "tests/sim/sim_request.h"

/* Who answers: it decides which fields there are. */
enum sim_speaker {
	SIM_SPEAKER_EXCHANGE,	 /* the application of a virtual directory */
	SIM_SPEAKER_HEALTHCHECK, /* managed availability's page in one */
	SIM_SPEAKER_IIS,	 /* IIS for a virtual directory, before Exchange has a say */
	SIM_SPEAKER_SITE,	 /* IIS outside of any virtual directory */
	SIM_SPEAKER_KERNEL,	 /* http.sys, because no worker process does */
};

/* What the fields and the body are made of. NULL and 0: there is none. */
struct sim_content {
	enum sim_speaker speaker;
	guint status;
	const gchar *location;
	const gchar *allow;
	const gchar *failure_at; /* "FrontEnd" or "BackEnd" */
	const gchar *content_type;
	gchar *body; /* is taken over */
};

/* The answer; the caller frees it. Proxies and the date are not in it yet. */
struct sim_answer *sim_layout_compose(const struct sim_request *request,
				      const struct sim_content *content);

#endif
