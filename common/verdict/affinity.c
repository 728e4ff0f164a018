/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Judges whether connections are kept apart on the way to the server. */
#include "verdict/affinity.h"

#include "base/text.h"

#define KEEP_APART                                                                                 \
	"let the balancer or proxy bind each client's connection to one connection to one server " \
	"(haproxy: mode tcp, or http-reuse never)"

/* How those made at the same time came out. */
struct tally {
	guint good;			/* let in; or challenged, where nobody was to log on */
	guint held;			/* not tried any more after a refusal */
	guint switched;			/* answered by two servers */
	const struct handshake *failed; /* the first that did not work */
};

static struct tally
count_up(const GPtrArray *together)
{
	struct tally tally = {0};

	for (guint i = 0; i < together->len; i++) {
		const struct handshake *handshake = g_ptr_array_index(together, i);
		const char *first;
		const char *second;

		if (handshake_changed_node(handshake, NULL, &first, &second))
			tally.switched++;
		if (handshake_accepted(handshake) || (handshake->end == HANDSHAKE_CHALLENGED &&
						      handshake->hold == HOLD_NO_CREDENTIALS))
			tally.good++;
		else if (handshake->end == HANDSHAKE_CHALLENGED)
			tally.held++;
		else if (!tally.failed)
			tally.failed = handshake;
	}
	return tally;
}

/* The logon whose companions and strangers are judged; NULL: nobody was let in. */
static const struct handshake *
accepted_at(const struct offer *offer)
{
	for (guint i = 0; i < offer->handshakes->len; i++) {
		const struct handshake *handshake = g_ptr_array_index(offer->handshakes, i);

		if (handshake_accepted(handshake))
			return handshake;
	}
	return NULL;
}

/* "CAS1, CAS2": who answered. */
static char *
servers_of(const GPtrArray *together)
{
	g_autoptr(GString) names = g_string_new(NULL);
	g_autoptr(GHashTable) seen = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);

	for (guint i = 0; i < together->len; i++) {
		const struct asked *last = handshake_last(g_ptr_array_index(together, i));
		const char *name = last ? answer_header(last->answer, "X-FEServer") : NULL;
		g_autofree char *shown = text_line(name);

		if (!name || g_hash_table_contains(seen, name))
			continue;
		g_hash_table_add(seen, g_strdup(name));
		g_string_append_printf(names, "%s%s", names->len > 0 ? ", " : "", shown);
	}
	return g_string_free(g_steal_pointer(&names), FALSE);
}

/* The first message of each goes out before the last of any; what has but one cannot be mixed so.
 */
static gboolean
handshakes_interleave(const GPtrArray *together)
{
	const struct handshake *first = g_ptr_array_index(together, 0);

	return first->mechanism == MECHANISM_NTLM || first->mechanism == MECHANISM_NTLM_WRAPPED;
}

static void
judge_together(const struct logon_case *this)
{
	const GPtrArray *together = this->offer->together;
	struct tally tally = count_up(together);
	g_autofree char *servers = servers_of(together);
	const char *what = accepted_at(this->offer) ? "logons" : "challenges";
	const char *how;
	struct check *check;

	if (together->len == 0)
		return;
	how = handshakes_interleave(together) ? "at the same time" : "on connections of their own";
	check = check_add(this->endpoint, "connections");
	if (tally.good == together->len) {
		check_judge(check, STATE_OK, "%u %s %s, none mixed up", together->len, what, how);
	} else {
		check_judge(check, STATE_CRITICAL,
			    "of %u %s %s %u failed, though one alone is good: connections are "
			    "mixed up on the way to the server",
			    together->len, what, how, together->len - tally.good - tally.held);
		check_remedy(check, "%s", KEEP_APART);
	}
	if (tally.failed && handshake_status(tally.failed) > 0)
		check_note(check, NOTE_EVIDENCE, "the first that failed: %s, status %u",
			   handshake_end_name(tally.failed->end), handshake_status(tally.failed));
	else if (tally.failed)
		check_note(check, NOTE_EVIDENCE, "the first that failed: %s",
			   handshake_end_name(tally.failed->end));
	if (tally.held > 0)
		check_note(check, NOTE_EVIDENCE,
			   "not tried any more, so that the account is not locked: %u", tally.held);
	if (tally.switched > 0)
		check_note(check, NOTE_EVIDENCE, "answered by two servers: %u", tally.switched);
	if (*servers != '\0')
		check_note(check, NOTE_DETAIL, "answered by: %s", servers);
}

/* He was asked to log on before: what only the logon got since is not for him, even if it is that a
 * directory shows nothing (403). */
static gboolean
is_let_in(const struct offer *offer)
{
	const struct handshake *accepted = accepted_at(offer);
	guint status = offer->stranger->answer->status;

	return (status >= 200 && status <= 299) ||
	       (accepted && status == handshake_status(accepted));
}

static void
judge_stranger(const struct logon_case *this)
{
	const struct asked *stranger = this->offer->stranger;
	struct check *check;

	if (!asked_answered(stranger))
		return;
	check = check_add(this->endpoint, "stranger");
	if (!is_let_in(this->offer)) {
		check_judge(check, STATE_OK, "%u to a stranger right after the logon",
			    stranger->answer->status);
		return;
	}
	check_judge(check, STATE_CRITICAL,
		    "a stranger on another connection is let in right after the logon (%u): users "
		    "are served as somebody else",
		    stranger->answer->status);
	check_remedy(check, "%s", KEEP_APART);
}

void
affinity_judge(const struct logon_case *this)
{
	judge_together(this);
	judge_stranger(this);
}
