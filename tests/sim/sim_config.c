/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reads a configuration file into a farm. */
#include "tests/sim/sim_config.h"
#include "tests/sim/sim_names.h"
#include "tests/sim/sim_overlay.h"
#include "tests/sim/sim_source.h"

#include <arpa/inet.h>
#include <string.h>

#define FARM	    "farm"
#define NODE_PREFIX "node "
#define FARM_KEYS   "hostname, domain, generation, build, certificate, http, names"
#define NODE_KEYS                                                                                  \
	"address, generation, build, certificate, iis_certificate, fe_server, "                    \
	"fqdn, hosts, web_server, listen, silent, " SIM_IDENTITY_KEYS

static void
node_free(gpointer data)
{
	struct sim_node *node = data;

	g_free(node->name);
	g_free(node->address);
	g_strfreev(node->hosts);
	g_free(node->fe_server);
	g_free(node->fqdn);
	g_free(node->build);
	g_free(node->web_server);
	sim_identity_clear(&node->identity);
	for (guint vdir = 0; vdir < SIM_VDIRS; vdir++)
		for (guint method = 0; method < SIM_METHOD_CLASSES; method++)
			sim_settings_free(node->settings[vdir][method]);
	g_free(node);
}

void
sim_farm_free(struct sim_farm *farm)
{
	if (!farm)
		return;
	g_free(farm->hostname);
	g_free(farm->domain);
	g_strfreev(farm->names);
	g_ptr_array_unref(farm->nodes);
	if (farm->accounts)
		g_ptr_array_unref(farm->accounts);
	g_free(farm);
}

static gboolean
read_generation(const struct sim_source *source, const gchar *group,
		enum sim_generation *generation, GError **error)
{
	g_autofree gchar *value = sim_source_word(source, group, "generation",
						  sim_generation_facts(*generation)->name, error);
	g_autofree gchar *names = sim_generation_names();

	return value && (sim_generation_parse(value, generation) ||
			 sim_source_wrong(source, group, "generation", error,
					  "expected one of %s, got \"%s\"", names, value));
}

static gboolean
read_certificate(const struct sim_source *source, const gchar *group, const gchar *key,
		 enum certificate_kind *kind, GError **error)
{
	g_autofree gchar *value =
	    sim_source_word(source, group, key, certificates_kind_name(*kind), error);
	g_autofree gchar *names = certificates_kind_names();

	return value && (certificates_kind_parse(value, kind) ||
			 sim_source_wrong(source, group, key, error,
					  "expected one of %s, got \"%s\"", names, value));
}

/* NULL and `error` when the build is none of `generation`. */
static gchar *
read_build(const struct sim_source *source, const gchar *group, enum sim_generation generation,
	   const gchar *otherwise, GError **error)
{
	const struct sim_generation_facts *facts = sim_generation_facts(generation);
	g_autofree gchar *build = NULL;

	if (!otherwise || !sim_generation_owns_build(generation, otherwise))
		otherwise = facts->build;
	build = sim_source_word(source, group, "build", otherwise, error);
	if (!build)
		return NULL;
	if (sim_generation_owns_build(generation, build))
		return g_steal_pointer(&build);
	sim_source_wrong(source, group, "build", error,
			 "expected a build of Exchange %s as in %s, got \"%s\"", facts->name,
			 facts->build, build);
	return NULL;
}

/* What the nodes have unless they say otherwise. */
struct defaults {
	enum sim_generation generation;
	enum certificate_kind certificate;
	gchar *build;
};

static gboolean
read_address(const struct sim_source *source, const gchar *group, struct sim_node *node,
	     const struct sim_farm *farm, GError **error)
{
	guint8 bytes[16];

	node->address = sim_source_word(source, group, "address", NULL, error);
	if (!node->address)
		return FALSE;
	if (inet_pton(AF_INET, node->address, bytes) != 1 &&
	    inet_pton(AF_INET6, node->address, bytes) != 1)
		return sim_source_wrong(source, group, "address", error,
					"expected a numeric address, got \"%s\"", node->address);
	for (guint i = 0; i < farm->nodes->len; i++) {
		const struct sim_node *other = g_ptr_array_index(farm->nodes, i);

		if (other != node && strcmp(other->address, node->address) == 0)
			return sim_source_wrong(source, group, "address", error,
						"expected an address of its own, but %s has %s too",
						other->name, node->address);
	}
	return TRUE;
}

