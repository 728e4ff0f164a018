/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tests the verdict on logons by the rows of ntlm/. */
#include "verdict/ntlm.h"

#include <string.h>

#include "tests/support/findings.h"
#include "tests/support/rows.h"
#include "tests/support/scene.h"

/* What the operator of a row wants, with the plugin's defaults. */
struct wanted {
	struct ntlm_policy policy;
	GArray *protections;
};

static enum state
state_from(const char *name)
{
	enum state state = STATE_OK;

	g_assert_true(state_parse(name, &state));
	return state;
}

static void
read_range(const char *text, struct range *range)
{
	g_autoptr(GError) error = NULL;

	range_parse(text, range, &error);
	g_assert_no_error(error);
}

/* "ews=allow" of an endpoint of the scene, whose name is borrowed. */
static void
add_protection(struct wanted *wanted, const struct scene *scene, const char *text)
{
	g_auto(GStrv) words = g_strsplit(text, "=", 2);
	struct protection_wish wish = {.endpoint = NULL};

	for (guint i = 0; i < scene->endpoints->len; i++) {
		const struct endpoint_choice *endpoint = g_ptr_array_index(scene->endpoints, i);

		if (strcmp(endpoint->name, words[0]) == 0)
			wish.endpoint = endpoint->name;
	}
	g_assert_nonnull(wish.endpoint);
	g_assert_true(extended_protection_from_name(words[1], &wish.mode));
	g_array_append_val(wanted->protections, wish);
	wanted->policy.measure_protection = TRUE;
}

/* One option with its value; FALSE when it is one without. */
static gboolean
take(struct wanted *wanted, const struct scene *scene, const char *option, const char *value)
{
	const struct {
		const char *name;
		struct range *range;
	} ranges[] = {{"-w", &wanted->policy.time_s.warning},
		      {"-c", &wanted->policy.time_s.critical},
		      {"--warn-skew", &wanted->policy.skew_s.warning},
		      {"--crit-skew", &wanted->policy.skew_s.critical}};

	if (strcmp(option, "--ep") == 0) {
		wanted->policy.measure_protection = TRUE;
		return FALSE;
	}
	if (strcmp(option, "--iis-cert") == 0) {
		wanted->policy.certificate_given = TRUE;
		return FALSE;
	}
	g_assert_nonnull(value);
	for (gsize i = 0; i < G_N_ELEMENTS(ranges); i++) {
		if (strcmp(ranges[i].name, option) == 0) {
			read_range(value, ranges[i].range);
			return TRUE;
		}
	}
	if (strcmp(option, "--expect-ep") == 0)
		add_protection(wanted, scene, value);
	else if (strcmp(option, "--forbidden-state") == 0)
		wanted->policy.forbidden_state = state_from(value);
	else if (strcmp(option, "--timeout-state") == 0)
		wanted->policy.timeout_state = state_from(value);
	else
		g_error("no option %s", option);
	return TRUE;
}

static void
read_wanted(struct wanted *wanted, const struct scene *scene, const char *options)
{
	g_autofree char *line = g_strstrip(g_strdelimit(g_strdup(options), "\n", ' '));
	g_auto(GStrv) words = g_strsplit(line, " ", -1);

	*wanted = (struct wanted){.policy = {.timeout_state = STATE_CRITICAL,
					     .forbidden_state = STATE_WARNING,
					     .now_s = SCENE_NOW_S},
				  .protections =
				      g_array_new(FALSE, FALSE, sizeof(struct protection_wish))};
	read_range("120", &wanted->policy.skew_s.warning);
	read_range("300", &wanted->policy.skew_s.critical);
	for (gsize i = 0; words[i]; i++)
		if (*words[i] != '\0' && take(wanted, scene, words[i], words[i + 1]))
			i++;
	wanted->policy.protections = wanted->protections;
}

static void
test_row(gconstpointer data)
{
	const struct row *row = data;
	g_autoptr(struct_scene) scene = scene_read(row_section(row, "wire"));
	struct wanted wanted;
	g_autoptr(struct_check) root = NULL;
	g_autofree char *text = NULL;

	read_wanted(&wanted, scene, row_section(row, "options"));
	root = verdict_ntlm(scene->sweep, &wanted.policy);
	text = findings_text(root);
	row_compare(row, "expected", text);
	findings_compare_views(row, root);
	findings_assert_clean(root);
	g_array_unref(wanted.protections);
}

int
main(int argc, char **argv)
{
	static const char *const files[] = {
	    "tests/verdict/ntlm/challenges.rows",  "tests/verdict/ntlm/logons.rows",
	    "tests/verdict/ntlm/credentials.rows", "tests/verdict/ntlm/protection.rows",
	    "tests/verdict/ntlm/connections.rows", "tests/verdict/ntlm/kerberos.rows",
	    "tests/verdict/ntlm/measures.rows",	   "tests/verdict/ntlm/nodes.rows",
	    "tests/verdict/ntlm/hostile.rows",
	};

	g_test_init(&argc, &argv, NULL);
	g_test_set_nonfatal_assertions();
	return rows_run(files, G_N_ELEMENTS(files), test_row);
}
