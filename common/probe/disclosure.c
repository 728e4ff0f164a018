/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Asks for every form of the answer. */
#include "probe/disclosure.h"

#include <string.h>

#include "protocol/autodiscover_json.h"
#include "protocol/autodiscover_pox.h"
#include "protocol/autodiscover_soap.h"

enum { BODY_LIMIT = 1024 * 1024 };

/* Outlook's: some servers decide by it (Exchange 2019, as gromox notes). */
#define OUTLOOK                                                                                    \
	"User-Agent: Microsoft Office/16.0 (Windows NT 10.0; Microsoft Outlook 16.0.10417; Pro)"

static const char *const pox_headers[] = {"Content-Type: text/xml; charset=utf-8",
					  "X-MapiHttpCapability: 1",
					  "X-ClientCanHandle: Negotiate,ExHttpInfo", OUTLOOK, NULL};
static const char *const soap_headers[] = {"Content-Type: text/xml; charset=utf-8",
					   "SOAPAction: \"" AUTODISCOVER_SOAP_ACTION "\"", NULL};

/* Asks and reads; what came of it is the newest disclosure. */
static void
ask(const struct expedition *expedition, struct discovery *discovery, struct session *session,
    struct disclosure *disclosure, const struct http_request *request)
{
	const struct answer *answer;

	disclosure->call = session_ask(session, request, expedition->deadline);
	answer = call_answer(disclosure->call)->answer;
	/* SOAP says its faults with 500, JSON its errors with 400. */
	if (answer->outcome == OUTCOME_ANSWERED &&
	    (answer->status == 200 || answer->status == 400 || answer->status == 500) &&
	    answer->body->len > 0)
		disclosure->document = autodiscover_parse(answer->body->str, answer->body->len);
	g_ptr_array_add(discovery->disclosures, disclosure);
}

/* The same host with another path; the caller frees. */
static char *
url_at(const struct place *place, const char *path)
{
	const struct http_target target = {
	    .hostname = place->host, .port = place->port, .tls = place->tls};

	return http_url(&target, path);
}

static void
ask_pox(const struct expedition *expedition, struct discovery *discovery, struct session *session,
	const struct place *place)
{
	g_autofree char *body = autodiscover_pox_request(AUTODISCOVER_OUTLOOK, expedition->email);
	g_autofree char *url = url_at(place, place->path);
	struct http_request request = {.method = METHOD_POST,
				       .path = place->path,
				       .headers = pox_headers,
				       .body = body,
				       .body_limit = BODY_LIMIT};

	ask(expedition, discovery, session, disclosure_new("pox with capabilities", url), &request);
}

static void
ask_soap(const struct expedition *expedition, struct discovery *discovery, struct session *session,
	 const struct place *place)
{
	static const char path[] = "/autodiscover/autodiscover.svc";
	g_autofree char *url = url_at(place, path);
	g_autofree char *body = autodiscover_soap_request(expedition->email, url);
	struct http_request request = {.method = METHOD_POST,
				       .path = path,
				       .headers = soap_headers,
				       .body = body,
				       .body_limit = BODY_LIMIT};

	ask(expedition, discovery, session, disclosure_new("soap", url), &request);
}

static void
ask_json(const struct expedition *expedition, struct discovery *discovery, struct session *session,
	 const struct place *place)
{
	g_autofree char *path = autodiscover_json_path(expedition->email, "Ews", 1);
	g_autofree char *url = url_at(place, path);
	struct http_request request = {
	    .method = METHOD_GET, .path = path, .body_limit = BODY_LIMIT};

	ask(expedition, discovery, session, disclosure_new("json", url), &request);
}

static gboolean
is_wanted(const struct expedition *expedition, enum disclosure_form form)
{
	return (expedition->request->forms & 1U << form) != 0;
}

void
disclosure_ask_all(const struct expedition *expedition, struct discovery *discovery,
		   const struct trail *winner)
{
	const struct hop *hop = trail_last(winner);
	g_autofree char *trouble = NULL;
	g_autofree char *title = NULL;
	enum outcome outcome;
	struct place place;

	if (place_find(expedition, hop->url, &place, &outcome, &trouble)) {
		struct http_target target = place_target(expedition, &place);
		struct session_request asked = {.target = &target,
						.credentials = expedition->credentials,
						.scheme = expedition->request->scheme,
						.trusted = FALSE};
		g_autoptr(struct_session) nobody = session_new(&asked);
		struct session_request logged = asked;
		g_autoptr(struct_session) somebody = NULL;

		if (is_wanted(expedition, DISCLOSURE_JSON))
			ask_json(expedition, discovery, nobody, &place);
		title = g_strdup_printf("autodiscover of %s", place.host);
		logged.trusted = hop->trusted;
		logged.place = title;
		if (winner->end == TRAIL_SETTINGS) {
			somebody = session_new(&logged);
			if (is_wanted(expedition, DISCLOSURE_POX))
				ask_pox(expedition, discovery, somebody, &place);
			if (is_wanted(expedition, DISCLOSURE_SOAP))
				ask_soap(expedition, discovery, somebody, &place);
		}
		/* Before the target that they borrow. */
		g_clear_pointer(&somebody, session_free);
		g_clear_pointer(&nobody, session_free);
	}
	place_clear(&place);
}
