/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Answers an NTLM challenge with NTLMv2. */
#include "protocol/ntlm_response.h"

#include "base/append.h"
#include "base/cursor.h"
#include "protocol/hmac_md5.h"
#include "protocol/utf16.h"
#include <string.h>

G_DEFINE_QUARK(exchange_ntlm_response_error, ntlm_response_error)

enum { LM_RESPONSE_LENGTH = 24 };

/* What one answer is made of; the arrays are its own. */
struct answer {
	const struct ntlm_logon *logon;
	const struct ntlm_message *challenge;
	guint32 flags;
	GByteArray *user, *domain, *workstation, *target_spn;
	guint8 lm_response[LM_RESPONSE_LENGTH];
	GByteArray *nt_response;
	guint8 session_key[NTLM_KEY_LENGTH];
};

static void
answer_clear(struct answer *a)
{
	GByteArray *arrays[] = {a->user, a->domain, a->workstation, a->target_spn, a->nt_response};

	for (gsize i = 0; i < G_N_ELEMENTS(arrays); i++)
		if (arrays[i])
			g_byte_array_unref(arrays[i]);
	explicit_bzero(a, sizeof *a);
}

static gboolean
is_usable(const struct ntlm_message *challenge, GError **error)
{
	if (challenge->malformed)
		g_set_error(error, NTLM_RESPONSE_ERROR, NTLM_RESPONSE_ERROR_CHALLENGE,
			    "NTLM challenge: %s", challenge->malformed);
	else if (challenge->type != NTLM_CHALLENGE)
		g_set_error(error, NTLM_RESPONSE_ERROR, NTLM_RESPONSE_ERROR_CHALLENGE,
			    "expected an NTLM challenge from the server, got message type %u",
			    (guint)challenge->type);
	else if (!(challenge->flags & NTLM_UNICODE))
		g_set_error(error, NTLM_RESPONSE_ERROR, NTLM_RESPONSE_ERROR_SERVER,
			    "expected an NTLM server that speaks Unicode, got flags 0x%08x",
			    challenge->flags);
	else if (!challenge->target_info)
		g_set_error(error, NTLM_RESPONSE_ERROR, NTLM_RESPONSE_ERROR_SERVER,
			    "expected an NTLM server that speaks NTLMv2, got no target "
			    "information");
	else
		return TRUE;
	return FALSE;
}

static gboolean
take_text(const char *text, const char *what, GByteArray **units, GError **error)
{
	*units = utf16_from_utf8(text);
	if (!*units)
		g_set_error(error, NTLM_RESPONSE_ERROR, NTLM_RESPONSE_ERROR_TEXT,
			    "%s: expected UTF-8, got other bytes", what);
	return *units != NULL;
}

static gboolean
take_texts(struct answer *a, GError **error)
{
	return take_text(a->logon->user, "user name", &a->user, error) &&
	       take_text(a->logon->domain, "domain", &a->domain, error) &&
	       take_text(a->logon->workstation, "workstation", &a->workstation, error) &&
	       take_text(a->logon->target_spn, "target name", &a->target_spn, error);
}

static void
append_pair(GByteArray *list, enum ntlm_av id, const void *value, guint16 length)
{
	append_u16le(list, (guint16)id);
	append_u16le(list, length);
	append_bytes(list, value, length);
}

/* Those that the client says for itself are not repeated after the server. */
static void
append_server_pairs(GByteArray *list, GBytes *pairs)
{
	gsize size = 0;
	const void *bytes = g_bytes_get_data(pairs, &size);
	struct cursor c;

	cursor_init(&c, bytes, size);
	while (c.left > 0 && !c.failed) {
		guint16 id = cursor_u16le(&c);
		guint16 length = cursor_u16le(&c);
		const guint8 *value = cursor_take(&c, length);

		if (value && id != NTLM_AV_FLAGS && id != NTLM_AV_TARGET_NAME &&
		    id != NTLM_AV_CHANNEL_BINDINGS)
			append_pair(list, (enum ntlm_av)id, value, length);
	}
}

/* MS-NLMP 3.1.5.1.2: what the client adds to the server's list. */
static void
append_client_pairs(GByteArray *list, const struct answer *a)
{
	const struct ntlm_target_info *info = a->challenge->target_info;
	guint32 flags = GUINT32_TO_LE(info->flags | NTLM_AV_FLAG_MIC);

	append_server_pairs(list, info->bytes);
	if (info->has_timestamp)
		append_pair(list, NTLM_AV_FLAGS, &flags, sizeof flags);
	if (a->logon->channel_bindings)
		append_pair(list, NTLM_AV_CHANNEL_BINDINGS, a->logon->channel_bindings,
			    NTLM_KEY_LENGTH);
	if (a->logon->target_spn)
		append_pair(list, NTLM_AV_TARGET_NAME, a->target_spn->data,
			    (guint16)a->target_spn->len);
	append_pair(list, NTLM_AV_EOL, NULL, 0);
}

