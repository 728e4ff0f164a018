/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The keys of a virtual directory's group in the configuration, as a table of fields. */
#include "tests/sim/sim_settings.h"

#include <string.h>

enum form {
	FORM_FLAG,
	FORM_NUMBER,
	FORM_TEXT,
	FORM_LIST,
	FORM_HEADERS,
	FORM_WORD,
	FORM_GUID,
	FORM_TEMPLATES,
};

struct field {
	const gchar *name;
	enum form form;
	gsize offset;
	guint least, most;	   /* FORM_NUMBER */
	const gchar *const *words; /* FORM_WORD: the names of an enum's values, NULL at the end */
};

#define FIELD(name, form)                                                                          \
	{                                                                                          \
#name, form, G_STRUCT_OFFSET(struct sim_settings, name), 0, 0, NULL                \
	}
#define NUMBER(name, least, most)                                                                  \
	{                                                                                          \
#name, FORM_NUMBER, G_STRUCT_OFFSET(struct sim_settings, name), least, most, NULL  \
	}
#define WORD(name, words)                                                                          \
	{                                                                                          \
#name, FORM_WORD, G_STRUCT_OFFSET(struct sim_settings, name), 0, 0, words          \
	}

#define URL(name, side, url)                                                                       \
	{                                                                                          \
		name, FORM_TEXT, G_STRUCT_OFFSET(struct sim_settings, urls[side][url]), 0, 0, NULL \
	}
#define URLS(name, url)                                                                            \
	URL("internal_" name, SIM_INTERNAL, url), URL("external_" name, SIM_EXTERNAL, url)

static const gchar *const BEARERS[] = {
    [SIM_BEARER_NONE] = "none",
    [SIM_BEARER_SERVER] = "server",
    [SIM_BEARER_HYBRID] = "hybrid",
    NULL,
};
static const gchar *const PROTECTIONS[] = {
    [SIM_PROTECTION_NONE] = "none",
    [SIM_PROTECTION_ALLOW] = "allow",
    [SIM_PROTECTION_REQUIRE] = "require",
    NULL,
};
static const gchar *const AFFINITIES[] = {
    [SIM_AFFINITY_KEPT] = "kept",
    [SIM_AFFINITY_LOST] = "lost",
    NULL,
};
static const gchar *const SWITCHES[] = {
    [SIM_SWITCH_TYPE3] = "type3",
    [SIM_SWITCH_TYPE1] = "type1",
    NULL,
};

static const gchar *const EWS_BODIES[] = {
    [SIM_EWS_BODY_RIGHT] = "right",	[SIM_EWS_BODY_EMPTY] = "empty",
    [SIM_EWS_BODY_HTML] = "html",	[SIM_EWS_BODY_CUT] = "cut",
    [SIM_EWS_BODY_FOREIGN] = "foreign", [SIM_EWS_BODY_BOMB] = "bomb",
    [SIM_EWS_BODY_HUGE] = "huge",	NULL,
};
static const gchar *const OAB_KINDS[] = {
    [SIM_OAB_FULL] = "full",
    [SIM_OAB_DIFF] = "diff",
    [SIM_OAB_TEMPLATE] = "template",
    NULL,
};
static const gchar *const PACKINGS[] = {
    [SIM_PACKING_STORED] = "stored",
    [SIM_PACKING_LZX] = "lzx",
    NULL,
};
static const gchar *const MANIFESTS[] = {
    [SIM_MANIFEST_RIGHT] = "right",	  [SIM_MANIFEST_BLANK] = "blank",
    [SIM_MANIFEST_EMPTY] = "empty",	  [SIM_MANIFEST_NO_FULL] = "no-full",
    [SIM_MANIFEST_NO_FILES] = "no-files", [SIM_MANIFEST_CUT] = "cut",
    [SIM_MANIFEST_HTML] = "html",	  [SIM_MANIFEST_BOMB] = "bomb",
    [SIM_MANIFEST_HUGE] = "huge",	  NULL,
};
static const gchar *const TELLINGS[] = {
    [SIM_TELLING_RIGHT] = "right",
    [SIM_TELLING_WRONG] = "wrong",
    [SIM_TELLING_MISSING] = "missing",
    [SIM_TELLING_MALFORMED] = "malformed",
    NULL,
};
static const gchar *const OAB_FAULTS[] = {
    [SIM_OAB_RIGHT] = "right",
    [SIM_OAB_MISSING] = "missing",
    [SIM_OAB_HTML] = "html",
    [SIM_OAB_EMPTY] = "empty",
    [SIM_OAB_CUT] = "cut",
    [SIM_OAB_DAMAGED] = "damaged",
    [SIM_OAB_CUT_BLOCK] = "cut-block",
    [SIM_OAB_TRAILING] = "trailing",
    [SIM_OAB_WRONG_CRC] = "wrong-crc",
    [SIM_OAB_WRONG_TOTAL] = "wrong-total",
    [SIM_OAB_FOREIGN] = "foreign",
    NULL,
};

