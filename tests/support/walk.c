/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Builds the facts of a sign-in from a few lines of text. */
#include "tests/support/walk.h"

#include <string.h>

#include "tests/support/scene.h"

#define EMAIL	     "probe@example.com"
#define AUTODISCOVER "https://mail.example.com/autodiscover/autodiscover.xml"
#define NOWHERE	     "https://autodiscover.example.com/autodiscover/autodiscover.xml"
#define EWS	     "https://mail.example.com/EWS/Exchange.asmx"
#define OAB	     "https://mail.example.com/OAB/7d2b/"

#define ENVELOPE(body)                                                                             \
	"<s:Envelope xmlns:s=\"http://schemas.xmlsoap.org/soap/envelope/\"><s:Body>" body          \
	"</s:Body></s:Envelope>"
#define FREE_BUSY                                                                                  \
	ENVELOPE("<GetUserAvailabilityResponse><FreeBusyResponseArray><FreeBusyResponse>"          \
		 "<ResponseMessage ResponseClass=\"Success\"><ResponseCode>NoError</ResponseCode>" \
		 "</ResponseMessage><FreeBusyView><FreeBusyViewType>FreeBusyMerged"                \
		 "</FreeBusyViewType><MergedFreeBusy>0022</MergedFreeBusy></FreeBusyView>"         \
		 "</FreeBusyResponse></FreeBusyResponseArray></GetUserAvailabilityResponse>")
#define OUT_OF_OFFICE                                                                              \
	ENVELOPE("<GetUserOofSettingsResponse><ResponseMessage ResponseClass=\"Success\">"         \
		 "<ResponseCode>NoError</ResponseCode></ResponseMessage><OofSettings>"             \
		 "<OofState>Disabled</OofState></OofSettings></GetUserOofSettingsResponse>")
#define MANIFEST                                                                                   \
	"<OAB><OAL id='a' dn='/' name='\\Global'><Full seq='7' ver='32' size='554' "               \
	"uncompressedsize='1165' SHA='0123456789abcdef0123456789abcdef01234567'>f.lzx</Full>"      \
	"</OAL></OAB>"

#define SETTINGS                                                                                   \
	"<Autodiscover xmlns='http://schemas.microsoft.com/exchange/autodiscover/"                 \
	"responseschema/2006'><Response xmlns='http://schemas.microsoft.com/exchange/"             \
	"autodiscover/outlook/responseschema/2006a'><Account><AccountType>email</AccountType>"     \
	"<Action>settings</Action><Protocol><Type>EXPR</Type><Server>mail.example.com</Server>"    \
	"</Protocol></Account></Response></Autodiscover>"

/* What it is built of. */
struct builder {
	struct scene *scene, *again; /* the same twice: what is needed twice is taken from both */
	struct signin *signin;
	char *ews_url, *oab_url; /* NULL: as usual; "-": none */
};

static struct offer *
offer_of(const struct scene *scene, const char *name)
{
	const struct node_offers *node =
	    scene->sweep->nodes->len > 0 ? g_ptr_array_index(scene->sweep->nodes, 0) : NULL;

	for (guint i = 0; node && i < node->offers->len; i++) {
		struct offer *offer = g_ptr_array_index(node->offers, i);

		if (strcmp(offer->endpoint->name, name) == 0)
			return offer;
	}
	return NULL;
}

static struct asked *
take_asked(struct offer *offer)
{
	return offer->post ? g_steal_pointer(&offer->post) : g_steal_pointer(&offer->get);
}

static struct handshake *
take_handshake(struct offer *offer)
{
	return offer->handshakes->len > 0 ? g_ptr_array_steal_index(offer->handshakes, 0) : NULL;
}

static void
fill(const struct asked *asked, const char *body)
{
	if (asked && asked->answer->status == 200 && asked->answer->body->len == 0)
		g_string_assign(asked->answer->body, body);
}

/* The request that the offer tells of; `body` is the right answer. */
static struct call *
call_of(struct offer *offer, const char *body)
{
	struct call *call = call_new(take_asked(offer));

	call->handshake = take_handshake(offer);
	fill(call->plain, body);
	if (call->handshake)
		fill(handshake_last(call->handshake), body);
	return call;
}

static void
learn(struct node *node, const struct call *call)
{
	node_learn(node, call->plain->answer);
	if (call->handshake && handshake_last(call->handshake))
		node_learn(node, handshake_last(call->handshake)->answer);
}

