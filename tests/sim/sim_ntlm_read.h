/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reads the messages of an NTLM client. */
#ifndef TESTS_SIM_NTLM_READ_H
#define TESTS_SIM_NTLM_READ_H

#include "tests/sim/sim_ntlm.h"

/* What stands in message 3. The slices are borrowed from it, the names (UTF-8) are owned. */
struct sim_ntlm_authenticate {
	struct sim_slice nt; /* the response: 24 bytes are NTLMv1, nothing is anonymous */
	struct sim_slice session_key;
	gchar *domain;
	gchar *user;
	guint32 flags;
};

/* Which message it is, 1 to 3; 0 when it is none of NTLM. */
guint sim_ntlm_message_number(struct sim_slice message);

/* The flags of message 1 and 2; 0 when it is too short. */
guint32 sim_ntlm_message_flags(struct sim_slice message, guint number);

/* The target information of a message 2 that we made. */
struct sim_slice sim_ntlm_target_info(struct sim_slice message2);

/* FALSE when a field reaches beyond the message or a name is no text; clear it in any case. */
gboolean sim_ntlm_authenticate_read(struct sim_ntlm_authenticate *read, struct sim_slice message3);

void sim_ntlm_authenticate_clear(struct sim_ntlm_authenticate *read);

/* The target information in an NTLMv2 response; not there when the response is too short. */
struct sim_slice sim_ntlm_response_info(struct sim_slice nt);

/* The clock of the client in an NTLMv2 response, in the unit of Windows; 0 when it is too short. */
guint64 sim_ntlm_response_time(struct sim_slice nt);

/* The value of the first attribute of that kind, borrowed from `info`. */
struct sim_slice sim_ntlm_attribute_find(struct sim_slice info, enum sim_ntlm_attribute attribute);

/* UTF-16LE as UTF-8; NULL when it is none. The caller frees it. */
gchar *sim_ntlm_text(struct sim_slice text);

guint64 sim_ntlm_number(struct sim_slice bytes);

#endif
