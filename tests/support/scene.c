/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Builds the facts of a sweep from a few lines of text. */
#include "tests/support/scene.h"

#include <string.h>

/* What the next line belongs to. */
struct builder {
	struct scene *scene;
	struct node_offers *node;
	struct asked **slot;   /* of the offer that the answer goes to; NULL: none is begun */
	struct answer *answer; /* being built */
	char *front_end, *build;
};

static void
finish_answer(struct builder *b)
{
	if (!b->answer || !b->node)
		return;
	node_learn(b->node->node, b->answer);
	*b->slot = asked_new(g_steal_pointer(&b->answer));
	b->slot = NULL;
}

static void
begin_node(struct builder *b, const char *address)
{
	finish_answer(b);
	if (b->node) {
		g_clear_pointer(&b->front_end, g_free);
		g_clear_pointer(&b->build, g_free);
	}
	b->node = node_offers_new(*address != '\0' ? address : NULL);
	g_ptr_array_add(b->scene->sweep->nodes, b->node);
}

static struct endpoint_choice *
endpoint_of(struct builder *b, const char *text)
{
	g_autoptr(GError) error = NULL;
	struct endpoint_choice *choice = endpoint_choice_parse(text, &error);

	g_assert_no_error(error);
	for (guint i = 0; i < b->scene->endpoints->len; i++) {
		struct endpoint_choice *earlier = g_ptr_array_index(b->scene->endpoints, i);

		if (strcmp(earlier->name, choice->name) == 0) {
			endpoint_choice_free(choice);
			return earlier;
		}
	}
	g_ptr_array_add(b->scene->endpoints, choice);
	return choice;
}

static struct offer *
offer_of(struct builder *b, const struct endpoint_choice *endpoint)
{
	GPtrArray *offers = b->node->offers;
	struct offer *offer = offers->len > 0 ? g_ptr_array_index(offers, offers->len - 1) : NULL;

	if (offer && offer->endpoint == endpoint)
		return offer;
	offer = offer_new(endpoint);
	g_ptr_array_add(offers, offer);
	return offer;
}

static enum outcome
outcome_from(const char *name)
{
	g_autofree char *spelt = g_strdelimit(g_strdup(name), "_", ' ');

	for (guint i = 0; i < OUTCOME_COUNT; i++)
		if (strcmp(outcome_name((enum outcome)i), spelt) == 0)
			return (enum outcome)i;
	g_error("no outcome \"%s\"", name);
}

static enum stage
stage_from(const char *name)
{
	static const char *const names[] = {
	    [STAGE_CONNECT] = "connect", [STAGE_TLS] = "tls",	[STAGE_WAIT] = "wait",
	    [STAGE_HEAD] = "head",	 [STAGE_BODY] = "body",
	};

	for (guint i = 0; i < G_N_ELEMENTS(names); i++)
		if (strcmp(names[i], name) == 0)
			return (enum stage)i;
	g_error("no stage \"%s\"", name);
}

static void
add_header(struct answer *answer, const char *name, const char *escaped)
{
	g_autofree char *value = g_strcompress(escaped);

	answer_add_header(answer, name, strlen(name), value, strlen(value));
}

static void
set_answered(struct answer *answer, guint status, const char *fields)
{
	g_auto(GStrv) values = g_strsplit(fields, " | ", -1);

	answer->outcome = OUTCOME_ANSWERED;
	answer->body_outcome = OUTCOME_ANSWERED;
	answer->status = status;
	answer->version = g_strdup("1.1");
	answer->reason = g_strdup(status == 401 ? "Unauthorized" : "");
	answer->local_port = 50000;
	for (gsize i = 0; values[i]; i++)
		add_header(answer, "WWW-Authenticate", values[i]);
}

/* "GET 401 Negotiate | NTLM" or "POST timeout wait" of one endpoint. */
static void
begin_answer(struct builder *b, const char *endpoint, const char *rest)
{
	g_auto(GStrv) words = g_strsplit(rest, " ", 3);
	struct offer *offer;
	gboolean post = words[0] && strcmp(words[0], "POST") == 0;
	const struct sweep *sweep = b->scene->sweep;
	g_autofree char *url = NULL;
	guint64 status = 0;

	g_assert_true(words[0] && words[1]);
	finish_answer(b);
	if (!b->node)
		begin_node(b, "");
	offer = offer_of(b, endpoint_of(b, endpoint));
	b->slot = post ? &offer->post : &offer->get;
	g_assert_null(*b->slot);
	url = g_strdup_printf("%s://%s%s", sweep->tls ? "https" : "http", sweep->hostname,
			      offer->endpoint->path);
	b->answer = answer_new(post ? METHOD_POST : METHOD_GET, url);
	b->answer->total_us = G_USEC_PER_SEC / 4;
	b->answer->peer = g_strdup_printf(
	    "%s:%u", b->node->node->address ? b->node->node->address : sweep->hostname,
	    sweep->port);
	if (g_ascii_string_to_unsigned(words[1], 10, 100, 999, &status, NULL)) {
		set_answered(b->answer, (guint)status, words[2] ? words[2] : "");
		b->answer->address =
		    g_strdup(b->node->node->address ? b->node->node->address : "192.0.2.1");
	} else {
		b->answer->outcome = outcome_from(words[1]);
		b->answer->stage = words[2] ? stage_from(words[2]) : STAGE_CONNECT;
		b->answer->body_outcome = OUTCOME_NOT_ASKED;
	}
	if (b->front_end && status != 0)
		add_header(b->answer, "X-FEServer", b->front_end);
	if (b->build && status != 0)
		add_header(b->answer, "X-OWA-Version", b->build);
}

