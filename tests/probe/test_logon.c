/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tests over real sockets how a run logs on, by the rows of logon/: what goes out in which order,
 * what the gate is asked, what is noted. */
#include "probe/logon.h"

#include <string.h>

#include "tests/support/farm.h"
#include "tests/support/rows.h"

enum { PATIENT_MS = 20000, ROOMS_MAX = 8 };

#define PASSWORD "open sesame"

/* The row's own gate: as the suite's, but it remembers nothing longer than the row. */
struct keeper {
	GMutex mutex;
	GCond cond;
	gboolean taken, refused;
	enum hold hold; /* what everybody is told; HOLD_NONE: by what has been settled */
	guint allowance;
	gboolean forgetful; /* nothing can be written down */
	GString *log;
};

/* One row's run, and what keeps it alive. */
struct run {
	struct farm_room rooms[ROOMS_MAX + 1];
	GPtrArray *texts; /* char * of the rooms */
	GPtrArray *endpoints, *addresses;
	struct endpoint_choice *baseline;
	struct secret *password;
	struct identity identity;
	struct keeper keeper;
	struct gate gate;
	struct logon_request request;
};

static enum hold
keeper_ask(void *data, struct deadline deadline, gpointer *grant, struct logon *why)
{
	struct keeper *keeper = data;
	enum hold hold;

	(void)deadline;
	g_mutex_lock(&keeper->mutex);
	while (keeper->taken)
		g_cond_wait(&keeper->cond, &keeper->mutex);
	hold = keeper->hold != HOLD_NONE ? keeper->hold
	       : keeper->refused	 ? HOLD_REFUSED_EARLIER
					 : HOLD_NONE;
	g_string_append_printf(keeper->log, "ask: %s\n", hold_name(hold));
	if (hold == HOLD_REFUSED_EARLIER) {
		why->refused_at_s = 1700000000;
		why->refused_where = g_strdup("elsewhere");
	} else if (hold != HOLD_NONE) {
		why->trouble = g_strdup("the gate's words");
	} else {
		keeper->taken = TRUE;
		*grant = keeper;
	}
	g_mutex_unlock(&keeper->mutex);
	return hold;
}

static char *
keeper_settle(void *data, gpointer grant, enum secret_state secret, const char *where)
{
	static const char *const names[] = {
	    [SECRET_UNTRIED] = "undecided",
	    [SECRET_ACCEPTED] = "accepted",
	    [SECRET_REFUSED] = "refused",
	};
	struct keeper *keeper = data;
	gboolean forgetful;

	g_assert_true(grant == data);
	g_mutex_lock(&keeper->mutex);
	g_assert_true(keeper->taken);
	keeper->taken = FALSE;
	keeper->refused = keeper->refused || secret == SECRET_REFUSED;
	forgetful = keeper->forgetful;
	g_string_append_printf(keeper->log, "settle: %s%s%s\n", names[secret], where ? ", " : "",
			       where ? where : "");
	g_cond_broadcast(&keeper->cond);
	g_mutex_unlock(&keeper->mutex);
	return forgetful ? g_strdup("the disk is full") : NULL;
}

static gboolean
keeper_spend(void *data)
{
	struct keeper *keeper = data;
	gboolean may;

	g_mutex_lock(&keeper->mutex);
	may = keeper->allowance > 0;
	keeper->allowance -= may ? 1 : 0;
	g_string_append_printf(keeper->log, "spend: %s\n", may ? "yes" : "no");
	g_mutex_unlock(&keeper->mutex);
	return may;
}

static guint
trait_from(const char *name)
{
	static const char *const names[] = {"says-close",   "closes",	"only-wrapped",
					    "no-challenge", "open",	"switches",
					    "elsewhere",    "goes-down"};

	for (guint i = 0; i < G_N_ELEMENTS(names); i++)
		if (strcmp(names[i], name) == 0)
			return 1U << i;
	g_error("no trait \"%s\"", name);
}

/* "/EWS 200,401 closes anonymous=302 : NTLM | Negotiate" */
static void
read_room(struct run *run, const char *line, struct farm_room *room)
{
	g_auto(GStrv) sides = g_strsplit(line, " : ", 2);
	g_auto(GStrv) words = g_strsplit(sides[0], " ", -1);
	char *kept[] = {g_strdup(words[0]), g_strdelimit(g_strdup(words[1]), ",", ' '),
			g_strdup(sides[1])};

	for (gsize i = 0; i < G_N_ELEMENTS(kept); i++)
		g_ptr_array_add(run->texts, kept[i]);
	*room = (struct farm_room){.path = kept[0], .logons = kept[1], .offer = kept[2]};
	for (gsize i = 2; words[i]; i++) {
		if (g_str_has_prefix(words[i], "anonymous="))
			room->anonymous =
			    (guint)g_ascii_strtoull(strchr(words[i], '=') + 1, NULL, 10);
		else
			room->traits |= trait_from(words[i]);
	}
}

