/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tests what each client does with each list of challenges on each kind of computer: which scheme
 * it takes, whether the user is prompted, why, and how bad that is by where the rule comes from. */
#include "verdict/client.h"

#include "tests/support/findings.h"
#include "tests/support/walk.h"
#include "verdict/hurdle.h"

/* What happens, and why. */
enum fate { NONE, NTLM, TRIP, NEG, TICKET, ASK, KEPT, TOKEN, FATES };

static const struct {
	enum scheme scheme; /* SCHEME_OTHER: it takes none */
	gboolean prompted;
	const char *why;
	enum hurdle_kind hurdle;
} fates[] = {
    [NONE] = {SCHEME_OTHER, TRUE, "nothing it can use is offered", HURDLE_NO_SCHEME},
    [NTLM] = {SCHEME_NTLM, FALSE, "NTLM takes the cached credentials", HURDLE_NONE},
    [TRIP] = {SCHEME_NTLM, TRUE, "it only speaks NTLM and fails when Negotiate is offered first",
	      HURDLE_ORDER},
    /* No ticket: Windows puts NTLM inside Negotiate (pyspnego's published traces of SSPI). */
    [NEG] = {SCHEME_NEGOTIATE, FALSE,
	     "silent as long as NTLM works inside Negotiate, which check_exchange_ntlm proves",
	     HURDLE_NONE},
    [TICKET] = {SCHEME_NEGOTIATE, FALSE, "its Kerberos ticket lets it in", HURDLE_NONE},
    [ASK] = {SCHEME_BASIC, TRUE, "Basic needs the password", HURDLE_PASSWORD},
    [KEPT] = {SCHEME_BASIC, FALSE, "it sends the password it was set up with", HURDLE_NONE},
    [TOKEN] = {SCHEME_BEARER, FALSE,
	       "a token is fetched from the authority that the challenge names", HURDLE_NONE},
};
_Static_assert(G_N_ELEMENTS(fates) == FATES, "a meaning for every fate");

enum { MODES = 4 };

/* Outside before inside, EnableNegotiate 1 before 0; inside there is a ticket. */
static const struct client_mode modes[MODES] = {
    {TRUE, FALSE}, {FALSE, FALSE}, {TRUE, TRUE}, {FALSE, TRUE}};
static const char *const mode_names[MODES] = {"outside 1", "outside 0", "inside 1", "inside 0"};

/* Where the rules of a client come from; only a published one counts as verified. */
#define WININET "assumed to follow WinInet, which takes the first scheme it knows"
#define SAID	"common knowledge, no published rule"
static const struct {
	const char *source;
	gboolean published;
} origins[] = {
    [CLIENT_COMMUNICATOR_2007] =
	{"Microsoft, \"Why is Communicator prompting me for credentials?\", 2008", TRUE},
    /* That of WinInet is published (Chromium's design of HTTP authentication quotes MSDN: the first
     * one in the server's order, since Internet Explorer 7 the first one that is not Basic). That
     * these two follow it is not. */
    [CLIENT_LYNC] = {WININET, FALSE},
    [CLIENT_OUTLOOK] = {WININET, FALSE},
    [CLIENT_MAC] = {SAID, FALSE},
    [CLIENT_MOBILE] = {SAID, FALSE},
};
_Static_assert(G_N_ELEMENTS(origins) == CLIENT_COUNT, "an origin for every client");

/* The rules, each with what it means on the four kinds of computers. */
enum rule {
	NOTHING,       /* all: it speaks none of it; Bearer without an authority is for servers */
	HARD_WIRED,    /* Communicator: "hard-wired to authenticate using NTLM"; all: NTLM stands
			  first, or is the only one of the two */
	FAILS_BEHIND,  /* Communicator: with Negotiate before NTLM it fails over the Internet with
			  401.2, and "if we force NTLM from either the client side or the server
			  side" (EnableNegotiate 0) it does not */
	FIRST,	       /* WinInet: the server's order, so Negotiate; without it ("simply default to
			  NTLM") the next one */
	FIRST_ALONE,   /* ... and there is no next one */
	FIRST_ASKS,    /* ... and the next one is Basic */
	BASIC_LAST,    /* WinInet: Basic when nothing else is there, and a box for the password */
	BEARER_FIRST,  /* the first one, or the strongest one */
	STRONGEST,     /* the Mac: Negotiate whatever the order, and no EnableNegotiate there */
	PASSWORD_KEPT, /* the Mac, telephones: set up with a password, which Basic takes */
	RULES
};

static const enum fate rules[RULES][MODES] = {
    [NOTHING] = {NONE, NONE, NONE, NONE},      [HARD_WIRED] = {NTLM, NTLM, NTLM, NTLM},
    [FAILS_BEHIND] = {TRIP, NTLM, NTLM, NTLM}, [FIRST] = {NEG, NTLM, TICKET, NTLM},
    [FIRST_ALONE] = {NEG, NONE, TICKET, NONE}, [FIRST_ASKS] = {NEG, ASK, TICKET, ASK},
    [BASIC_LAST] = {ASK, ASK, ASK, ASK},       [BEARER_FIRST] = {TOKEN, TOKEN, TOKEN, TOKEN},
    [STRONGEST] = {NEG, NEG, TICKET, TICKET},  [PASSWORD_KEPT] = {KEPT, KEPT, KEPT, KEPT},
};

