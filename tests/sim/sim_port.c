/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Finds a port and listens on it at every node's address. */
#include "tests/sim/sim_port.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

/* So often a port that one address has free may be taken on the next. */
enum { ATTEMPTS = 64, BACKLOG = 128 };

union address {
	struct sockaddr_in6 v6; /* the largest first: {0} clears all */
	struct sockaddr_in v4;
	struct sockaddr any;
};

/* The configuration holds numeric addresses only. */
static socklen_t
fill_address(union address *address, const gchar *numeric, guint16 port)
{
	*address = (union address){0};
	if (inet_pton(AF_INET, numeric, &address->v4.sin_addr) == 1) {
		address->v4.sin_family = AF_INET;
		address->v4.sin_port = htons(port);
		return sizeof address->v4;
	}
	inet_pton(AF_INET6, numeric, &address->v6.sin6_addr);
	address->v6.sin6_family = AF_INET6;
	address->v6.sin6_port = htons(port);
	return sizeof address->v6;
}

/* -1 with errno set when it cannot. */
static int
listen_at(const gchar *numeric, guint16 port)
{
	const int yes = 1;
	union address address;
	socklen_t length = fill_address(&address, numeric, port);
	int fd = socket(address.any.sa_family, SOCK_STREAM | SOCK_CLOEXEC, 0);
	int reason;

	if (fd < 0)
		return -1;
	if (setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes) == 0 &&
	    bind(fd, &address.any, length) == 0 && listen(fd, BACKLOG) == 0)
		return fd;
	reason = errno;
	close(fd);
	errno = reason;
	return -1;
}

static guint16
port_of(int fd)
{
	union address address = {0};
	socklen_t length = sizeof address;

	if (getsockname(fd, &address.any, &length) != 0)
		return 0;
	return ntohs(address.any.sa_family == AF_INET ? address.v4.sin_port : address.v6.sin6_port);
}

void
sim_port_close(const int *sockets, guint count)
{
	for (guint i = 0; i < count; i++)
		if (sockets[i] >= 0)
			close(sockets[i]);
}

/* One try. On failure nothing is open, errno says why and `culprit` (borrowed) at which address. */
static guint16
try_port(const struct sim_farm *farm, gboolean tls, guint16 port, int *sockets,
	 const gchar **culprit)
{
	errno = EDESTADDRREQ;
	for (guint i = 0; i < farm->nodes->len; i++) {
		const struct sim_node *node = farm->nodes->pdata[i];

		sockets[i] = -1;
		if (!sim_farm_listens(farm, node, tls))
			continue;
		sockets[i] = listen_at(node->address, port);
		if (sockets[i] < 0) {
			int reason = errno;

			*culprit = node->address;
			sim_port_close(sockets, i);
			errno = reason;
			return 0;
		}
		port = port_of(sockets[i]);
	}
	return port;
}

guint16
sim_port_listen(const struct sim_farm *farm, gboolean tls, guint16 port, int *sockets,
		GError **error)
{
	const gchar *culprit = "any node's address";
	guint16 found = 0;

	for (guint i = 0; i < (port ? 1U : ATTEMPTS) && !found; i++) {
		found = try_port(farm, tls, port, sockets, &culprit);
		if (!found && errno != EADDRINUSE)
			break;
	}
	if (!found)
		g_set_error(error, G_FILE_ERROR, (gint)g_file_error_from_errno(errno),
			    "cannot listen at %s port %u: %s", culprit, port, g_strerror(errno));
	return found;
}
