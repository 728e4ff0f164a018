/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Answers questions about NTLM messages. */
#include "protocol/ntlm.h"

#include "protocol/ntlm_target_info.h"
#include <string.h>

/* Microseconds from 1601-01-01 to 1970-01-01, and from there to the end of the year 9999. */
#define UNIX_EPOCH_US 11644473600000000
#define LAST_US	      253402300799999999

const char *
ntlm_type_name(enum ntlm_type type)
{
	static const char *const names[] = {
	    [NTLM_NEGOTIATE] = "negotiate",
	    [NTLM_CHALLENGE] = "challenge",
	    [NTLM_AUTHENTICATE] = "authenticate",
	};

	return (guint)type < G_N_ELEMENTS(names) && names[type] ? names[type] : "unknown";
}

gboolean
ntlm_is_message(const void *bytes, gsize length)
{
	return length >= NTLM_SIGNATURE_LENGTH &&
	       memcmp(bytes, NTLM_SIGNATURE, NTLM_SIGNATURE_LENGTH) == 0;
}

void
ntlm_message_free(struct ntlm_message *message)
{
	if (!message)
		return;
	g_free(message->target_name);
	g_free(message->user);
	g_free(message->domain);
	g_free(message->workstation);
	if (message->target_info)
		ntlm_target_info_free(message->target_info);
	g_free(message->malformed);
	g_free(message);
}

char *
ntlm_version_text(const struct ntlm_message *message)
{
	if (!message->has_version)
		return NULL;
	return g_strdup_printf("%u.%u.%u", message->version_major, message->version_minor,
			       message->version_build);
}

gint64
ntlm_time_to_unix_us(guint64 filetime)
{
	return MIN((gint64)(filetime / 10) - UNIX_EPOCH_US, LAST_US);
}

guint64
ntlm_time_from_unix_us(gint64 unix_us)
{
	return (guint64)(CLAMP(unix_us, -UNIX_EPOCH_US, LAST_US) + UNIX_EPOCH_US) * 10;
}
