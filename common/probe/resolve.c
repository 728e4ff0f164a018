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
	GPtrArray *found; /* char * or struct srv_record * */
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
		    !g_ptr_array_find_with_equal_func(lookup->found, text, g_str_equal, NULL))
			g_ptr_array_add(lookup->found, text);
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
		struct timeval patience = {.tv_sec = deadline_wait_ms(deadline) / 1000,
					   .tv_usec = deadline_wait_ms(deadline) % 1000 * 1000};
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

/* A channel that asks whom the resolver names; a status of c-ares. */
static int
open_channel(const struct resolver *resolver, ares_channel *channel)
{
	char dns_only[] = "b";
	struct ares_options options = {.lookups = dns_only};
	int status;

	if (!resolver || !resolver->server)
		return ares_init(channel);
	status = ares_init_options(channel, &options, ARES_OPT_LOOKUPS);
	if (status == ARES_SUCCESS)
		status = ares_set_servers_ports_csv(*channel, resolver->server);
	if (status != ARES_SUCCESS && *channel) {
		ares_destroy(*channel);
		*channel = NULL;
	}
	return status;
}

/* What the lookup has come to; NULL with the reason when it found nothing. */
static GPtrArray *
conclude(struct lookup *lookup, int status, enum outcome *outcome, char **trouble)
{
	if (lookup->found->len > 0) {
		*outcome = OUTCOME_ANSWERED;
		return lookup->found;
	}
	*trouble = g_strdup(ares_strerror(status));
	g_ptr_array_unref(lookup->found);
	return NULL;
}

GPtrArray *
resolve_addresses(const struct resolver *resolver, const char *name, enum family family,
		  struct deadline deadline, enum outcome *outcome, char **trouble)
{
	static const int families[] = {
	    [FAMILY_ANY] = AF_UNSPEC, [FAMILY_IPV4] = AF_INET, [FAMILY_IPV6] = AF_INET6};
	struct lookup lookup = {.status = ARES_ENODATA};
	struct ares_addrinfo_hints hints = {
	    .ai_family = families[family], .ai_socktype = SOCK_STREAM, .ai_flags = ARES_AI_NOSORT};
	ares_channel channel = NULL;
	int status;

	lookup.found = g_ptr_array_new_with_free_func(g_free);
	if (resolve_is_address(name)) {
		g_ptr_array_add(lookup.found, g_strdup(name));
		return lookup.found;
	}
	status = open_channel(resolver, &channel);
	if (status == ARES_SUCCESS) {
		ares_getaddrinfo(channel, name, NULL, &hints, lookup_done, &lookup);
		wait_for(channel, &lookup, deadline);
		status = lookup.done ? lookup.status : ARES_ETIMEOUT;
		*outcome = outcome_of(&lookup);
		ares_destroy(channel);
	} else {
		*outcome = OUTCOME_LOCAL;
	}
	g_ptr_array_sort(lookup.found, by_address);
	return conclude(&lookup, status, outcome, trouble);
}

static void
services_done(void *data, int status, int timeouts, unsigned char *bytes, int length)
{
	struct lookup *lookup = data;
	struct ares_srv_reply *reply = NULL;

	(void)timeouts;
	lookup->done = TRUE;
	lookup->status = status;
	if (status != ARES_SUCCESS)
		return;
	lookup->status = ares_parse_srv_reply(bytes, length, &reply);
	for (const struct ares_srv_reply *at = reply; at; at = at->next) {
		struct srv_record *record = g_new0(struct srv_record, 1);

		record->target = g_strdup(at->host);
		record->priority = at->priority;
		record->weight = at->weight;
		record->port = at->port;
		g_ptr_array_add(lookup->found, record);
	}
	if (reply)
		ares_free_data(reply);
}

static gint
by_preference(gconstpointer a, gconstpointer b)
{
	const struct srv_record *x = *(const struct srv_record *const *)a;
	const struct srv_record *y = *(const struct srv_record *const *)b;

	if (x->priority != y->priority)
		return x->priority < y->priority ? -1 : 1;
	if (x->weight != y->weight)
		return x->weight > y->weight ? -1 : 1;
	return strcmp(x->target, y->target);
}

GPtrArray *
resolve_services(const struct resolver *resolver, const char *name, struct deadline deadline,
		 enum outcome *outcome, char **trouble)
{
	enum { CLASS_IN = 1, TYPE_SRV = 33 };
	struct lookup lookup = {.status = ARES_ENODATA};
	ares_channel channel = NULL;
	int status = open_channel(resolver, &channel);

	lookup.found = g_ptr_array_new_with_free_func(srv_record_free);
	*outcome = OUTCOME_LOCAL;
	if (status == ARES_SUCCESS) {
		ares_query(channel, name, CLASS_IN, TYPE_SRV, services_done, &lookup);
		wait_for(channel, &lookup, deadline);
		status = lookup.done ? lookup.status : ARES_ETIMEOUT;
		*outcome = outcome_of(&lookup);
		ares_destroy(channel);
	}
	g_ptr_array_sort(lookup.found, by_preference);
	return conclude(&lookup, status, outcome, trouble);
}

GPtrArray *
resolve_copy(const GPtrArray *addresses)
{
	GPtrArray *copied = g_ptr_array_new_with_free_func(g_free);

	for (guint i = 0; i < addresses->len; i++)
		g_ptr_array_add(copied, g_strdup(g_ptr_array_index(addresses, i)));
	return copied;
}
