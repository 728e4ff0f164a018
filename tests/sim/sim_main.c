/* SPDX-License-Identifier: GPL-3.0-or-later */
/* exchange_sim: the command line, and waiting for the end. */
#include "tests/sim/sim_service.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/signalfd.h>
#include <unistd.h>

#include <glib/gstdio.h>

enum { EXIT_CONFIG = 2 };

/* What the command line says; the strings are owned. */
struct order {
	gint port;
	gint http_port;
	gboolean print_ready;
	gboolean until_eof;
	gboolean check;
	gchar *state_dir;
	gchar *log_file;
	gchar **arguments;
};

static void
order_clear(struct order *order)
{
	g_free(order->state_dir);
	g_free(order->log_file);
	g_strfreev(order->arguments);
}

static int
complain(int code, const GError *error)
{
	g_printerr("exchange_sim: %s\n", error->message);
	return code;
}

static gboolean
valid_port(const gchar *option, gint port, GError **error)
{
	if (port >= 0 && port <= G_MAXUINT16)
		return TRUE;
	g_set_error(error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
		    "%s: expected a number from 0 to 65535, got %d", option, port);
	return FALSE;
}

static gboolean
parse_order(struct order *order, int argc, char **argv, GError **error)
{
	const GOptionEntry entries[] = {
	    {"port", 'p', 0, G_OPTION_ARG_INT, &order->port,
	     "HTTPS port of all nodes (default 0: one that is free)", "N"},
	    {"http-port", 0, 0, G_OPTION_ARG_INT, &order->http_port,
	     "HTTP port of all nodes, if the farm has it (default 0: one that is free)", "N"},
	    {"state-dir", 'd', 0, G_OPTION_ARG_FILENAME, &order->state_dir,
	     "where the certificates are kept (default: a temporary directory)", "DIR"},
	    {"log", 'l', 0, G_OPTION_ARG_FILENAME, &order->log_file,
	     "append a line per request: node, scheme, connection, authorization, method, URI, "
	     "status, what became of the logon",
	     "FILE"},
	    {"print-ready", 0, 0, G_OPTION_ARG_NONE, &order->print_ready,
	     "print \"ready port=P http_port=Q ca=FILE\" once all nodes listen", NULL},
	    {"until-eof", 0, 0, G_OPTION_ARG_NONE, &order->until_eof,
	     "end when standard input does, so that it dies with its parent", NULL},
	    {"check", 0, 0, G_OPTION_ARG_NONE, &order->check, "only read the configuration", NULL},
	    {G_OPTION_REMAINING, 0, 0, G_OPTION_ARG_FILENAME_ARRAY, &order->arguments, NULL,
	     "CONFIG"},
	    {NULL, 0, 0, G_OPTION_ARG_NONE, NULL, NULL, NULL},
	};
	g_autoptr(GOptionContext) context = g_option_context_new(NULL);

	g_option_context_set_summary(context, "Simulates the client access servers of an Exchange "
					      "organisation, each at its own loopback address.");
	g_option_context_add_main_entries(context, entries, NULL);
	if (!g_option_context_parse(context, &argc, &argv, error) ||
	    !valid_port("--port", order->port, error) ||
	    !valid_port("--http-port", order->http_port, error))
		return FALSE;
	if (order->arguments && order->arguments[0] && !order->arguments[1])
		return TRUE;
	g_set_error(error, G_OPTION_ERROR, G_OPTION_ERROR_FAILED,
		    "expected one configuration file (see --help)");
	return FALSE;
}

/* Blocked before the first thread starts, so that all inherit it; they arrive at the descriptor. */
static int
open_signals(void)
{
	sigset_t set;

	sigemptyset(&set);
	sigaddset(&set, SIGTERM);
	sigaddset(&set, SIGINT);
	(void)signal(SIGPIPE, SIG_IGN);
	if (pthread_sigmask(SIG_BLOCK, &set, NULL) != 0)
		return -1;
	return signalfd(-1, &set, SFD_CLOEXEC);
}