static gboolean
read_listening(const struct sim_source *source, const gchar *group, struct sim_node *node,
	       GError **error)
{
	static const gchar *const WORDS[] = {
	    [SIM_LISTEN_BOTH] = "both",
	    [SIM_LISTEN_HTTPS] = "https",
	    [SIM_LISTEN_HTTP] = "http",
	};
	g_autofree gchar *value =
	    sim_source_word(source, group, "listen", WORDS[SIM_LISTEN_BOTH], error);

	for (guint i = 0; value && i < G_N_ELEMENTS(WORDS); i++) {
		if (strcmp(WORDS[i], value) == 0) {
			node->listen = (enum sim_listening)i;
			return TRUE;
		}
	}
	return value && sim_source_wrong(source, group, "listen", error,
					 "expected one of both, https, http, got \"%s\"", value);
}

/* What a node may be besides a server of Exchange that answers. */
static gboolean
read_manner(const struct sim_source *source, const gchar *group, struct sim_node *node,
	    GError **error)
{
	if (g_key_file_has_key(source->file, group, "web_server", NULL)) {
		node->web_server = sim_source_line(source, group, "web_server", NULL, error);
		if (!node->web_server)
			return FALSE;
	}
	node->hosts = g_key_file_get_string_list(source->file, group, "hosts", NULL, NULL);
	return read_listening(source, group, node, error) &&
	       sim_source_flag(source, group, "silent", &node->silent, error);
}

/* Fills `node`, which has its name and nothing else. */
static gboolean
read_node(const struct sim_source *source, const gchar *group, struct sim_node *node,
	  const struct sim_farm *farm, const struct defaults *defaults, GError **error)
{
	g_autofree gchar *upper = g_ascii_strup(node->name, -1);
	g_autofree gchar *lower = NULL;
	g_autofree gchar *fqdn = NULL;

	node->generation = defaults->generation;
	node->certificate = defaults->certificate;
	if (!sim_source_check_keys(source, group, NODE_KEYS, error) ||
	    !read_address(source, group, node, farm, error) ||
	    !read_manner(source, group, node, error) ||
	    !read_generation(source, group, &node->generation, error) ||
	    !read_certificate(source, group, "certificate", &node->certificate, error))
		return FALSE;
	node->build = read_build(source, group, node->generation, defaults->build, error);
	node->fe_server =
	    node->build ? sim_source_word(source, group, "fe_server", upper, error) : NULL;
	if (!node->fe_server)
		return FALSE;
	lower = g_ascii_strdown(node->fe_server, -1);
	fqdn = g_strdup_printf("%s.%s", lower, farm->domain);
	node->fqdn = sim_source_word(source, group, "fqdn", fqdn, error);
	node->iis_certificate = node->certificate;
	return node->fqdn &&
	       read_certificate(source, group, "iis_certificate", &node->iis_certificate, error) &&
	       sim_identity_read(
		   &node->identity, source, group,
		   &(struct sim_identity_defaults){farm->domain, node->fe_server, node->fqdn,
						   sim_generation_facts(node->generation)->windows},
		   error);
}

const struct sim_node *
sim_farm_node(const struct sim_farm *farm, const gchar *name)
{
	for (guint i = 0; i < farm->nodes->len; i++) {
		const struct sim_node *node = g_ptr_array_index(farm->nodes, i);

		if (strcmp(node->name, name) == 0)
			return node;
	}
	return NULL;
}

