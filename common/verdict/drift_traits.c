/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Compares facts that are neither good nor bad in themselves. */
#include <string.h>

#include "base/text.h"
#include "verdict/drift_case.h"

void
drift_change(struct drift *drift, struct check *check, const char *whose, const char *format, ...)
{
	g_autofree char *words = NULL;
	va_list arguments;

	va_start(arguments, format);
	words = g_strdup_vprintf(format, arguments);
	va_end(arguments);
	check_judge(check, drift->policy->accept_into ? STATE_OK : drift->policy->change_state,
		    "%s", words);
	drift->changes++;
	g_ptr_array_add(drift->told, g_strdup_printf("%s%s", whose, words));
}

/* What the challenge alone tells: where none came, nothing is known. */
static gboolean
is_told_by_ntlm(const struct fingerprint_trait *trait)
{
	return trait->offset >= offsetof(struct fingerprint_node, ntlm_computer);
}

static gboolean
has_ntlm(const struct fingerprint_node *node)
{
	return node->ntlm_computer || node->ntlm_domain || node->dns_computer || node->dns_domain ||
	       node->dns_forest;
}

static const char *
text_of(const struct fingerprint_node *node, const struct fingerprint_trait *trait)
{
	return *(const char *const *)(const void *)((const char *)node + trait->offset);
}

static void
compare_text(const struct drift_node *node, const struct fingerprint_trait *trait)
{
	const char *was = text_of(node->was, trait);
	const char *is = text_of(node->is, trait);
	gboolean address = strcmp(trait->name, "address") == 0;
	g_autofree char *was_shown = text_line(was);
	g_autofree char *is_shown = text_line(is);

	if (g_strcmp0(was, is) == 0 || (address && (!was || !is)))
		return;
	if (is_told_by_ntlm(trait) && (!has_ntlm(node->was) || !has_ntlm(node->is)))
		return;
	drift_change(node->drift, check_add(node->check, trait->title), node->whose,
		     is	   ? was ? "%s is %s, was %s" : "%s is %s, was not told%s"
		     : was ? "%s is not told any more%s, was %s"
			   : "%s%s%s",
		     trait->title, is_shown, was_shown);
}

/* "15 January 2027"; the caller frees. */
static char *
day_of(gint64 seconds)
{
	g_autoptr(GDateTime) moment = seconds != 0 ? g_date_time_new_from_unix_utc(seconds) : NULL;

	return moment ? g_date_time_format(moment, "%Y-%m-%d") : g_strdup("an unknown day");
}

/* "mail.example.com, autodiscover.example.com"; the caller frees. */
static char *
names_of(const struct certificate *certificate)
{
	g_autoptr(GString) list = g_string_new(NULL);

	for (guint i = 0; i < certificate->names->len; i++)
		g_string_append_printf(list, "%s%s", i > 0 ? ", " : "",
				       (const char *)g_ptr_array_index(certificate->names, i));
	return text_line(list->str);
}

static void
note_both(struct check *check, const char *what, const char *was, const char *is)
{
	g_autofree char *was_shown = text_line(was);
	g_autofree char *is_shown = text_line(is);

	if (g_strcmp0(was, is) != 0)
		check_note(check, NOTE_EVIDENCE, "%s: %s, was %s", what, is_shown, was_shown);
}

static void
compare_certificate(const struct drift_node *node)
{
	const struct certificate *was = node->was->certificate;
	const struct certificate *is = node->is->certificate;
	g_autofree char *was_names = was ? names_of(was) : NULL;
	g_autofree char *is_names = is ? names_of(is) : NULL;
	g_autofree char *was_until = was ? day_of(was->not_after_s) : NULL;
	g_autofree char *is_until = is ? day_of(is->not_after_s) : NULL;
	gboolean renewed;
	struct check *check;

	if (!was || !is || !was->sha256 || !is->sha256 || strcmp(was->sha256, is->sha256) == 0)
		return;
	renewed = g_strcmp0(was->subject, is->subject) == 0 && strcmp(was_names, is_names) == 0 &&
		  is->not_after_s > was->not_after_s;
	check = check_add(node->check, "certificate");
	drift_change(node->drift, check, node->whose, "the certificate %s, valid until %s (was %s)",
		     renewed ? "was renewed" : "is another one", is_until, was_until);
	note_both(check, "subject", was->subject, is->subject);
	note_both(check, "names", was_names, is_names);
	note_both(check, "sha256", was->sha256, is->sha256);
}

static gboolean
is_moved(const struct drift_node *node, const char *endpoint)
{
	return g_ptr_array_find_with_equal_func(node->moved, endpoint, g_str_equal, NULL);
}

