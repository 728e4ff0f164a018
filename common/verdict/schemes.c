/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Judges a list of schemes: which are there, which are missing, in which order. */
#include "verdict/schemes.h"

#include "base/text.h"

static guint
bits_of(const struct challenge_list *offered)
{
	guint bits = 0;

	for (guint i = 0; i < offered->challenges->len; i++)
		bits |= SCHEME_BIT(challenge_list_at(offered, i)->scheme);
	return bits;
}

/* "NTLM and Basic"; the caller frees it. */
static char *
name_bits(guint bits)
{
	const char *names[SCHEME_COUNT + 1] = {NULL};
	gsize count = 0;

	for (guint i = 0; i < SCHEME_COUNT; i++)
		if (bits & SCHEME_BIT(i))
			names[count++] = scheme_name((enum scheme)i);
	return text_enumerate(names, " and ");
}

struct provider_list
schemes_providers(const struct challenge_list *offered)
{
	struct provider_list now = {.count = 0};

	for (guint i = 0; i < offered->challenges->len; i++) {
		enum scheme scheme = challenge_list_at(offered, i)->scheme;

		if (challenge_list_find(offered, scheme) == challenge_list_at(offered, i))
			provider_list_add(&now, scheme, scheme_name(scheme));
	}
	return now;
}

/* One list under judgement. */
struct run {
	const struct schemes_case *this;
	gboolean
	    providers_told; /* one change of the provider list cures all that is wrong with it */
};

static void
add_provider_cure(struct check *check, struct run *run)
{
	const struct schemes_case *this = run->this;
	struct provider_list now =
	    this->providers ? *this->providers : schemes_providers(this->offered);
	enum scheme then[2];
	guint then_count = policy_providers(this->wanted, this->offered, then);

	if (run->providers_told) {
		check_remedy(check, "the change of the provider list above cures this too");
		return;
	}
	run->providers_told = TRUE;
	/* An empty list on the wire rather means that Windows authentication is off; a
	 * configuration's is really empty. */
	if (now.count == 0 && !this->providers)
		remedy_enable(check, &this->place);
	else
		remedy_providers(check, &this->place, &now, then, then_count);
}

/* Adds what brings the schemes in `wrong` (missing, forbidden or out of order) to what is wanted.
 */
static void
add_cure(struct check *check, struct run *run, guint wrong)
{
	const struct schemes_case *this = run->this;

	if (this->only_for) {
		check_remedy(check,
			     "find out what in front of IIS answers %s in its own way; IIS makes "
			     "no difference",
			     this->only_for);
		return;
	}
	if (wrong & PROVIDERS)
		add_provider_cure(check, run);
	if (wrong & SCHEME_BIT(SCHEME_BASIC))
		remedy_basic(check, &this->place,
			     (this->wanted->required & SCHEME_BIT(SCHEME_BASIC)) != 0);
	if (wrong & SCHEME_BIT(SCHEME_BEARER))
		remedy_bearer(check, &this->place,
			      (this->wanted->required & SCHEME_BIT(SCHEME_BEARER)) != 0);
}

static void
note_offer(struct check *check, const struct schemes_case *this)
{
	g_autofree char *offered = challenge_list_describe(this->offered);
	g_autoptr(GString) written = g_string_new(NULL);

	for (guint i = 0; this->providers && i < this->providers->count; i++) {
		g_autofree char *name = text_line(this->providers->providers[i].name);

		g_string_append_printf(written, "%s%s", i > 0 ? ", " : "", name);
	}
	if (this->providers)
		check_note(check, NOTE_EVIDENCE, "configured: %s",
			   written->len > 0 ? written->str : "none");
	else
		check_note(check, NOTE_EVIDENCE, "offered%s%s: %s", this->only_for ? " to " : "",
			   this->only_for ? this->only_for : "", offered);
}

/* What a missing scheme means for those who need it. */
static const char *
loss_of(guint missing)
{
	if (missing & SCHEME_BIT(SCHEME_NTLM))
		return "clients that only speak NTLM cannot log on";
	if (missing & SCHEME_BIT(SCHEME_NEGOTIATE))
		return "no Kerberos logon is possible";
	if (missing & SCHEME_BIT(SCHEME_BEARER))
		return "modern authentication is not possible";
	if (missing & SCHEME_BIT(SCHEME_BASIC))
		return "clients that need Basic cannot log on";
	return "clients that need it cannot log on";
}

