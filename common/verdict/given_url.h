/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef VERDICT_GIVEN_URL_H
#define VERDICT_GIVEN_URL_H

#include "verdict/autodiscover.h"

/* Judges the URLs that clients outside are given: that those required are there, each one for
 * itself, and that all forms of the answer say the same. A check per name below `parent`. */
void given_url_judge_all(struct check *parent, const struct discovery *discovery,
			 const struct autodiscover_policy *policy);

/* Judges the text of a URL that cannot be used, or should not: no URL at all (not `has_host`, among
 * them Exchange's own "Public Folder"), or plain http. */
void given_url_judge_text(struct check *check, const char *name, const char *url,
			  gboolean has_host);

/* Whether Exchange's settings came and lack that URL: without a logon there are none to miss
 * anything in. */
gboolean given_url_is_missing(const struct discovery *discovery, const char *name);

/* Judges that. */
void given_url_judge_missing(struct check *check, const char *name);

/* The cmdlet that sets the URL of that name, and the endpoint whose answer its own has to be like:
 * "ews". */
const char *given_url_cmdlet(const char *name);
const char *given_url_endpoint(const char *name);

#endif