gboolean
sim_farm_listens(const struct sim_farm *farm, const struct sim_node *node, gboolean tls)
{
	return node->listen != (tls ? SIM_LISTEN_HTTP : SIM_LISTEN_HTTPS) && (tls || farm->http);
}

static gboolean
read_nodes(const struct sim_source *source, struct sim_farm *farm, const struct defaults *defaults,
	   GError **error)
{
	g_auto(GStrv) groups = g_key_file_get_groups(source->file, NULL);

	for (guint i = 0; groups[i]; i++) {
		struct sim_node *node;

		if (!g_str_has_prefix(groups[i], NODE_PREFIX))
			continue;
		node = g_new0(struct sim_node, 1);
		node->name = g_strstrip(g_strdup(groups[i] + strlen(NODE_PREFIX)));
		if (!*node->name || strpbrk(node->name, "/* ") || sim_farm_node(farm, node->name)) {
			node_free(node);
			return sim_source_wrong(
			    source, groups[i], NULL, error,
			    "expected a name of its own after \"node\", without '/', '*' and "
			    "blanks");
		}
		node->index = farm->nodes->len;
		g_ptr_array_add(farm->nodes, node);
		if (!read_node(source, groups[i], node, farm, defaults, error))
			return FALSE;
	}
	sim_names_add_hosts(farm);
	if (farm->nodes->len < 1 || farm->nodes->len > SIM_NODES_MAX)
		return sim_source_wrong(source, "node NAME", NULL, error,
					"expected 1 to %d such groups, got %u", SIM_NODES_MAX,
					farm->nodes->len);
	return TRUE;
}

static gboolean
read_accounts(const struct sim_source *source, struct sim_farm *farm, GError **error)
{
	g_autofree gchar *domain = sim_identity_short_name(farm->domain);

	farm->accounts = sim_accounts_read(source, domain, error);
	return farm->accounts != NULL;
}

static gboolean
read_farm(const struct sim_source *source, struct sim_farm *farm, GError **error)
{
	struct defaults defaults = {SIM_EXCHANGE_2019, CERTIFICATE_GOOD, NULL};
	g_autofree gchar *build = NULL;
	const gchar *dot;

	if (!g_key_file_has_group(source->file, FARM))
		return sim_source_wrong(source, FARM, NULL, error, "missing");
	if (!sim_source_check_keys(source, FARM, FARM_KEYS, error))
		return FALSE;
	farm->hostname = sim_source_word(source, FARM, "hostname", "mail.example.com", error);
	if (!farm->hostname)
		return FALSE;
	dot = strchr(farm->hostname, '.');
	farm->domain =
	    sim_source_word(source, FARM, "domain", dot ? dot + 1 : farm->hostname, error);
	if (!farm->domain || !sim_source_flag(source, FARM, "http", &farm->http, error) ||
	    !sim_names_read(source, FARM, farm, error) ||
	    !read_generation(source, FARM, &defaults.generation, error) ||
	    !read_certificate(source, FARM, "certificate", &defaults.certificate, error))
		return FALSE;
	build = read_build(source, FARM, defaults.generation, NULL, error);
	defaults.build = build;
	return build && read_accounts(source, farm, error) &&
	       read_nodes(source, farm, &defaults, error);
}

struct sim_farm *
sim_config_load(const gchar *path, GError **error)
{
	g_autoptr(GKeyFile) file = g_key_file_new();
	g_autoptr(GError) reason = NULL;
	struct sim_farm *farm;

	if (!g_key_file_load_from_file(file, path, G_KEY_FILE_NONE, &reason)) {
		g_set_error(error, G_KEY_FILE_ERROR, G_KEY_FILE_ERROR_PARSE, "%s: %s", path,
			    reason->message);
		return NULL;
	}
	farm = g_new0(struct sim_farm, 1);
	farm->nodes = g_ptr_array_new_with_free_func(node_free);
	if (read_farm(&(struct sim_source){path, file}, farm, error) &&
	    sim_overlay_apply(farm, path, file, error))
		return farm;
	sim_farm_free(farm);
	return NULL;
}