static void
judge_missing(struct check *check, struct run *run, guint missing, enum state state)
{
	const struct schemes_case *this = run->this;
	gboolean only_basic =
	    bits_of(this->offered) == SCHEME_BIT(SCHEME_BASIC) && (missing & PROVIDERS);
	g_autofree char *names = name_bits(missing);

	check_judge(check, state, "%s missing%s%s%s: %s", names,
		    this->only_for ? " in the answer to " : "",
		    this->only_for ? this->only_for : "", only_basic ? ", only Basic left" : "",
		    loss_of(missing));
	note_offer(check, this);
	if (this->via)
		check_note(check, NOTE_EVIDENCE, "Via: %s", this->via);
	if (this->via || (only_basic && !this->providers && !this->through_exchange))
		check_remedy(check, "a proxy may have answered or cut the list: ask the server "
				    "itself with --address; if it offers all, cure "
				    "the proxy");
	add_cure(check, run, missing);
}

static void
judge_unwanted(struct check *check, struct run *run, guint forbidden)
{
	const struct schemes_case *this = run->this;
	g_autofree char *names = name_bits(forbidden);

	check_judge(check, STATE_WARNING, "%s offered, but not wanted", names);
	note_offer(check, this);
	add_cure(check, run, forbidden);
}

static void
judge_schemes(struct check *parent, struct run *run)
{
	const struct wanted *wanted = run->this->wanted;
	struct check *check = check_add(parent, "schemes");
	guint offered = bits_of(run->this->offered);
	guint missing = wanted->required & ~offered;
	guint desired = wanted->desired & ~offered;
	guint unwanted = wanted->exact ? offered & ~wanted->required : wanted->forbidden & offered;
	g_autofree char *list = challenge_list_describe(run->this->offered);

	if (missing)
		judge_missing(check, run, missing, STATE_CRITICAL);
	else
		check_judge(check, STATE_OK, "%s", list);
	if (desired)
		judge_missing(check_add(parent, "desired"), run, desired, STATE_WARNING);
	if (unwanted)
		judge_unwanted(check_add(parent, "unwanted"), run, unwanted);
}

/* Compares the order of those that are offered, expected and not forbidden; the others are
 * "schemes"' business. */
static gboolean
is_as_expected(const struct challenge_list *offered, const struct wanted *wanted)
{
	gint last = -1;

	for (guint i = 0; i < wanted->exact->len; i++) {
		enum scheme scheme = g_array_index(wanted->exact, enum scheme, i);
		gint at = challenge_list_position(offered, scheme);

		if (!(wanted->required & SCHEME_BIT(scheme)))
			continue;
		if (at >= 0 && at < last)
			return FALSE;
		last = MAX(at, last);
	}
	return TRUE;
}

static void
judge_exact(struct check *check, struct run *run)
{
	const struct schemes_case *this = run->this;
	const char *names[SCHEME_COUNT + 1] = {NULL};
	g_autofree char *offered = challenge_list_describe(this->offered);
	g_autofree char *expected = NULL;

	for (guint i = 0; i < MIN(this->wanted->exact->len, SCHEME_COUNT); i++)
		names[i] = scheme_name(g_array_index(this->wanted->exact, enum scheme, i));
	expected = text_enumerate(names, ", ");
	if (is_as_expected(this->offered, this->wanted)) {
		check_judge(check, STATE_OK, "in the expected order: %s", expected);
		return;
	}
	check_judge(check, this->order_state, "offers %s; expected %s", offered, expected);
	add_cure(check, run, PROVIDERS);
}

static void
judge_order(struct check *check, struct run *run)
{
	const struct schemes_case *this = run->this;
	enum scheme first = this->wanted->first;
	enum scheme second = first == SCHEME_NTLM ? SCHEME_NEGOTIATE : SCHEME_NTLM;
	gint first_at = challenge_list_position(this->offered, first);
	gint second_at = challenge_list_position(this->offered, second);

	if (first_at < second_at) {
		check_judge(check, STATE_OK, "%s before %s", scheme_name(first),
			    scheme_name(second));
		return;
	}
	check_judge(check, this->order_state, "%s is offered before %s: %s", scheme_name(second),
		    scheme_name(first),
		    first == SCHEME_NTLM
			? "clients that only speak NTLM (Communicator 2007) prompt for a password"
			: "clients that take the first scheme never try Kerberos");
	note_offer(check, this);
	add_cure(check, run, PROVIDERS);
}

void
schemes_judge(struct check *parent, const struct schemes_case *this)
{
	struct run run = {.this = this};
	guint providers = bits_of(this->offered) & PROVIDERS;

	judge_schemes(parent, &run);
	if (this->wanted->exact)
		judge_exact(check_add(parent, "order"), &run);
	else if (this->wanted->first != SCHEME_OTHER && providers == PROVIDERS)
		judge_order(check_add(parent, "order"), &run);
}
