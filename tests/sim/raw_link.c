/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One accepted connection of the raw-byte server: bytes in and out, with or without TLS. */
#include "tests/sim/raw_link.h"

#include <errno.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

enum { PIECE_BYTES = 16384, GREET_MS = 30000, GOODBYE_MS = 1000, US_PER_MS = 1000 };

struct raw_link {
	int fd;
	int stop_fd;
	gnutls_session_t session; /* NULL: plain */
	gsize ration;		  /* bytes that may still go onto the wire */
	gboolean lost;
};

/*
 * What poll() says of the peer for `events`, 0 after `limit_ms` (-1: never), -1 when the server is
 * stopped.
 */
static int
await(const struct raw_link *link, short events, gint64 limit_ms)
{
	struct pollfd at[] = {{.fd = link->fd, .events = events}, {.fd = link->stop_fd}};
	gint64 end_us = g_get_monotonic_time() + limit_ms * US_PER_MS;

	for (;;) {
		gint64 left_us = MAX(end_us - g_get_monotonic_time(), 0);
		int ready =
		    poll(at, G_N_ELEMENTS(at), limit_ms < 0 ? -1 : (int)((left_us + 999) / 1000));

		if (ready < 0 && errno == EINTR)
			continue;
		if (ready < 0 || at[1].revents)
			return -1;
		return at[0].revents;
	}
}

static gboolean
lose(struct raw_link *link)
{
	link->lost = TRUE;
	return FALSE;
}

static ssize_t
push(gnutls_transport_ptr_t transport, const void *bytes, size_t length)
{
	struct raw_link *link = transport;
	ssize_t sent;

	if (!link->ration) {
		errno = ECONNRESET;
		return -1;
	}
	sent = send(link->fd, bytes, MIN(length, link->ration), MSG_NOSIGNAL | MSG_DONTWAIT);
	if (sent > 0)
		link->ration -= (gsize)sent;
	return sent;
}

static ssize_t
pull(gnutls_transport_ptr_t transport, void *into, size_t length)
{
	const struct raw_link *link = transport;

	return recv(link->fd, into, length, MSG_DONTWAIT);
}

struct raw_link *
raw_link_new(int fd, int stop_fd)
{
	struct raw_link *link = g_new0(struct raw_link, 1);

	link->fd = fd;
	link->stop_fd = stop_fd;
	link->ration = G_MAXSIZE;
	return link;
}

/* Waits for what GnuTLS asked for; FALSE when its `outcome` is final. */
static gboolean
again(const struct raw_link *link, ssize_t outcome, gint64 limit_ms)
{
	short events = gnutls_record_get_direction(link->session) ? POLLOUT : POLLIN;

	if (outcome == GNUTLS_E_INTERRUPTED)
		return TRUE;
	return outcome == GNUTLS_E_AGAIN && await(link, events, limit_ms) > 0;
}

gboolean
raw_link_greet(struct raw_link *link, gnutls_certificate_credentials_t credentials)
{
	int outcome;

	if (link->lost || link->session)
		return !link->lost;
	if (gnutls_init(&link->session, GNUTLS_SERVER | GNUTLS_NONBLOCK) < 0)
		return lose(link);
	gnutls_set_default_priority(link->session);
	gnutls_credentials_set(link->session, GNUTLS_CRD_CERTIFICATE, credentials);
	gnutls_transport_set_ptr(link->session, link);
	gnutls_transport_set_push_function(link->session, push);
	gnutls_transport_set_pull_function(link->session, pull);
	do
		outcome = gnutls_handshake(link->session);
	while (outcome < 0 && (!gnutls_error_is_fatal(outcome) && again(link, outcome, GREET_MS)));
	return outcome == GNUTLS_E_SUCCESS || lose(link);
}

gboolean
raw_link_read(struct raw_link *link, GByteArray *into, guint limit_ms)
{
	guint8 piece[PIECE_BYTES];
	ssize_t got = 0;

	if (link->lost)
		return FALSE;
	if (link->session) {
		do
			got = gnutls_record_recv(link->session, piece, sizeof(piece));
		while (got < 0 && again(link, got, limit_ms));
	} else if (await(link, POLLIN, limit_ms) > 0) {
		got = recv(link->fd, piece, sizeof(piece), MSG_DONTWAIT);
	}
	if (got <= 0)
		return lose(link);
	g_byte_array_append(into, piece, (guint)got);
	return TRUE;
}

/* One attempt; what it could not send now is tried again once the peer has read. */
static ssize_t
write_some(struct raw_link *link, const guint8 *bytes, gsize length)
{
	ssize_t sent;

	if (link->session) {
		do
			sent = gnutls_record_send(link->session, bytes, length);
		while (sent < 0 && again(link, sent, -1));
		return sent;
	}
	while ((sent = push(link, bytes, length)) < 0 && (errno == EAGAIN || errno == EINTR))
		if (await(link, POLLOUT, -1) < 0)
			return -1;
	return sent;
}

gboolean
raw_link_write(struct raw_link *link, const void *bytes, gsize length)
{
	const guint8 *at = bytes;

	while (!link->lost && length) {
		ssize_t sent = write_some(link, at, MIN(length, PIECE_BYTES));

		if (sent <= 0)
			return lose(link);
		at += sent;
		length -= (gsize)sent;
	}
	return !link->lost;
}

void
raw_link_ration(struct raw_link *link, gsize bytes)
{
	link->ration = bytes;
}

gboolean
raw_link_wait(struct raw_link *link, guint ms)
{
	if (link->lost)
		return FALSE;
	return await(link, POLLRDHUP, ms) == 0 || lose(link);
}

void
raw_link_hold(struct raw_link *link)
{
	if (!link->lost)
		await(link, POLLRDHUP, -1);
	lose(link);
}

gboolean
raw_link_lost(const struct raw_link *link)
{
	return link->lost;
}

void
raw_link_give_up(struct raw_link *link)
{
	lose(link);
}

gboolean
raw_link_shutdown(struct raw_link *link)
{
	if (link->lost)
		return FALSE;
	if (link->session) {
		int outcome;

		do
			outcome = gnutls_bye(link->session, GNUTLS_SHUT_WR);
		while (outcome < 0 && again(link, outcome, GOODBYE_MS));
	}
	return shutdown(link->fd, SHUT_WR) == 0 || lose(link);
}

/* Closing with unread bytes of the peer would reset the connection and lose what was sent last. */
static void
swallow(const struct raw_link *link)
{
	gint64 end_us = g_get_monotonic_time() + (gint64)GOODBYE_MS * US_PER_MS;
	guint8 piece[PIECE_BYTES];
	gint64 left_us;

	while ((left_us = end_us - g_get_monotonic_time()) > 0)
		if (await(link, POLLIN, left_us / 1000) <= 0 ||
		    recv(link->fd, piece, sizeof(piece), MSG_DONTWAIT) <= 0)
			return;
}

void
raw_link_end(struct raw_link *link, enum raw_ending how)
{
	const struct linger none = {.l_onoff = 1, .l_linger = 0};

	if (how == RAW_ENDING_GOODBYE && raw_link_shutdown(link))
		swallow(link);
	if (how == RAW_ENDING_RESET)
		setsockopt(link->fd, SOL_SOCKET, SO_LINGER, &none, sizeof(none));
	if (link->session)
		gnutls_deinit(link->session);
	close(link->fd);
	g_free(link);
}
