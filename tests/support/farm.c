/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Stands for servers that speak NTLM over HTTP. */
#include "tests/support/farm.h"

#include <string.h>

#include "protocol/ntlm.h"
#include "protocol/spnego.h"
#include "tests/support/replier.h"
#include "tests/support/type2.h"

enum { ROOMS_MAX = 8 };

struct farm {
	const struct farm_room *rooms;
	struct replier *replier;
	GString *log;
	GHashTable *challenged;	 /* connections whose challenge is not answered yet */
	guint judged[ROOMS_MAX]; /* secrets in each room */
};

/* What a request brought, and to whom. */
struct visit {
	const struct replier_request *request;
	const struct farm_room *room;
	gboolean named;	    /* there is an Authorization */
	gboolean negotiate; /* the scheme's name */
	gboolean wrapped;   /* in SPNEGO */
	gboolean plain;	    /* the secret itself */
	enum ntlm_type message;
};

static const struct farm_room *
room_of(const struct farm *farm, const char *target)
{
	const struct farm_room *room = farm->rooms;

	while (room->path && !g_str_has_prefix(target, room->path))
		room++;
	g_assert_nonnull(room->path);
	return room;
}

/* The token's message; what it came in goes into `visit`. */
static void
read_token(struct visit *visit, const char *text)
{
	gsize length = 0;
	g_autofree guchar *bytes = g_base64_decode(text, &length);
	g_autoptr(struct_spnego_token) token = spnego_parse(bytes, length);
	const void *inner = token->inner ? g_bytes_get_data(token->inner, &length) : NULL;
	g_autoptr(struct_ntlm_message) message = inner ? ntlm_parse(inner, length) : NULL;

	visit->wrapped = token->kind == SPNEGO_INIT || token->kind == SPNEGO_RESPONSE;
	g_assert_true(message && !message->malformed);
	visit->message = message->type;
}

/* Reads the Authorization field, and writes the log's line. */
static void
read_visit(struct farm *farm, struct visit *visit)
{
	static const char field[] = "\r\nAuthorization: ";
	const char *text = visit->request->text;
	const char *value = strstr(text, field);
	g_autofree char *line = g_strndup(text, (gsize)(strstr(text, " HTTP/") - text));
	g_auto(GStrv) words = NULL;

	visit->room = room_of(farm, strchr(line, ' ') + 1);
	g_string_append_printf(farm->log, "%u %s ", visit->request->connection, line);
	if (!value) {
		g_string_append(farm->log, "-\n");
		return;
	}
	value += strlen(field);
	g_assert_null(strstr(value, field));
	words = g_strsplit_set(value, " \r", 3);
	visit->named = TRUE;
	visit->negotiate = strcmp(words[0], "Negotiate") == 0;
	visit->plain = !visit->negotiate && strcmp(words[0], "NTLM") != 0;
	if (visit->plain) {
		gsize length = 0;
		g_autofree guchar *secret = g_base64_decode(words[1], &length);
		gboolean basic = strcmp(words[0], "Basic") == 0;

		g_string_append_printf(farm->log, "%s %.*s\n", words[0],
				       basic ? (int)length : (int)strlen(words[1]),
				       basic ? (const char *)secret : words[1]);
		return;
	}
	read_token(visit, words[1]);
	g_string_append_printf(farm->log, "%s %s%s\n", words[0], ntlm_type_name(visit->message),
			       visit->wrapped ? " wrapped" : "");
}

/* Whether this request completes a logon: a secret that can be judged. */
static gboolean
is_judged(const struct farm *farm, const struct visit *visit)
{
	return visit->plain ||
	       (visit->message == NTLM_AUTHENTICATE &&
		g_hash_table_contains(farm->challenged,
				      GUINT_TO_POINTER(visit->request->connection)));
}

static guint
logon_status(const struct farm_room *room, guint judged)
{
	g_auto(GStrv) statuses = g_strsplit(room->logons, " ", -1);

	return (guint)g_ascii_strtoull(statuses[MIN(judged, g_strv_length(statuses)) - 1], NULL,
				       10);
}

static gboolean
gets_challenge(const struct visit *visit)
{
	guint traits = visit->room->traits;

	return visit->message == NTLM_NEGOTIATE && !(traits & FARM_NO_CHALLENGE) &&
	       !(visit->negotiate && !visit->wrapped && traits & FARM_ONLY_WRAPPED);
}

