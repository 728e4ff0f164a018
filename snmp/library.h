/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SNMP_LIBRARY_H
#define SNMP_LIBRARY_H

#include <net-snmp/net-snmp-config.h>

#include <net-snmp/net-snmp-includes.h>

#include "base/autoptr.h"

/*
 * The functions of libnetsnmp that are called. It is loaded when there is something to send, and
 * not linked: its relocations alone cost a run that sends nothing more than all of our own code.
 */
struct snmp_library {
	void *handle;
	__typeof__(netsnmp_ds_set_boolean) *netsnmp_ds_set_boolean;
	__typeof__(snmp_enable_calllog) *snmp_enable_calllog;
	__typeof__(init_snmp) *init_snmp;
	__typeof__(snmp_sess_init) *snmp_sess_init;
	__typeof__(snmp_sess_open) *snmp_sess_open;
	__typeof__(snmp_sess_close) *snmp_sess_close;
	__typeof__(snmp_sess_session) *snmp_sess_session;
	__typeof__(snmp_sess_send) *snmp_sess_send;
	__typeof__(snmp_sess_synch_response) *snmp_sess_synch_response;
	__typeof__(snmp_sess_error) *snmp_sess_error;
	__typeof__(snmp_error) *snmp_error;
	__typeof__(snmp_pdu_create) *snmp_pdu_create;
	__typeof__(snmp_pdu_add_variable) *snmp_pdu_add_variable;
	__typeof__(snmp_free_pdu) *snmp_free_pdu;
	__typeof__(generate_Ku) *generate_Ku;
};

/*
 * Loads it and keeps it from everything that it would do by itself: reading configurations and MIB
 * modules, writing below /var/lib/snmp, standard error, signals. It may make a directory below
 * `state_dir`. `users`: SNMPv3 is to be spoken. NULL with an error.
 */
struct snmp_library *snmp_library_load(const char *state_dir, gboolean users, GError **error);
void snmp_library_free(struct snmp_library *library);

#endif