static const struct field FIELDS[] = {
    FIELD(missing, FORM_FLAG),
    FIELD(windows, FORM_FLAG),
    FIELD(providers, FORM_LIST),
    FIELD(basic, FORM_FLAG),
    FIELD(realm, FORM_TEXT),
    WORD(bearer, BEARERS),
    FIELD(forms, FORM_FLAG),
    FIELD(require_ssl, FORM_FLAG),
    FIELD(anonymous, FORM_FLAG),
    WORD(ep, PROTECTIONS),
    WORD(spn_check, PROTECTIONS),
    FIELD(restrict_ntlm, FORM_FLAG),
    FIELD(refuse_raw, FORM_FLAG),
    NUMBER(logon_status, 200, 599),
    FIELD(logon_body, FORM_TEXT),
    FIELD(logon_redirect, FORM_TEXT),
    FIELD(healthy, FORM_FLAG),
    FIELD(app_pool_down, FORM_FLAG),
    FIELD(back_end_down, FORM_FLAG),
    NUMBER(delay_ms, 0, 600000),
    NUMBER(delay_type1_ms, 0, 600000),
    NUMBER(delay_type3_ms, 0, 600000),
    NUMBER(status, 200, 599),
    NUMBER(status_type3, 200, 599),
    FIELD(redirect, FORM_TEXT),
    FIELD(http_redirect, FORM_TEXT),
    NUMBER(hops, 0, 99),
    FIELD(body, FORM_TEXT),
    FIELD(content_type, FORM_TEXT),
    URLS("ews", SIM_URL_EWS),
    URLS("as", SIM_URL_AS),
    URLS("oof", SIM_URL_OOF),
    URLS("oab", SIM_URL_OAB),
    URLS("um", SIM_URL_UM),
    URLS("ecp", SIM_URL_ECP),
    URLS("owa", SIM_URL_OWA),
    URLS("mapi", SIM_URL_MAPI),
    URLS("activesync", SIM_URL_ACTIVESYNC),
    FIELD(oab_public_folder, FORM_FLAG),
    FIELD(auth_package, FORM_TEXT),
    FIELD(redirect_addr, FORM_TEXT),
    FIELD(redirect_url, FORM_TEXT),
    NUMBER(pox_error, 500, 603),
    FIELD(pox_body, FORM_TEXT),
    FIELD(https_namespace, FORM_FLAG),
    FIELD(soap_error, FORM_TEXT),
    FIELD(soap_user_error, FORM_TEXT),
    FIELD(soap_ews, FORM_TEXT),
    FIELD(json_ews, FORM_TEXT),
    FIELD(json_redirect, FORM_TEXT),
    FIELD(ews_error, FORM_TEXT),
    FIELD(ews_error_for, FORM_LIST),
    FIELD(oof_error, FORM_TEXT),
    FIELD(ews_fault, FORM_TEXT),
    NUMBER(ews_back_off_ms, 0, 3600000),
    WORD(ews_body, EWS_BODIES),
    NUMBER(ews_status, 200, 599),
    NUMBER(ews_first, 1, 1000000),
    NUMBER(ews_last, 1, 1000000),
    FIELD(guid, FORM_GUID),
    NUMBER(sequence, 0, 1000000000),
    NUMBER(lists, 1, 16),
    NUMBER(records, 0, 100000),
    NUMBER(size, 0, 2000000000),
    NUMBER(diffs, 0, 30),
    FIELD(templates, FORM_TEMPLATES),
    WORD(compression, PACKINGS),
    NUMBER(block_size, 128, 16777216),
    NUMBER(age_h, 0, 100000),
    WORD(manifest, MANIFESTS),
    WORD(faulty, OAB_KINDS),
    WORD(file, OAB_FAULTS),
    WORD(sha, TELLINGS),
    WORD(listed_size, TELLINGS),
    FIELD(file_name, FORM_TEXT),
    NUMBER(missing_first, 0, 1000000),
    NUMBER(changes_after, 0, 1000000),
    FIELD(no_range, FORM_FLAG),
    NUMBER(refuse_range, 400, 599),
    NUMBER(drip_ms, 0, 60000),
    NUMBER(drip_bytes, 1, 16777216),
    WORD(affinity, AFFINITIES),
    FIELD(switch_to, FORM_TEXT),
    WORD(switch_at, SWITCHES),
    NUMBER(multiplex, 0, SIM_MULTIPLEX_MAX),
    FIELD(strip_authorization, FORM_FLAG),
    FIELD(strip_token, FORM_FLAG),
    FIELD(close_after_type2, FORM_FLAG),
    FIELD(merged, FORM_FLAG),
    FIELD(strip, FORM_LIST),
    FIELD(via, FORM_TEXT),
    FIELD(headers, FORM_HEADERS),
};

