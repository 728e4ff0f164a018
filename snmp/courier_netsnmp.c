/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Sends letters with net-snmp. */
#include <net-snmp/net-snmp-config.h>

#include <net-snmp/net-snmp-includes.h>

#include <string.h>
#include <time.h>

#include "base/copy.h"
#include "snmp/courier.h"
#include "snmp/library.h"

/* A try and one more. */
enum { TRIES = 2, SHORTEST_MS = 20, LONGEST_MS = 1000, TICKS = 100 };

static const oid uptime_name[] = {1, 3, 6, 1, 2, 1, 1, 3, 0};
static const oid trap_name[] = {1, 3, 6, 1, 6, 3, 1, 1, 4, 1, 0};

G_DEFINE_QUARK(exchange - courier - error, courier_error)

struct courier {
	struct snmp_library *library;
	void *session;
	gboolean inform;
	enum trap_version version;
};

/* usmUserTable's protocols (RFC 3414, RFC 7860, RFC 3826, and what net-snmp has of the draft for
 * longer AES keys). */
struct protocol {
	oid name[11];
	size_t length;
};
static const struct protocol auth_protocols[] = {
    [TRAP_SHA_256] = {{1, 3, 6, 1, 6, 3, 10, 1, 1, 5}, 10},
    [TRAP_SHA_224] = {{1, 3, 6, 1, 6, 3, 10, 1, 1, 4}, 10},
    [TRAP_SHA_384] = {{1, 3, 6, 1, 6, 3, 10, 1, 1, 6}, 10},
    [TRAP_SHA_512] = {{1, 3, 6, 1, 6, 3, 10, 1, 1, 7}, 10},
    [TRAP_SHA_1] = {{1, 3, 6, 1, 6, 3, 10, 1, 1, 3}, 10},
    [TRAP_MD5] = {{1, 3, 6, 1, 6, 3, 10, 1, 1, 2}, 10},
};
static const struct protocol priv_protocols[] = {
    [TRAP_AES] = {{1, 3, 6, 1, 6, 3, 10, 1, 2, 4}, 10},
    [TRAP_AES_192] = {{1, 3, 6, 1, 4, 1, 14832, 1, 3}, 9},
    [TRAP_AES_256] = {{1, 3, 6, 1, 4, 1, 14832, 1, 4}, 9},
    [TRAP_DES] = {{1, 3, 6, 1, 6, 3, 10, 1, 2, 2}, 10},
};

static gboolean
refuse(GError **error, const char *what)
{
	g_set_error_literal(error, COURIER_ERROR, 0, what);
	return FALSE;
}

/* The words of the library, which it allocates. */
static gboolean
refuse_for(const struct courier *courier, GError **error)
{
	char *words = NULL;
	int system_number;
	int number;

	courier->library->snmp_sess_error(courier->session, &system_number, &number, &words);
	refuse(error, words ? words : "net-snmp gives no reason");
	free(words);
	return FALSE;
}

static guint32
uptime_ticks(void)
{
	struct timespec since = {0};

	(void)clock_gettime(CLOCK_BOOTTIME, &since);
	return (guint32)((guint64)since.tv_sec * TICKS +
			 (guint64)since.tv_nsec / (1000000000 / TICKS));
}

/* How long one try may take, when `steps` questions are asked until the deadline. */
static long
try_us(struct deadline deadline, gint64 steps)
{
	const gint64 each_ms = deadline_left_ms(deadline) / (steps * TRIES);

	return (long)CLAMP(each_ms, SHORTEST_MS, LONGEST_MS) * 1000;
}

static gboolean
take_key(const struct snmp_library *library, const struct protocol *auth,
	 const struct secret *secret, u_char key[USM_AUTH_KU_LEN], size_t *key_length)
{
	gsize length;
	const char *words = secret_peek(secret, &length);

	*key_length = USM_AUTH_KU_LEN;
	/* The library takes the bytes as const in all but name. */
	return library->generate_Ku(auth->name, (u_int)auth->length, (const u_char *)words, length,
				    key, key_length) == SNMPERR_SUCCESS;
}

