/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tests what a client stumbles over first, and what is said of it; whole verdicts are in signin/.
 */
#include "verdict/hurdle.h"

#include <string.h>

#include "tests/support/findings.h"
#include "tests/support/walk.h"

#define AUTODISCOVER "autodiscover: POST 401 NTLM | Negotiate\n"
#define EWS	     "ews: POST 401 NTLM | Negotiate\n"
#define EWS_TURNED   "ews: POST 401 Negotiate | NTLM\n"
#define EWS_REFUSED  "logon NTLM CORP\\\\p\n" EWS "try NTLM refused\n"
#define OAB	     "oab: GET 401 NTLM | Negotiate\n"
#define OAB_REFUSED  OAB "try NTLM refused\n"
#define NO_FALLBACK  "fallback=/EWS/: GET 401\ntry Negotiate no_token\n"

enum { A = 1 << SIGNIN_AUTODISCOVER, E = 1 << SIGNIN_EWS, O = 1 << SIGNIN_OAB };

static const struct client_mode outside_1 = {TRUE, FALSE}, outside_0 = {FALSE, FALSE},
				inside_1 = {TRUE, TRUE};

static const struct hurdle_row {
	const char *name, *walk;
	enum client client;
	const struct client_mode *mode;
	const char *states; /* of the steps' checks: O, W, C, U; "-": not taken */
	enum hurdle_kind kind;
	guint steps;
	gboolean prompts;
	enum state state;
	const char *summary;
} rows[] = {
    {"nothing", AUTODISCOVER EWS OAB, CLIENT_COMMUNICATOR_2007, &outside_1, "OOO", HURDLE_NONE, 0,
     FALSE, STATE_OK, "silent"},
    {"order", AUTODISCOVER EWS_TURNED OAB, CLIENT_COMMUNICATOR_2007, &outside_1, "OOO",
     HURDLE_ORDER, E, TRUE, STATE_CRITICAL,
     "predicted: prompt at EWS (Communicator 2007): Negotiate is offered before NTLM"},
    {"order, EnableNegotiate 0", AUTODISCOVER EWS_TURNED OAB, CLIENT_COMMUNICATOR_2007, &outside_0,
     "OOO", HURDLE_NONE, 0, FALSE, STATE_OK, "silent"},
    {"order, inside", AUTODISCOVER EWS_TURNED OAB, CLIENT_COMMUNICATOR_2007, &inside_1, "OOO",
     HURDLE_NONE, 0, FALSE, STATE_OK, "silent"},
    {"order at a step that is not taken", AUTODISCOVER EWS_TURNED OAB, CLIENT_COMMUNICATOR_2007,
     &outside_1, "O-O", HURDLE_NONE, 0, FALSE, STATE_OK, "silent"},
    {"order counts before a failure further on", AUTODISCOVER EWS_TURNED OAB,
     CLIENT_COMMUNICATOR_2007, &outside_1, "OOC", HURDLE_ORDER, E, TRUE, STATE_CRITICAL,
     "predicted: prompt at EWS (Communicator 2007): Negotiate is offered before NTLM"},
    {"a failure before the order", AUTODISCOVER EWS_TURNED OAB, CLIENT_COMMUNICATOR_2007,
     &outside_1, "WOO", HURDLE_FAILURE, A, FALSE, STATE_WARNING,
     "the sign-in fails at Autodiscover (Communicator 2007): found"},
    {"of several failures the first", AUTODISCOVER EWS OAB, CLIENT_COMMUNICATOR_2007, &outside_1,
     "OWC", HURDLE_FAILURE, E, FALSE, STATE_WARNING,
     "the sign-in fails at EWS (Communicator 2007): found"},
    {"the address book prompts", AUTODISCOVER EWS OAB, CLIENT_COMMUNICATOR_2007, &outside_1, "OOC",
     HURDLE_FAILURE, O, TRUE, STATE_CRITICAL, "prompt at the OAB (Communicator 2007): found"},
    {"what the probe could not do is no hurdle", AUTODISCOVER EWS OAB, CLIENT_COMMUNICATOR_2007,
     &outside_1, "UUU", HURDLE_NONE, 0, FALSE, STATE_OK, "silent"},
    {"refused", AUTODISCOVER EWS_REFUSED OAB, CLIENT_COMMUNICATOR_2007, &outside_0, "OCO",
     HURDLE_REFUSED, E, TRUE, STATE_CRITICAL, "prompt at EWS (Communicator 2007): found"},
    {"refused twice", AUTODISCOVER EWS_REFUSED OAB_REFUSED, CLIENT_COMMUNICATOR_2007, &outside_0,
     "OCC", HURDLE_REFUSED, E | O, TRUE, STATE_CRITICAL,
     "prompt at EWS and the OAB (Communicator 2007): found"},
    {"refused, and the address book fails otherwise", AUTODISCOVER EWS_REFUSED OAB,
     CLIENT_COMMUNICATOR_2007, &outside_0, "OCC", HURDLE_REFUSED, E, TRUE, STATE_CRITICAL,
     "prompt at EWS (Communicator 2007): found"},
    {"refused, for want of good credentials", AUTODISCOVER EWS_REFUSED OAB,
     CLIENT_COMMUNICATOR_2007, &outside_1, "OUO", HURDLE_NONE, 0, FALSE, STATE_OK, "silent"},
    {"nothing usable", AUTODISCOVER "ews: POST 401 Basic realm=\"x\"\n" OAB, CLIENT_LYNC,
     &outside_1, "OO-", HURDLE_NO_SCHEME, E, TRUE, STATE_WARNING,
     "predicted: prompt at EWS (Lync and Skype for Business): nothing that it speaks is offered"},
    {"Basic", AUTODISCOVER "ews: POST 401 Basic realm=\"x\"\n" OAB, CLIENT_OUTLOOK, &outside_1,
     "OOO", HURDLE_PASSWORD, E, TRUE, STATE_WARNING,
     "predicted: prompt at EWS (Outlook): of what it speaks only Basic is offered, which needs the "
     "password"},
    {"no fallback", AUTODISCOVER EWS_TURNED NO_FALLBACK, CLIENT_OUTLOOK, &outside_1, "OOO",
     HURDLE_NO_FALLBACK, E, TRUE, STATE_WARNING,
     "predicted: prompt at EWS (Outlook): it takes Negotiate, and Negotiate takes no NTLM there"},
    {"no fallback, with a ticket", AUTODISCOVER EWS_TURNED NO_FALLBACK, CLIENT_OUTLOOK, &inside_1,
     "OOO", HURDLE_NONE, 0, FALSE, STATE_OK, "silent"},
    {"no fallback, and NTLM is taken", AUTODISCOVER EWS NO_FALLBACK, CLIENT_OUTLOOK, &outside_1,
     "OOO", HURDLE_NONE, 0, FALSE, STATE_OK, "silent"},
    {"the fallback was lost",
     AUTODISCOVER EWS_TURNED "fallback=/EWS/: GET 401\ntry Negotiate lost\n", CLIENT_OUTLOOK,
     &outside_1, "OOO", HURDLE_NONE, 0, FALSE, STATE_OK, "silent"},
    {"a step that was open asks for nothing", AUTODISCOVER "ews: POST 200\n" OAB,
     CLIENT_COMMUNICATOR_2007, &outside_1, "OOO", HURDLE_NONE, 0, FALSE, STATE_OK, "silent"},
};

