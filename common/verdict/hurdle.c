/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Finds what a client stumbles over when it signs in, and says how to remove it. */
#include "verdict/hurdle.h"

#include <string.h>

#include "base/text.h"
#include "verdict/policy.h"
#include "verdict/schemes.h"

char *
hurdle_steps_text(guint steps)
{
	static const char *const titles[] = {
	    [SIGNIN_AUTODISCOVER] = "Autodiscover", [SIGNIN_EWS] = "EWS", [SIGNIN_OAB] = "the OAB"};
	const char *words[SIGNIN_STEPS + 1] = {NULL};
	gsize count = 0;

	for (guint step = 0; step < SIGNIN_STEPS; step++)
		if (steps & 1U << step)
			words[count++] = titles[step];
	return text_enumerate(words, " and ");
}

/* By what the step offers alone. */
static enum hurdle_kind
predict(const struct signin *signin, enum client client, struct client_mode mode,
	enum signin_step step, gboolean *verified)
{
	const struct asked *asked = signin_first_answer(signin, step);
	struct prediction p;

	*verified = FALSE;
	if (!asked || asked->answer->status != 401)
		return HURDLE_NONE;
	p = client_predict(client, mode, asked->challenges);
	*verified = p.verified;
	if (!p.picked)
		return HURDLE_NO_SCHEME;
	/* It was asked at EWS alone, and each directory has providers of its own. */
	if (step == SIGNIN_EWS && p.picked->scheme == SCHEME_NEGOTIATE && !mode.ticket &&
	    signin->fallback && !signin->fallback->challenge &&
	    signin->fallback->end != HANDSHAKE_LOST)
		return HURDLE_NO_FALLBACK;
	if (!p.prompted)
		return HURDLE_NONE;
	return p.picked->scheme == SCHEME_BASIC ? HURDLE_PASSWORD : HURDLE_ORDER;
}

/* The logon at that step was judged by the server, for bad. */
static gboolean
is_refused(const struct signin *signin, enum signin_step step)
{
	const struct call *call = signin_call(signin, step);

	return call && call->handshake && call->handshake->end == HANDSHAKE_REFUSED;
}

/* UNKNOWN is the probe's own matter. */
static gboolean
is_bad(const struct check *check)
{
	enum state state = check ? check_state(check) : STATE_OK;

	return state == STATE_WARNING || state == STATE_CRITICAL;
}

/* By what became of the step; a refusal is that of all steps that refuse. */
static struct hurdle
find_failure(const struct signin *signin, enum client client, enum signin_step step,
	     struct check *const steps[SIGNIN_STEPS])
{
	struct hurdle hurdle = {.kind = HURDLE_NONE, .first = step};

	if (!is_bad(steps[step]))
		return hurdle;
	hurdle.kind = is_refused(signin, step) ? HURDLE_REFUSED : HURDLE_FAILURE;
	hurdle.state = check_state(steps[step]);
	for (guint other = step; other < SIGNIN_STEPS; other++) {
		if (!is_bad(steps[other]) ||
		    (other != (guint)step && !(hurdle.kind == HURDLE_REFUSED &&
					       is_refused(signin, (enum signin_step)other))))
			continue;
		hurdle.steps |= 1U << other;
		hurdle.findings[other] = check_first_worst(steps[other]);
	}
	hurdle.prompts =
	    hurdle.kind == HURDLE_REFUSED || (step == SIGNIN_OAB && client_prompts_for_oab(client));
	return hurdle;
}

struct hurdle
hurdle_find(const struct signin *signin, enum client client, struct client_mode mode,
	    struct check *const steps[SIGNIN_STEPS])
{
	struct hurdle hurdle = {.kind = HURDLE_NONE};

	for (guint step = 0; step < SIGNIN_STEPS && hurdle.kind == HURDLE_NONE; step++) {
		gboolean verified;

		if (!steps[step])
			continue;
		hurdle.kind = predict(signin, client, mode, (enum signin_step)step, &verified);
		if (hurdle.kind == HURDLE_NONE) {
			hurdle = find_failure(signin, client, (enum signin_step)step, steps);
			continue;
		}
		hurdle.first = (enum signin_step)step;
		hurdle.prompts = TRUE;
		hurdle.state = verified ? STATE_CRITICAL : STATE_WARNING;
		for (guint other = step; other < SIGNIN_STEPS; other++)
			if (steps[other] && predict(signin, client, mode, (enum signin_step)other,
						    &verified) == hurdle.kind)
				hurdle.steps |= 1U << other;
	}
	return hurdle;
}

static const char *
why_of(enum hurdle_kind kind)
{
	switch (kind) {
	case HURDLE_ORDER:
		return "Negotiate is offered before NTLM";
	case HURDLE_NO_SCHEME:
		return "nothing that it speaks is offered";
	case HURDLE_PASSWORD:
		return "of what it speaks only Basic is offered, which needs the password";
	case HURDLE_NO_FALLBACK:
		return "it takes Negotiate, and Negotiate takes no NTLM there";
	case HURDLE_NONE:
	case HURDLE_REFUSED:
	case HURDLE_FAILURE:
		break;
	}
	return NULL;
}