static void
give_url(struct builder *b, const char *name, const char *url)
{
	if (strcmp(url, "-") != 0)
		g_ptr_array_add(b->signin->discovery->given_urls, given_url_new(name, "EXPR", url));
}

static enum trail_end
end_of(const struct call *call)
{
	const struct answer *answer = call_answer(call)->answer;

	if (answer->outcome != OUTCOME_ANSWERED)
		return TRAIL_LOST;
	if (answer->status == 200)
		return TRAIL_SETTINGS;
	if (answer->status != 401)
		return TRAIL_STATUS;
	return call->handshake && handshake_judged(call->handshake) ? TRAIL_REFUSED
								    : TRAIL_CHALLENGED;
}

static void
discover(struct builder *b)
{
	struct offer *offer = offer_of(b->scene, "autodiscover");
	struct discovery *discovery = discovery_new(EMAIL);
	enum discovery_step step = offer ? DISCOVERY_NAMED : DISCOVERY_HOST;
	struct trail *trail = trail_new(step);
	struct hop *hop = hop_new(offer ? AUTODISCOVER : NOWHERE);

	b->signin->discovery = discovery;
	discovery->trails[step] = trail;
	g_ptr_array_add(trail->hops, hop);
	hop->host = g_strdup("mail.example.com");
	hop->tls = TRUE;
	hop->trusted = TRUE;
	hop->resolved = offer ? OUTCOME_ANSWERED : OUTCOME_NAME;
	trail->end = TRAIL_NO_NAME;
	if (!offer) {
		hop->resolve_trouble = g_strdup("there is no such name");
		return;
	}
	hop->call = call_of(offer, SETTINGS);
	learn(hop->node, hop->call);
	if (call_answer(hop->call)->answer->status == 200)
		hop->document = autodiscover_parse(SETTINGS, strlen(SETTINGS));
	trail->end = end_of(hop->call);
	if (trail->end == TRAIL_SETTINGS || trail->end == TRAIL_CHALLENGED ||
	    trail->end == TRAIL_REFUSED)
		discovery->winner = DISCOVERY_NAMED;
}

static struct site *
site_of(const char *url)
{
	struct site *site = site_new(url);
	struct node_offers *node = node_offers_new(NULL);

	site->trusted = site->tls;
	if (!site->host) {
		node_offers_free(node);
		return site;
	}
	site->sweep = sweep_new(site->host);
	site->sweep->port = site->port;
	site->sweep->tls = site->tls;
	site->sweep->resolved = OUTCOME_ANSWERED;
	g_ptr_array_add(site->sweep->nodes, node);
	return site;
}

static struct node *
node_of(const struct site *site)
{
	return ((struct node_offers *)g_ptr_array_index(site->sweep->nodes, 0))->node;
}

/* The second question over the same connection; NULL: the first went wrong, so nobody asked. */
static struct call *
go_on(const struct call *first)
{
	struct answer *answer;
	struct call *call;

	if (!call_went_well(first))
		return NULL;
	answer = answer_new(METHOD_POST, EWS);
	answer->outcome = OUTCOME_ANSWERED;
	answer->body_outcome = OUTCOME_ANSWERED;
	answer->status = call_answer(first)->answer->status;
	for (guint i = 0; i < first->plain->answer->headers->len && answer->status == 401; i++) {
		const struct header *header = g_ptr_array_index(first->plain->answer->headers, i);

		answer_add_header(answer, header->name, strlen(header->name), header->value,
				  strlen(header->value));
	}
	call = call_new(asked_new(answer));
	fill(call->plain, OUT_OF_OFFICE);
	return call;
}

static void
add_ews_call(struct ews_talk *talk, enum ews_question question, struct call *call)
{
	struct ews_call *made = ews_call_new(question);
	const struct answer *answer = call ? call_answer(call)->answer : NULL;

	made->call = call;
	if (answer && answer->body->len > 0 && (answer->status == 200 || answer->status == 500))
		made->answer = ews_parse(answer->body->str, answer->body->len);
	g_ptr_array_add(talk->calls, made);
}

