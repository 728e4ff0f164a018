/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Judges a list of schemes: which are there, which are missing, in which order. */
#include "verdict/schemes.h"

#include "base/text.h"

#define PROVIDERS (SCHEME_BIT(SCHEME_NEGOTIATE) | SCHEME_BIT(SCHEME_NTLM))

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

/* The provider list as it is now. */
static struct provider_list
providers_now(const struct schemes_case *this)
{
	struct provider_list now = {.count = 0};

	if (this->providers)
		return *this->providers;
	for (guint i = 0; i < this->offered->challenges->len; i++) {
		enum scheme scheme = challenge_list_at(this->offered, i)->scheme;

		provider_list_add(&now, scheme, scheme_name(scheme));
	}
	return now;
}

/* Adds what brings the schemes in `wrong` (missing, forbidden or out of order) to what is wanted.
 */
static void
add_cure(struct check *check, const struct schemes_case *this, guint wrong)
{
	struct provider_list now = providers_now(this);
	enum scheme then[2];
	guint then_count = policy_providers(this->wanted, this->offered, then);

	if (this->only_for) {
		check_remedy(check,
			     "find out what in front of IIS answers %s in its own way; IIS makes "
			     "no difference",
			     this->only_for);
		return;
	}
	/* An empty list on the wire rather means that Windows authentication is off; a
	 * configuration's is really empty. */
	if ((wrong & PROVIDERS) && now.count == 0 && !this->providers)
		remedy_enable(check, &this->place);
	else if (wrong & PROVIDERS)
		remedy_providers(check, &this->place, &now, then, then_count);
	if (wrong & SCHEME_BIT(SCHEME_BASIC))
		remedy_basic(check, &this->place,
			     (this->wanted->required & SCHEME_BIT(SCHEME_BASIC)) != 0);
	if (wrong & SCHEME_BIT(SCHEME_BEARER))
		remedy_bearer(check, &this->place,
			      !(this->wanted->forbidden & SCHEME_BIT(SCHEME_BEARER)));
}

static void
note_offer(struct check *check, const struct schemes_case *this)
{
	g_autofree char *list = challenge_list_describe(this->offered);

	check_note(check, NOTE_EVIDENCE, "offered%s%s: %s", this->only_for ? " to " : "",
		   this->only_for ? this->only_for : "", list);
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
judge_missing(struct check *check, const struct schemes_case *this, guint missing, enum state state)
{
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
	add_cure(check, this, missing);
}

static void
judge_unwanted(struct check *check, const struct schemes_case *this, guint forbidden)
{
	g_autofree char *names = name_bits(forbidden);

	check_judge(check, STATE_WARNING, "%s offered, but not wanted", names);
	note_offer(check, this);
	add_cure(check, this, forbidden);
}

static void
judge_schemes(struct check *parent, const struct schemes_case *this)
{
	struct check *check = check_add(parent, "schemes");
	guint offered = bits_of(this->offered);
	guint missing = this->wanted->required & ~offered;
	guint desired = this->wanted->desired & ~offered;
	guint forbidden = this->wanted->exact ? offered & ~this->wanted->required
					      : this->wanted->forbidden & offered;
	g_autofree char *list = challenge_list_describe(this->offered);

	if (missing)
		judge_missing(check, this, missing, STATE_CRITICAL);
	else if (desired)
		judge_missing(check, this, desired, STATE_WARNING);
	else
		check_judge(check, STATE_OK, "%s", list);
	if (forbidden)
		judge_unwanted(check_add(parent, "unwanted"), this, forbidden);
}

/* Compares the order of those that are both offered and expected; the others are "schemes"'
 * business. */
static gboolean
is_as_expected(const struct challenge_list *offered, const GArray *exact)
{
	gint last = -1;

	for (guint i = 0; i < exact->len; i++) {
		gint at = challenge_list_position(offered, g_array_index(exact, enum scheme, i));

		if (at >= 0 && at < last)
			return FALSE;
		last = MAX(at, last);
	}
	return TRUE;
}

static void
judge_exact(struct check *check, const struct schemes_case *this)
{
	const char *names[SCHEME_COUNT + 1] = {NULL};
	g_autofree char *offered = challenge_list_describe(this->offered);
	g_autofree char *expected = NULL;

	for (guint i = 0; i < MIN(this->wanted->exact->len, SCHEME_COUNT); i++)
		names[i] = scheme_name(g_array_index(this->wanted->exact, enum scheme, i));
	expected = text_enumerate(names, ", ");
	if (is_as_expected(this->offered, this->wanted->exact)) {
		check_judge(check, STATE_OK, "in the expected order: %s", expected);
		return;
	}
	check_judge(check, this->order_state, "offers %s; expected %s", offered, expected);
	add_cure(check, this, PROVIDERS);
}

static void
judge_order(struct check *check, const struct schemes_case *this)
{
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
	add_cure(check, this, PROVIDERS);
}

void
schemes_judge(struct check *parent, const struct schemes_case *this)
{
	guint providers = bits_of(this->offered) & PROVIDERS;

	judge_schemes(parent, this);
	if (this->wanted->exact)
		judge_exact(check_add(parent, "order"), this);
	else if (this->wanted->first != SCHEME_OTHER && providers == PROVIDERS)
		judge_order(check_add(parent, "order"), this);
}
