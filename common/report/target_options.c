/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Says which server is meant. */
#include "report/target_options.h"

#include <arpa/inet.h>
#include <stddef.h>
#include <string.h>
#include <unistd.h>

#include <glib/gstdio.h>

#include "base/text.h"

enum { NAME_MAX_LENGTH = 253, LABEL_MAX_LENGTH = 63 };

#define AT(field) offsetof(struct target_options, field)

const struct option_row target_option_rows[] = {
    {"hostname", 'H', OPTION_STRING, AT(hostname), "NAME",
     "the server's name as clients use it (URL, TLS, Host header), or its address", NULL, 0, 0},
    {"port", 'p', OPTION_INTEGER, AT(port), "N", "port; left out: 443, or 80 with --plain-http",
     NULL, 1, 65535},
    {"use-ipv4", '4', OPTION_FLAG, AT(ipv4), NULL, "only IPv4 addresses", NULL, 0, 0},
    {"use-ipv6", '6', OPTION_FLAG, AT(ipv6), NULL, "only IPv6 addresses", NULL, 0, 0},
    {"address", 'I', OPTION_STRINGS, AT(addresses), "IP",
     "connect to this address and keep the name: one node behind a balancer; repeatable", NULL, 0,
     0},
    {"all-addresses", 0, OPTION_FLAG, AT(all_addresses), NULL,
     "judge every address the name resolves to, and their differences", NULL, 0, 0},
    {"plain-http", 0, OPTION_FLAG, AT(plain_http), NULL, "http instead of https", NULL, 0, 0},
    {"ca-file", 0, OPTION_STRING, AT(ca_file), "FILE",
     "trust the certificates in this PEM file instead of the system's", NULL, 0, 0},
    {"ca-path", 0, OPTION_STRING, AT(ca_path), "DIR",
     "trust the certificates in this hashed directory instead of the system's", NULL, 0, 0},
    {"insecure", 0, OPTION_FLAG, AT(insecure), NULL, "take any certificate (it is still reported)",
     NULL, 0, 0},
    {"proxy", 0, OPTION_STRING, AT(proxy), "URL",
     "go through this proxy; left out: the environment's (https_proxy, no_proxy ...)", NULL, 0, 0},
    {"dns-server", 0, OPTION_STRING, AT(dns_server), "IP[:PORT]",
     "ask this name server, as clients outside would, in place of the system's", NULL, 0, 0},
    {"no-proxy", 0, OPTION_FLAG, AT(no_proxy), NULL, "go straight, whatever the environment says",
     NULL, 0, 0},
};
const gsize target_option_count = G_N_ELEMENTS(target_option_rows);

/* AF_INET, AF_INET6, or 0 when `text` is no address. */
static int
family_of(const char *text)
{
	struct in6_addr bytes;

	if (inet_pton(AF_INET, text, &bytes) == 1)
		return AF_INET;
	return inet_pton(AF_INET6, text, &bytes) == 1 ? AF_INET6 : 0;
}

/* "[::1]" becomes "::1"; brackets round anything else stay, and are refused later. */
static void
drop_brackets(char *text)
{
	const gsize length = strlen(text);

	if (length < 2 || text[0] != '[' || text[length - 1] != ']')
		return;
	text[length - 1] = '\0';
	if (family_of(text + 1) == AF_INET6)
		memmove(text, text + 1, length - 1);
	else
		text[length - 1] = ']';
}

static gboolean
is_label(const char *label)
{
	const gsize length = strlen(label);

	return length > 0 && length <= LABEL_MAX_LENGTH && label[0] != '-' &&
	       label[length - 1] != '-' &&
	       strspn(label, G_CSET_a_2_z G_CSET_A_2_Z G_CSET_DIGITS "-_") == length;
}

/* Underscores are not for hosts, but Windows admins use them and DNS servers answer. */
static gboolean
is_name(const char *text)
{
	g_auto(GStrv) labels = g_strsplit(text, ".", -1);
	const char *last = "";

	if (strlen(text) > NAME_MAX_LENGTH)
		return FALSE;
	for (gsize i = 0; labels[i]; i++) {
		if (!is_label(labels[i]))
			return FALSE;
		last = labels[i];
	}
	/* "10.0.1" is no name, but a resolver would read an address into it. */
	return strspn(last, G_CSET_DIGITS) != strlen(last);
}

