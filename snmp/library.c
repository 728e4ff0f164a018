/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Loads net-snmp and keeps it to itself. */
#include "snmp/library.h"

#include <dlfcn.h>
#include <stddef.h>
#include <stdlib.h>

#include "base/text.h"
#include "snmp/courier.h"

#define ROW(function)                                                                              \
	{                                                                                          \
#function, offsetof(struct snmp_library, function)                                 \
	}

static const struct {
	const char *name;
	gsize offset;
} functions[] = {
    ROW(netsnmp_ds_set_boolean), ROW(snmp_enable_calllog), ROW(init_snmp),
    ROW(snmp_sess_init),	 ROW(snmp_sess_open),	   ROW(snmp_sess_close),
    ROW(snmp_sess_session),	 ROW(snmp_sess_send),	   ROW(snmp_sess_synch_response),
    ROW(snmp_sess_error),	 ROW(snmp_error),	   ROW(snmp_pdu_create),
    ROW(snmp_pdu_add_variable),	 ROW(snmp_free_pdu),	   ROW(generate_Ku),
};

/* "NAME could not be loaded: why". */
static void
refuse(GError **error)
{
	const char *reason = dlerror();
	g_autofree char *words = text_line(reason ? reason : "no reason is given");

	g_set_error(error, COURIER_ERROR, 0,
		    "%s cannot be loaded (Debian: apt-get install libsnmp40): %s", NETSNMP_SONAME,
		    words);
}

/* What it would do by itself, each by its own switch. A log nobody listens to is not written. */
static void
isolate(const struct snmp_library *library, const char *state_dir)
{
	static const int switches[] = {
	    NETSNMP_DS_LIB_DONT_READ_CONFIGS,
	    NETSNMP_DS_LIB_DONT_PERSIST_STATE,
	    NETSNMP_DS_LIB_DONT_LOAD_HOST_FILES,
	    NETSNMP_DS_LIB_ALARM_DONT_USE_SIG,
	};

	(void)setenv("MIBS", "", 1);
	(void)setenv("MIBDIRS", "", 1);
	(void)setenv("SNMPCONFPATH", state_dir, 1);
	(void)setenv("SNMP_PERSISTENT_DIR", state_dir, 1);
	library->snmp_enable_calllog();
	for (gsize i = 0; i < G_N_ELEMENTS(switches); i++)
		(void)library->netsnmp_ds_set_boolean(NETSNMP_DS_LIBRARY_ID, switches[i], 1);
}

struct snmp_library *
snmp_library_load(const char *state_dir, gboolean users, GError **error)
{
	struct snmp_library *library = g_new0(struct snmp_library, 1);

	library->handle = dlopen(NETSNMP_SONAME, RTLD_LAZY | RTLD_LOCAL);
	for (gsize i = 0; library->handle && i < G_N_ELEMENTS(functions); i++) {
		gpointer *place = G_STRUCT_MEMBER_P(library, functions[i].offset);

		*place = dlsym(library->handle, functions[i].name);
		if (!*place) {
			refuse(error);
			snmp_library_free(library);
			return NULL;
		}
	}
	if (!library->handle) {
		refuse(error);
		snmp_library_free(library);
		return NULL;
	}
	isolate(library, state_dir);
	/* Without users the sessions need none of it. */
	if (users)
		library->init_snmp(G_LOG_DOMAIN);
	return library;
}

/* It stays loaded: it is not made to be taken out of a process, which is about to end anyway. */
void
snmp_library_free(struct snmp_library *library)
{
	g_free(library);
}
