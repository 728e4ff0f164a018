/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Writes NTLM messages or SPNEGO tokens as JSON. */
#include "facts/ntlm_json.h"

#include "facts/json_text.h"

/* FILETIME counts them. */
enum { TICKS_PER_SECOND = 10000000 };

static void
set_number(json_t *object, const char *key, guint32 number)
{
	g_autofree char *text = g_strdup_printf("0x%08x", number);

	json_set_text(object, key, text);
}

static void
set_bytes(json_t *object, const char *key, const guint8 *bytes, gsize length)
{
	g_autoptr(GString) text = g_string_new(NULL);

	for (gsize i = 0; i < length; i++)
		g_string_append_printf(text, "%02x", bytes[i]);
	json_set_text(object, key, text->str);
}

/* "2013-10-10T02:52:27.6894531Z"; a time past the year 9999 is its last second. */
static void
set_timestamp(json_t *object, guint64 filetime)
{
	guint64 ticks = MIN(filetime, ntlm_time_from_unix_us(G_MAXINT64));
	guint64 fraction = ticks % TICKS_PER_SECOND;
	gint64 seconds = ntlm_time_to_unix_us(ticks - fraction) / G_USEC_PER_SEC;
	g_autoptr(GDateTime) time = g_date_time_new_from_unix_utc(seconds);
	g_autofree char *text = g_date_time_format(time, "%Y-%m-%dT%H:%M:%S");
	g_autofree char *whole = g_strdup_printf("%s.%07uZ", text, (guint)fraction);

	json_set_text(object, "timestamp", whole);
	json_object_set_new(object, "timestamp_filetime",
			    json_integer((json_int_t)MIN(filetime, G_MAXINT64)));
}

static void
set_target_info(json_t *object, const struct ntlm_target_info *info)
{
	json_t *ids = json_array();

	json_set_text(object, "netbios_domain", info->netbios_domain);
	json_set_text(object, "netbios_computer", info->netbios_computer);
	json_set_text(object, "dns_domain", info->dns_domain);
	json_set_text(object, "dns_computer", info->dns_computer);
	json_set_text(object, "dns_forest", info->dns_forest);
	if (info->has_timestamp)
		set_timestamp(object, info->timestamp);
	json_set_text(object, "target_spn", info->target_spn);
	if (info->has_flags)
		set_number(object, "av_flags", info->flags);
	if (info->has_channel_bindings)
		set_bytes(object, "channel_bindings", info->channel_bindings, NTLM_KEY_LENGTH);
	for (guint i = 0; i < info->av_ids->len; i++)
		json_array_append_new(ids, json_integer(g_array_index(info->av_ids, guint16, i)));
	json_object_set_new(object, "av_ids", ids);
}

static void
set_challenge(json_t *object, const struct ntlm_message *message)
{
	set_bytes(object, "server_challenge", message->server_challenge, NTLM_CHALLENGE_LENGTH);
	json_set_text(object, "target_name", message->target_name);
	json_object_set_new(object, "target_info", json_boolean(message->target_info != NULL));
}

static void
set_authenticate(json_t *object, const struct ntlm_message *message)
{
	if (message->response_version > 0)
		json_object_set_new(object, "ntlm_version",
				    json_integer(message->response_version));
	json_object_set_new(object, "mic", json_boolean(message->has_mic));
}

json_t *
ntlm_message_to_json(const struct ntlm_message *message)
{
	json_t *object = json_object();
	g_autofree char *version = ntlm_version_text(message);

	json_set_text(object, "message", ntlm_type_name(message->type));
	set_number(object, "flags", message->flags);
	if (message->type == NTLM_CHALLENGE)
		set_challenge(object, message);
	json_set_text(object, "user", message->user);
	json_set_text(object, "domain", message->domain);
	json_set_text(object, "workstation", message->workstation);
	if (message->type == NTLM_AUTHENTICATE)
		set_authenticate(object, message);
	if (message->target_info)
		set_target_info(object, message->target_info);
	json_set_text(object, "windows_version", version);
	json_object_set_new(object, "length", json_integer((json_int_t)message->length));
	json_set_text(object, "error", message->malformed);
	return object;
}

static void
set_inner(json_t *object, GBytes *inner)
{
	gsize length = 0;
	const void *bytes = g_bytes_get_data(inner, &length);
	g_autoptr(struct_ntlm_message) message = NULL;

	if (!ntlm_is_message(bytes, length))
		return;
	message = ntlm_parse(bytes, length);
	json_object_set_new(object, "inner", ntlm_message_to_json(message));
	json_set_text(object, "error", message->malformed);
}

json_t *
spnego_token_to_json(const struct spnego_token *token)
{
	json_t *object = json_object();

	json_set_text(object, "token", spnego_kind_name(token->kind));
	if (token->kind == SPNEGO_INIT)
		json_object_set_new(object, "mechs", json_texts(token->mechs));
	json_set_text(object, "state", spnego_state_name(token->state));
	json_set_text(object, "mech", token->mech);
	if (token->inner)
		set_inner(object, token->inner);
	if (token->has_mech_list_mic)
		json_object_set_new(object, "mech_list_mic", json_true());
	json_set_text(object, "error", token->malformed);
	return object;
}