static enum hold
hold_from(const char *name)
{
	g_autofree char *spelt = g_strdelimit(g_strdup(name), "_", ' ');

	for (guint i = 0; i < HOLD_COUNT; i++)
		if (strcmp(hold_name((enum hold)i), spelt) == 0)
			return (enum hold)i;
	g_error("no hold \"%s\"", name);
}

static void
take_value(struct run *run, const char *option, const char *value)
{
	g_autoptr(GError) error = NULL;

	if (strcmp(option, "endpoint") == 0)
		g_ptr_array_add(run->endpoints, endpoint_choice_parse(value, &error));
	else if (strcmp(option, "address") == 0)
		g_ptr_array_add(run->addresses, g_strdup(value));
	else if (strcmp(option, "scheme") == 0)
		run->request.scheme = scheme_from_name(value);
	else if (strcmp(option, "together") == 0)
		run->request.together = (guint)g_ascii_strtoull(value, NULL, 10);
	else if (strcmp(option, "allowance") == 0)
		run->keeper.allowance = (guint)g_ascii_strtoull(value, NULL, 10);
	else if (strcmp(option, "hold") == 0)
		run->keeper.hold = hold_from(value);
	else
		g_error("no option %s", option);
	g_assert_no_error(error);
}

/* "endpoint=ews scheme=Basic measure" */
static void
take(struct run *run, const char *word)
{
	g_auto(GStrv) sides = g_strsplit(word, "=", 2);

	if (sides[1])
		take_value(run, sides[0], sides[1]);
	else if (strcmp(word, "nobody") == 0)
		run->request.identity = NULL;
	else if (strcmp(word, "ungated") == 0)
		run->request.gate = NULL;
	else if (strcmp(word, "measure") == 0)
		run->request.measure_protection = TRUE;
	else if (strcmp(word, "post") == 0)
		run->request.post_too = TRUE;
	else if (strcmp(word, "forgetful") == 0)
		run->keeper.forgetful = TRUE;
	else
		g_error("no option %s", word);
}

static void
free_endpoint(gpointer data)
{
	endpoint_choice_free(data);
}

static void
run_init(struct run *run, const struct row *row)
{
	g_autofree char *line =
	    g_strstrip(g_strdelimit(g_strdup(row_section(row, "run")), "\n", ' '));
	g_auto(GStrv) words = g_strsplit(line, " ", -1);
	g_auto(GStrv) rooms = g_strsplit(row_section(row, "rooms"), "\n", -1);
	g_autofree char *password = g_strdup(PASSWORD);

	*run = (struct run){.texts = g_ptr_array_new_with_free_func(g_free),
			    .endpoints = g_ptr_array_new_with_free_func(free_endpoint),
			    .addresses = g_ptr_array_new_with_free_func(g_free),
			    .baseline = endpoint_choice_new(endpoint_find("autodiscover")),
			    .password = secret_take(password, strlen(password))};
	g_mutex_init(&run->keeper.mutex);
	g_cond_init(&run->keeper.cond);
	run->keeper.log = g_string_new(NULL);
	run->identity =
	    (struct identity){.user = "probe", .domain = "CORP", .password = run->password};
	run->gate = (struct gate){.data = &run->keeper,
				  .ask = keeper_ask,
				  .settle = keeper_settle,
				  .spend = keeper_spend};
	run->request = (struct logon_request){.endpoints = run->endpoints,
					      .baseline = run->baseline,
					      .scheme = SCHEME_NTLM,
					      .account = "CORP\\probe",
					      .identity = &run->identity,
					      .gate = &run->gate};
	for (gsize i = 0, n = 0; rooms[i]; i++) {
		g_assert_cmpuint(n, <, ROOMS_MAX);
		if (*rooms[i] != '\0')
			read_room(run, rooms[i], &run->rooms[n++]);
	}
	for (gsize i = 0; words[i]; i++)
		if (*words[i] != '\0')
			take(run, words[i]);
	if (run->endpoints->len == 0)
		g_ptr_array_add(run->endpoints, endpoint_choice_new(endpoint_find("ews")));
	if (run->addresses->len == 0)
		g_ptr_array_add(run->addresses, g_strdup("127.0.0.1"));
}