/* "Bearer" is the challenge of servers among themselves, "Bearer+" names an authority. In the order
 * of the enum: Communicator, Lync, Outlook, Outlook for Mac, telephones. */
static const struct {
	const char *list;
	enum rule rules[CLIENT_COUNT];
} rows[] = {
    {"", {NOTHING, NOTHING, NOTHING, NOTHING, NOTHING}},
    {"NTLM", {HARD_WIRED, HARD_WIRED, HARD_WIRED, HARD_WIRED, NOTHING}},
    {"Negotiate", {NOTHING, FIRST_ALONE, FIRST_ALONE, STRONGEST, NOTHING}},
    {"NTLM,Negotiate", {HARD_WIRED, HARD_WIRED, HARD_WIRED, STRONGEST, NOTHING}},
    {"Negotiate,NTLM", {FAILS_BEHIND, FIRST, FIRST, STRONGEST, NOTHING}},
    {"Basic", {NOTHING, NOTHING, BASIC_LAST, PASSWORD_KEPT, PASSWORD_KEPT}},
    {"NTLM,Basic", {HARD_WIRED, HARD_WIRED, HARD_WIRED, HARD_WIRED, PASSWORD_KEPT}},
    {"Basic,NTLM", {HARD_WIRED, HARD_WIRED, HARD_WIRED, HARD_WIRED, PASSWORD_KEPT}},
    {"Negotiate,Basic", {NOTHING, FIRST_ALONE, FIRST_ASKS, STRONGEST, PASSWORD_KEPT}},
    {"NTLM,Negotiate,Basic", {HARD_WIRED, HARD_WIRED, HARD_WIRED, STRONGEST, PASSWORD_KEPT}},
    {"Negotiate,NTLM,Basic", {FAILS_BEHIND, FIRST, FIRST, STRONGEST, PASSWORD_KEPT}},
    {"Basic,Negotiate,NTLM", {FAILS_BEHIND, FIRST, FIRST, STRONGEST, PASSWORD_KEPT}},
    {"Bearer", {NOTHING, NOTHING, NOTHING, NOTHING, NOTHING}},
    {"Bearer,NTLM", {HARD_WIRED, HARD_WIRED, HARD_WIRED, HARD_WIRED, NOTHING}},
    {"Bearer,Negotiate", {NOTHING, FIRST_ALONE, FIRST_ALONE, STRONGEST, NOTHING}},
    {"Bearer,NTLM,Negotiate", {HARD_WIRED, HARD_WIRED, HARD_WIRED, STRONGEST, NOTHING}},
    {"Bearer,Negotiate,NTLM", {FAILS_BEHIND, FIRST, FIRST, STRONGEST, NOTHING}},
    {"Bearer,Basic", {NOTHING, NOTHING, BASIC_LAST, PASSWORD_KEPT, PASSWORD_KEPT}},
    {"Bearer+", {NOTHING, NOTHING, BEARER_FIRST, BEARER_FIRST, BEARER_FIRST}},
    {"Bearer+,NTLM", {HARD_WIRED, HARD_WIRED, BEARER_FIRST, BEARER_FIRST, BEARER_FIRST}},
    {"Bearer+,Negotiate", {NOTHING, FIRST_ALONE, BEARER_FIRST, BEARER_FIRST, BEARER_FIRST}},
    {"Bearer+,NTLM,Negotiate", {HARD_WIRED, HARD_WIRED, BEARER_FIRST, BEARER_FIRST, BEARER_FIRST}},
    {"Bearer+,Negotiate,NTLM", {FAILS_BEHIND, FIRST, BEARER_FIRST, BEARER_FIRST, BEARER_FIRST}},
    {"Negotiate,NTLM,Bearer+", {FAILS_BEHIND, FIRST, FIRST, BEARER_FIRST, BEARER_FIRST}},
    {"NTLM,Bearer+", {HARD_WIRED, HARD_WIRED, HARD_WIRED, BEARER_FIRST, BEARER_FIRST}},
    {"Bearer+,Basic", {NOTHING, NOTHING, BEARER_FIRST, BEARER_FIRST, BEARER_FIRST}},
    {"Basic,Bearer+", {NOTHING, NOTHING, BEARER_FIRST, BEARER_FIRST, BEARER_FIRST}},
    {"Bearer+,Negotiate,NTLM,Basic",
     {FAILS_BEHIND, FIRST, BEARER_FIRST, BEARER_FIRST, BEARER_FIRST}},
    {"Digest", {NOTHING, NOTHING, NOTHING, NOTHING, NOTHING}},
    {"Digest,NTLM", {HARD_WIRED, HARD_WIRED, HARD_WIRED, HARD_WIRED, NOTHING}},
    {"Negotiate,NTLM,Digest,Basic", {FAILS_BEHIND, FIRST, FIRST, STRONGEST, PASSWORD_KEPT}},
    {"Kerberos", {NOTHING, NOTHING, NOTHING, NOTHING, NOTHING}},
    {"Kerberos,Negotiate,NTLM", {FAILS_BEHIND, FIRST, FIRST, STRONGEST, NOTHING}},
};