static void
wait_for_end(int signals, gboolean until_eof)
{
	struct pollfd at[] = {{signals, POLLIN, 0}, {until_eof ? STDIN_FILENO : -1, POLLIN, 0}};

	for (;;) {
		gchar waste[256];

		if (poll(at, G_N_ELEMENTS(at), -1) < 0 && errno != EINTR)
			return;
		if (at[0].revents)
			return;
		if (at[1].revents && read(STDIN_FILENO, waste, sizeof waste) <= 0)
			return;
	}
}

static int
serve(const struct order *order, const struct sim_farm *farm, const gchar *directory, FILE *log)
{
	const struct sim_service_plan plan = {directory, (guint16)order->port,
					      (guint16)order->http_port, log};
	g_autoptr(GError) error = NULL;
	g_autoptr(struct_sim_service) service = NULL;
	g_autofree gchar *absolute = g_canonicalize_filename(directory, NULL);
	int signals = open_signals();

	if (signals < 0) {
		g_printerr("exchange_sim: signals: %s\n", g_strerror(errno));
		return EXIT_FAILURE;
	}
	service = sim_service_start(farm, &plan, &error);
	if (service && order->print_ready) {
		g_print("ready port=%u http_port=%u ca=%s/ca.pem\n", sim_service_port(service),
			sim_service_http_port(service), absolute);
	}
	if (service)
		wait_for_end(signals, order->until_eof);
	close(signals);
	return service ? EXIT_SUCCESS : complain(EXIT_FAILURE, error);
}

static void
remove_directory(const gchar *path)
{
	g_autoptr(GDir) directory = g_dir_open(path, 0, NULL);
	const gchar *name;

	while (directory && (name = g_dir_read_name(directory))) {
		g_autofree gchar *file = g_build_filename(path, name, NULL);

		(void)g_unlink(file);
	}
	(void)g_rmdir(path);
}

/* What certificates_obtain() makes: files, and one directory of files. */
static void
remove_state(const gchar *path)
{
	g_autofree gchar *authority = g_build_filename(path, "ca", NULL);

	remove_directory(authority);
	remove_directory(path);
}

static FILE *
open_log(const gchar *path)
{
	FILE *log = fopen(path, "ae");

	/* line by line: whoever waits for a request finds it there at once */
	if (log && setvbuf(log, NULL, _IOLBF, 0) == 0)
		return log;
	g_printerr("exchange_sim: --log %s: %s\n", path, g_strerror(errno));
	if (log)
		(void)fclose(log);
	return NULL;
}

static int
serve_logged(const struct order *order, const struct sim_farm *farm, const gchar *directory)
{
	FILE *log = order->log_file ? open_log(order->log_file) : NULL;
	int code;

	if (order->log_file && !log)
		return EXIT_CONFIG;
	code = serve(order, farm, directory, log);
	if (log && fclose(log) != 0)
		g_printerr("exchange_sim: --log %s: %s\n", order->log_file, g_strerror(errno));
	return code;
}

static int
run(const struct order *order)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(struct_sim_farm) farm = sim_config_load(order->arguments[0], &error);
	g_autofree gchar *temporary = NULL;
	int code;

	if (!farm)
		return complain(EXIT_CONFIG, error);
	if (order->check)
		return EXIT_SUCCESS;
	if (order->state_dir)
		return serve_logged(order, farm, order->state_dir);
	temporary = g_dir_make_tmp("exchange_sim.XXXXXX", &error);
	if (!temporary)
		return complain(EXIT_FAILURE, error);
	code = serve_logged(order, farm, temporary);
	remove_state(temporary);
	return code;
}

int
main(int argc, char **argv)
{
	struct order order = {0};
	g_autoptr(GError) error = NULL;
	int code;

	code = parse_order(&order, argc, argv, &error) ? run(&order) : complain(EXIT_CONFIG, error);
	order_clear(&order);
	return code;
}