/* The commands that put NTLM first at a step. */
static void
put_ntlm_first(struct check *check, const struct signin *signin, enum signin_step step)
{
	static const enum scheme then[] = {SCHEME_NTLM, SCHEME_NEGOTIATE};
	g_autoptr(struct_endpoint_choice) endpoint =
	    endpoint_choice_new(endpoint_find(signin_step_name(step)));
	g_autofree char *directory = remedy_directory_of(endpoint);
	const struct asked *asked = signin_first_answer(signin, step);
	const struct node *node = signin_node(signin, step);
	struct remedy_place place =
	    remedy_place_of(endpoint, directory, iis_age_of(node ? node->software : NULL));
	struct provider_list now = schemes_providers(asked->challenges);

	if (now.count == 0)
		remedy_enable(check, &place);
	else
		remedy_providers(check, &place, &now, then, G_N_ELEMENTS(then));
}

static void
cure_steps(struct check *check, const struct signin *signin, enum client client, guint steps)
{
	if (!client_speaks(client, SCHEME_NTLM)) {
		check_remedy(check,
			     "offer Basic there, over https alone, or a Bearer that names its "
			     "authority (hybrid modern authentication): it speaks nothing else");
		return;
	}
	for (guint step = 0; step < SIGNIN_STEPS; step++)
		if (steps & 1U << step)
			put_ntlm_first(check, signin, (enum signin_step)step);
}

/* The other side of the same cure, where the server cannot be changed. */
static void
cure_client(struct check *check, const struct signin *signin, enum client client,
	    struct client_mode mode, enum signin_step step)
{
	struct client_mode without = {.negotiate = FALSE, .ticket = mode.ticket};
	gboolean verified;

	if (!mode.negotiate || !client_obeys_windows(client) ||
	    predict(signin, client, without, step, &verified) != HURDLE_NONE)
		return;
	check_remedy(check,
		     "or on each client: the registry value EnableNegotiate (REG_DWORD) = 0 in "
		     "HKEY_CURRENT_USER\\Software\\Microsoft\\Windows\\CurrentVersion\\Internet "
		     "Settings, which is \"Enable Integrated Windows Authentication\" of the "
		     "Internet options: programs then take NTLM and leave Negotiate, Kerberos with "
		     "it, aside everywhere; NTLM itself is switched neither on nor off by it");
}

static void
note_offers(struct check *check, const struct signin *signin, guint steps)
{
	for (guint step = 0; step < SIGNIN_STEPS; step++) {
		const struct asked *asked = signin_first_answer(signin, (enum signin_step)step);
		const struct node *node = signin_node(signin, (enum signin_step)step);
		g_autofree char *list = asked ? challenge_list_describe(asked->challenges) : NULL;
		g_autofree char *title = hurdle_steps_text(1U << step);
		g_autofree char *name = text_line(node ? node->front_end : NULL);

		if ((steps & 1U << step) && list)
			check_note(check, NOTE_EVIDENCE, "%s%s%s offers: %s", title,
				   *name != '\0' ? " of " : "", name, list);
	}
}

static gboolean
was_said(const struct check *check, const char *remedy)
{
	for (guint i = 0; i < check->remedies->len; i++)
		if (strcmp(g_ptr_array_index(check->remedies, i), remedy) == 0)
			return TRUE;
	return FALSE;
}

/* A step's own finding, with its evidence and its cures. */
static void
quote(struct check *check, const struct check *finding)
{
	for (guint i = 0; i < finding->notes->len; i++) {
		const struct note *note = g_ptr_array_index(finding->notes, i);

		if (note->level == NOTE_EVIDENCE)
			check_note(check, NOTE_EVIDENCE, "%s", note->text);
	}
	for (guint i = 0; i < finding->remedies->len; i++) {
		const char *remedy = g_ptr_array_index(finding->remedies, i);

		if (!was_said(check, remedy))
			check_remedy(check, "%s", remedy);
	}
}

static void
judge_findings(struct check *check, const struct hurdle *hurdle, const char *where)
{
	const char *summary = check_summary(hurdle->findings[hurdle->first]);

	check_judge(check, hurdle->state, "%s %s: %s",
		    hurdle->prompts ? "prompt at" : "the sign-in fails at", where, summary);
	for (guint step = 0; step < SIGNIN_STEPS; step++)
		if (hurdle->findings[step])
			quote(check, hurdle->findings[step]);
}

void
hurdle_judge(struct check *check, const struct signin *signin, enum client client,
	     struct client_mode mode, const struct hurdle *hurdle)
{
	g_autofree char *steps = hurdle_steps_text(hurdle->steps);
	g_autofree char *where = g_strdup_printf("%s (%s)", steps, client_title(client));

	if (hurdle->kind == HURDLE_NONE) {
		check_judge(check, STATE_OK, "silent");
		return;
	}
	if (hurdle->findings[hurdle->first]) {
		judge_findings(check, hurdle, where);
		return;
	}
	check_judge(check, hurdle->state, "%sprompt at %s: %s",
		    signin->logon ? "" : "predicted: ", where, why_of(hurdle->kind));
	note_offers(check, signin, hurdle->steps);
	if (hurdle->kind == HURDLE_NO_FALLBACK) {
		check_remedy(check,
			     "offer the provider Negotiate, not Negotiate:Kerberos, and look "
			     "at the policy \"Restrict NTLM: Incoming NTLM traffic\" of the "
			     "server; check_exchange_ntlm tells more");
		return;
	}
	cure_steps(check, signin, client, hurdle->steps);
	cure_client(check, signin, client, mode, hurdle->first);
}
