/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef FACTS_FINGERPRINT_JSON_H
#define FACTS_FINGERPRINT_JSON_H

#include <jansson.h>

#include "facts/fingerprint.h"

/*
 * {"nodes":{"CAS1":{"address":"192.0.2.11","build":"15.2.1544.11",
 *   "certificate":{"names":["mail.example.com"],"not_after":"2027-02-14T08:00:00Z","sha256":...},
 *   "endpoints":{"ews":{"path":"/EWS/Exchange.asmx","get":{"status":401,
 *     "challenges":["NTLM","Negotiate"]},"ntlm":"challenged","negotiate":"challenged"}}}},
 *  "tls":true}
 * What does not apply or is not known is left out: "post", "logon_status", "extended_protection".
 * The caller owns it.
 */
json_t *fingerprint_to_json(const struct fingerprint *fingerprint);

/*
 * Writes what was seen into an object as above that holds what was seen before. Members that are
 * not ours stay, so do facts that this run did not ask for, endpoints and nodes among them; with
 * `all_nodes` the nodes that were not seen are taken out. A node that did not answer stays as it
 * was.
 */
void fingerprint_into_json(const struct fingerprint *fingerprint, gboolean all_nodes, json_t *host);

/*
 * Reads such an object; members that are not ours are passed over. NULL with a FINGERPRINT_ERROR
 * that names the member, what was expected and what was found, cleaned for a line of output. The
 * caller frees.
 */
struct fingerprint *fingerprint_from_json(const char *hostname, guint port, const json_t *host,
					  GError **error);

/* More than any farm has; who writes more into a file is up to something. */
enum {
	FINGERPRINT_NODES_MAX = 1024,
	FINGERPRINT_ENDPOINTS_MAX = 256,
	FINGERPRINT_TEXTS_MAX = 256 /* of one list */
};

/* "an array", "a text": what stands there, for a message; NULL is "nothing". */
const char *fingerprint_json_kind(const json_t *value);

#define FINGERPRINT_ERROR (fingerprint_error_quark())
GQuark fingerprint_error_quark(void);

#endif