static gboolean
check_hostname(const char *hostname, GError **error)
{
	g_autofree char *shown = text_line(hostname);

	if (!hostname)
		return option_refuse(error, "--hostname (-H) is missing");
	if (family_of(hostname) || is_name(hostname))
		return TRUE;
	return option_refuse(
	    error,
	    "--hostname (-H): expected a host name or an address (no URL, no port), got \"%s\"",
	    shown);
}

static gboolean
check_addresses(const struct target_options *options, GError **error)
{
	for (guint i = 0; options->addresses && i < options->addresses->len; i++) {
		const char *address = options->addresses->pdata[i];
		const int family = family_of(address);
		g_autofree char *shown = text_line(address);

		if (!family)
			return option_refuse(
			    error, "--address (-I): expected an IP address, got \"%s\"", shown);
		if ((options->ipv4 && family != AF_INET) || (options->ipv6 && family != AF_INET6))
			return option_refuse(error,
					     "--address (-I): %s is no IPv%c address, as %s wants",
					     shown, options->ipv4 ? '4' : '6',
					     options->ipv4 ? "--use-ipv4 (-4)" : "--use-ipv6 (-6)");
	}
	return TRUE;
}

static gboolean
check_readable(const char *option, const char *path, gboolean directory, GError **error)
{
	g_autofree char *shown = text_line(path);

	if (!path)
		return TRUE;
	if (g_access(path, R_OK) != 0)
		return option_refuse(error, "%s: %s cannot be read", option, shown);
	if (g_file_test(path, G_FILE_TEST_IS_DIR) != directory)
		return option_refuse(error, "%s: expected a %s, %s is %s", option,
				     directory ? "directory" : "file", shown,
				     directory ? "none" : "a directory");
	return TRUE;
}

/* The password would stand in the process list. */
static gboolean
check_proxy(const struct target_options *options, GError **error)
{
	if (!options->proxy)
		return TRUE;
	if (options->no_proxy)
		return option_refuse(error, "--proxy and --no-proxy exclude each other");
	if (options->proxy[0] == '\0')
		return option_refuse(error,
				     "--proxy: expected URL, got \"\" (for none say --no-proxy)");
	if (strchr(options->proxy, '@'))
		return option_refuse(error, "--proxy: expected a URL without user and password");
	return TRUE;
}

/* "192.0.2.53", "192.0.2.53:5353", "[2001:db8::53]:53", "2001:db8::53" */
static gboolean
check_dns_server(const char *server, GError **error)
{
	g_autofree char *host = g_strdup(server);
	g_autofree char *shown = NULL;
	const char *port = NULL;
	char *colon = strrchr(host, ':');
	guint64 number = 0;

	if (colon && (colon > host && (colon[-1] == ']' || strchr(host, ':') == colon))) {
		*colon = '\0';
		port = colon + 1;
	}
	drop_brackets(host);
	if (family_of(host) != 0 &&
	    (!port || g_ascii_string_to_unsigned(port, 10, 1, 65535, &number, NULL)))
		return TRUE;
	shown = text_line(server);
	return option_refuse(error, "--dns-server: expected IP or IP:PORT, got \"%s\"", shown);
}

gboolean
target_options_check(struct target_options *options, GError **error)
{
	if (options->hostname)
		drop_brackets(options->hostname);
	for (guint i = 0; options->addresses && i < options->addresses->len; i++)
		drop_brackets(options->addresses->pdata[i]);
	if (options->ipv4 && options->ipv6)
		return option_refuse(error,
				     "--use-ipv4 (-4) and --use-ipv6 (-6) exclude each other");
	if (options->addresses && options->all_addresses)
		return option_refuse(error,
				     "--address (-I) and --all-addresses exclude each other");
	if (options->dns_server && !check_dns_server(options->dns_server, error))
		return FALSE;
	return check_hostname(options->hostname, error) && check_addresses(options, error) &&
	       check_readable("--ca-file", options->ca_file, FALSE, error) &&
	       check_readable("--ca-path", options->ca_path, TRUE, error) &&
	       check_proxy(options, error);
}