/* MS-NLMP 3.3.2: temp, drawn in ntlm_read.c; NTProofStr stands before it later. */
static GByteArray *
make_temp(const struct answer *a)
{
	static const guint8 versions[] = {1, 1};
	const struct ntlm_target_info *info = a->challenge->target_info;
	GByteArray *temp = g_byte_array_new();

	append_bytes(temp, versions, sizeof versions);
	append_zeros(temp, 6);
	append_u64le(temp, info->has_timestamp ? info->timestamp : a->logon->now);
	append_bytes(temp, a->logon->client_challenge, NTLM_CHALLENGE_LENGTH);
	append_zeros(temp, 4);
	append_client_pairs(temp, a);
	append_zeros(temp, 4);
	return temp;
}

/*
 * MS-NLMP 3.3.2: NTProofStr = HMAC_MD5(NTOWFv2, ServerChallenge || temp), the session's key made of
 * it, and LMv2 over both challenges for a server that tells no time.
 */
static gboolean
compute(struct answer *a, GError **error)
{
	const struct hmac_piece server = {a->challenge->server_challenge, NTLM_CHALLENGE_LENGTH};
	const struct hmac_piece client = {a->logon->client_challenge, NTLM_CHALLENGE_LENGTH};
	g_autoptr(GByteArray) temp = make_temp(a);
	guint8 key[NTLM_KEY_LENGTH];
	guint8 proof[NTLM_KEY_LENGTH];

	if (!ntlm_ntowf_v2(a->logon->user, a->logon->domain, a->logon->password, key)) {
		g_set_error(error, NTLM_RESPONSE_ERROR, NTLM_RESPONSE_ERROR_TEXT,
			    "password: expected UTF-8, got other bytes");
		return FALSE;
	}
	hmac_md5(key, (const struct hmac_piece[]){server, {temp->data, temp->len}}, 2, proof);
	hmac_md5(key, &(const struct hmac_piece){proof, sizeof proof}, 1, a->session_key);
	if (!a->challenge->target_info->has_timestamp) {
		hmac_md5(key, (const struct hmac_piece[]){server, client}, 2, a->lm_response);
		memcpy(a->lm_response + NTLM_KEY_LENGTH, client.bytes, client.length);
	}
	explicit_bzero(key, sizeof key);
	a->nt_response = g_byte_array_new();
	append_bytes(a->nt_response, proof, sizeof proof);
	append_bytes(a->nt_response, temp->data, temp->len);
	return TRUE;
}

static struct ntlm_part
part_of(const GByteArray *array)
{
	return (struct ntlm_part){array->data, array->len};
}

static GByteArray *
write_answer(const struct answer *a, GError **error)
{
	GByteArray *message = NULL;

	if (a->target_spn->len <= G_MAXUINT16)
		message = ntlm_write_authenticate(&(const struct ntlm_authenticate){
		    .flags = a->flags,
		    .domain = part_of(a->domain),
		    .user = part_of(a->user),
		    .workstation = part_of(a->workstation),
		    .lm_response = {a->lm_response, sizeof a->lm_response},
		    .nt_response = part_of(a->nt_response),
		    .version = ntlm_our_version,
		    .with_mic = a->challenge->target_info->has_timestamp,
		});
	if (!message)
		g_set_error(error, NTLM_RESPONSE_ERROR, NTLM_RESPONSE_ERROR_LENGTH,
			    "expected names and target information of at most 65535 bytes each, "
			    "got more");
	return message;
}

/* MS-NLMP 3.1.5.1.2: the MIC covers all three messages, its own bytes being zero. */
static void
seal(GByteArray *message, GBytes *negotiate, GBytes *challenge, const guint8 *session_key)
{
	struct hmac_piece pieces[3] = {
	    {.bytes = NULL}, {.bytes = NULL}, {message->data, message->len}};
	guint8 mic[HMAC_MD5_LENGTH];

	pieces[0].bytes = g_bytes_get_data(negotiate, &pieces[0].length);
	pieces[1].bytes = g_bytes_get_data(challenge, &pieces[1].length);
	hmac_md5(session_key, pieces, G_N_ELEMENTS(pieces), mic);
	memcpy(message->data + NTLM_MIC_OFFSET, mic, sizeof mic);
}

static guint32
common_flags(GBytes *negotiate, const struct ntlm_message *challenge)
{
	gsize length = 0;
	const void *bytes = g_bytes_get_data(negotiate, &length);
	g_autoptr(struct_ntlm_message) asked = ntlm_parse(bytes, length);

	return (asked->flags & challenge->flags) | (challenge->flags & NTLM_TARGET_INFO);
}

GByteArray *
ntlm_respond(GBytes *negotiate, GBytes *challenge, const struct ntlm_logon *logon, GError **error)
{
	gsize length = 0;
	const void *bytes = g_bytes_get_data(challenge, &length);
	g_autoptr(struct_ntlm_message) asked = ntlm_parse(bytes, length);
	struct answer a = {.logon = logon, .challenge = asked};
	GByteArray *message = NULL;

	if (!is_usable(asked, error))
		return NULL;
	a.flags = common_flags(negotiate, asked);
	if (take_texts(&a, error) && compute(&a, error))
		message = write_answer(&a, error);
	if (message && asked->target_info->has_timestamp)
		seal(message, negotiate, challenge, a.session_key);
	answer_clear(&a);
	return message;
}
