/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Judges whether a user is asked for his password when his client signs in. */
#include "verdict/signin.h"

#include "base/text.h"
#include "verdict/autodiscover.h"
#include "verdict/credentials.h"
#include "verdict/ews.h"
#include "verdict/given_url.h"
#include "verdict/hurdle.h"
#include "verdict/nodes.h"
#include "verdict/oab.h"

/* How a computer may be set up, the usual one outside first. */
static const struct {
	const char *name;
	const char *label;
	struct client_mode mode;
} modes[] = {
    {"outside, EnableNegotiate 1", "prompt_out_1", {TRUE, FALSE}},
    {"outside, EnableNegotiate 0", "prompt_out_0", {FALSE, FALSE}},
    {"inside, EnableNegotiate 1", "prompt_in_1", {TRUE, TRUE}},
    {"inside, EnableNegotiate 0", "prompt_in_0", {FALSE, TRUE}},
};

/* Everything one verdict shares. All borrowed. */
struct walk {
	const struct signin *signin;
	const struct signin_policy *policy;
	const struct check *credentials;
	struct check *steps[SIGNIN_STEPS]; /* NULL: the client does not take it */
};

static gboolean
takes(const struct signin_policy *policy, enum signin_step step)
{
	g_autoptr(struct_endpoint_choice) endpoint =
	    endpoint_choice_new(endpoint_find(signin_step_name(step)));

	return client_uses(policy->client, endpoint);
}

/* The discovery that the client ends with. */
static const struct discovery *
last_discovery(const struct walk *walk)
{
	const struct discovery *last = walk->signin->discovery;

	while (last->next)
		last = last->next;
	return last;
}

/* A URL that is not given is a matter of the step that needs it. */
static void
judge_no_url(const struct walk *walk, struct check *check, const char *name)
{
	if (given_url_is_missing(last_discovery(walk), name))
		given_url_judge_missing(check, name);
	else
		check_judge(check, STATE_OK, "not asked: Autodiscover gave no URL");
}

static void
judge_autodiscover(const struct walk *walk, struct check *check)
{
	const struct autodiscover_policy policy = {.timeout_state = walk->policy->timeout_state,
						   .urls_untried = TRUE};

	autodiscover_judge(check, walk->signin->discovery, walk->signin->logon, walk->credentials,
			   &policy);
}

static void
judge_ews(const struct walk *walk, struct check *check)
{
	const struct ews_policy policy = {.timeout_state = walk->policy->timeout_state,
					  .now_s = walk->policy->now_s};

	if (walk->signin->ews->sites->len == 0)
		judge_no_url(walk, check, "EwsUrl");
	ews_judge(check, walk->signin->ews, walk->signin->logon, walk->credentials, &policy);
}

static void
judge_oab(const struct walk *walk, struct check *check)
{
	const struct oab_policy policy = {.timeout_state = walk->policy->timeout_state,
					  .now_s = walk->policy->now_s};

	if (!walk->signin->oab->site)
		judge_no_url(walk, check, "OABUrl");
	oab_judge(check, walk->signin->oab, walk->signin->logon, walk->credentials, &policy);
}

static void
judge_steps(struct walk *walk)
{
	for (guint step = 0; step < SIGNIN_STEPS; step++)
		if (takes(walk->policy, (enum signin_step)step))
			walk->steps[step] = check_new(signin_step_name((enum signin_step)step));
	judge_autodiscover(walk, walk->steps[SIGNIN_AUTODISCOVER]);
	if (walk->steps[SIGNIN_EWS])
		judge_ews(walk, walk->steps[SIGNIN_EWS]);
	if (walk->steps[SIGNIN_OAB])
		judge_oab(walk, walk->steps[SIGNIN_OAB]);
}

/* What a step's own checks found is told by the mode that stumbled over it. */
static void
fold(struct check *step, const struct check *cause)
{
	g_autoptr(GPtrArray) all = g_ptr_array_new();

	g_ptr_array_add(all, step);
	for (guint i = 0; i < all->len; i++) {
		struct check *check = g_ptr_array_index(all, i);

		if (check_counts(check) && check->state != STATE_OK && !check->cause)
			check_follows(check, cause);
		for (guint child = 0; child < check->children->len; child++)
			g_ptr_array_add(all, g_ptr_array_index(check->children, child));
	}
}

/* The step fails because nobody can log on with what is offered, and the mode says just that. */
static gboolean
is_locked_out(const struct walk *walk, const struct hurdle *hurdle, enum signin_step step)
{
	const struct call *call = signin_call(walk->signin, step);
	const struct asked *asked = signin_first_answer(walk->signin, step);

	return hurdle->kind == HURDLE_NO_SCHEME && (hurdle->steps & 1U << step) && call &&
	       !call->handshake && asked && asked->challenges->challenges->len > 0;
}

