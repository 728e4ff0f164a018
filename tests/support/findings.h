/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef TESTS_SUPPORT_FINDINGS_H
#define TESTS_SUPPORT_FINDINGS_H

#include "report/check.h"

struct row; /* tests/support/rows.h */

/*
 * A tree of checks as text that a test compares byte for byte:
 *
 *     WARNING ews: Negotiate is offered before NTLM: ...     the state of all and the headline
 *     ews order WARNING: Negotiate is offered ...            each check that is not OK: path,
 * state, summary, follows connection                                   the check it follows from,
 *       - offered: Negotiate, NTLM                           its evidence,
 *       $ %windir%\system32\...                              its remedies
 *     ok: ews answer, ews schemes                            the paths of those that are OK
 *
 * The root's path is "."; the caller frees.
 */
char *findings_text(const struct check *root);

/* All notes of that level, "path: text", and the same for what every check says that is OK when
 * `level` is NOTE_DETAIL. The caller frees. */
char *findings_notes(const struct check *root, enum note_level level);

/* label=value... of the whole tree, a line each; the caller frees. */
char *findings_perfdata(const struct check *root);

/* The further views of the tree that a row has a section for: "details", "exchange", "transcript"
 * (notes of that level) and "perfdata". */
void findings_compare_views(const struct row *row, const struct check *root);

/* All remedies of the tree, a line each, as an administrator would paste them; the caller frees. */
char *findings_remedies(const struct check *root);

/*
 * Fails the test unless every text of the tree is one clean line: valid UTF-8, no control
 * characters, no '|', nothing that changes the direction of writing.
 */
void findings_assert_clean(const struct check *root);

#endif
