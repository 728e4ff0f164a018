/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef TESTS_SUPPORT_JSON_COMPARE_H
#define TESTS_SUPPORT_JSON_COMPARE_H

#include <glib.h>
#include <jansson.h>

/*
 * Fails the test unless `taken` is written as `expected`: compact, members in the order they were
 * set, and is the same when it is read back. Takes the reference.
 */
void json_compare(json_t *taken, const char *expected);

#endif
