/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Knows what each URL is for that clients outside are given, and judges one that is not there or
 * not usable. */
#include "verdict/given_url.h"

#include <string.h>

#include "base/text.h"
#include "verdict/trail.h"

/* What users lose without it, and where it is set. */
static const struct {
	const char *name;
	const char *endpoint; /* whose answer its own has to be like */
	const char *loss;
	const char *cmdlet;
} meanings[] = {
    {"EwsUrl", "ews", "free/busy, out-of-office and tips fail outside",
     "Set-WebServicesVirtualDirectory -ExternalUrl https://NAME/EWS/Exchange.asmx"},
    {"ASUrl", "ews", "free/busy fails outside",
     "Set-WebServicesVirtualDirectory -ExternalUrl https://NAME/EWS/Exchange.asmx"},
    {"OOFUrl", "ews", "out-of-office fails outside",
     "Set-WebServicesVirtualDirectory -ExternalUrl https://NAME/EWS/Exchange.asmx"},
    {"OABUrl", "oab", "the address book is not downloaded outside, and Communicator prompts",
     "Set-OabVirtualDirectory -ExternalUrl https://NAME/OAB"},
};

static gsize
meaning_of(const char *name)
{
	gsize i = 0;

	while (i + 1 < G_N_ELEMENTS(meanings) && strcmp(meanings[i].name, name) != 0)
		i++;
	return i;
}

const char *
given_url_cmdlet(const char *name)
{
	return meanings[meaning_of(name)].cmdlet;
}

const char *
given_url_endpoint(const char *name)
{
	return meanings[meaning_of(name)].endpoint;
}

/* POX answers for clients that know nothing of other forms; they alone can lack a URL. */
static gboolean
is_pox(const struct given_url *given)
{
	return strcmp(given->block, "EXPR") == 0 || strcmp(given->block, "EXHTTP") == 0;
}

static gboolean
is_in_pox(const struct discovery *discovery, const char *name)
{
	for (guint i = 0; i < discovery->given_urls->len; i++) {
		const struct given_url *given = g_ptr_array_index(discovery->given_urls, i);

		if (is_pox(given) && strcmp(given->name, name) == 0)
			return TRUE;
	}
	return FALSE;
}

/* Exchange 2007 knows no EwsUrl; clients take ASUrl then. */
static gboolean
is_given(const struct discovery *discovery, const char *name)
{
	return is_in_pox(discovery, name) ||
	       (strcmp(name, "EwsUrl") == 0 && is_in_pox(discovery, "ASUrl"));
}

gboolean
given_url_is_missing(const struct discovery *discovery, const char *name)
{
	const struct trail *winner = discovery_winner(discovery);

	return winner && winner->end == TRAIL_SETTINGS &&
	       trail_is_exchange(trail_last(winner)->document) && !is_given(discovery, name);
}

void
given_url_judge_missing(struct check *check, const char *name)
{
	check_judge(check, STATE_CRITICAL,
		    "%s is not given to clients outside (neither EXPR nor EXHTTP has it): %s", name,
		    meanings[meaning_of(name)].loss);
	check_remedy(check, "%s", given_url_cmdlet(name));
}

void
given_url_judge_text(struct check *check, const char *name, const char *url, gboolean has_host)
{
	g_autofree char *shown = text_line(url);

	if (g_ascii_strcasecmp(url, "Public Folder") == 0) {
		check_judge(check, STATE_WARNING,
			    "%s says \"Public Folder\": clients outside get no address book", name);
		check_remedy(check, "switch web distribution of the OAB on "
				    "(Set-OfflineAddressBook -VirtualDirectories)");
	} else if (!has_host) {
		check_judge(check, STATE_CRITICAL, "%s is no URL: %s", name, shown);
	} else {
		check_judge(check, STATE_CRITICAL,
			    "%s is plain http: clients do not send credentials there, or send them "
			    "in clear",
			    shown);
		check_remedy(check, "%s", given_url_cmdlet(name));
	}
}
