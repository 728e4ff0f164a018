/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Decodes a recorded header or document to JSON, with the functions that the plugins use. */
#include "config.h"

#include "base/cursor.h"
#include "facts/autodiscover_facts.h"
#include "facts/challenge_json.h"
#include "facts/ews_json.h"
#include "facts/iis_config_json.h"
#include "facts/json_text.h"
#include "facts/ntlm_json.h"
#include "facts/oab_json.h"
#include "plugins/pasted_token.h"
#include "report/command.h"
#include "report/input.h"
#include "report/output.h"
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { EXIT_DECODED = 0, EXIT_MALFORMED = 1, EXIT_USAGE = 3 };
enum { INPUT_LIMIT = 64 << 20 };

/* Lines of one recorded header; real ones have ten. */
#define FIELD_LIMIT 65536

static json_t *
error_to_json(const char *message)
{
	json_t *object = json_object();

	json_set_text(object, "error", message);
	return object;
}

static gboolean
is_in_line(guint8 b)
{
	return b != '\n';
}

/* A line without the field name and the carriage return of a recorded header. */
static struct challenge_field
field_of_line(const guint8 *line, gsize length)
{
	static const char name[] = "WWW-Authenticate:";
	gsize skip = strlen(name);

	if (length > 0 && line[length - 1] == '\r')
		length--;
	if (length < skip || g_ascii_strncasecmp((const char *)line, name, skip) != 0)
		skip = 0;
	return (struct challenge_field){line + skip, length - skip};
}

static json_t *
decode_challenge(const char *bytes, gsize length)
{
	g_autoptr(GArray) fields = g_array_new(FALSE, FALSE, sizeof(struct challenge_field));
	g_autoptr(struct_challenge_list) list = NULL;
	struct cursor c;

	cursor_init(&c, bytes, length);
	while (cursor_peek(&c) >= 0) {
		gsize n = 0;
		const guint8 *line = cursor_take_while(&c, is_in_line, &n);
		struct challenge_field field = field_of_line(line, n);

		if (fields->len == FIELD_LIMIT)
			return error_to_json("expected at most " G_STRINGIFY(FIELD_LIMIT) " lines");
		g_array_append_val(fields, field);
		if (cursor_peek(&c) >= 0)
			cursor_skip(&c, 1);
	}
	list = challenge_list_parse((const struct challenge_field *)(const void *)fields->data,
				    fields->len);
	return challenge_list_to_json(list);
}

static json_t *
decode_ntlm(const char *bytes, gsize length)
{
	g_autofree char *why = NULL;
	g_autoptr(GBytes) token = pasted_token(bytes, length, &why);
	g_autoptr(struct_ntlm_message) message = NULL;
	gsize size = 0;
	const void *data = token ? g_bytes_get_data(token, &size) : NULL;

	if (!token)
		return error_to_json(why);
	message = ntlm_parse(data, size);
	return ntlm_message_to_json(message);
}

static json_t *
decode_spnego(const char *bytes, gsize length)
{
	g_autofree char *why = NULL;
	g_autoptr(GBytes) token = pasted_token(bytes, length, &why);
	g_autoptr(struct_spnego_token) parsed = NULL;
	gsize size = 0;
	const void *data = token ? g_bytes_get_data(token, &size) : NULL;

	if (!token)
		return error_to_json(why);
	parsed = spnego_parse(data, size);
	return spnego_token_to_json(parsed);
}

static json_t *
decode_iis_config(const char *bytes, gsize length)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(struct_iis_config) config = iis_config_parse(bytes, length, &error);

	return config ? iis_config_to_json(config) : error_to_json(error->message);
}

static json_t *
decode_autodiscover(const char *bytes, gsize length)
{
	g_autoptr(struct_autodiscover_answer) answer = autodiscover_parse(bytes, length);

	return autodiscover_answer_to_json(answer);
}

static json_t *
decode_ews(const char *bytes, gsize length)
{
	g_autoptr(struct_ews_answer) answer = ews_parse(bytes, length);

	return ews_answer_to_json(answer);
}

static json_t *
decode_oab_manifest(const char *bytes, gsize length)
{
	g_autoptr(struct_oab_manifest) manifest = oab_manifest_parse(bytes, length);

	return oab_manifest_to_json(manifest);
}

/* What breaks the file is said once more at its end. */
static void
feed_walker(const void *bytes, gsize length, gpointer data)
{
	(void)oab_walker_feed(data, bytes, length, NULL);
}

static json_t *
decode_oab_file(int fd, GError **error)
{
	g_autoptr(struct_oab_walker) walker = oab_walker_new(OAB_WALK_HASH);
	g_autoptr(GError) broken = NULL;
	struct oab_summary summary;
	json_t *object = NULL;

	if (!input_read_pieces(fd, feed_walker, walker, error))
		return NULL;
	(void)oab_walker_finish(walker, &summary, &broken);
	object = oab_summary_to_json(&summary);
	json_set_text(object, "error", broken ? broken->message : NULL);
	return object;
}

/* Each yields the members of the answer, "error" among them when the input is malformed: of the
 * whole input, or, what may be large, as it is read (NULL with an error when it cannot be). */
static const struct {
	json_t *(*decode)(const char *bytes, gsize length);
	json_t *(*read)(int fd, GError **error);
} kinds[] = {
    {decode_challenge, NULL},	 {decode_ntlm, NULL},	    {decode_spnego, NULL},
    {decode_autodiscover, NULL}, {decode_ews, NULL},	    {decode_oab_manifest, NULL},
    {NULL, decode_oab_file},	 {decode_iis_config, NULL},
};