static void
add_further_header(struct builder *b, const char *rest)
{
	const char *colon = strchr(rest, ':');
	g_autofree char *name = NULL;

	g_assert_true(colon && b->answer);
	name = g_strndup(rest, (gsize)(colon - rest));
	add_header(b->answer, name, colon[1] == ' ' ? colon + 2 : colon + 1);
}

static void
set_certificate(struct builder *b, const char *rest)
{
	g_auto(GStrv) words = g_strsplit(rest, " ", 2);
	struct certificate *certificate = certificate_new();

	if (!b->node)
		begin_node(b, "");
	g_assert_true(words[0] && words[1]);
	certificate->subject = g_strdup("CN = mail.example.com");
	certificate->not_after_s =
	    SCENE_NOW_S + (gint64)(g_ascii_strtod(words[0], NULL) * 24 * 60 * 60);
	certificate->sha256 = g_strdup(words[1]);
	certificate_free(b->node->node->certificate);
	b->node->node->certificate = certificate;
}

static void
set_subject(struct builder *b, const char *rest)
{
	struct certificate *certificate = b->node->node->certificate;

	g_free(certificate->subject);
	certificate->subject = g_strcompress(rest);
}

static void
set_resolved(struct builder *b, const char *rest)
{
	g_auto(GStrv) words = g_strsplit(rest, " ", 2);

	b->scene->sweep->resolved = outcome_from(words[0]);
	b->scene->sweep->resolve_trouble = g_strcompress(words[1] ? words[1] : "");
}

static void
set_known_addresses(struct builder *b, const char *rest)
{
	b->scene->sweep->known_addresses = (guint)g_ascii_strtoull(rest, NULL, 10);
}

static void
set_plain(struct builder *b, const char *rest)
{
	g_assert_cmpstr(rest, ==, "");
	b->scene->sweep->tls = FALSE;
	b->scene->sweep->port = 80;
}

static void
set_trouble(struct builder *b, const char *rest)
{
	b->answer->trouble = g_strcompress(rest);
}

static void
set_body(struct builder *b, const char *rest)
{
	g_autofree char *bytes = g_strcompress(rest);

	g_string_assign(b->answer->body, bytes);
}

static void
set_body_bytes(struct builder *b, const char *rest)
{
	g_string_set_size(b->answer->body, (gsize)g_ascii_strtoull(rest, NULL, 10));
	memset(b->answer->body->str, 'x', b->answer->body->len);
}

static void
set_body_outcome(struct builder *b, const char *rest)
{
	b->answer->body_outcome = outcome_from(rest);
	b->answer->stage = STAGE_BODY;
}

static void
set_seconds(struct builder *b, const char *rest)
{
	b->answer->total_us = (gint64)(g_ascii_strtod(rest, NULL) * G_USEC_PER_SEC);
}

static void
set_front_end(struct builder *b, const char *rest)
{
	b->front_end = g_strdup(rest);
}

static void
set_build(struct builder *b, const char *rest)
{
	b->build = g_strdup(rest);
}

static const struct {
	const char *word;
	void (*set)(struct builder *b, const char *rest);
} words[] = {
    {"node", begin_node},	    {"+", add_further_header},
    {"trouble", set_trouble},	    {"body", set_body},
    {"body-bytes", set_body_bytes}, {"body-outcome", set_body_outcome},
    {"seconds", set_seconds},	    {"front-end", set_front_end},
    {"build", set_build},	    {"certificate", set_certificate},
    {"subject", set_subject},	    {"plain", set_plain},
    {"resolved", set_resolved},	    {"known-addresses", set_known_addresses},
};

static void
read_line(struct builder *b, const char *line)
{
	gsize length = strcspn(line, " ");
	const char *rest = line[length] == ' ' ? line + length + 1 : line + length;

	if (length > 1 && line[length - 1] == ':') {
		g_autofree char *endpoint = g_strndup(line, length - 1);

		begin_answer(b, endpoint, rest);
		return;
	}
	for (gsize i = 0; i < G_N_ELEMENTS(words); i++) {
		if (strlen(words[i].word) == length && strncmp(words[i].word, line, length) == 0) {
			words[i].set(b, rest);
			return;
		}
	}
	g_error("a scene has no line \"%s\"", line);
}

static void
free_endpoint(gpointer data)
{
	endpoint_choice_free(data);
}

struct scene *
scene_read(const char *text)
{
	g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
	struct scene *scene = g_new(struct scene, 1);
	struct builder b = {.scene = scene};

	scene->endpoints = g_ptr_array_new_with_free_func(free_endpoint);
	scene->sweep = sweep_new("mail.example.com");
	scene->sweep->port = 443;
	scene->sweep->tls = TRUE;
	scene->sweep->resolved = OUTCOME_ANSWERED;
	scene->sweep->total_us = G_USEC_PER_SEC / 2;
	for (gsize i = 0; lines[i]; i++)
		if (*lines[i] != '\0')
			read_line(&b, lines[i]);
	finish_answer(&b);
	g_free(b.front_end);
	g_free(b.build);
	return scene;
}

void
scene_free(struct scene *scene)
{
	sweep_free(scene->sweep);
	g_ptr_array_unref(scene->endpoints);
	g_free(scene);
}
