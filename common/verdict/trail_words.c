/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Says in words what one step of Autodiscover came to. */
#include "verdict/trail.h"

#include "base/text.h"

static const char *const titles[] = {
    [DISCOVERY_NAMED] = "named host",	    [DISCOVERY_ROOT] = "root domain",
    [DISCOVERY_HOST] = "autodiscover host", [DISCOVERY_REDIRECT] = "http redirect",
    [DISCOVERY_SRV] = "srv record",
};
_Static_assert(G_N_ELEMENTS(titles) == DISCOVERY_STEPS, "a title for every step");

const char *
trail_title(enum discovery_step step)
{
	return titles[step];
}

gboolean
trail_is_exchange(const struct autodiscover_answer *document)
{
	static const char *const types[] = {"EXCH", "EXPR", "EXHTTP", "mapiHttp", NULL};

	for (gsize i = 0; types[i]; i++)
		if (autodiscover_protocol_find(document, types[i], 0))
			return TRUE;
	return FALSE;
}

static const struct answer *
last_answer(const struct trail *trail)
{
	const struct hop *hop = trail_last(trail);

	return hop && hop->call ? call_answer(hop->call)->answer : NULL;
}

static char *
describe_challenge(const struct trail *trail)
{
	const struct hop *hop = trail_last(trail);

	return challenge_list_describe(hop->call->plain->challenges);
}

char *
trail_describe(const struct trail *trail)
{
	const struct answer *answer = last_answer(trail);
	const struct hop *hop = trail_last(trail);
	g_autofree char *url = text_line(hop ? hop->url : NULL);
	g_autofree char *redirect = text_line(trail->redirect);
	g_autofree char *trouble = text_line(hop ? hop->resolve_trouble : trail->resolve_trouble);
	g_autofree char *words = text_line(answer ? answer->trouble : NULL);
	g_autofree char *list = NULL;

	switch (trail->end) {
	case TRAIL_NO_NAME:
		if (trail->services->len > 0 && !hop)
			return g_strdup("the SRV record says that there is no such service");
		return trail->step == DISCOVERY_SRV && !hop
			   ? g_strdup_printf("there is no SRV record (%s)", trouble)
			   : g_strdup_printf("%s has no address (%s)", url, trouble);
	case TRAIL_LOST:
		return answer ? g_strdup_printf("%s: %s (%s)", url, outcome_name(answer->outcome),
						words)
			      : g_strdup_printf("%s has no address (%s)", url, trouble);
	case TRAIL_CHALLENGED:
		list = describe_challenge(trail);
		return g_strdup_printf("%s asks for a logon (%s)", url, list);
	case TRAIL_REFUSED:
		return g_strdup_printf("%s refuses the logon", url);
	case TRAIL_SETTINGS:
		return g_strdup_printf("%s gives the settings", url);
	case TRAIL_ERROR:
		return g_strdup_printf("%s answers with an error", url);
	case TRAIL_ADDRESS:
		return g_strdup_printf("%s leads to the address %s", url, redirect);
	case TRAIL_FOREIGN:
		return g_strdup_printf("%s answers, but not as Autodiscover", url);
	case TRAIL_STATUS:
		return g_strdup_printf("%s answers %u", url, answer ? answer->status : 0);
	case TRAIL_ODD_REDIRECT:
		return g_strdup_printf("%s redirects to %s, where no client follows", url,
				       redirect);
	case TRAIL_LOOP:
		return g_strdup_printf("redirects run in a circle, back to %s", redirect);
	case TRAIL_TOO_LONG:
		return g_strdup_printf("more than %d redirects in a row, the last one from %s",
				       DISCOVERY_HOPS, url);
	case TRAIL_NOT_WALKED:
	case TRAIL_END_COUNT:
		break;
	}
	return g_strdup("not tried");
}
