/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Starts and stops the listeners of a farm. */
#include "tests/sim/sim_service.h"
#include "tests/sim/sim_listener.h"
#include "tests/sim/sim_memory.h"
#include "tests/sim/sim_port.h"

#include <libxml/parser.h>

struct sim_service {
	struct sim_shared shared;
	GPtrArray *listeners; /* struct sim_listener * */
	GArray *silent;	      /* int: sockets that nobody accepts connections from */
};

static void
free_listener(gpointer listener)
{
	sim_listener_free(listener);
}

static struct issued_certificate *
obtain(const struct sim_service *service, enum certificate_kind kind, const gchar *directory,
       GError **error)
{
	const gchar *const *names = (const gchar *const *)service->shared.farm->names;

	return certificates_obtain(directory, kind, names, error);
}

/* Clients see one certificate; what they bind to it is compared with the other. */
static struct issued_certificate *
prepare_tls(const struct sim_service *service, const struct sim_node *node, const gchar *directory,
	    struct sim_tls *tls, GError **error)
{
	g_autoptr(struct_issued_certificate) iis =
	    obtain(service, node->iis_certificate, directory, error);

	if (!iis || !sim_binding_of_certificate(iis->certificate_pem, tls->binding, error))
		return NULL;
	return obtain(service, node->certificate, directory, error);
}

/* Takes over `fd`. */
static gboolean
start_listener(struct sim_service *service, const struct sim_node *node, int fd,
	       const gchar *directory, GError **error)
{
	g_autoptr(struct_issued_certificate) certificate = NULL;
	struct sim_listener *listener;
	struct sim_tls tls = {0};

	if (node->silent) {
		g_array_append_val(service->silent, fd);
		return TRUE;
	}
	if (directory) {
		certificate = prepare_tls(service, node, directory, &tls, error);
		if (!certificate) {
			sim_port_close(&fd, 1);
			return FALSE;
		}
		tls.certificate = certificate;
	}
	listener = sim_listener_start(&service->shared, node, fd, directory ? &tls : NULL, error);
	if (listener)
		g_ptr_array_add(service->listeners, listener);
	return listener != NULL;
}

/* With TLS when there is a `directory` of certificates. Takes over the sockets, one per node. */
static gboolean
start_listeners(struct sim_service *service, const int *sockets, const gchar *directory,
		GError **error)
{
	const GPtrArray *nodes = service->shared.farm->nodes;

	for (guint i = 0; i < nodes->len; i++) {
		if (sockets[i] >= 0 &&
		    !start_listener(service, nodes->pdata[i], sockets[i], directory, error)) {
			sim_port_close(sockets + i + 1, nodes->len - i - 1);
			return FALSE;
		}
	}
	return TRUE;
}

/* Both ports are known before the first listener runs: its threads read them without a lock. */
static gboolean
start_all(struct sim_service *service, const struct sim_service_plan *plan, GError **error)
{
	const struct sim_farm *farm = service->shared.farm;
	int tls[SIM_NODES_MAX];
	int plain[SIM_NODES_MAX];

	service->shared.port = sim_port_listen(farm, TRUE, plan->port, tls, error);
	if (!service->shared.port)
		return FALSE;
	if (farm->http) {
		service->shared.http_port =
		    sim_port_listen(farm, FALSE, plan->http_port, plain, error);
		if (!service->shared.http_port) {
			sim_port_close(tls, farm->nodes->len);
			return FALSE;
		}
	}
	if (!start_listeners(service, tls, plan->directory, error)) {
		if (farm->http)
			sim_port_close(plain, farm->nodes->len);
		return FALSE;
	}
	return !farm->http || start_listeners(service, plain, NULL, error);
}

struct sim_service *
sim_service_start(const struct sim_farm *farm, const struct sim_service_plan *plan, GError **error)
{
	struct sim_service *service = g_new0(struct sim_service, 1);

	service->shared.farm = farm;
	service->shared.log = plan->log;
	g_mutex_init(&service->shared.lock);
	g_cond_init(&service->shared.wake);
	g_mutex_init(&service->shared.logons);
	service->shared.bad_passwords = g_new0(guint, farm->accounts->len);
	service->shared.memories = g_new0(struct sim_memory, farm->nodes->len);
	service->listeners = g_ptr_array_new_with_free_func(free_listener);
	service->silent = g_array_new(FALSE, FALSE, sizeof(int));
	xmlInitParser(); /* before there are threads */
	if (start_all(service, plan, error))
		return service;
	sim_service_free(service);
	return NULL;
}

guint16
sim_service_port(const struct sim_service *service)
{
	return service->shared.port;
}

guint16
sim_service_http_port(const struct sim_service *service)
{
	return service->shared.http_port;
}

void
sim_service_free(struct sim_service *service)
{
	g_mutex_lock(&service->shared.lock);
	service->shared.stopping = TRUE;
	g_cond_broadcast(&service->shared.wake);
	g_mutex_unlock(&service->shared.lock);
	g_ptr_array_unref(service->listeners);
	sim_port_close((const int *)(gpointer)service->silent->data, service->silent->len);
	g_array_unref(service->silent);
	g_cond_clear(&service->shared.wake);
	g_mutex_clear(&service->shared.lock);
	g_mutex_clear(&service->shared.logons);
	for (guint i = 0; i < service->shared.farm->nodes->len; i++)
		sim_memory_clear(&service->shared.memories[i]);
	g_free(service->shared.memories);
	g_free(service->shared.bad_passwords);
	g_free(service);
}
