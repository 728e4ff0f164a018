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

static void
add_cure(struct check *check, const struct schemes_case *this)
{
	enum scheme now[2];
	enum scheme then[2];
	guint now_count = 0;
	guint then_count = policy_providers(this->wanted, this->offered, then);

	for (guint i = 0; i < this->offered->challenges->len && now_count < 2; i++) {
		enum scheme scheme = challenge_list_at(this->offered, i)->scheme;

		if (scheme != SCHEME_NEGOTIATE && scheme != SCHEME_NTLM)
			continue;
		if (now_count == 0 || now[0] != scheme)
			now[now_count++] = scheme;
	}
	remedy_providers(check, &this->place, now, now_count, then, then_count);
}

static void
note_offer(struct check *check, const struct challenge_list *offered)
{
	g_autofree char *list = challenge_list_describe(offered);

	check_note(check, NOTE_EVIDENCE, "offered: %s", list);
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
	const guint providers = SCHEME_BIT(SCHEME_NTLM) | SCHEME_BIT(SCHEME_NEGOTIATE);
	guint offered = bits_of(this->offered);
	g_autofree char *names = name_bits(missing);

	if (state == STATE_CRITICAL && offered == SCHEME_BIT(SCHEME_BASIC) && !this->through_exchange &&
	    (missing & providers)) {
		check_judge(check, state, "%s missing, only Basic left: %s", names, loss_of(missing));
		check_note(check, NOTE_EVIDENCE, "no X-FEServer came along: a proxy in front may log users on by itself");
	} else {
		check_judge(check, state, "%s missing: %s", names, loss_of(missing));
	}
	if (missing & providers)
		add_cure(check, this);
}

static void
judge_forbidden(struct check *check, const struct schemes_case *this, guint forbidden)
{
	const guint providers = SCHEME_BIT(SCHEME_NTLM) | SCHEME_BIT(SCHEME_NEGOTIATE);
	g_autofree char *names = name_bits(forbidden);

	check_judge(check, STATE_WARNING, "%s offered, but not wanted", names);
	if (forbidden & SCHEME_BIT(SCHEME_BASIC))
		remedy_no_basic(check, &this->place);
	if (forbidden & providers)
		add_cure(check, this);
}

static void
judge_schemes(struct check *check, const struct schemes_case *this)
{
	guint offered = bits_of(this->offered);
	guint missing = this->wanted->required & ~offered;
	guint desired = this->wanted->desired & ~offered;
	guint forbidden = this->wanted->exact ? offered & ~this->wanted->required : this->wanted->forbidden & offered;
	g_autofree char *list = challenge_list_describe(this->offered);

	if (missing)
		judge_missing(check, this, missing, STATE_CRITICAL);
	else if (desired)
		judge_missing(check, this, desired, STATE_WARNING);
	if (forbidden)
		judge_forbidden(check, this, forbidden);
	check_judge(check, STATE_OK, "%s", list);
	if (missing | desired | forbidden)
		note_offer(check, this->offered);
}

/* What is offered beyond the expected ones is the other check's business. */
static gboolean
matches_exactly(const struct challenge_list *offered, const struct wanted *wanted)
{
	guint at = 0;

	for (guint i = 0; i < offered->challenges->len; i++) {
		enum scheme scheme = challenge_list_at(offered, i)->scheme;

		if (!(wanted->required & SCHEME_BIT(scheme)))
			continue;
		if (at == wanted->exact->len || scheme != g_array_index(wanted->exact, enum scheme, at))
			return FALSE;
		at++;
	}
	return at == wanted->exact->len;
}

static void
judge_exact(struct check *check, const struct schemes_case *this)
{
	g_autoptr(GString) names = g_string_new(NULL);

	for (guint i = 0; i < this->wanted->exact->len; i++)
		g_string_append_printf(names, "%s%s", i > 0 ? ", " : "",
				       scheme_name(g_array_index(this->wanted->exact, enum scheme, i)));
	if (matches_exactly(this->offered, this->wanted)) {
		check_judge(check, STATE_OK, "as expected: %s", names->str);
		return;
	}
	check_judge(check, this->order_state, "not in the expected order");
	note_offer(check, this->offered);
	check_note(check, NOTE_EVIDENCE, "expected: %s", names->str);
	add_cure(check, this);
}

static void
judge_order(struct check *check, const struct schemes_case *this)
{
	enum scheme first = this->wanted->first;
	enum scheme second = first == SCHEME_NTLM ? SCHEME_NEGOTIATE : SCHEME_NTLM;
	gint first_at = challenge_list_position(this->offered, first);
	gint second_at = challenge_list_position(this->offered, second);

	if (first_at < second_at) {
		check_judge(check, STATE_OK, "%s before %s", scheme_name(first), scheme_name(second));
		return;
	}
	check_judge(check, this->order_state, "%s is offered before %s: %s", scheme_name(second), scheme_name(first),
		    first == SCHEME_NTLM ? "clients that only speak NTLM (Communicator 2007) prompt for a password"
					 : "clients that take the first scheme never try Kerberos");
	note_offer(check, this->offered);
	add_cure(check, this);
}

void
schemes_judge(struct check *parent, const struct schemes_case *this)
{
	guint offered = bits_of(this->offered);
	const guint both = SCHEME_BIT(SCHEME_NTLM) | SCHEME_BIT(SCHEME_NEGOTIATE);

	judge_schemes(check_add(parent, "schemes"), this);
	/* An order can only be wrong when everything that has one is there. */
	if (this->wanted->exact && (this->wanted->required & ~offered) == 0)
		judge_exact(check_add(parent, "order"), this);
	else if (!this->wanted->exact && this->wanted->first != SCHEME_OTHER && (offered & both) == both)
		judge_order(check_add(parent, "order"), this);
}