/* In the same order. */
static const struct command_word words[] = {
    {"challenge", "field values of WWW-Authenticate, one per line, with or without the field name"},
    {"ntlm",
     "an NTLM message, as bytes or in base64, with or without \"NTLM\" and the field name before "
     "it"},
    {"spnego", "a token of Negotiate, the same way"},
    {"autodiscover", "an answer of Autodiscover: POX, SOAP or JSON"},
    {"ews", "an answer of Exchange Web Services (free/busy, out-of-office, a fault)"},
    {"oab-manifest", "the oab.xml of an offline address book"},
    {"oab-file",
     "a file that it names: its layout and check sums, and what is inside; read as it comes in, of "
     "any size"},
    {"iis-config",
     "what \"appcmd list config\" or \"adsutil.vbs get\" printed, or an applicationHost.config"},
};
_Static_assert(G_N_ELEMENTS(words) == G_N_ELEMENTS(kinds), "a kind without words");

static const struct option_row rows[] = {
    {"help", 'h', OPTION_FLAG, 0, NULL, "this text", NULL, 0, 0},
    {"version", 'V', OPTION_FLAG, 0, NULL, "name and version", NULL, 0, 0},
};
static const struct option_group options = {"Options", rows, G_N_ELEMENTS(rows), NULL};

static const struct command_exit exits[] = {
    {EXIT_DECODED, "decoded"},
    {EXIT_MALFORMED, "malformed; \"error\" says why, beside what could be read"},
    {EXIT_USAGE, "wrong use or unreadable FILE; \"error\" says what"},
};

static const struct command command = {
    .name = "exchange_decode",
    .usage = "KIND [FILE]",
    .question = "Decodes FILE, or standard input when FILE is absent or \"-\", to one JSON object.",
    .examples = "  curl -si https://mail.example.com/EWS/Exchange.asmx |\n"
		"      grep -i ^www-authenticate: | exchange_decode challenge\n",
    .groups = &options,
    .count = 1,
    .words_title = "KIND",
    .words = words,
    .word_count = G_N_ELEMENTS(words),
    .exits = exits,
    .exit_count = G_N_ELEMENTS(exits),
};

static gboolean
print_json(const json_t *object)
{
	char *text = json_dumps(object, JSON_INDENT(2));
	g_autofree char *line = g_strconcat(text ? text : "{}", "\n", NULL);

	free(text);
	return output_print(line);
}

static int
usage_error(const char *message)
{
	json_t *object = error_to_json(message);

	(void)print_json(object);
	json_decref(object);
	return EXIT_USAGE;
}

/* NULL with an error. */
static json_t *
decode_whole(gsize kind, int fd, GError **error)
{
	gsize length = 0;
	g_autofree char *bytes = input_read(fd, INPUT_LIMIT, &length, error);

	return bytes ? kinds[kind].decode(bytes, length) : NULL;
}

/* NULL with an error when the file cannot be read. */
static json_t *
decode(gsize kind, const char *file, GError **error)
{
	gboolean is_stdin = strcmp(file, "-") == 0;
	int fd = is_stdin ? STDIN_FILENO : open(file, O_RDONLY | O_CLOEXEC);
	json_t *decoded = NULL;

	if (fd < 0) {
		(void)input_failed(errno, error);
		return NULL;
	}
	decoded = kinds[kind].read ? kinds[kind].read(fd, error) : decode_whole(kind, fd, error);
	if (!is_stdin)
		(void)close(fd);
	return decoded;
}

static int
run(gsize kind, const char *file)
{
	g_autoptr(GError) error = NULL;
	json_t *decoded = decode(kind, file, &error);
	json_t *object = NULL;
	int code = EXIT_DECODED;

	if (!decoded) {
		g_autofree char *why = g_strdup_printf(
		    "%s: %s", strcmp(file, "-") == 0 ? "standard input" : file, error->message);

		return usage_error(why);
	}
	object = json_object();
	json_object_set_new(object, "kind", json_string(words[kind].word));
	json_object_update(object, decoded);
	json_decref(decoded);
	/* An object is an error that a server tells in a document of the right form. */
	if (json_is_string(json_object_get(object, "error")))
		code = EXIT_MALFORMED;
	if (!print_json(object))
		code = EXIT_USAGE;
	json_decref(object);
	return code;
}

static int
unknown_kind(const char *name)
{
	g_autoptr(GString) message = g_string_new(NULL);

	g_string_printf(message, "unknown KIND \"%s\": expected ", name);
	for (gsize i = 0; i < G_N_ELEMENTS(kinds); i++)
		g_string_append_printf(message, "%s%s", i ? " or " : "", words[i].word);
	return usage_error(message->str);
}

static int
print_help(void)
{
	g_autofree char *text = command_help(&command);

	return output_print(text) ? EXIT_DECODED : EXIT_USAGE;
}

static gboolean
is_option(const char *word, const char *letter, const char *name)
{
	return strcmp(word, letter) == 0 || strcmp(word, name) == 0;
}

int
main(int argc, char **argv)
{
	const char *kind = argc >= 2 ? argv[1] : "";

	if (is_option(kind, "-h", "--help"))
		return print_help();
	if (is_option(kind, "-V", "--version"))
		return output_print("exchange_decode (" PACKAGE_NAME ") " PACKAGE_VERSION "\n")
			   ? EXIT_DECODED
			   : EXIT_USAGE;
	if (argc < 2 || argc > 3)
		return usage_error("expected KIND and at most one FILE, see --help");
	for (gsize i = 0; i < G_N_ELEMENTS(kinds); i++)
		if (strcmp(kind, words[i].word) == 0)
			return run(i, argc == 3 ? argv[2] : "-");
	return unknown_kind(kind);
}