static guint
status_of(struct farm *farm, const struct visit *visit)
{
	guint *judged = &farm->judged[visit->room - farm->rooms];

	if (is_judged(farm, visit)) {
		g_hash_table_remove(farm->challenged, GUINT_TO_POINTER(visit->request->connection));
		++*judged;
		return logon_status(visit->room, *judged);
	}
	if (!visit->named && *judged > 0 && visit->room->traits & FARM_OPEN)
		return logon_status(visit->room, *judged);
	return visit->named || visit->room->anonymous == 0 ? 401 : visit->room->anonymous;
}

static char *
challenge_text(const struct visit *visit)
{
	struct type2 what = type2_usual;
	g_autoptr(GBytes) bare = NULL;
	g_autoptr(GBytes) wrapped = NULL;
	const void *bytes;
	gsize length = 0;

	what.timestamp = ntlm_time_from_unix_us(g_get_real_time());
	bare = type2_write(&what);
	wrapped = visit->wrapped ? spnego_wrap_response(bare) : NULL;
	bytes = g_bytes_get_data(wrapped ? wrapped : bare, &length);
	return g_base64_encode(bytes, length);
}

static void
add_offer(GString *text, const struct visit *visit, gboolean challenge)
{
	g_auto(GStrv) fields = g_strsplit(visit->room->offer, " | ", -1);
	g_autofree char *token = challenge ? challenge_text(visit) : NULL;

	if (challenge)
		g_string_append_printf(text, "WWW-Authenticate: %s %s\r\n",
				       visit->negotiate ? "Negotiate" : "NTLM", token);
	for (gsize i = 0; !challenge && fields[i]; i++)
		g_string_append_printf(text, "WWW-Authenticate: %s\r\n", fields[i]);
}

static guint
server_of(const struct visit *visit)
{
	if (visit->room->traits & FARM_SWITCHES)
		return visit->request->number;
	return visit->room->traits & FARM_ELSEWHERE && !visit->named ? 9 : 1;
}

static struct reply
answer(const struct replier_request *request, void *data)
{
	struct farm *farm = data;
	struct visit visit = {.request = request};
	GString *text = g_string_new(NULL);
	struct reply reply = {.close = FALSE};
	gboolean challenge;
	guint status;

	read_visit(farm, &visit);
	challenge = gets_challenge(&visit);
	reply.last = visit.room->traits & FARM_GOES_DOWN && is_judged(farm, &visit);
	status = status_of(farm, &visit);
	g_string_append_printf(text, "HTTP/1.1 %u x\r\nX-FEServer: CAS%u\r\nContent-Length: 0\r\n",
			       status, server_of(&visit));
	if (status == 401)
		add_offer(text, &visit, challenge);
	if (status / 100 == 3)
		g_string_append_printf(text, "Location: http://127.0.0.1:%u/elsewhere\r\n",
				       farm_port(farm));
	if (challenge) {
		g_hash_table_add(farm->challenged, GUINT_TO_POINTER(request->connection));
		reply.close = (visit.room->traits & (FARM_SAYS_CLOSE | FARM_CLOSES)) != 0;
		if (visit.room->traits & FARM_SAYS_CLOSE)
			g_string_append(text, "Connection: close\r\n");
	}
	g_string_append(text, "\r\n");
	reply.text = g_string_free(text, FALSE);
	return reply;
}

struct farm *
farm_start(const struct farm_room *rooms)
{
	struct farm *farm = g_new0(struct farm, 1);
	gsize count = 0;

	while (rooms[count].path)
		count++;
	g_assert_cmpuint(count, <=, ROOMS_MAX);
	farm->rooms = rooms;
	farm->log = g_string_new(NULL);
	farm->challenged = g_hash_table_new(NULL, NULL);
	farm->replier = replier_start(answer, farm);
	return farm;
}

guint
farm_port(const struct farm *farm)
{
	return replier_port(farm->replier);
}

char *
farm_stop(struct farm *farm)
{
	char *log;

	replier_stop(farm->replier);
	log = g_string_free(farm->log, FALSE);
	g_hash_table_unref(farm->challenged);
	g_free(farm);
	return log;
}