static void
run_clear(struct run *run)
{
	g_ptr_array_unref(run->texts);
	g_ptr_array_unref(run->endpoints);
	g_ptr_array_unref(run->addresses);
	endpoint_choice_free(run->baseline);
	secret_free(run->password);
	g_string_free(run->keeper.log, TRUE);
	g_mutex_clear(&run->keeper.mutex);
	g_cond_clear(&run->keeper.cond);
}

static struct sweep *
run_sweep(struct run *run, guint port)
{
	run->request.sweep = (struct sweep_request){
	    .target = {.hostname = "mail.example.com", .port = port}, .addresses = run->addresses};
	run->request.sweep.target.no_proxy = TRUE;
	return logon_sweep(&run->request, deadline_in_ms(PATIENT_MS));
}

static void
describe_handshakes(GString *text, const char *what, const GPtrArray *handshakes)
{
	for (guint i = 0; i < handshakes->len; i++) {
		const struct handshake *h = g_ptr_array_index(handshakes, i);

		g_string_append_printf(text, "  %s%s %s, %s: %s", what, scheme_name(h->scheme),
				       mechanism_name(h->mechanism), binding_name(h->binding),
				       handshake_end_name(h->end));
		for (guint leg = 0; leg < h->legs->len; leg++) {
			const struct asked *asked = g_ptr_array_index(h->legs, leg);

			if (asked_answered(asked))
				g_string_append_printf(text, " %u", asked->answer->status);
			else
				g_string_append_printf(text, " %s",
						       outcome_name(asked->answer->outcome));
		}
		if (h->hold != HOLD_NONE)
			g_string_append_printf(text, ", held: %s", hold_name(h->hold));
		g_string_append(text, h->trouble ? ", " : "\n");
		if (h->trouble)
			g_string_append_printf(text, "%s\n", h->trouble);
	}
}

static void
describe_asked(GString *text, const char *what, const struct asked *asked)
{
	if (!asked)
		return;
	if (asked_answered(asked))
		g_string_append_printf(text, "%s %u\n", what, asked->answer->status);
	else
		g_string_append_printf(text, "%s %s\n", what, outcome_name(asked->answer->outcome));
}

static void
describe_offer(GString *text, const char *title, const struct offer *offer)
{
	g_string_append_printf(text, "%s%s:", title, offer->endpoint->name);
	describe_asked(text, "", offer->get);
	describe_handshakes(text, "", offer->handshakes);
	describe_handshakes(text, "together ", offer->together);
	describe_asked(text, "  stranger", offer->stranger);
}

/* What was noted. */
static char *
describe(const struct sweep *sweep)
{
	static const char *const names[] = {
	    [SECRET_UNTRIED] = "untried",
	    [SECRET_ACCEPTED] = "accepted",
	    [SECRET_REFUSED] = "refused",
	};
	const struct logon *logon = sweep->logon;
	GString *text = g_string_new(NULL);

	for (guint n = 0; n < sweep->nodes->len; n++) {
		const struct node_offers *node = g_ptr_array_index(sweep->nodes, n);

		for (guint i = 0; i < node->offers->len; i++)
			describe_offer(text, "", g_ptr_array_index(node->offers, i));
		if (node->baseline)
			describe_offer(text, "baseline ", node->baseline);
	}
	if (!logon)
		return g_string_free(text, FALSE);
	g_string_append_printf(text, "secret: %s, held: %s\n", names[logon->secret],
			       hold_name(logon->hold));
	if (logon->refused_where)
		g_string_append_printf(text, "refused at %s\n", logon->refused_where);
	if (logon->trouble)
		g_string_append_printf(text, "trouble: %s\n", logon->trouble);
	if (logon->not_recorded)
		g_string_append_printf(text, "not recorded: %s\n", logon->not_recorded);
	return g_string_free(text, FALSE);
}

/* Neither the secret nor what is made of it is among the facts: no password, no Basic pair, no
 * AUTHENTICATE, raw or inside SPNEGO. */
static void
assert_no_secret(const struct sweep *sweep)
{
	static const char pair[] = "CORP\\probe:" PASSWORD;
	static const char authenticate[] = "NTLMSSP\0\3\0\0";
	g_autofree char *basic = g_base64_encode((const guchar *)pair, strlen(pair));
	g_autofree char *type3 =
	    g_base64_encode((const guchar *)authenticate, sizeof(authenticate) - 2);
	json_t *facts = sweep_to_json(sweep);
	char *text = json_dumps(facts, JSON_COMPACT);

	g_assert_null(strstr(text, PASSWORD));
	g_assert_null(strstr(text, basic));
	g_assert_null(strstr(text, type3));
	g_assert_null(strstr(text, "Authorization"));
	free(text);
	json_decref(facts);
}

