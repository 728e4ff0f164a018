/* SPDX-License-Identifier: GPL-3.0-or-later */
/* wire_faults: serves one fault of the wire until it is told to stop. */
#include "tests/sim/certificates.h"
#include "tests/sim/raw_challenge.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/signalfd.h>
#include <unistd.h>

struct order {
	const char *fault;
	char *tls_directory;
	char *at;
	enum raw_leg leg;
	int port;
	gboolean until_eof;
	gboolean list;
};

static int
complain(const char *what)
{
	g_printerr("wire_faults: %s\n", what);
	return EXIT_FAILURE;
}

static int
list_faults(void)
{
	const struct raw_fault *tables[] = {raw_faults(), raw_challenge_faults()};

	for (gsize i = 0; i < G_N_ELEMENTS(tables); i++)
		for (const struct raw_fault *row = tables[i]; row->name; row++)
			printf("%-26s%s%s\n", row->name, row->what,
			       row->only_tls ? " (TLS only)" : "");
	return EXIT_SUCCESS;
}

static gboolean
read_leg(struct order *order, GError **error)
{
	static const char *const names[] = {[RAW_LEG_TYPE1] = "type1", [RAW_LEG_TYPE3] = "type3"};

	for (gsize i = RAW_LEG_TYPE1; order->at && i < G_N_ELEMENTS(names); i++)
		if (strcmp(order->at, names[i]) == 0)
			order->leg = (enum raw_leg)i;
	if (!order->at || order->leg != RAW_LEG_ANY)
		return TRUE;
	g_set_error_literal(error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
			    "--at: expected type1 or type3");
	return FALSE;
}

static gboolean
parse(struct order *order, int argc, char **argv, GError **error)
{
	const GOptionEntry entries[] = {
	    {"tls", 0, 0, G_OPTION_ARG_FILENAME, &order->tls_directory,
	     "speak TLS; the certificates are kept in DIR", "DIR"},
	    {"port", 0, 0, G_OPTION_ARG_INT, &order->port, "listen on port N of 127.0.0.1", "N"},
	    {"at", 0, 0, G_OPTION_ARG_STRING, &order->at,
	     "answer so to this message of a logon by NTLM: type1, type3", "MESSAGE"},
	    {"until-eof", 0, 0, G_OPTION_ARG_NONE, &order->until_eof, "stop when stdin ends", NULL},
	    {"list", 0, 0, G_OPTION_ARG_NONE, &order->list, "list the faults", NULL},
	    {NULL, 0, 0, G_OPTION_ARG_NONE, NULL, NULL, NULL},
	};
	g_autoptr(GOptionContext) context = g_option_context_new("FAULT - a server with one fault");

	g_option_context_add_main_entries(context, entries, NULL);
	if (!g_option_context_parse(context, &argc, &argv, error))
		return FALSE;
	order->fault = argc == 2 ? argv[1] : NULL;
	if ((order->list || order->fault) && order->port >= 0 && order->port <= G_MAXUINT16)
		return read_leg(order, error);
	g_set_error_literal(error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
			    order->list || order->fault
				? "--port: expected 0 to 65535"
				: "expected the name of one fault; see --list");
	return FALSE;
}

/* Until SIGTERM or SIGINT, which are blocked since main() began, or the end of stdin. */
static void
wait_for_end(int signals, gboolean until_eof)
{
	struct pollfd at[] = {{.fd = signals, .events = POLLIN},
			      {.fd = until_eof ? STDIN_FILENO : -1, .events = POLLIN}};
	char waste[256];

	for (;;) {
		if (poll(at, G_N_ELEMENTS(at), -1) < 0 && errno != EINTR)
			return;
		if (at[0].revents)
			return;
		if (at[1].revents && read(STDIN_FILENO, waste, sizeof(waste)) <= 0)
			return;
	}
}

static int
serve(const struct order *order, int signals)
{
	static const char *const names[] = {"localhost", "127.0.0.1", NULL};
	struct raw_plan where = {.port = (guint16)order->port};
	struct issued_certificate *certificate = NULL;
	g_autoptr(GError) error = NULL;
	g_autoptr(struct_raw_server) server = NULL;

	if (order->tls_directory) {
		certificate =
		    certificates_obtain(order->tls_directory, CERTIFICATE_GOOD, names, &error);
		if (!certificate)
			return complain(error->message);
		where.certificate_file = certificate->certificate_file;
		where.key_file = certificate->key_file;
	}
	server = raw_faults_serve(order->fault, order->leg, &where, &error);
	issued_certificate_free(certificate);
	if (!server)
		return complain(error->message);
	printf("ready port=%u\n", raw_server_port(server));
	if (fflush(stdout) != 0)
		return EXIT_FAILURE;
	wait_for_end(signals, order->until_eof);
	return EXIT_SUCCESS;
}

int
main(int argc, char **argv)
{
	struct order order = {.port = 0};
	g_autoptr(GError) error = NULL;
	sigset_t ends;
	int signals;
	int status;

	sigemptyset(&ends);
	sigaddset(&ends, SIGTERM);
	sigaddset(&ends, SIGINT);
	sigprocmask(SIG_BLOCK, &ends, NULL);
	signals = signalfd(-1, &ends, SFD_CLOEXEC);
	if (signals < 0)
		return complain(g_strerror(errno));
	if (!parse(&order, argc, argv, &error))
		status = complain(error->message);
	else
		status = order.list ? list_faults() : serve(&order, signals);
	close(signals);
	g_free(order.tls_directory);
	g_free(order.at);
	return status;
}