/* Who we are to the sink. Pointers into `way` and into constant tables: the library copies. */
static gboolean
set_user(const struct snmp_library *library, const struct courier_way *way,
	 netsnmp_session *session, GError **error)
{
	const struct trap_secrets *secrets = way->secrets;
	const struct protocol *auth = &auth_protocols[secrets->auth_protocol];
	const struct protocol *priv = &priv_protocols[secrets->priv_protocol];

	session->securityName = secrets->user;
	session->securityNameLen = strlen(secrets->user);
	session->securityLevel = SNMP_SEC_LEVEL_NOAUTH;
	if (secrets->auth) {
		session->securityLevel = SNMP_SEC_LEVEL_AUTHNOPRIV;
		session->securityAuthProto = copy_bytes(auth->name, auth->length * sizeof(oid));
		session->securityAuthProtoLen = auth->length;
		if (!take_key(library, auth, secrets->auth, session->securityAuthKey,
			      &session->securityAuthKeyLen))
			return refuse(error, "net-snmp does not know this auth-protocol");
	}
	if (secrets->priv) {
		session->securityLevel = SNMP_SEC_LEVEL_AUTHPRIV;
		session->securityPrivProto = copy_bytes(priv->name, priv->length * sizeof(oid));
		session->securityPrivProtoLen = priv->length;
		if (!take_key(library, auth, secrets->priv, session->securityPrivKey,
			      &session->securityPrivKeyLen))
			return refuse(error, "net-snmp does not know this priv-protocol");
	}
	return TRUE;
}

/* Traps come from our engine, informs go to the sink's. */
static void
set_engine(const struct engine *engine, netsnmp_session *session)
{
	session->securityEngineID = copy_bytes(engine->id, engine->id_length);
	session->securityEngineIDLen = engine->id_length;
	session->contextEngineID = copy_bytes(engine->id, engine->id_length);
	session->contextEngineIDLen = engine->id_length;
	session->engineBoots = engine->boots;
	session->engineTime = engine->time_s;
}

/* What the library copied; the keys are wiped. */
static void
clear_session(netsnmp_session *session)
{
	g_free(session->securityAuthProto);
	g_free(session->securityPrivProto);
	g_free(session->securityEngineID);
	g_free(session->contextEngineID);
	explicit_bzero(session, sizeof(*session));
}

static void *
open_session(const struct courier *courier, const struct courier_way *way, const char *peer,
	     struct deadline deadline, GError **error)
{
	static const long versions[] = {
	    [TRAP_V2C] = SNMP_VERSION_2c, [TRAP_V3] = SNMP_VERSION_3, [TRAP_V1] = SNMP_VERSION_1};
	g_autofree char *name = g_strdup(peer);
	g_autofree char *community = NULL;
	netsnmp_session session;
	void *opened = NULL;
	gboolean good = TRUE;
	gsize length = strlen("public");

	courier->library->snmp_sess_init(&session);
	session.version = versions[way->version];
	session.peername = name;
	session.retries = TRIES - 1;
	/* A third of what is left for who the sink is, a third for a clock that is off. */
	session.timeout = try_us(deadline, way->version == TRAP_V3 && way->inform ? 3 : 1);
	if (way->version == TRAP_V3) {
		good = set_user(courier->library, way, &session, error);
		if (way->engine)
			set_engine(way->engine, &session);
	} else {
		community =
		    g_strdup(way->secrets->community ? secret_peek(way->secrets->community, &length)
						     : "public");
		session.community = (u_char *)community;
		session.community_len = length;
	}
	if (good) {
		opened = courier->library->snmp_sess_open(&session);
		if (!opened) {
			char *words = NULL;
			int system_number;
			int number;

			courier->library->snmp_error(&session, &system_number, &number, &words);
			refuse(error, words ? words : "net-snmp gives no reason");
			free(words);
		}
	}
	if (community)
		explicit_bzero(community, length);
	clear_session(&session);
	return opened;
}

struct courier *
courier_open(const struct courier_way *way, struct deadline deadline, GError **error)
{
	g_autoptr(struct_courier) courier = g_new0(struct courier, 1);
	const gboolean is_ipv6 = strchr(way->address, ':') != NULL;
	g_autofree char *peer =
	    g_strdup_printf(is_ipv6 ? "udp6:[%s]:%u" : "udp:%s:%u", way->address, way->port);

	courier->version = way->version;
	courier->inform = way->inform;
	courier->library = snmp_library_load(way->state_dir, way->version == TRAP_V3, error);
	if (!courier->library)
		return NULL;
	courier->session = open_session(courier, way, peer, deadline, error);
	return courier->session ? g_steal_pointer(&courier) : NULL;
}

void
courier_free(struct courier *courier)
{
	if (!courier)
		return;
	if (courier->session)
		(void)courier->library->snmp_sess_close(courier->session);
	snmp_library_free(courier->library);
	g_free(courier);
}

