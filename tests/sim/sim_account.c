/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reads accounts and finds the one that a client means. */
#include "tests/sim/sim_account.h"
#include "tests/sim/sim_ntlm_keys.h"

#include <string.h>

#define KEYS "user, domain, upn, mail, password, state, deny, " SIM_CALENDAR_KEYS

static const struct {
	const gchar *name;
	enum sim_outcome outcome;
} STATES[] = {
    {"active", SIM_OUTCOME_ACCEPTED},	      {"disabled", SIM_OUTCOME_DISABLED},
    {"locked", SIM_OUTCOME_LOCKED},	      {"expired", SIM_OUTCOME_EXPIRED},
    {"must-change", SIM_OUTCOME_MUST_CHANGE},
};

static void
denial_clear(gpointer data)
{
	struct sim_denial *denial = data;

	g_free(denial->node);
}

static void
account_free(gpointer data)
{
	struct sim_account *account = data;

	g_free(account->name);
	g_free(account->user);
	g_free(account->domain);
	g_free(account->upn);
	g_strfreev(account->mail);
	g_free(account->password);
	g_array_unref(account->denials);
	sim_calendar_clear(&account->calendar);
	g_free(account);
}

static gboolean
read_state(struct sim_account *account, const struct sim_source *source, const gchar *group,
	   GError **error)
{
	g_autofree gchar *value = sim_source_word(source, group, "state", "active", error);

	for (guint i = 0; value && i < G_N_ELEMENTS(STATES); i++) {
		if (strcmp(STATES[i].name, value) == 0) {
			account->state = STATES[i].outcome;
			return TRUE;
		}
	}
	return value && sim_source_wrong(source, group, "state", error,
					 "expected one of active, disabled, locked, expired, "
					 "must-change, got \"%s\"",
					 value);
}

static gboolean
known_node(const struct sim_source *source, const gchar *name)
{
	g_autofree gchar *group = g_strconcat("node ", name, NULL);

	return strcmp(name, "*") == 0 || g_key_file_has_group(source->file, group);
}

/* DIRECTORY or NODE/DIRECTORY. */
static gboolean
read_denial(struct sim_account *account, const struct sim_source *source, const gchar *group,
	    const gchar *text, GError **error)
{
	const gchar *slash = strchr(text, '/');
	struct sim_denial denial = {.vdir = SIM_AUTODISCOVER};

	denial.node = slash ? g_strndup(text, (gsize)(slash - text)) : g_strdup("*");
	if (known_node(source, denial.node) &&
	    sim_vdir_parse(slash ? slash + 1 : text, &denial.vdir)) {
		g_array_append_val(account->denials, denial);
		return TRUE;
	}
	denial_clear(&denial);
	return sim_source_wrong(source, group, "deny", error,
				"expected DIRECTORY or NODE/DIRECTORY, got \"%s\"", text);
}

static gboolean
read_denials(struct sim_account *account, const struct sim_source *source, const gchar *group,
	     GError **error)
{
	g_auto(GStrv) list = g_key_file_get_string_list(source->file, group, "deny", NULL, NULL);

	for (guint i = 0; list && list[i]; i++)
		if (!read_denial(account, source, group, g_strstrip(list[i]), error))
			return FALSE;
	return TRUE;
}

/* Without a list of its own the UPN is the address, as it mostly is. */
static void
read_mail(struct sim_account *account, const struct sim_source *source, const gchar *group)
{
	account->mail = g_key_file_get_string_list(source->file, group, "mail", NULL, NULL);
	if (!account->mail) {
		account->mail = g_new0(gchar *, 2);
		account->mail[0] = g_strdup(account->upn);
	}
	for (guint i = 0; account->mail[i]; i++)
		g_strstrip(account->mail[i]);
}

