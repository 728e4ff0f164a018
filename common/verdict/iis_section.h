/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef VERDICT_IIS_SECTION_H
#define VERDICT_IIS_SECTION_H

#include "verdict/iis.h"

/* One location under judgement. All borrowed. */
struct file_case {
	const struct iis_config *config;
	const struct iis_policy *policy;
	const struct iis_section *section;
	const struct endpoint_choice *endpoint; /* NULL: a location that is none of our endpoints */
	struct check *check;
};

/* Adds what the section itself shows: problems, on or off, providers, kernel mode, Extended
 * Protection. */
void iis_section_judge(const struct file_case *this);

/* Whether clients log on there with Windows authentication; unknown locations count as such. */
gboolean iis_section_uses_windows(const struct file_case *this);

/* Whether Windows authentication is switched off there, so that the provider list is without
 * effect. */
gboolean iis_section_is_off(const struct file_case *this);

/* The providers as the challenges they become on the wire; the caller frees it. */
struct challenge_list *iis_section_challenges(const struct iis_section *section);

#endif