static void
add(const struct courier *courier, netsnmp_pdu *pdu, const struct letter_item *item)
{
	oid name[OID_MOST];
	const long number = (long)item->number;

	for (guint i = 0; i < item->name.length; i++)
		name[i] = item->name.at[i];
	switch (item->kind) {
	case LETTER_INTEGER:
		(void)courier->library->snmp_pdu_add_variable(pdu, name, item->name.length,
							      ASN_INTEGER, &number, sizeof(number));
		break;
	case LETTER_UNSIGNED:
		(void)courier->library->snmp_pdu_add_variable(pdu, name, item->name.length,
							      ASN_GAUGE, &number, sizeof(number));
		break;
	case LETTER_TEXT:
		(void)courier->library->snmp_pdu_add_variable(
		    pdu, name, item->name.length, ASN_OCTET_STR, item->bytes, item->length);
		break;
	case LETTER_ADDRESS:
		(void)courier->library->snmp_pdu_add_variable(
		    pdu, name, item->name.length, ASN_IPADDRESS, item->bytes, item->length);
		break;
	}
}

static netsnmp_pdu *
new_pdu(const struct courier *courier, const struct letter *letter)
{
	const gboolean is_v1 = courier->version == TRAP_V1;
	const int version_2 = (int)(courier->inform ? SNMP_MSG_INFORM : SNMP_MSG_TRAP2);
	netsnmp_pdu *pdu =
	    courier->library->snmp_pdu_create(is_v1 ? (int)SNMP_MSG_TRAP : version_2);
	const guint32 ticks = uptime_ticks();
	const u_long uptime = ticks;
	oid trap[OID_MOST];

	if (!pdu)
		return NULL;
	for (guint i = 0; i < letter->trap.length; i++)
		trap[i] = letter->trap.at[i];
	if (is_v1) {
		/* The library frees it. */
		pdu->enterprise = malloc(letter->enterprise.length * sizeof(oid));
		for (guint i = 0; pdu->enterprise && i < letter->enterprise.length; i++)
			pdu->enterprise[i] = letter->enterprise.at[i];
		pdu->enterprise_length = pdu->enterprise ? letter->enterprise.length : 0;
		pdu->trap_type = SNMP_TRAP_ENTERPRISESPECIFIC;
		pdu->specific_type = (long)letter->specific;
		pdu->time = ticks;
		memcpy(pdu->agent_addr, letter->address, sizeof(letter->address));
	} else {
		(void)courier->library->snmp_pdu_add_variable(
		    pdu, uptime_name, G_N_ELEMENTS(uptime_name), ASN_TIMETICKS, &uptime,
		    sizeof(uptime));
		(void)courier->library->snmp_pdu_add_variable(
		    pdu, trap_name, G_N_ELEMENTS(trap_name), ASN_OBJECT_ID, trap,
		    letter->trap.length * sizeof(oid));
	}
	for (guint i = 0; i < letter->items->len; i++)
		add(courier, pdu, letter->items->pdata[i]);
	return pdu;
}

/* The library frees the PDU, whatever becomes of it. */
static gboolean
inform(const struct courier *courier, netsnmp_pdu *pdu, struct deadline deadline, GError **error)
{
	netsnmp_pdu *answer = NULL;
	gboolean good = FALSE;

	courier->library->snmp_sess_session(courier->session)->timeout = try_us(deadline, 1);
	switch (courier->library->snmp_sess_synch_response(courier->session, pdu, &answer)) {
	case STAT_SUCCESS:
		good = answer && answer->errstat == SNMP_ERR_NOERROR;
		if (!good)
			refuse(error, "the sink answers with an error");
		break;
	case STAT_TIMEOUT:
		refuse(error, "no acknowledgement came");
		break;
	default:
		refuse_for(courier, error);
		break;
	}
	if (answer)
		courier->library->snmp_free_pdu(answer);
	return good;
}

gboolean
courier_send(struct courier *courier, const struct letter *letter, struct deadline deadline,
	     GError **error)
{
	netsnmp_pdu *pdu;

	if (deadline_left_ms(deadline) < SHORTEST_MS)
		return refuse(error, "no time was left");
	pdu = new_pdu(courier, letter);
	if (!pdu)
		return refuse(error, "no memory was left");
	if (courier->inform)
		return inform(courier, pdu, deadline, error);
	if (courier->library->snmp_sess_send(courier->session, pdu))
		return TRUE;
	courier->library->snmp_free_pdu(pdu);
	return refuse_for(courier, error);
}
