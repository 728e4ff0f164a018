/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Builds the facts of a sweep from a few lines of text. */
#include "tests/support/scene.h"

#include <string.h>

#include "tests/support/scene_build.h"

void
scene_finish_answer(struct scene_builder *b)
{
	struct asked *asked;

	if (!b->answer || !b->node)
		return;
	node_learn(b->node->node, b->answer);
	asked = asked_new(g_steal_pointer(&b->answer));
	if (b->slot)
		*b->slot = asked;
	else
		g_ptr_array_add(b->handshake->legs, asked);
	b->slot = NULL;
}

static void
begin_node(struct scene_builder *b, const char *address)
{
	scene_finish_handshake(b);
	if (b->node) {
		g_clear_pointer(&b->front_end, g_free);
		g_clear_pointer(&b->build, g_free);
	}
	b->node = node_offers_new(*address != '\0' ? address : NULL);
	g_ptr_array_add(b->scene->sweep->nodes, b->node);
}

static struct endpoint_choice *
endpoint_of(struct scene_builder *b, const char *text)
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
offer_of(struct scene_builder *b, const struct endpoint_choice *endpoint)
{
	GPtrArray *offers = b->node->offers;
	struct offer *offer;

	if (b->into_baseline) {
		b->into_baseline = FALSE;
		b->node->baseline = offer_new(endpoint);
		return b->node->baseline;
	}
	offer = offers->len > 0 ? g_ptr_array_index(offers, offers->len - 1) : NULL;

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

void
scene_begin_answer(struct scene_builder *b, enum method method, const char *result,
		   const char *rest, struct asked **slot)
{
	const struct sweep *sweep = b->scene->sweep;
	const char *address = b->node->node->address;
	guint64 status = 0;
	g_autofree char *url = g_strdup_printf("%s://%s%s", sweep->tls ? "https" : "http",
					       sweep->hostname, b->offer->endpoint->path);

	scene_finish_answer(b);
	b->slot = slot;
	b->answer = answer_new(method, url);
	b->answer->total_us = G_USEC_PER_SEC / 4;
	b->answer->peer =
	    g_strdup_printf("%s:%u", address ? address : sweep->hostname, sweep->port);
	if (g_ascii_string_to_unsigned(result, 10, 100, 999, &status, NULL)) {
		set_answered(b->answer, (guint)status, rest ? rest : "");
		b->answer->address = g_strdup(address ? address : "192.0.2.1");
	} else {
		b->answer->outcome = outcome_from(result);
		b->answer->stage = rest ? stage_from(rest) : STAGE_CONNECT;
		b->answer->body_outcome = OUTCOME_NOT_ASKED;
	}
	if (b->front_end && status != 0)
		add_header(b->answer, "X-FEServer", b->front_end);
	if (b->build && status != 0)
		add_header(b->answer, "X-OWA-Version", b->build);
}

/* "GET 401 Negotiate | NTLM" or "POST timeout wait" of one endpoint. */
static void
begin_exchange(struct scene_builder *b, const char *endpoint, const char *rest)
{
	g_auto(GStrv) words = g_strsplit(rest, " ", 3);
	struct asked **slot;
	gboolean post = words[0] && strcmp(words[0], "POST") == 0;

	g_assert_true(words[0] && words[1]);
	scene_finish_handshake(b);
	if (!b->node)
		begin_node(b, "");
	b->offer = offer_of(b, endpoint_of(b, endpoint));
	slot = post ? &b->offer->post : &b->offer->get;
	g_assert_null(*slot);
	scene_begin_answer(b, post ? METHOD_POST : METHOD_GET, words[1], words[2], slot);
}

static void
add_further_header(struct scene_builder *b, const char *rest)
{
	const char *colon = strchr(rest, ':');
	g_autofree char *name = NULL;

	g_assert_true(colon && b->answer);
	name = g_strndup(rest, (gsize)(colon - rest));
	add_header(b->answer, name, colon[1] == ' ' ? colon + 2 : colon + 1);
}

static void
set_certificate(struct scene_builder *b, const char *rest)
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
set_subject(struct scene_builder *b, const char *rest)
{
	struct certificate *certificate = b->node->node->certificate;

	g_free(certificate->subject);
	certificate->subject = g_strcompress(rest);
}

static void
set_resolved(struct scene_builder *b, const char *rest)
{
	g_auto(GStrv) words = g_strsplit(rest, " ", 2);

	b->scene->sweep->resolved = outcome_from(words[0]);
	b->scene->sweep->resolve_trouble = g_strcompress(words[1] ? words[1] : "");
}

static void
set_known_addresses(struct scene_builder *b, const char *rest)
{
	b->scene->sweep->known_addresses = (guint)g_ascii_strtoull(rest, NULL, 10);
}

static void
set_plain(struct scene_builder *b, const char *rest)
{
	g_assert_cmpstr(rest, ==, "");
	b->scene->sweep->tls = FALSE;
	b->scene->sweep->port = 80;
}

static void
set_trouble(struct scene_builder *b, const char *rest)
{
	b->answer->trouble = g_strcompress(rest);
}

static void
set_body(struct scene_builder *b, const char *rest)
{
	g_autofree char *bytes = g_strcompress(rest);

	g_string_assign(b->answer->body, bytes);
}

static void
set_body_bytes(struct scene_builder *b, const char *rest)
{
	g_string_set_size(b->answer->body, (gsize)g_ascii_strtoull(rest, NULL, 10));
	memset(b->answer->body->str, 'x', b->answer->body->len);
}

static void
set_body_outcome(struct scene_builder *b, const char *rest)
{
	b->answer->body_outcome = outcome_from(rest);
	b->answer->stage = STAGE_BODY;
}

static void
set_seconds(struct scene_builder *b, const char *rest)
{
	b->answer->total_us = (gint64)(g_ascii_strtod(rest, NULL) * G_USEC_PER_SEC);
}

static void
set_front_end(struct scene_builder *b, const char *rest)
{
	b->front_end = g_strdup(rest);
}

static void
set_build(struct scene_builder *b, const char *rest)
{
	b->build = g_strdup(rest);
}

static const struct {
	const char *word;
	void (*set)(struct scene_builder *b, const char *rest);
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
read_line(struct scene_builder *b, const char *line)
{
	g_autofree char *word = NULL;
	gsize length = strcspn(line, " ");
	const char *rest = line[length] == ' ' ? line + length + 1 : line + length;

	if (length > 1 && line[length - 1] == ':') {
		g_autofree char *endpoint = g_strndup(line, length - 1);

		begin_exchange(b, endpoint, rest);
		return;
	}
	for (gsize i = 0; i < G_N_ELEMENTS(words); i++) {
		if (strlen(words[i].word) == length && strncmp(words[i].word, line, length) == 0) {
			words[i].set(b, rest);
			return;
		}
	}
	word = g_strndup(line, length);
	if (scene_logon_line(b, word, rest))
		return;
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
	struct scene_builder b = {.scene = scene, .texts = g_ptr_array_new_with_free_func(g_free)};

	scene->endpoints = g_ptr_array_new_with_free_func(free_endpoint);
	scene->sweep = sweep_new("mail.example.com");
	scene->sweep->port = 443;
	scene->sweep->tls = TRUE;
	scene->sweep->resolved = OUTCOME_ANSWERED;
	scene->sweep->total_us = G_USEC_PER_SEC / 2;
	for (gsize i = 0; lines[i]; i++)
		if (*lines[i] != '\0')
			read_line(&b, lines[i]);
	scene_finish_handshake(&b);
	g_ptr_array_unref(b.texts);
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
