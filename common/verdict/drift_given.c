/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Compares what Autodiscover and the address book said. */
#include "base/text.h"
#include "verdict/drift_case.h"
#include "verdict/given_url.h"

static void
count_regression(struct drift *drift, const struct check *check)
{
	drift->regressions++;
	if (!drift->regression)
		drift->regression = check;
	g_ptr_array_add(drift->told, g_strdup(check_summary(check)));
}

/* `judged` holds what is wrong; what is accepted is told, and good. */
static void
regress(struct drift *drift, const char *name, const struct check *judged)
{
	struct check *check = check_add(drift->root, name);
	gboolean accept = drift->policy->accept_into != NULL;

	check_judge(check, accept ? STATE_OK : judged->state, "%s%s", accept ? "accepted: " : "",
		    check_summary(judged));
	for (guint i = 0; i < judged->remedies->len; i++)
		check_remedy(check, "%s", (const char *)g_ptr_array_index(judged->remedies, i));
	count_regression(drift, check);
}

static void
compare_url(struct drift *drift, gsize index)
{
	const char *name = fingerprint_url_names[index];
	const char *was = drift->was->given.urls[index];
	const char *is = drift->is->given.urls[index];
	g_autofree char *was_shown = text_line(was);
	g_autofree char *is_shown = text_line(is);
	g_autoptr(struct_check) judged = check_new(name);

	if (g_strcmp0(was, is) == 0)
		return;
	if (!is) {
		given_url_judge_missing(judged, name);
		regress(drift, name, judged);
	} else if (!was) {
		struct check *check = check_add(drift->root, name);

		check_judge(check, STATE_OK, "%s is given now: %s", name, is_shown);
		drift->improvements++;
		g_ptr_array_add(drift->told, g_strdup(check_summary(check)));
	} else {
		drift_change(drift, check_add(drift->root, name), "", "%s is %s, was %s", name,
			     is_shown, was_shown);
	}
}

/* It rises with every generation; one that falls is another address book. */
static void
compare_sequence(struct drift *drift)
{
	gint64 was = drift->was->given.oab_sequence;
	gint64 is = drift->is->given.oab_sequence;
	g_autoptr(struct_check) judged = check_new("address book");

	if (was < 0 || is < 0 || is >= was)
		return;
	check_judge(judged, STATE_WARNING,
		    "the sequence of the address book fell from %" G_GINT64_FORMAT
		    " to %" G_GINT64_FORMAT ": every client downloads the whole of it again",
		    was, is);
	check_remedy(judged, "see whether the address book was created anew, or an older copy is "
			     "served (check_exchange_oab)");
	regress(drift, "address book", judged);
}

void
drift_compare_given(struct drift *drift)
{
	for (gsize i = 0; drift->was->given.known && drift->is->given.known && i < FINGERPRINT_URLS;
	     i++)
		compare_url(drift, i);
	compare_sequence(drift);
}
