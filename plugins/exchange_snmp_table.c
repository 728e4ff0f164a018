/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Serves the last results of all plugins through an SNMP agent. */
#include <errno.h>
#include <signal.h>
#include <string.h>
#include <sys/prctl.h>
#include <unistd.h>

#include "config.h"
#include "plugins/leave.h"
#include "report/command.h"
#include "report/output.h"
#include "snmp/pass_persist.h"
#include "state/directory.h"
#include "state/result_store.h"

struct options {
	char *state_dir, *oid_base;
	gboolean help, version;
};

#define AT(field) G_STRUCT_OFFSET(struct options, field)

static const struct option_row rows[] = {
    {"state-dir", 0, OPTION_STRING, AT(state_dir), "DIR",
     "where the plugins keep their records (default: " LOCALSTATEDIR "/lib/" PACKAGE_TARNAME ")",
     NULL, 0, 0},
    {"oid-base", 0, OPTION_STRING, AT(oid_base), "OID",
     "where EXCHANGE-AUTH-MIB stands (default: " OID_BASE ")", NULL, 0, 0},
    {"help", 'h', OPTION_FLAG, AT(help), NULL, "this text", NULL, 0, 0},
    {"version", 'V', OPTION_FLAG, AT(version), NULL, "name and version", NULL, 0, 0},
};

enum { EXIT_GOOD = 0, EXIT_BAD = 3, PIECE = 4096 };

static const struct command_exit exits[] = {
    {EXIT_GOOD, "the agent asked for no more"},
    {EXIT_BAD, "wrong use, or records that cannot be read; the output says what"},
};

static char *
help_text(const struct option_group *group)
{
	const struct command command = {
	    .name = "exchange_snmp_table",
	    .usage = "[--state-dir DIR] [--oid-base OID]",
	    .question =
		"Serves what the check_exchange plugins found in their last runs (those with "
		"--trap-sink or --keep-result) as the tables of EXCHANGE-AUTH-MIB. It is started "
		"by net-snmp's agent, whose pass_persist protocol it speaks. The user of snmpd "
		"must be able to read the records: it is the plugins' user or root.",
	    .groups = group,
	    .count = 1,
	    .exits = exits,
	    .exit_count = G_N_ELEMENTS(exits),
	    .setup_title = "In snmpd.conf, where views hide what they do not name",
	    .setup = "  pass_persist ." OID_BASE " " PREFIX "/bin/exchange_snmp_table\n"
		     "  view systemonly included ." OID_BASE "\n",
	};

	return command_help(&command);
}

/* FALSE at the end, or when the agent is gone. */
static gboolean
serve_piece(struct pass_persist *talk)
{
	g_autoptr(GString) out = g_string_new(NULL);
	char bytes[PIECE];
	const gssize length = read(STDIN_FILENO, bytes, sizeof(bytes));
	gboolean goes_on;

	if (length < 0 && errno == EINTR)
		return TRUE;
	if (length <= 0)
		return FALSE;
	goes_on = pass_persist_take(talk, bytes, (gsize)length, out);
	return output_print(out->str) && goes_on;
}

static GPtrArray *
read_results(void *data)
{
	return result_store_all(data, NULL);
}

static int
serve(const struct options *options, GError **error)
{
	g_autofree char *directory = state_directory_choose(options->state_dir);
	g_autoptr(struct_result_store) store = result_store_open_to_read(directory, error);
	g_autoptr(struct_pass_persist) talk =
	    store ? pass_persist_new(options->oid_base, read_results, store, error) : NULL;

	if (!talk)
		return EXIT_BAD;
	while (serve_piece(talk))
		;
	return EXIT_GOOD;
}

static int
run(const struct option_group *group, const struct options *options, char **argv)
{
	g_autoptr(GError) error = NULL;
	int code = EXIT_GOOD;

	if (!option_parse(group, 1, argv, &error)) {
		code = EXIT_BAD;
	} else if (options->help) {
		g_autofree char *text = help_text(group);

		code = output_print(text) ? EXIT_GOOD : EXIT_BAD;
	} else if (options->version) {
		code = output_print("exchange_snmp_table (" PACKAGE_NAME ") " PACKAGE_VERSION "\n")
			   ? EXIT_GOOD
			   : EXIT_BAD;
	} else {
		code = serve(options, &error);
	}
	if (error) {
		g_autofree char *text =
		    g_strdup_printf("exchange_snmp_table: %s\n", error->message);

		(void)output_print(text);
	}
	return code;
}

int
main(int argc, char **argv)
{
	struct options options = {0};
	const struct option_group group = {"Options", rows, G_N_ELEMENTS(rows), &options};
	int code;

	(void)prctl(PR_SET_DUMPABLE, 0);
	(void)signal(SIGPIPE, SIG_IGN);
	code = argc > 0 ? run(&group, &options, argv) : EXIT_BAD;
	option_clear(&group, 1);
	return leave(code);
}
