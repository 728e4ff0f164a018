/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Judges how old an address book is, and what became of it since the last run. */
#include "verdict/oab_case.h"

void
oab_measure(struct check *check, const struct oab_case *this, const char *label, enum unit unit,
	    double value, const struct threshold *threshold)
{
	g_autofree char *whole = g_strconcat(this->prefix, label, NULL);

	check_measure(check, whole, unit, value, threshold, 0);
}

char *
oab_age_text(gint64 seconds)
{
	enum { MINUTE = 60, HOUR = 3600, DAY = 86400 };

	if (seconds / HOUR < 2)
		return g_strdup_printf("%" G_GINT64_FORMAT " min", seconds / MINUTE);
	if (seconds / DAY < 3)
		return g_strdup_printf("%" G_GINT64_FORMAT " h", seconds / HOUR);
	return g_strdup_printf("%" G_GINT64_FORMAT " days", seconds / DAY);
}

void
oab_judge_age(const struct oab_case *this)
{
	gint64 modified_s = oab_modified_s(this->book);
	gint64 age_s = this->policy->now_s - modified_s;
	g_autofree char *age = oab_age_text(MAX(age_s, 0));
	const struct threshold *limits = &this->policy->age_s;
	struct check *check;
	enum state state;

	if (modified_s < 0 && !limits->warning.present && !limits->critical.present)
		return;
	check = check_add(this->check, "age");
	if (modified_s < 0) {
		check_judge(check, STATE_WARNING,
			    "how old the address book is cannot be said: the manifest comes "
			    "without Last-Modified");
		return;
	}
	state = threshold_judge(limits, (double)MAX(age_s, 0));
	check_judge(check, state, "the address book is %s old", age);
	if (state != STATE_OK)
		check_remedy(check, "see why it is not made anew (every 8 hours by default, 2007 "
				    "and 2010 once a day): Get-OfflineAddressBook, then "
				    "Update-OfflineAddressBook");
	oab_measure(check, this, "age", UNIT_SECONDS, (double)MAX(age_s, 0), limits);
}

/* By how much it is smaller than at the last run, in records where both are known; negative: it
 * grew. FALSE: that cannot be said. */
static gboolean
drop_of(const struct oab_memory *before, const struct oab_memory *now, double *percent,
	const char **what)
{
	*what = "records";
	if (before->records > 0 && now->records >= 0) {
		*percent =
		    100.0 * (double)(before->records - now->records) / (double)before->records;
		return TRUE;
	}
	*what = "bytes";
	if (before->uncompressed_size <= 0 || now->uncompressed_size < 0)
		return FALSE;
	*percent = 100.0 * (double)(before->uncompressed_size - now->uncompressed_size) /
		   (double)before->uncompressed_size;
	return TRUE;
}

void
oab_judge_progress(const struct oab_case *this)
{
	const struct oab_memory *before = &this->book->memory;
	struct oab_memory now = oab_seen(this->book, this->policy->now_s);
	gint64 since_s = this->policy->now_s - before->seen_s;
	g_autofree char *since = oab_age_text(MAX(since_s, 0));
	struct check *check;
	const char *what;
	double percent;

	if (before->seen_s == 0 || now.sequence < 0)
		return;
	check = check_add(this->check, "progress");
	if (now.sequence < before->sequence) {
		check_judge(check, STATE_WARNING,
			    "the sequence fell from %" G_GINT64_FORMAT " to %" G_GINT64_FORMAT
			    ": every client downloads the whole address book again",
			    before->sequence, now.sequence);
		check_remedy(check, "see whether the address book was created anew, or an older "
				    "copy is served");
	}
	if (drop_of(before, &now, &percent, &what)) {
		double drop = MAX(percent, 0);
		enum state state = threshold_judge(&this->policy->drop_percent, drop);

		if (state != STATE_OK) {
			check_judge(check, state,
				    "the address book is %.0f %% smaller (in %s) than %s ago", drop,
				    what, since);
			check_remedy(check, "see whether the address lists still hold everybody "
					    "(Get-AddressList, Get-GlobalAddressList: "
					    "RecipientFilter), then Update-OfflineAddressBook");
		}
		oab_measure(check, this, "drop", UNIT_PERCENT, drop, &this->policy->drop_percent);
	}
	check_judge(check, STATE_OK,
		    "sequence %" G_GINT64_FORMAT ", %s ago it was %" G_GINT64_FORMAT, now.sequence,
		    since, before->sequence);
}