/* Fills `account`, which has its name and an empty list. */
static gboolean
read_account(struct sim_account *account, const struct sim_source *source, const gchar *group,
	     const gchar *domain, GError **error)
{
	if (!sim_source_check_keys(source, group, KEYS, error))
		return FALSE;
	account->user = sim_source_line(source, group, "user", account->name, error);
	account->domain =
	    account->user ? sim_source_line(source, group, "domain", domain, error) : NULL;
	account->password =
	    account->domain ? sim_source_line(source, group, "password", NULL, error) : NULL;
	account->upn = g_key_file_get_string(source->file, group, "upn", NULL);
	read_mail(account, source, group);
	return account->password && read_state(account, source, group, error) &&
	       read_denials(account, source, group, error) &&
	       sim_calendar_read(&account->calendar, source, group, error);
}

static struct sim_account *
account_new(const gchar *name, guint index)
{
	struct sim_account *account = g_new0(struct sim_account, 1);

	account->name = g_strstrip(g_strdup(name));
	account->denials = g_array_new(FALSE, FALSE, sizeof(struct sim_denial));
	g_array_set_clear_func(account->denials, denial_clear);
	account->index = index;
	return account;
}

GPtrArray *
sim_accounts_read(const struct sim_source *source, const gchar *domain, GError **error)
{
	g_auto(GStrv) groups = g_key_file_get_groups(source->file, NULL);
	g_autoptr(GPtrArray) accounts = g_ptr_array_new_with_free_func(account_free);

	for (guint i = 0; groups[i]; i++) {
		struct sim_account *account;

		if (!g_str_has_prefix(groups[i], SIM_ACCOUNT_PREFIX))
			continue;
		account = account_new(groups[i] + strlen(SIM_ACCOUNT_PREFIX), accounts->len);
		g_ptr_array_add(accounts, account);
		if (!*account->name || strpbrk(account->name, " \t")) {
			sim_source_wrong(source, groups[i], NULL, error,
					 "expected a name without blanks after \"account\"");
			return NULL;
		}
		if (!read_account(account, source, groups[i], domain, error))
			return NULL;
	}
	return g_steal_pointer(&accounts);
}

static gboolean
same(const gchar *left, const gchar *right)
{
	g_autofree gchar *upper_left = sim_ntlm_upper(left);
	g_autofree gchar *upper_right = sim_ntlm_upper(right);

	return strcmp(upper_left, upper_right) == 0;
}

static gboolean
is_meant(const struct sim_account *account, const gchar *domain, const gchar *user,
	 const gchar *dns_domain)
{
	if (!*domain && account->upn && same(account->upn, user))
		return TRUE;
	return same(account->user, user) &&
	       (!*domain || same(account->domain, domain) || same(dns_domain, domain));
}

const struct sim_account *
sim_account_find(const GPtrArray *accounts, const gchar *domain, const gchar *user,
		 const gchar *dns_domain)
{
	for (guint i = 0; i < accounts->len; i++)
		if (is_meant(accounts->pdata[i], domain, user, dns_domain))
			return accounts->pdata[i];
	return NULL;
}

/* "probe@*" stands for the address in any domain. */
static gboolean
is_address(const gchar *known, const gchar *address)
{
	const gchar *at = strrchr(address, '@');
	g_autofree gchar *anywhere =
	    at ? g_strdup_printf("%.*s@*", (int)(at - address), address) : g_strdup("");

	return same(known, address) || same(known, anywhere);
}

const struct sim_account *
sim_account_of_mailbox(const GPtrArray *accounts, const gchar *address)
{
	for (guint i = 0; i < accounts->len; i++) {
		const struct sim_account *account = accounts->pdata[i];

		for (guint j = 0; account->mail[j]; j++)
			if (is_address(account->mail[j], address))
				return account;
	}
	return NULL;
}

gboolean
sim_account_denied(const struct sim_account *account, const gchar *node, enum sim_vdir vdir)
{
	for (guint i = 0; i < account->denials->len; i++) {
		const struct sim_denial *denial =
		    &g_array_index(account->denials, struct sim_denial, i);

		if (denial->vdir == vdir &&
		    (strcmp(denial->node, "*") == 0 || strcmp(denial->node, node) == 0))
			return TRUE;
	}
	return FALSE;
}
