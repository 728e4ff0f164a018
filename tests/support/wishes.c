/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reads what an operator wants of the verdicts from a line of options. */
#include "tests/support/wishes.h"

#include <string.h>

#include "tests/support/scene.h"

guint
wishes_policy_index(const char *name)
{
	for (guint i = 0; policy_names[i]; i++)
		if (strcmp(policy_names[i], name) == 0)
			return i;
	g_error("no policy \"%s\"", name);
}

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

static gboolean
take_demand(struct wishes *wishes, const char *option, const char *value, GError **error)
{
	static const char *const names[] = {[POLICY_EXPECT] = "--expect",
					    [POLICY_REQUIRE] = "--require",
					    [POLICY_FORBID] = "--forbid"};

	for (guint i = 0; i < G_N_ELEMENTS(names); i++)
		if (strcmp(names[i], option) == 0)
			return policy_add(wishes->policy, (enum policy_option)i, value, error);
	g_error("no option %s", option);
}

/* One option with its value. */
static gboolean
take(struct wishes *wishes, const char *option, const char *value, GError **error)
{
	const struct {
		const char *name;
		struct range *range;
	} ranges[] = {{"-w", &wishes->auth.time_s.warning},
		      {"-c", &wishes->auth.time_s.critical},
		      {"--warn-cert", &wishes->auth.certificate_days.warning},
		      {"--crit-cert", &wishes->auth.certificate_days.critical}};
	enum client client;

	for (gsize i = 0; i < G_N_ELEMENTS(ranges); i++) {
		if (strcmp(ranges[i].name, option) == 0) {
			read_range(value, ranges[i].range);
			return TRUE;
		}
	}
	if (strcmp(option, "--order-state") == 0) {
		wishes->auth.order_state = state_from(value);
	} else if (strcmp(option, "--timeout-state") == 0) {
		wishes->auth.timeout_state = state_from(value);
	} else if (strcmp(option, "--client") == 0) {
		g_assert_true(client_from_name(value, &client));
		g_array_append_val(wishes->clients, client);
	} else if (strcmp(option, "--policy") != 0) {
		return take_demand(wishes, option, value, error);
	}
	return TRUE;
}

/* The policy is made first, as the demands are added to it. */
static struct wishes *
wishes_new(char *const *words)
{
	struct wishes *wishes = g_new0(struct wishes, 1);
	guint index = 0;

	for (gsize i = 0; words[i]; i++)
		if (strcmp(words[i], "--policy") == 0)
			index = wishes_policy_index(words[i + 1]);
	wishes->policy = policy_new(index);
	wishes->clients = g_array_new(FALSE, FALSE, sizeof(enum client));
	wishes->auth = (struct auth_policy){.policy = wishes->policy,
					    .clients = wishes->clients,
					    .order_state = STATE_WARNING,
					    .timeout_state = STATE_CRITICAL,
					    .now_s = SCENE_NOW_S};
	read_range("14:", &wishes->auth.certificate_days.warning);
	read_range("3:", &wishes->auth.certificate_days.critical);
	return wishes;
}

struct wishes *
wishes_read(const char *options, GError **error)
{
	g_autofree char *line = g_strstrip(g_strdelimit(g_strdup(options), "\n", ' '));
	g_auto(GStrv) words = g_strsplit(line, " ", -1);
	struct wishes *wishes = wishes_new(words);

	for (gsize i = 0; words[i]; i++) {
		if (*words[i] == '\0')
			continue;
		if (strcmp(words[i], "--insecure") == 0) {
			wishes->auth.insecure = TRUE;
			continue;
		}
		if (!words[i + 1])
			g_error("%s lacks its value", words[i]);
		if (!take(wishes, words[i], words[i + 1], error)) {
			wishes_free(wishes);
			return NULL;
		}
		i++;
	}
	wishes->iis = (struct iis_policy){.policy = wishes->policy,
					  .order_state = wishes->auth.order_state,
					  .timeout_state = wishes->auth.timeout_state};
	return wishes;
}

void
wishes_free(struct wishes *wishes)
{
	policy_free(wishes->policy);
	g_array_unref(wishes->clients);
	g_free(wishes);
}
