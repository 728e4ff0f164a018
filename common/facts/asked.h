/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef FACTS_ASKED_H
#define FACTS_ASKED_H

#include "facts/answer.h"
#include "protocol/challenge.h"

/* What one request was answered with, its challenges read. */
struct asked {
	struct answer *answer;
	struct challenge_list *challenges; /* of its WWW-Authenticate fields; never NULL */
};

/* Takes `answer` and reads its challenges. */
struct asked *asked_new(struct answer *answer);
void asked_free(struct asked *asked);

/* `asked` may be NULL. */
gboolean asked_answered(const struct asked *asked);

json_t *asked_to_json(const struct asked *asked);

#endif
