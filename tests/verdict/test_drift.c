/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tests the verdict on what changed, by the rows of drift/. */
#include "verdict/drift.h"

#include <string.h>

#include "facts/fingerprint_json.h"
#include "tests/support/findings.h"
#include "tests/support/rows.h"
#include "tests/support/scene.h"
#include "tests/support/wishes.h"

/* What was accepted: the facts of "was" as they are written down and read again, or the JSON of
 * "baseline" as somebody wrote it. NULL: neither. */
static struct fingerprint *
accepted_of(const struct row *row)
{
	const char *written = row_section(row, "baseline");
	g_autoptr(struct_scene) scene = scene_read(row_section(row, "was"));
	g_autoptr(struct_fingerprint) seen = fingerprint_of(scene->sweep, NULL);
	g_autoptr(GError) error = NULL;
	struct fingerprint *read;
	json_t *host;

	if (*written == '\0' && *row_section(row, "was") == '\0')
		return NULL;
	host = *written != '\0' ? json_loads(written, 0, NULL) : fingerprint_to_json(seen);
	g_assert_nonnull(host);
	read = fingerprint_from_json("mail.example.com", 443, host, &error);
	g_assert_no_error(error);
	json_decref(host);
	return read;
}

/* Takes our own options out of the line, which is changed. */
static gboolean
take_flag(char *options, const char *flag)
{
	char *at = strstr(options, flag);

	if (at)
		memset(at, ' ', strlen(flag));
	return at != NULL;
}

static void
test_row(gconstpointer data)
{
	const struct row *row = data;
	g_autoptr(GError) error = NULL;
	g_autofree char *options = g_strdup(row_section(row, "options"));
	gboolean ep = take_flag(options, "--ep");
	gboolean all = take_flag(options, "--all-addresses");
	gboolean accept = take_flag(options, "--accept");
	gboolean changes = take_flag(options, "--change-state warning");
	g_autoptr(struct_scene) scene = scene_read(row_section(row, "is"));
	g_autoptr(struct_wishes) wishes = wishes_read(options, &error);
	g_autoptr(struct_fingerprint) accepted = accepted_of(row);
	g_autoptr(struct_check) root = NULL;
	g_autofree char *text = NULL;

	g_assert_no_error(error);
	wishes->auth.certificate_days = (struct threshold){.warning = {.present = FALSE}};

	struct ntlm_policy ntlm = {.timeout_state = wishes->auth.timeout_state,
				   .forbidden_state = STATE_WARNING,
				   .measure_protection = ep,
				   .now_s = SCENE_NOW_S};
	struct drift_policy policy = {.auth = &wishes->auth,
				      .ntlm = &ntlm,
				      .change_state = changes ? STATE_WARNING : STATE_OK,
				      .all_nodes = all,
				      .accept_into = accept ? "exchange.json" : NULL};

	root = accepted ? verdict_drift(accepted, scene->sweep, NULL, &policy)
			: verdict_drift_alone(scene->sweep, &policy);
	text = findings_text(root);
	row_compare(row, "expected", text);
	findings_compare_views(row, root);
	findings_assert_clean(root);
}

int
main(int argc, char **argv)
{
	static const char *const files[] = {
	    "tests/verdict/drift/regressions.rows", "tests/verdict/drift/changes.rows",
	    "tests/verdict/drift/nodes.rows",	    "tests/verdict/drift/logons.rows",
	    "tests/verdict/drift/hostile.rows",
	};

	g_test_init(&argc, &argv, NULL);
	g_test_set_nonfatal_assertions();
	return rows_run(files, G_N_ELEMENTS(files), test_row);
}
