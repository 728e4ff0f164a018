/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SOAP: Exchange 2010 and later (MS-OXWSADISC 3.1.4, GetUserSettings). */
#ifndef PROTOCOL_AUTODISCOVER_SOAP_H
#define PROTOCOL_AUTODISCOVER_SOAP_H

#include "protocol/autodiscover.h"

#define AUTODISCOVER_SOAP_ACTION                                                                   \
	"http://schemas.microsoft.com/exchange/2010/Autodiscover/Autodiscover/GetUserSettings"

/* GetUserSettings for the settings that a probe looks at; `url` is the one it is posted to (WS
 * Addressing's To). Escaped; the caller frees. */
char *autodiscover_soap_request(const char *email, const char *url);

struct autodiscover_answer *autodiscover_soap_parse(const void *bytes, gsize length);

#endif