/* One cell of the table. */
struct cell {
	const char *list;
	enum client client;
	guint mode;
	enum fate fate;
};

static const char *
challenge_of(const char *word)
{
	static const struct {
		const char *word, *challenge;
	} known[] = {
	    {"Basic", "Basic realm=\"mail.example.com\""},
	    {"Bearer", "Bearer client_id=\"a\", trusted_issuers=\"b@c\""},
	    {"Bearer+", "Bearer client_id=\"a\", authorization_uri=\"https://login.example.com/\""},
	    {"Digest", "Digest realm=\"mail.example.com\", nonce=\"x\""},
	};

	for (gsize i = 0; i < G_N_ELEMENTS(known); i++)
		if (g_str_equal(known[i].word, word))
			return known[i].challenge;
	return word;
}

/* As fields of a 401, "a | b"; the caller frees. */
static char *
fields_of(const char *list)
{
	g_auto(GStrv) words = g_strsplit(list, ",", -1);
	GString *fields = g_string_new(NULL);

	for (gsize i = 0; words[i]; i++)
		g_string_append_printf(fields, "%s%s", i > 0 ? " | " : "", challenge_of(words[i]));
	return g_string_free(fields, FALSE);
}

/* What was published is about computers outside. */
static gboolean
is_published(const struct cell *cell)
{
	return origins[cell->client].published && !modes[cell->mode].ticket;
}

static void
assert_predicted(const struct cell *cell, const char *fields)
{
	g_auto(GStrv) split = g_strsplit(fields, " | ", -1);
	g_autoptr(struct_challenge_list) list =
	    challenge_list_parse_strings((const char *const *)split);
	struct prediction p = client_predict(cell->client, modes[cell->mode], list);

	g_assert_cmpint(p.picked ? p.picked->scheme : SCHEME_OTHER, ==, fates[cell->fate].scheme);
	g_assert_true(!p.picked || client_speaks(cell->client, p.picked->scheme));
	g_assert_cmpint(p.prompted, ==, fates[cell->fate].prompted);
	g_assert_cmpstr(p.why, ==, fates[cell->fate].why);
	g_assert_cmpstr(p.source, ==, origins[cell->client].source);
	g_assert_cmpint(p.verified, ==, is_published(cell));
}

/* As the sign-in tells it: a rule that nobody published is a WARNING at most. All clients go to
 * Autodiscover. */
static void
assert_judged(const struct cell *cell, const char *fields)
{
	g_autofree char *scene = g_strdup_printf("autodiscover: POST 401 %s\n", fields);
	g_autoptr(struct_walk) walk = walk_read(scene);
	g_autoptr(struct_check) step = check_new("autodiscover");
	struct check *const steps[SIGNIN_STEPS] = {[SIGNIN_AUTODISCOVER] = step};
	enum state bad = is_published(cell) ? STATE_CRITICAL : STATE_WARNING;
	struct hurdle hurdle;

	check_judge(step, STATE_OK, "fine");
	hurdle = hurdle_find(walk->signin, cell->client, modes[cell->mode], steps);
	g_assert_cmpint(hurdle.kind, ==, fates[cell->fate].hurdle);
	g_assert_cmpint(hurdle.prompts, ==, fates[cell->fate].prompted);
	g_assert_cmpstr(state_name(hurdle.state), ==,
			state_name(fates[cell->fate].prompted ? bad : STATE_OK));
	g_assert_cmpuint(hurdle.steps, ==,
			 fates[cell->fate].prompted ? 1U << SIGNIN_AUTODISCOVER : 0U);
}

static void
test_cell(gconstpointer data)
{
	const struct cell *cell = data;
	g_autofree char *fields = fields_of(cell->list);

	assert_predicted(cell, fields);
	assert_judged(cell, fields);
}

static void
add_cell(struct cell *cell, gsize row, guint client, guint mode)
{
	g_autofree char *name =
	    g_strdup_printf("/client matrix/%s/%s/%s", client_names[client],
			    *rows[row].list ? rows[row].list : "no challenge", mode_names[mode]);

	cell->list = rows[row].list;
	cell->client = (enum client)client;
	cell->mode = mode;
	cell->fate = rules[rows[row].rules[client]][mode];
	g_test_add_data_func(name, cell, test_cell);
}

int
main(int argc, char **argv)
{
	struct cell cells[G_N_ELEMENTS(rows)][CLIENT_COUNT][MODES];

	g_test_init(&argc, &argv, NULL);
	g_test_set_nonfatal_assertions();
	for (gsize row = 0; row < G_N_ELEMENTS(rows); row++)
		for (guint client = 0; client < CLIENT_COUNT; client++)
			for (guint mode = 0; mode < MODES; mode++)
				add_cell(&cells[row][client][mode], row, client, mode);
	return g_test_run();
}