static void
visit_ews(struct builder *b)
{
	struct offer *offer = offer_of(b->scene, "ews");
	struct offer *second = offer_of(b->scene, "second");
	const char *url = b->ews_url ? b->ews_url : EWS;
	g_autoptr(GPtrArray) mailboxes = g_ptr_array_new();
	struct ews_site *site;
	struct ews_talk *talk;
	struct call *call, *next;

	g_ptr_array_add(mailboxes, (gpointer)EMAIL);
	b->signin->ews = ews_findings_new(EMAIL, mailboxes, SCENE_NOW_S);
	if (!offer && !b->ews_url)
		return;
	give_url(b, "EwsUrl", url);
	if (strcmp(url, "-") == 0)
		return;
	site = ews_site_new(url, (1U << EWS_QUESTIONS) - 1);
	g_ptr_array_add(b->signin->ews->sites, site);
	site_free(site->site);
	site->site = site_of(url);
	if (!offer || !site->site->host)
		return;
	talk = ews_talk_new(0);
	call = call_of(offer, FREE_BUSY);
	learn(node_of(site->site), call);
	add_ews_call(talk, EWS_FREE_BUSY, call);
	next = second ? call_of(second, OUT_OF_OFFICE) : go_on(call);
	if (next)
		next->logged_on_before = call->handshake && !next->handshake;
	add_ews_call(talk, EWS_OUT_OF_OFFICE, next);
	g_ptr_array_add(site->talks, talk);
}

static void
visit_oab(struct builder *b)
{
	struct offer *first = offer_of(b->scene, "oab");
	struct offer *book = offer_of(b->scene, "book");
	const char *url = b->oab_url ? b->oab_url : OAB;
	struct site *site;
	struct oab_book *made;

	b->signin->oab = oab_findings_new(OAB_DEPTH_MANIFEST);
	if (!first && !b->oab_url)
		return;
	give_url(b, "OABUrl", url);
	if (strcmp(url, "-") == 0)
		return;
	site = site_of(url);
	b->signin->oab->site = site;
	if (!first || !site->host)
		return;
	b->signin->oab_anonymous = take_asked(offer_of(b->again, "oab"));
	node_learn(node_of(site), b->signin->oab_anonymous->answer);
	made = oab_book_new(0);
	made->call = call_of(book ? book : first, MANIFEST);
	made->call->logged_on_before =
	    book && book->handshakes->len == 0 && made->call->plain->answer->status != 401;
	learn(node_of(site), made->call);
	if (call_answer(made->call)->answer->status == 200)
		made->manifest = oab_manifest_parse(call_answer(made->call)->answer->body->str,
						    call_answer(made->call)->answer->body->len);
	if (call_answer(made->call)->answer->status == 500 && offer_of(b->again, "ews"))
		made->ews = take_asked(offer_of(b->again, "ews"));
	g_ptr_array_add(b->signin->oab->books, made);
}

/* FALSE: the line is a scene's. */
static gboolean
take_line(struct builder *b, const char *line)
{
	const char *rest = strchr(line, ' ');

	if (*line != '@')
		return FALSE;
	g_assert_nonnull(rest);
	if (g_str_has_prefix(line, "@EwsUrl "))
		b->ews_url = g_strdup(rest + 1);
	else if (g_str_has_prefix(line, "@OABUrl "))
		b->oab_url = g_strdup(rest + 1);
	else if (g_str_has_prefix(line, "@seconds "))
		b->signin->total_us = (gint64)(g_ascii_strtod(rest, NULL) * G_USEC_PER_SEC);
	else
		g_error("a walk has no line \"%s\"", line);
	return TRUE;
}

struct walk *
walk_read(const char *text)
{
	struct walk *walk = g_new(struct walk, 1);
	struct builder b = {.signin = signin_new()};
	g_autoptr(GString) rest = g_string_new(NULL);
	g_auto(GStrv) lines = g_strsplit(text, "\n", -1);

	for (gsize i = 0; lines[i]; i++)
		if (!take_line(&b, lines[i]))
			g_string_append_printf(rest, "%s\n", lines[i]);
	b.scene = scene_read(rest->str);
	b.again = scene_read(rest->str);
	walk->signin = b.signin;
	b.signin->logon = g_steal_pointer(&b.scene->sweep->logon);
	discover(&b);
	visit_ews(&b);
	visit_oab(&b);
	if (offer_of(b.scene, "fallback"))
		b.signin->fallback = take_handshake(offer_of(b.scene, "fallback"));
	scene_free(b.scene);
	scene_free(b.again);
	g_free(b.ews_url);
	g_free(b.oab_url);
	return walk;
}

void
walk_free(struct walk *walk)
{
	signin_free(walk->signin);
	g_free(walk);
}