/* The place of a change at an endpoint in our own tree. */
static struct check *
add_at(const struct drift_node *node, const char *endpoint, const char *name)
{
	for (guint i = 0; i < node->check->children->len; i++) {
		struct check *child = g_ptr_array_index(node->check->children, i);

		if (strcmp(child->name, endpoint) == 0)
			return check_add(child, name);
	}
	return check_add(check_add(node->check, endpoint), name);
}

/* What one method was answered with, then and now. */
struct reply {
	char *was, *is; /* NULL: there is nothing to compare */
};

/* Requests that brought no answer are the verdicts' business. */
static gboolean
both_answered(const struct fingerprint_answer *was, const struct fingerprint_answer *is)
{
	return was && is && was->outcome == OUTCOME_ANSWERED && is->outcome == OUTCOME_ANSWERED;
}

static struct reply
reply_of(const struct fingerprint_answer *was, const struct fingerprint_answer *is)
{
	gboolean both = both_answered(was, is);

	return (struct reply){.was = both ? fingerprint_answer_text(was) : NULL,
			      .is = both ? fingerprint_answer_text(is) : NULL};
}

static void
reply_clear(struct reply *reply)
{
	g_free(reply->was);
	g_free(reply->is);
}

static gboolean
reply_differs(const struct reply *reply)
{
	return reply->was && reply->is && strcmp(reply->was, reply->is) != 0;
}

static void
tell_reply(const struct drift_node *node, const char *endpoint, const char *method,
	   const struct reply *reply)
{
	g_autofree char *was = text_line(reply->was);
	g_autofree char *is = text_line(reply->is);

	drift_change(node->drift, add_at(node, endpoint, "reply"), node->whose,
		     "%s answers%s%s with %s, was %s", endpoint, *method != '\0' ? " " : "", method,
		     is, was);
}

/* GET and POST are told once where they changed alike. */
static void
compare_replies(const struct drift_node *node, const struct fingerprint_endpoint *was,
		const struct fingerprint_endpoint *is)
{
	struct reply get = reply_of(was->get, is->get);
	struct reply post = reply_of(was->post, is->post);

	if (reply_differs(&get) && reply_differs(&post) && strcmp(get.was, post.was) == 0 &&
	    strcmp(get.is, post.is) == 0) {
		tell_reply(node, is->name, "", &get);
	} else {
		if (reply_differs(&get))
			tell_reply(node, is->name, "GET", &get);
		if (reply_differs(&post))
			tell_reply(node, is->name, "POST", &post);
	}
	reply_clear(&get);
	reply_clear(&post);
}

static void
compare_protection(const struct drift_node *node, const struct fingerprint_endpoint *was,
		   const struct fingerprint_endpoint *is)
{
	const char *before = protection_text(was->protection);
	const char *now = protection_text(is->protection);

	if (!now || (before && strcmp(before, now) == 0))
		return;
	if (before) {
		drift_change(node->drift, add_at(node, is->name, "mode"), node->whose,
			     "Extended Protection of %s is %s, was %s", is->name, now, before);
		return;
	}
	check_judge(add_at(node, is->name, "mode"), STATE_OK,
		    "Extended Protection is %s; the baseline does not know it yet, --accept takes "
		    "it up",
		    now);
}

/* What a verdict calls better or worse is told as that alone. */
static void
compare_endpoint(const struct drift_node *node, const struct fingerprint_endpoint *is)
{
	const struct fingerprint_endpoint *was = fingerprint_find_endpoint(node->was, is->name);
	g_autofree char *path = NULL;

	if (!was) {
		check_judge(add_at(node, is->name, "baseline"), STATE_OK,
			    "not in the baseline yet, --accept takes it up");
		return;
	}
	if (is_moved(node, is->name))
		return;
	path = text_line(was->path);
	if (was->path && g_ascii_strcasecmp(was->path, is->path) != 0)
		drift_change(node->drift, add_at(node, is->name, "path"), node->whose,
			     "%s is asked at %s, was %s", is->name, is->path, path);
	compare_replies(node, was, is);
	compare_protection(node, was, is);
}

void
drift_compare_traits(struct drift_node *node)
{
	if (!fingerprint_node_answered(node->is) || !fingerprint_node_answered(node->was))
		return;
	for (gsize i = 0; i < FINGERPRINT_TRAITS; i++)
		compare_text(node, &fingerprint_traits[i]);
	compare_certificate(node);
	for (guint i = 0; i < node->is->endpoints->len; i++)
		compare_endpoint(node, g_ptr_array_index(node->is->endpoints, i));
}