/* Field names the listener itself is in charge of. */
static const gchar *const OURS[] = {"Content-Length", "Transfer-Encoding", NULL};

static gboolean
is_list(const struct field *field)
{
	return field->form == FORM_LIST || field->form == FORM_HEADERS ||
	       field->form == FORM_TEMPLATES;
}

static gboolean
is_text(const struct field *field)
{
	return field->form == FORM_TEXT || field->form == FORM_GUID;
}

static gpointer
place_of(struct sim_settings *settings, const struct field *field)
{
	return (guint8 *)settings + field->offset;
}

struct sim_settings *
sim_settings_copy(const struct sim_settings *settings)
{
	struct sim_settings *copy = g_new(struct sim_settings, 1);

	*copy = *settings;
	for (guint i = 0; i < G_N_ELEMENTS(FIELDS); i++) {
		gpointer place = place_of(copy, &FIELDS[i]);

		if (is_text(&FIELDS[i]))
			*(gchar **)place = g_strdup(*(gchar **)place);
		else if (is_list(&FIELDS[i]))
			*(gchar ***)place = g_strdupv(*(gchar ***)place);
	}
	return copy;
}

void
sim_settings_free(struct sim_settings *settings)
{
	if (!settings)
		return;
	for (guint i = 0; i < G_N_ELEMENTS(FIELDS); i++) {
		gpointer place = place_of(settings, &FIELDS[i]);

		if (is_text(&FIELDS[i]))
			g_free(*(gchar **)place);
		else if (is_list(&FIELDS[i]))
			g_strfreev(*(gchar ***)place);
	}
	g_free(settings);
}

static const struct field *
field_named(const gchar *name)
{
	for (guint i = 0; i < G_N_ELEMENTS(FIELDS); i++)
		if (strcmp(FIELDS[i].name, name) == 0)
			return &FIELDS[i];
	return NULL;
}

gboolean
sim_settings_has_key(const gchar *name)
{
	return field_named(name) != NULL;
}

gchar *
sim_settings_keys(void)
{
	GString *names = g_string_new(NULL);

	for (guint i = 0; i < G_N_ELEMENTS(FIELDS); i++)
		g_string_append_printf(names, "%s%s", i ? ", " : "", FIELDS[i].name);
	return g_string_free(names, FALSE);
}

static gboolean
expected(const gchar *what, const gchar *value, GError **error)
{
	g_set_error(error, G_KEY_FILE_ERROR, G_KEY_FILE_ERROR_INVALID_VALUE,
		    "expected %s, got \"%s\"", what, value);
	return FALSE;
}

static gboolean
read_flag(gboolean *flag, const gchar *value, GError **error)
{
	gboolean yes = strcmp(value, "true") == 0;

	if (!yes && strcmp(value, "false") != 0)
		return expected("true or false", value, error);
	*flag = yes;
	return TRUE;
}

static gboolean
read_number(guint *number, const struct field *field, const gchar *value, GError **error)
{
	guint64 read;

	if (!g_ascii_string_to_unsigned(value, 10, field->least, field->most, &read, NULL)) {
		g_autofree gchar *range =
		    g_strdup_printf("a number from %u to %u", field->least, field->most);

		return expected(range, value, error);
	}
	*number = (guint)read;
	return TRUE;
}

