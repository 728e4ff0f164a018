/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef VERDICT_OAB_DOWNLOAD_H
#define VERDICT_OAB_DOWNLOAD_H

#include "verdict/oab_files.h"

/* What is to be told of one file. */
struct oab_finding {
	struct check *check;
	/* What was asked of it is fine, but not all of it was asked: because of another file, or of
	 * the time. */
	gboolean left_out;
};

/* The check is the caller's; OK when the file is as the manifest says. */
struct oab_finding oab_download_judge(const struct oab_files_case *this,
				      const struct oab_file *file);

#endif