static gboolean
is_same(const struct hurdle *one, const struct hurdle *other)
{
	return one->kind != HURDLE_NONE && one->kind == other->kind && one->steps == other->steps;
}

/* A check for every mode; one that stumbles over the same thing as an earlier one follows it. */
static void
judge_modes(const struct walk *walk, struct check *root)
{
	guint count = client_obeys_windows(walk->policy->client) ? G_N_ELEMENTS(modes) : 1;
	struct hurdle hurdles[G_N_ELEMENTS(modes)];
	struct check *checks[G_N_ELEMENTS(modes)];

	/* Before anything follows from anything. */
	for (guint m = 0; m < count; m++)
		hurdles[m] =
		    hurdle_find(walk->signin, walk->policy->client, modes[m].mode, walk->steps);
	for (guint m = 0; m < count; m++) {
		gboolean told = FALSE;

		checks[m] = check_add(root, count > 1 ? modes[m].name : "client");
		hurdle_judge(checks[m], walk->signin, walk->policy->client, modes[m].mode,
			     &hurdles[m]);
		check_measure(checks[m], modes[m].label, UNIT_NONE, hurdles[m].prompts ? 1 : 0,
			      NULL, 0);
		for (guint before = 0; before < m && !told; before++) {
			told = is_same(&hurdles[before], &hurdles[m]);
			if (told)
				check_follows(checks[m], checks[before]);
		}
		for (guint step = 0; step < SIGNIN_STEPS && !told; step++)
			if (hurdles[m].findings[step] ||
			    is_locked_out(walk, &hurdles[m], (enum signin_step)step))
				fold(walk->steps[step], checks[m]);
	}
}

/* Those that an answer came from. */
static guint
steps_seen(const struct walk *walk)
{
	guint steps = 0;

	for (guint step = 0; step < SIGNIN_STEPS; step++)
		if (walk->steps[step] && signin_call(walk->signin, (enum signin_step)step))
			steps |= 1U << step;
	return steps;
}

static void
sum_up(const struct walk *walk, struct check *root)
{
	g_autofree char *steps = hurdle_steps_text(steps_seen(walk));
	const struct node *ews = signin_node(walk->signin, SIGNIN_EWS);
	const struct node *node = ews ? ews : signin_node(walk->signin, SIGNIN_AUTODISCOVER);
	g_autofree char *where = node ? nodes_title(node) : g_strdup("the server");
	g_autofree char *build = text_line(node ? node->build : NULL);
	gboolean modes_matter = client_obeys_windows(walk->policy->client);
	gboolean predicted = !walk->signin->logon;

	check_judge(root, STATE_OK, "%ssilent sign-in: %s passes %s of %s%s%s%s%s",
		    predicted ? "predicted: " : "", client_title(walk->policy->client), steps,
		    where, *build != '\0' ? ", build " : "", build,
		    modes_matter ? ", whatever EnableNegotiate is" : "",
		    predicted ? "; without credentials only the challenges were seen" : "");
}

static void
judge_time(const struct walk *walk, struct check *root)
{
	const struct threshold *limits = &walk->policy->time_s;
	double seconds = (double)walk->signin->total_us / G_USEC_PER_SEC;

	check_measure(root, "time", UNIT_SECONDS, seconds, limits, 0);
	for (guint step = 0; step < SIGNIN_STEPS; step++) {
		g_autofree char *label =
		    g_strdup_printf("%s_time", signin_step_name((enum signin_step)step));

		if (walk->steps[step])
			check_measure(root, label, UNIT_SECONDS,
				      (double)walk->signin->step_us[step] / G_USEC_PER_SEC, NULL,
				      0);
	}
	if (limits->warning.present || limits->critical.present)
		check_judge(check_add(root, "time"), threshold_judge(limits, seconds),
			    "the sign-in took %.3f s", seconds);
}

struct check *
verdict_signin(const struct signin *signin, const struct signin_policy *policy)
{
	struct check *root = check_new("signin");
	struct walk walk = {.signin = signin, .policy = policy};

	walk.credentials = credentials_judge(root, signin->logon, policy->now_s);
	judge_steps(&walk);
	judge_modes(&walk, root);
	for (guint step = 0; step < SIGNIN_STEPS; step++)
		if (walk.steps[step])
			check_adopt(root, walk.steps[step]);
	judge_time(&walk, root);
	if (check_state(root) == STATE_OK)
		sum_up(&walk, root);
	return root;
}