/* "none, server or hybrid"; the caller frees it. */
static gchar *
words_listed(const gchar *const *words)
{
	GString *list = g_string_new(words[0]);

	for (guint i = 1; words[i]; i++)
		g_string_append_printf(list, "%s%s", words[i + 1] ? ", " : " or ", words[i]);
	return g_string_free(list, FALSE);
}

/* The place of an enum: all of ours are unsigned. */
static gboolean
read_word(guint *place, const struct field *field, const gchar *value, GError **error)
{
	g_autofree gchar *list = words_listed(field->words);

	for (guint i = 0; field->words[i]; i++) {
		if (strcmp(field->words[i], value) == 0) {
			*place = i;
			return TRUE;
		}
	}
	return expected(list, value, error);
}

/* A control character would end the line of the header field it goes into. */
static gboolean
fits_one_line(const gchar *text)
{
	for (const gchar *at = text; *at; at++)
		if ((guchar)*at < 0x20 || *at == 0x7f)
			return FALSE;
	return TRUE;
}

static gboolean
read_text(gchar **text, const struct field *field, const gchar *value, GError **error)
{
	if (!g_str_has_suffix(field->name, "body") && !fits_one_line(value))
		return expected("one line without control characters", value, error);
	if (field->form == FORM_GUID && !g_uuid_string_is_valid(value))
		return expected("a GUID as in 7d2b0c1e-94f3-4a86-b5d0-3e61c8fa7902", value, error);
	g_free(*text);
	*text = g_strdup(value);
	return TRUE;
}

static gboolean
is_header(const gchar *line)
{
	const gchar *colon = strchr(line, ':');
	g_autofree gchar *name = colon ? g_strndup(line, (gsize)(colon - line)) : NULL;

	if (!name || !*name || strcspn(name, " \t\"(),/;<=>?@[\\]{}") != strlen(name))
		return FALSE;
	for (guint i = 0; OURS[i]; i++)
		if (g_ascii_strcasecmp(name, OURS[i]) == 0)
			return FALSE;
	return TRUE;
}

/* LANGUAGE/TYPE, the first in four hexadecimal digits. */
static gboolean
is_template(const gchar *entry)
{
	gsize digits = 0;

	while (g_ascii_isxdigit(entry[digits]))
		digits++;
	return digits == 4 &&
	       (strcmp(entry + 4, "/windows") == 0 || strcmp(entry + 4, "/mac") == 0);
}

static gboolean
read_list(gchar ***list, const struct field *field, GKeyFile *file, const gchar *group,
	  const gchar *key, GError **error)
{
	g_auto(GStrv) read = g_key_file_get_string_list(file, group, key, NULL, error);

	if (!read)
		return FALSE;
	for (guint i = 0; read[i]; i++) {
		g_strstrip(read[i]);
		if (!*read[i] || !fits_one_line(read[i]))
			return expected("entries separated by ';', none of them empty", read[i],
					error);
		if (field->form == FORM_HEADERS && !is_header(read[i]))
			return expected(
			    "header fields as in \"X-Name: value\" (but no Content-Length or "
			    "Transfer-Encoding) separated by ';'",
			    read[i], error);
		if (field->form == FORM_TEMPLATES && !is_template(read[i]))
			return expected("templates as in 0409/windows or 0409/mac separated by ';'",
					read[i], error);
	}
	g_strfreev(*list);
	*list = g_steal_pointer(&read);
	return TRUE;
}

/* A value that is one word, not a list. */
static gboolean
read_single(gpointer place, const struct field *field, const gchar *value, GError **error)
{
	switch (field->form) {
	case FORM_FLAG:
		return read_flag(place, value, error);
	case FORM_NUMBER:
		return read_number(place, field, value, error);
	case FORM_WORD:
		return read_word(place, field, value, error);
	case FORM_TEXT:
	case FORM_GUID:
		return read_text(place, field, value, error);
	case FORM_LIST:
	case FORM_HEADERS:
	case FORM_TEMPLATES:
		break;
	}
	return FALSE;
}

gboolean
sim_settings_read(struct sim_settings *settings, const gchar *name, GKeyFile *file,
		  const gchar *group, const gchar *key, GError **error)
{
	const struct field *field = field_named(name);
	g_autofree gchar *value = NULL;
	gpointer place;

	g_return_val_if_fail(field != NULL, FALSE);
	place = place_of(settings, field);
	if (is_list(field))
		return read_list(place, field, file, group, key, error);
	value = g_key_file_get_string(file, group, key, error);
	return value && read_single(place, field, value, error);
}