static void
make_steps(struct check *steps[SIGNIN_STEPS], const char *states)
{
	static const char letters[] = {
	    [STATE_OK] = 'O', [STATE_UNKNOWN] = 'U', [STATE_WARNING] = 'W', [STATE_CRITICAL] = 'C'};

	for (guint step = 0; step < SIGNIN_STEPS; step++) {
		const char *at = memchr(letters, states[step], sizeof letters);

		steps[step] = at ? check_new(signin_step_name((enum signin_step)step)) : NULL;
		if (!at)
			continue;
		check_judge(steps[step], (enum state)(at - letters), "found");
		check_remedy(steps[step], "cure of %s", signin_step_name((enum signin_step)step));
		check_remedy(steps[step], "cure of all");
	}
}

static void
free_steps(struct check *steps[SIGNIN_STEPS])
{
	for (guint step = 0; step < SIGNIN_STEPS; step++)
		g_clear_pointer(&steps[step], check_free);
}

static void
test_row(gconstpointer data)
{
	const struct hurdle_row *row = data;
	g_autoptr(struct_walk) walk = walk_read(row->walk);
	g_autoptr(struct_check) check = check_new("mode");
	struct check *steps[SIGNIN_STEPS];
	struct hurdle hurdle;

	make_steps(steps, row->states);
	hurdle = hurdle_find(walk->signin, row->client, *row->mode, steps);
	g_assert_cmpint(hurdle.kind, ==, row->kind);
	g_assert_cmpuint(hurdle.steps, ==, row->steps);
	g_assert_cmpint(hurdle.prompts, ==, row->prompts);
	g_assert_cmpstr(state_name(hurdle.state), ==, state_name(row->state));
	if (row->steps != 0)
		g_assert_cmpuint(1U << hurdle.first, ==, row->steps & -row->steps);
	for (guint step = 0; step < SIGNIN_STEPS; step++)
		g_assert_true(!hurdle.findings[step] || (row->steps & 1U << step));
	hurdle_judge(check, walk->signin, row->client, *row->mode, &hurdle);
	g_assert_cmpstr(check_summary(check), ==, row->summary);
	g_assert_cmpstr(state_name(check_state(check)), ==, state_name(row->state));
	findings_assert_clean(check);
	free_steps(steps);
}

