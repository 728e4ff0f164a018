/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Plays the steps of one connection of the raw-byte server. */
#include "tests/sim/raw_play.h"

#include <string.h>

enum {
	REQUEST_MS = 30000,
	HEAD_LIMIT = 64 * 1024,
	BODY_LIMIT = 1024 * 1024,
	BLOCK_BYTES = 16 * 1024,
};

struct player {
	struct raw_shared *shared;
	struct raw_link *link;
	guint connection;
	GByteArray *inbox;		/* received, not yet used */
	const struct raw_request *last; /* belongs to shared->requests */
	const struct raw_step *back;	/* where the script goes on after an answer */
	enum raw_ending ending;
};

/* Length of the head with its empty line, 0 while it is not complete. */
static gsize
head_length(const GByteArray *inbox)
{
	const char *ends[] = {"\r\n\r\n", "\n\n"};

	for (gsize i = 0; inbox->len && i < G_N_ELEMENTS(ends); i++) {
		const guint8 *at = memmem(inbox->data, inbox->len, ends[i], strlen(ends[i]));

		if (at)
			return (gsize)(at - inbox->data) + strlen(ends[i]);
	}
	return 0;
}

static gsize
announced_body(GBytes *head)
{
	static const char name[] = "content-length:";
	gsize size = 0;
	const char *bytes = g_bytes_get_data(head, &size);
	g_autofree char *text = g_strndup(bytes, size);
	g_auto(GStrv) lines = g_strsplit(text, "\n", -1);

	for (char **line = lines; *line; line++)
		if (g_ascii_strncasecmp(*line, name, strlen(name)) == 0)
			return (gsize)g_ascii_strtoull(*line + strlen(name), NULL, 10);
	return 0;
}

static GBytes *
take(GByteArray *inbox, gsize length)
{
	GBytes *taken = g_bytes_new(inbox->data, length);

	if (length)
		g_byte_array_remove_range(inbox, 0, (guint)length);
	return taken;
}

static void
read_request(struct player *player)
{
	struct raw_request *request;
	gsize length;

	player->last = NULL;
	while (!(length = head_length(player->inbox))) {
		if (player->inbox->len > HEAD_LIMIT)
			raw_link_give_up(player->link);
		if (!raw_link_read(player->link, player->inbox, REQUEST_MS))
			return;
	}
	request = g_new0(struct raw_request, 1);
	request->connection = player->connection;
	request->head = take(player->inbox, length);
	length = MIN(announced_body(request->head), BODY_LIMIT);
	while (player->inbox->len < length)
		if (!raw_link_read(player->link, player->inbox, REQUEST_MS))
			break;
	request->body = take(player->inbox, MIN(length, player->inbox->len));
	player->last = request;
	g_mutex_lock(&player->shared->lock);
	g_ptr_array_add(player->shared->requests, request);
	g_mutex_unlock(&player->shared->lock);
}

static gboolean
fits(const struct raw_answer *answer, const struct raw_request *request)
{
	gsize size = 0;
	const char *head = g_bytes_get_data(request->head, &size);
	const char *blank = memchr(head, ' ', size);
	gsize method_length = blank ? (gsize)(blank - head) : size;
	gsize target_length = answer->target ? strlen(answer->target) : 0;

	if (answer->method && (strlen(answer->method) != method_length ||
			       memcmp(head, answer->method, method_length) != 0))
		return FALSE;
	if (answer->field && !memmem(head, size, answer->field, strlen(answer->field)))
		return FALSE;
	return !target_length ||
	       (size - method_length > target_length &&
		memcmp(head + method_length + 1, answer->target, target_length) == 0);
}

static const struct raw_step *
choose_answer(const struct player *player)
{
	struct raw_shared *shared = player->shared;
	const struct raw_answer *answers = shared->plan->answers;
	const struct raw_step *chosen = NULL;

	if (!player->last || !answers)
		return NULL;
	g_mutex_lock(&shared->lock);
	for (guint i = 0; answers[i].steps && !chosen; i++) {
		gboolean *spent = &g_array_index(shared->spent, gboolean, i);

		if (*spent || !fits(&answers[i], player->last))
			continue;
		*spent = answers[i].once;
		chosen = answers[i].steps;
	}
	g_mutex_unlock(&shared->lock);
	return chosen;
}

