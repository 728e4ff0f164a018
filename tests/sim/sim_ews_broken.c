/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Spoils the answers of Exchange Web Services. */
#include "tests/sim/sim_ews_broken.h"
#include "tests/sim/sim_page.h"

#include <string.h>

enum { HUGE_BYTES = 5 * 1024 * 1024 };

static gchar *
cut(const gchar *body)
{
	return g_strndup(body, strlen(body) * 3 / 4);
}

/* Blanks between the declaration and the root are no fault of XML. */
static gchar *
inflated(const gchar *body)
{
	const gchar *root = strstr(body, "?>");
	gsize before = root ? (gsize)(root + 2 - body) : 0;
	g_autofree gchar *blanks = g_strnfill(HUGE_BYTES, ' ');

	return g_strdup_printf("%.*s%s%s", (int)before, body, blanks, body + before);
}

static gchar *
body_of(const struct sim_answer *answer, enum sim_ews_body kind)
{
	switch (kind) {
	case SIM_EWS_BODY_EMPTY:
		return g_strdup("");
	case SIM_EWS_BODY_HTML:
		return sim_page_error(500);
	case SIM_EWS_BODY_CUT:
		return cut(answer->body);
	case SIM_EWS_BODY_FOREIGN:
		return g_strdup("<?xml version=\"1.0\"?>\r\n<status><code>ok</code></status>\r\n");
	case SIM_EWS_BODY_BOMB:
		return sim_page_bomb();
	case SIM_EWS_BODY_HUGE:
		return inflated(answer->body);
	case SIM_EWS_BODY_RIGHT:
		break;
	}
	return NULL;
}

struct sim_answer *
sim_ews_broken(const struct sim_request *request, struct sim_answer *answer)
{
	const struct sim_settings *settings = request->settings;
	gchar *body = body_of(answer, settings->ews_body);

	if (body)
		sim_answer_take_body(answer, body);
	if (settings->ews_body == SIM_EWS_BODY_HTML)
		sim_answer_set(answer, "Content-Type", SIM_PAGE_TYPE);
	if (settings->ews_status)
		answer->status = settings->ews_status;
	return answer;
}