/* The cures of all steps that refuse, and none of them twice. */
static void
test_cures(void)
{
	g_autoptr(struct_walk) walk = walk_read(AUTODISCOVER EWS_REFUSED OAB_REFUSED);
	g_autoptr(struct_check) check = check_new("mode");
	g_autofree char *cures = NULL;
	struct check *steps[SIGNIN_STEPS];
	struct hurdle hurdle;

	make_steps(steps, "OCC");
	hurdle = hurdle_find(walk->signin, CLIENT_COMMUNICATOR_2007, outside_0, steps);
	hurdle_judge(check, walk->signin, CLIENT_COMMUNICATOR_2007, outside_0, &hurdle);
	cures = findings_remedies(check);
	g_assert_cmpstr(cures, ==, "cure of ews\ncure of all\ncure of oab\n");
	free_steps(steps);
}

/* As the registry spells it: what is copied from here is what is typed there. */
static void
test_registry(void)
{
	static const char *const parts[] = {
	    "HKEY_CURRENT_USER\\Software\\Microsoft\\Windows\\CurrentVersion\\Internet Settings",
	    "EnableNegotiate (REG_DWORD) = 0",
	    "\"Enable Integrated Windows Authentication\"",
	};
	g_autoptr(struct_walk) walk = walk_read(AUTODISCOVER EWS_TURNED OAB);
	struct check *steps[SIGNIN_STEPS];

	make_steps(steps, "OOO");
	for (guint client = 0; client < CLIENT_COUNT; client++) {
		g_autoptr(struct_check) check = check_new("mode");
		g_autofree char *cures = NULL;
		struct hurdle hurdle =
		    hurdle_find(walk->signin, (enum client)client, outside_1, steps);

		hurdle_judge(check, walk->signin, (enum client)client, outside_1, &hurdle);
		cures = findings_remedies(check);
		for (gsize i = 0; i < G_N_ELEMENTS(parts); i++)
			g_assert_cmpint(strstr(cures, parts[i]) != NULL, ==,
					client == CLIENT_COMMUNICATOR_2007);
	}
	free_steps(steps);
}

static void
test_steps_text(void)
{
	static const struct {
		guint steps;
		const char *text;
	} texts[] = {{A, "Autodiscover"},
		     {E, "EWS"},
		     {O, "the OAB"},
		     {A | E, "Autodiscover and EWS"},
		     {A | E | O, "Autodiscover, EWS and the OAB"},
		     {0, ""}};

	for (gsize i = 0; i < G_N_ELEMENTS(texts); i++) {
		g_autofree char *text = hurdle_steps_text(texts[i].steps);

		g_assert_cmpstr(text, ==, texts[i].text);
	}
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_set_nonfatal_assertions();
	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autofree char *name = g_strdup_printf("/hurdle/%s", rows[i].name);

		g_test_add_data_func(name, &rows[i], test_row);
	}
	g_test_add_func("/hurdle/cures", test_cures);
	g_test_add_func("/hurdle/registry", test_registry);
	g_test_add_func("/hurdle/text of steps", test_steps_text);
	return g_test_run();
}