static void
test_row(gconstpointer data)
{
	const struct row *row = data;
	struct run run;
	struct farm *farm;
	g_autoptr(struct_sweep) sweep = NULL;
	g_autofree char *sent = NULL;
	g_autofree char *noted = NULL;

	run_init(&run, row);
	farm = farm_start(run.rooms);
	sweep = run_sweep(&run, farm_port(farm));
	sent = farm_stop(farm);
	noted = describe(sweep);
	row_compare(row, "sent", sent);
	row_compare(row, "gate", run.keeper.log->str);
	row_compare(row, "facts", noted);
	assert_no_secret(sweep);
	g_assert_false(run.keeper.taken);
	run_clear(&run);
}

static guint
count_lines(const char *text, const char *end)
{
	g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
	guint count = 0;

	for (gsize i = 0; lines[i]; i++)
		count += g_str_has_suffix(lines[i], end) ? 1 : 0;
	return count;
}

/* Three nodes side by side, whatever order their threads run in. */
struct crowd_row {
	const char *name;
	const char *rooms; /* as in a row's section */
	guint judged, asked, refused;
	const char *secret;
};

static const struct crowd_row crowd_rows[] = {
    {"good", "/EWS 200 : NTLM\n/autodiscover 200 : NTLM\n", 3, 3, 0, "accepted"},
    /* Once at the first node, once at the baseline, and nobody tries again. */
    {"refused", "/EWS 401 : NTLM\n/autodiscover 401 : NTLM\n", 2, 3, 1, "refused"},
    /* Only the first refusal is looked into with an unproved secret. */
    {"refused here alone", "/EWS 401 : NTLM\n/autodiscover 200 : NTLM\n", 7, 3, 0, "accepted"},
};

static void
free_text(gpointer data)
{
	g_string_free(data, TRUE);
}

static void
test_crowd(gconstpointer data)
{
	const struct crowd_row *row = data;
	static const char *const sections[] = {"rooms", "run"};
	const char *const texts[] = {
	    row->rooms, "address=127.0.0.1 address=127.0.0.2 address=127.0.0.3 allowance=9"};
	g_autoptr(GHashTable) table =
	    g_hash_table_new_full(g_str_hash, g_str_equal, g_free, free_text);
	struct row made = {.name = NULL, .sections = table};
	struct run run;
	struct farm *farm;
	g_autoptr(struct_sweep) sweep = NULL;
	g_autofree char *sent = NULL;
	g_autofree char *noted = NULL;
	g_autofree char *secret = g_strdup_printf("secret: %s, held: none\n", row->secret);

	for (gsize i = 0; i < G_N_ELEMENTS(sections); i++)
		g_hash_table_insert(table, g_strdup(sections[i]), g_string_new(texts[i]));
	run_init(&run, &made);
	farm = farm_start(run.rooms);
	sweep = run_sweep(&run, farm_port(farm));
	sent = farm_stop(farm);
	noted = describe(sweep);
	g_assert_cmpuint(count_lines(sent, "authenticate"), ==, row->judged);
	g_assert_cmpuint(count_lines(run.keeper.log->str, "ask: none"), <=, row->asked);
	g_assert_cmpuint(count_lines(run.keeper.log->str, "settle: refused, ews of "
							  "mail.example.com (127.0.0.1)") +
			     count_lines(run.keeper.log->str,
					 "settle: refused, ews of mail.example.com (127.0.0.2)") +
			     count_lines(run.keeper.log->str,
					 "settle: refused, ews of mail.example.com (127.0.0.3)"),
			 ==, row->refused);
	g_assert_nonnull(strstr(noted, secret));
	run_clear(&run);
}

int
main(int argc, char **argv)
{
	static const char *const files[] = {
	    "tests/probe/logon/challenges.rows", "tests/probe/logon/secret.rows",
	    "tests/probe/logon/connection.rows", "tests/probe/logon/protection.rows",
	    "tests/probe/logon/plain.rows",
	};

	g_test_init(&argc, &argv, NULL);
	g_test_set_nonfatal_assertions();
	for (gsize i = 0; i < G_N_ELEMENTS(crowd_rows); i++) {
		g_autofree char *path = g_strdup_printf("/logon/crowd/%s", crowd_rows[i].name);

		g_test_add_data_func(path, &crowd_rows[i], test_crowd);
	}
	return rows_run(files, G_N_ELEMENTS(files), test_row);
}
