/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Holds what was asked of Exchange Web Services and what came of it. */
#include "facts/ews.h"

#include "facts/ews_json.h"
#include "facts/json_text.h"

const char *
ews_question_title(enum ews_question question)
{
	return question == EWS_FREE_BUSY ? "free/busy" : "out of office";
}

const char *
ews_question_name(enum ews_question question)
{
	return question == EWS_FREE_BUSY ? "freebusy" : "oof";
}

static void
free_call(gpointer data)
{
	struct ews_call *call = data;

	call_free(call->call);
	if (call->answer)
		ews_answer_free(call->answer);
	g_free(call);
}

static void
free_talk(gpointer data)
{
	struct ews_talk *talk = data;

	g_ptr_array_unref(talk->calls);
	g_free(talk);
}

static void
free_site(gpointer data)
{
	ews_site_free(data);
}

struct ews_talk *
ews_talk_new(guint node)
{
	struct ews_talk *talk = g_new0(struct ews_talk, 1);

	talk->node = node;
	talk->calls = g_ptr_array_new_with_free_func(free_call);
	return talk;
}

struct ews_call *
ews_call_new(enum ews_question question)
{
	struct ews_call *call = g_new0(struct ews_call, 1);

	call->question = question;
	return call;
}

struct ews_site *
ews_site_new(const char *url, guint questions)
{
	struct ews_site *site = g_new0(struct ews_site, 1);

	site->site = site_new(url);
	site->questions = questions;
	site->talks = g_ptr_array_new_with_free_func(free_talk);
	return site;
}

void
ews_site_free(struct ews_site *site)
{
	if (!site)
		return;
	site_free(site->site);
	g_ptr_array_unref(site->talks);
	g_free(site);
}

struct ews_findings *
ews_findings_new(const char *owner, const GPtrArray *mailboxes, gint64 at_s)
{
	struct ews_findings *findings = g_new0(struct ews_findings, 1);

	findings->owner = g_strdup(owner);
	findings->mailboxes = g_ptr_array_new_with_free_func(g_free);
	for (guint i = 0; i < mailboxes->len; i++)
		g_ptr_array_add(findings->mailboxes, g_strdup(g_ptr_array_index(mailboxes, i)));
	findings->at_s = at_s;
	findings->sites = g_ptr_array_new_with_free_func(free_site);
	return findings;
}

void
ews_findings_free(struct ews_findings *findings)
{
	if (!findings)
		return;
	g_free(findings->owner);
	g_ptr_array_unref(findings->mailboxes);
	discovery_free(findings->discovery);
	g_ptr_array_unref(findings->sites);
	logon_free(findings->logon);
	g_free(findings);
}

const struct ews_talk *
ews_talk_with(const struct ews_site *site, guint node)
{
	for (guint i = 0; i < site->talks->len; i++) {
		const struct ews_talk *talk = g_ptr_array_index(site->talks, i);

		if (talk->node == node)
			return talk;
	}
	return NULL;
}

static json_t *
talk_to_json(const struct ews_talk *talk)
{
	json_t *object = json_object();

	for (guint i = 0; i < talk->calls->len; i++) {
		const struct ews_call *call = g_ptr_array_index(talk->calls, i);
		json_t *told = call->call ? call_to_json(call->call) : json_object();

		if (call->answer)
			json_object_set_new(told, "document", ews_answer_to_json(call->answer));
		json_object_set_new(object, ews_question_name(call->question), told);
	}
	return object;
}

static json_t *
ews_site_to_json(const struct ews_site *site)
{
	json_t *object = site_to_json(site->site);
	json_t *talks = json_array();

	for (guint i = 0; i < site->talks->len; i++)
		json_array_append_new(talks, talk_to_json(g_ptr_array_index(site->talks, i)));
	json_object_set_new(object, "talks", talks);
	return object;
}

json_t *
ews_findings_to_json(const struct ews_findings *findings)
{
	json_t *object = json_object();
	json_t *sites = json_array();

	for (guint i = 0; i < findings->sites->len; i++)
		json_array_append_new(sites,
				      ews_site_to_json(g_ptr_array_index(findings->sites, i)));
	json_set_text(object, "owner", findings->owner);
	json_object_set_new(object, "mailboxes", json_texts(findings->mailboxes));
	json_object_set_new(object, "at", json_integer(findings->at_s));
	if (findings->discovery)
		json_object_set_new(object, "discovery", discovery_to_json(findings->discovery));
	if (findings->logon)
		json_object_set_new(object, "logon", logon_to_json(findings->logon));
	json_object_set_new(object, "sites", sites);
	json_object_set_new(object, "seconds", json_seconds(findings->total_us));
	return object;
}
