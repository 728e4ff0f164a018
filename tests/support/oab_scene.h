/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef TESTS_SUPPORT_OAB_SCENE_H
#define TESTS_SUPPORT_OAB_SCENE_H

#include "facts/oab.h"
#include "tests/support/rows.h"

/*
 * Facts of an address book written down in a row of tests, as if it had been downloaded. A section
 * each, all of them may be left out:
 *
 *     depth       a word of oab_depth_words; "headers" unless said
 *     wire        the whole scene in place of a logon and the manifest's answer; one node each, the
 *                 call "oab" (tests/support/service_scene.h)
 *     answer      further lines of the manifest's answer: "+ Last-Modified: ..."
 *     manifest    what is inside <OAB>; "manifest 2": of the second node. Without it there is none
 *     again       the same of the manifest that was asked for once more
 *     files       each plain file came as the manifest says, but for these lines: the place of the
 *                 file in the manifest (from 0), the step, and what is otherwise:
 *                     0 head 404, 0 head none, 0 head length 12, 0 head cut, 0 head location URL
 *                     0 range 200, 0 range none, 0 range trouble TEXT
 *                     0 body none, 0 body 403, 0 body size 12, 0 body sha ffff..., 0 body inside
 * 12, 0 body damage TEXT, 0 body broke cut, 0 body version 7, 0 body records 0, 0 body foreign
 *     memory      what the last run left: "missing 2 600": runs, and since how many seconds;
 *                 "seen 3600 7 1165 40": how many seconds ago, sequence, bytes inside, records
 *     ews         status of EWS, asked beside it
 */
struct oab_findings *oab_scene_read(const struct row *row);

#endif