/* A text sent often goes out in blocks: a server that is busy with small writes drips by accident.
 */
static void
send_repeated(struct raw_link *link, const struct raw_step *step, gsize length)
{
	guint at_once = (guint)MAX(BLOCK_BYTES / length, 1);
	g_autoptr(GString) block = g_string_new(NULL);
	guint left = step->times;

	for (guint i = 0; i < MIN(at_once, left); i++)
		g_string_append_len(block, step->text, (gssize)length);
	while (left && raw_link_write(link, block->str, MIN(at_once, left) * length))
		if (left != RAW_FOREVER)
			left -= MIN(at_once, left);
}

static void
send_text(struct raw_link *link, const struct raw_step *step)
{
	gsize length = step->length ? step->length : strlen(step->text);
	gsize slice = step->slice ? step->slice : length;
	guint left = MAX(step->times, 1);

	if (!step->pause_ms && left > 1 && length) {
		send_repeated(link, step, length);
		return;
	}
	while (left && !raw_link_lost(link)) {
		for (gsize at = 0; at < length; at += slice) {
			raw_link_write(link, step->text + at, MIN(slice, length - at));
			raw_link_wait(link, step->pause_ms);
		}
		if (left != RAW_FOREVER)
			left--;
	}
}

static void
taste(const struct player *player)
{
	g_autoptr(GByteArray) waste = g_byte_array_new();

	raw_link_read(player->link, waste, REQUEST_MS);
}

static const struct raw_step *
end(struct player *player, enum raw_ending ending)
{
	player->ending = ending;
	return NULL;
}

/* Where RAW_END leads. */
static const struct raw_step *
leave(struct player *player)
{
	const struct raw_step *back = player->back;

	player->back = NULL;
	return back ? back : end(player, RAW_ENDING_GOODBYE);
}

static const struct raw_step *
enter_answer(struct player *player, const struct raw_step *after)
{
	const struct raw_step *answer = choose_answer(player);

	player->back = after;
	return answer ? answer : end(player, RAW_ENDING_GOODBYE);
}

/* Does one step; the next one, or NULL when the connection is to be closed. */
static const struct raw_step *
advance(struct player *player, const struct raw_step *step)
{
	struct raw_link *link = player->link;

	switch (step->verb) {
	case RAW_END:
		return leave(player);
	case RAW_GREET:
		if (player->shared->credentials)
			raw_link_greet(link, player->shared->credentials);
		break;
	case RAW_READ:
		read_request(player);
		break;
	case RAW_TASTE:
		taste(player);
		break;
	case RAW_ANSWER:
		return enter_answer(player, step + 1);
	case RAW_SEND:
		send_text(link, step);
		break;
	case RAW_SLEEP:
		raw_link_wait(link, step->pause_ms);
		break;
	case RAW_RATION:
		raw_link_ration(link, step->length);
		break;
	case RAW_SHUTDOWN:
		raw_link_shutdown(link);
		break;
	case RAW_HOLD:
		raw_link_hold(link);
		break;
	case RAW_CLOSE:
		return end(player, RAW_ENDING_CUT);
	case RAW_RESET:
		return end(player, RAW_ENDING_RESET);
	case RAW_AGAIN:
		player->back = NULL;
		return raw_link_lost(link) ? end(player, RAW_ENDING_CUT)
					   : player->shared->plan->script;
	}
	return step + 1;
}

void
raw_play(struct raw_shared *shared, guint connection, struct raw_link *link)
{
	struct player player = {.shared = shared, .link = link, .connection = connection};
	const struct raw_step *step = shared->plan->script;

	player.inbox = g_byte_array_new();
	while (step)
		step = advance(&player, step);
	raw_link_end(link, player.ending);
	g_byte_array_unref(player.inbox);
}
