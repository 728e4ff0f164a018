/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The generations of Exchange, as a table. */
#include "tests/sim/sim_generation.h"

#include <string.h>

/*
 * The IIS is that of the Windows which most servers of the generation run on. X-OWA-Version on a
 * 401 is known from 15.2.986 and later; 15.1.2375 is the update of Exchange 2016 of the same month.
 */
static const struct sim_generation_facts GENERATIONS[] = {
    [SIM_EXCHANGE_2007] = {"2007", "8.3.517.0", "8.", "Microsoft-IIS/6.0", "Microsoft-HTTPAPI/1.0",
			   "2.0.50727", "5.2.3790", FALSE, FALSE, G_MAXUINT32},
    [SIM_EXCHANGE_2010] = {"2010", "14.3.513.0", "14.", "Microsoft-IIS/7.5",
			   "Microsoft-HTTPAPI/2.0", "2.0.50727", "6.1.7601", FALSE, FALSE,
			   G_MAXUINT32},
    [SIM_EXCHANGE_2013] = {"2013", "15.0.1497.48", "15.0.", "Microsoft-IIS/8.5",
			   "Microsoft-HTTPAPI/2.0", "4.0.30319", "6.3.9600", TRUE, FALSE,
			   G_MAXUINT32},
    [SIM_EXCHANGE_2016] = {"2016", "15.1.2507.39", "15.1.", "Microsoft-IIS/10.0",
			   "Microsoft-HTTPAPI/2.0", "4.0.30319", "10.0.14393", TRUE, TRUE, 2375},
    [SIM_EXCHANGE_2019] = {"2019", "15.2.1544.11", "15.2.", "Microsoft-IIS/10.0",
			   "Microsoft-HTTPAPI/2.0", "4.0.30319", "10.0.17763", TRUE, TRUE, 986},
    [SIM_EXCHANGE_SE] = {"SE", "15.2.2562.17", "15.2.", "Microsoft-IIS/10.0",
			 "Microsoft-HTTPAPI/2.0", "4.0.30319", "10.0.20348", TRUE, TRUE, 0},
};

const struct sim_generation_facts *
sim_generation_facts(enum sim_generation generation)
{
	return &GENERATIONS[generation];
}

gboolean
sim_generation_parse(const gchar *name, enum sim_generation *generation)
{
	for (guint i = 0; i < G_N_ELEMENTS(GENERATIONS); i++) {
		if (g_ascii_strcasecmp(GENERATIONS[i].name, name) == 0) {
			*generation = (enum sim_generation)i;
			return TRUE;
		}
	}
	return FALSE;
}

gchar *
sim_generation_names(void)
{
	GString *names = g_string_new(NULL);

	for (guint i = 0; i < G_N_ELEMENTS(GENERATIONS); i++)
		g_string_append_printf(names, "%s%s", i ? ", " : "", GENERATIONS[i].name);
	return g_string_free(names, FALSE);
}

/* The four numbers of a build; FALSE when it has another form. */
static gboolean
split_build(const gchar *build, guint64 numbers[SIM_BUILD_NUMBERS])
{
	g_auto(GStrv) parts = g_strsplit(build, ".", -1);

	if (g_strv_length(parts) != SIM_BUILD_NUMBERS)
		return FALSE;
	for (guint i = 0; i < SIM_BUILD_NUMBERS; i++)
		if (!g_ascii_string_to_unsigned(parts[i], 10, 0, G_MAXUINT16, &numbers[i], NULL))
			return FALSE;
	return TRUE;
}

gboolean
sim_generation_owns_build(enum sim_generation generation, const gchar *build)
{
	guint64 numbers[SIM_BUILD_NUMBERS];

	return split_build(build, numbers) &&
	       g_str_has_prefix(build, GENERATIONS[generation].family);
}

void
sim_generation_build_numbers(const gchar *build, guint numbers[SIM_BUILD_NUMBERS])
{
	guint64 wide[SIM_BUILD_NUMBERS] = {0};

	split_build(build, wide);
	for (guint i = 0; i < SIM_BUILD_NUMBERS; i++)
		numbers[i] = (guint)wide[i];
}

gboolean
sim_generation_shows_build(enum sim_generation generation, const gchar *build)
{
	guint64 numbers[SIM_BUILD_NUMBERS];

	return split_build(build, numbers) &&
	       numbers[2] >= GENERATIONS[generation].owa_version_since;
}
