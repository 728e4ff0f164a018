/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Finds every address of a name within the deadline. */
#include "probe/resolve.h"

#include <ares.h>
#include <arpa/inet.h>
#include <netdb.h>
#include <poll.h>
#include <string.h>

struct lookup {
	int status; /* of c-ares; ARES_ENODATA until it called back */
	gboolean done;
	GPtrArray *addresses;
};

gboolean
resolve_is_address(const char *text)
{
	struct in6_addr room;

	return inet_pton(AF_INET, text, &room) == 1 || inet_pton(AF_INET6, text, &room) == 1;
}

static char *
address_text(const struct ares_addrinfo_node *node)
{
	char text[INET6_ADDRSTRLEN];
	const void *address;

	if (node->ai_family == AF_INET)
		address = &((const struct sockaddr_in *)(const void *)node->ai_addr)->sin_addr;
	else if (node->ai_family == AF_INET6)
		address = &((const struct sockaddr_in6 *)(const void *)node->ai_addr)->sin6_addr;
	else
		return NULL;
	return g_strdup(inet_ntop(node->ai_family, address, text, sizeof(text)));
}

static void
lookup_done(void *data, int status, int timeouts, struct ares_addrinfo *result)
{
	struct lookup *lookup = data;

	(void)timeouts;
	lookup->done = TRUE;
	lookup->status = status;
	if (!result)
		return;
	for (const struct ares_addrinfo_node *node = result->nodes; node; node = node->ai_next) {
		char *text = address_text(node);

		if (text &&
		    !g_ptr_array_find_with_equal_func(lookup->addresses, text, g_str_equal, NULL))
			g_ptr_array_add(lookup->addresses, text);
		else
			g_free(text);
	}
	ares_freeaddrinfo(result);
}

/* ARES_GETSOCK_READABLE() and its twin shift a signed 1 into the sign bit, which is undefined. */
static gboolean
has_bit(int wanted, guint bit)
{
	return ((guint)wanted >> bit & 1U) != 0;
}

/* Waits for the sockets of the channel until the lookup is done or the deadline has passed. */
static void
wait_for(ares_channel channel, const struct lookup *lookup, struct deadline deadline)
{
	while (!lookup->done && !deadline_passed(deadline)) {
		ares_socket_t sockets[ARES_GETSOCK_MAXNUM];
		int wanted = ares_getsock(channel, sockets, ARES_GETSOCK_MAXNUM);
		struct pollfd polled[ARES_GETSOCK_MAXNUM];
		nfds_t count = 0;
		struct timeval patience = {.tv_sec = deadline_left_ms(deadline) / 1000,
					   .tv_usec = deadline_left_ms(deadline) % 1000 * 1000};
		struct timeval next;

		for (guint i = 0; i < ARES_GETSOCK_MAXNUM; i++) {
			gboolean writable = has_bit(wanted, i + ARES_GETSOCK_MAXNUM);
			short events =
			    (short)((has_bit(wanted, i) ? POLLIN : 0) | (writable ? POLLOUT : 0));

			if (events != 0)
				polled[count++] =
				    (struct pollfd){.fd = sockets[i], .events = events};
		}
		patience = *ares_timeout(channel, &patience, &next);
		(void)poll(polled, count,
			   (int)(patience.tv_sec * 1000 + patience.tv_usec / 1000 + 1));
		for (nfds_t i = 0; i < count; i++)
			ares_process_fd(
			    channel,
			    polled[i].revents & (POLLIN | POLLERR | POLLHUP) ? polled[i].fd
									     : ARES_SOCKET_BAD,
			    polled[i].revents & POLLOUT ? polled[i].fd : ARES_SOCKET_BAD);
		/* Lets c-ares notice its own time-outs, and ask the next name server. */
		ares_process_fd(channel, ARES_SOCKET_BAD, ARES_SOCKET_BAD);
	}
}

static gint
by_address(gconstpointer a, gconstpointer b)
{
	const char *x = *(const char *const *)a;
	const char *y = *(const char *const *)b;
	gboolean x_is_6 = strchr(x, ':') != NULL;
	gboolean y_is_6 = strchr(y, ':') != NULL;
	unsigned char xs[16] = {0};
	unsigned char ys[16] = {0};

	if (x_is_6 != y_is_6)
		return x_is_6 ? 1 : -1;
	inet_pton(x_is_6 ? AF_INET6 : AF_INET, x, xs);
	inet_pton(y_is_6 ? AF_INET6 : AF_INET, y, ys);
	return memcmp(xs, ys, sizeof(xs));
}

static enum outcome
outcome_of(const struct lookup *lookup)
{
	if (!lookup->done || lookup->status == ARES_ETIMEOUT || lookup->status == ARES_ECANCELLED ||
	    lookup->status == ARES_EDESTRUCTION)
		return OUTCOME_TIMEOUT;
	if (lookup->status == ARES_ENOMEM)
		return OUTCOME_LOCAL;
	return OUTCOME_NAME;
}

GPtrArray *
resolve_addresses(const char *name, enum family family, struct deadline deadline,
		  enum outcome *outcome, char **trouble)
{
	static const int families[] = {
	    [FAMILY_ANY] = AF_UNSPEC, [FAMILY_IPV4] = AF_INET, [FAMILY_IPV6] = AF_INET6};
	struct lookup lookup = {.status = ARES_ENODATA};
	struct ares_addrinfo_hints hints = {
	    .ai_family = families[family], .ai_socktype = SOCK_STREAM, .ai_flags = ARES_AI_NOSORT};
	ares_channel channel = NULL;
	int status;

	lookup.addresses = g_ptr_array_new_with_free_func(g_free);
	if (resolve_is_address(name)) {
		g_ptr_array_add(lookup.addresses, g_strdup(name));
		return lookup.addresses;
	}
	status = ares_init(&channel);
	if (status == ARES_SUCCESS) {
		ares_getaddrinfo(channel, name, NULL, &hints, lookup_done, &lookup);
		wait_for(channel, &lookup, deadline);
		status = lookup.done ? lookup.status : ARES_ETIMEOUT;
		*outcome = outcome_of(&lookup);
		ares_destroy(channel);
	} else {
		*outcome = OUTCOME_LOCAL;
	}
	if (lookup.addresses->len > 0) {
		g_ptr_array_sort(lookup.addresses, by_address);
		*outcome = OUTCOME_ANSWERED;
		return lookup.addresses;
	}
	*trouble = g_strdup(ares_strerror(status));
	g_ptr_array_unref(lookup.addresses);
	return NULL;
}
