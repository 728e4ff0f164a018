/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Exchange Web Services as far as Communicator and Outlook use them to show presence: free/busy
 * (GetUserAvailability) and out-of-office (GetUserOofSettings).
 *
 * Source: MS-OXWAVLS (availability), MS-OXWOOF (out-of-office), Microsoft's EWS reference for
 * response codes and faults.
 *
 * Texts are UTF-8, white space round them removed; they are the server's: clean them before
 * showing.
 */
#ifndef PROTOCOL_EWS_H
#define PROTOCOL_EWS_H

#include "base/autoptr.h"

/* RequestServerVersion: how new the client says it is. */
enum ews_version {
	EWS_2007_SP1, /* works everywhere */
	EWS_2010,
	EWS_2010_SP2,
	EWS_2013,
	EWS_2013_SP1,
	EWS_2016,
	EWS_VERSION_COUNT
};

/* "Exchange2007_SP1" ..., in the order of the enum; NULL-terminated. */
extern const char *const ews_version_names[];

/*
 * Asks for the free/busy of these mailboxes (char *) between two moments (seconds since 1970, UTC;
 * at most 42 days), merged in steps of `interval_minutes` (5 to 1440), as MergedOnly or Detailed
 * with `details`. The caller frees.
 */
char *ews_availability_request(enum ews_version version, const GPtrArray *mailboxes, gint64 from_s,
			       gint64 to_s, guint interval_minutes, gboolean details);

/* Asks for the out-of-office settings of that mailbox; only its owner may. The caller frees. */
char *ews_oof_request(enum ews_version version, const char *mailbox);

/* SOAPAction of the two, with the quotes. */
#define EWS_AVAILABILITY_ACTION                                                                    \
	"\"http://schemas.microsoft.com/exchange/services/2006/messages/GetUserAvailability\""
#define EWS_OOF_ACTION                                                                             \
	"\"http://schemas.microsoft.com/exchange/services/2006/messages/GetUserOofSettings\""

/* What one mailbox, or the one operation, was answered. */
struct ews_response {
	char *response_class;	/* "Success", "Warning", "Error"; NULL: none was given */
	char *code;		/* "NoError", "ErrorMailRecipientNotFound" ...; NULL */
	char *message;		/* MessageText; NULL */
	char *view_type;	/* "MergedOnly", "FreeBusy", "Detailed", "None"; NULL */
	char *merged_free_busy; /* "0002": a digit per interval, 0 free, 1 tentative, 2 busy, 3 out
				   of office, 4 no data; NULL */
	guint events;		/* CalendarEvents */
};

struct ews_answer {
	char *operation;      /* "GetUserAvailability", "GetUserOofSettings", another one's; NULL */
	char *server_version; /* "15.2.1544.11" of ServerVersionInfo; NULL */
	GPtrArray *responses; /* struct ews_response *, in order; never NULL */
	char *oof_state;      /* "Disabled", "Enabled", "Scheduled"; NULL */
	char *external_audience; /* "None", "Known", "All"; NULL */
	/* A SOAP fault; NULL: none. */
	char *fault_code, *fault_message;
	char *fault_response_code; /* "ErrorServerBusy" of its detail; NULL */
	gint64 back_off_ms;	   /* BackOffMilliseconds; -1: not given */
	char *malformed;	   /* NULL, or why nothing (more) could be understood */
};

/* Never NULL; the caller frees. Bounded as autodiscover_parse() is: no document types, no entities,
 * 1 MiB, 32 levels, 1024 responses. */
struct ews_answer *ews_parse(const void *bytes, gsize length);
void ews_answer_free(struct ews_answer *answer);
AUTOPTR_STRUCT(ews_answer)

#endif
