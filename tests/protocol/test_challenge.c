/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tests how fields of WWW-Authenticate are read. */
#include "protocol/challenge.h"
#include <string.h>

enum { FIELDS = 4 };

/* A field as a literal, so that a NUL can stand in it. */
#define F(literal)                                                                                 \
	{                                                                                          \
		literal, sizeof(literal) - 1                                                       \
	}

struct row {
	const char *name;
	struct challenge_field fields[FIELDS]; /* up to the first without bytes */
	/* Challenges as "field:scheme/token;name=value", joined by " | ". */
	const char *expected;
	const char *malformed; /* the whole sentence; NULL when nothing is wrong */
	guint merged;
};

static const struct row rows[] = {
    /* What servers send. */
    {"one field each", {F("Negotiate"), F("NTLM")}, "1:Negotiate | 2:NTLM", NULL, 0},
    {"the cured order", {F("NTLM"), F("Negotiate")}, "1:NTLM | 2:Negotiate", NULL, 0},
    {"default of Autodiscover",
     {F("Negotiate"), F("NTLM"), F("Basic realm=\"cas.example.org\"")},
     "1:Negotiate | 2:NTLM | 3:Basic;realm=cas.example.org",
     NULL,
     0},
    {"joined by a proxy",
     {F("NTLM, Negotiate,Basic realm=\"cas\"")},
     "1:NTLM | 1:Negotiate | 1:Basic;realm=cas",
     NULL,
     1},
    {"second field joined",
     {F("Bearer"), F("Negotiate, NTLM")},
     "1:Bearer | 2:Negotiate | 2:NTLM",
     NULL,
     2},
    {"comma in a quoted realm does not split",
     {F("Basic realm=\"Mail, NTLM edition\", NTLM")},
     "1:Basic;realm=Mail, NTLM edition | 1:NTLM",
     NULL,
     1},
    {"quoted realm that names a parameter",
     {F("Basic realm=\"x, realm=y\", NTLM")},
     "1:Basic;realm=x, realm=y | 1:NTLM",
     NULL,
     1},
    {"OAuth challenge",
     {F("Bearer client_id=\"00000002-0000-0ff1-ce00-000000000000\", token_types=\"one two\", "
	"error=\"invalid_token\"")},
     "1:Bearer;client_id=00000002-0000-0ff1-ce00-000000000000;token_types=one "
     "two;error=invalid_token",
     NULL,
     0},
    {"empty realm", {F("Basic Realm=\"\"")}, "1:Basic;realm=", NULL, 0},
    {"digest without blanks",
     {F("Digest qop=\"auth\",algorithm=MD5-sess,nonce=\"a,b\",charset=utf-8")},
     "1:Digest;qop=auth;algorithm=MD5-sess;nonce=a,b;charset=utf-8",
     NULL,
     0},
    {"odd case", {F("nEGOTIATE"), F("ntlm")}, "1:nEGOTIATE | 2:ntlm", NULL, 0},
    /* Tokens. */
    {"token", {F("NTLM TlRMTVNTUAACAAAA")}, "1:NTLM/TlRMTVNTUAACAAAA", NULL, 0},
    {"token with one pad", {F("NTLM TlRMTVNTUAACAAA=")}, "1:NTLM/TlRMTVNTUAACAAA=", NULL, 0},
    {"token with two pads and a neighbour",
     {F("Negotiate oYG2MIGzoAMK==, NTLM")},
     "1:Negotiate/oYG2MIGzoAMK== | 1:NTLM",
     NULL,
     1},
    {"token with every sign", {F("X aZ09-._~+/=")}, "1:X/aZ09-._~+/=", NULL, 0},
    {"a lone name is a token by the grammar", {F("Digest qop=")}, "1:Digest/qop=", NULL, 0},
    {"blanks after a token", {F("NTLM TlRM  \t")}, "1:NTLM/TlRM", NULL, 0},
    {"blanks before a token", {F("NTLM \t  TlRM")}, "1:NTLM/TlRM", NULL, 0},
    {"token in each of two", {F("This xx==  ,  That yy=")}, "1:This/xx== | 1:That/yy=", NULL, 1},
    {"one pad then more is a parameter",
     {F("S aaaa=aaaa, T bbbb=")},
     "1:S;aaaa=aaaa | 1:T/bbbb=",
     NULL,
     1},
    /* Blanks and empty elements. */
    {"no field", {{NULL, 0}}, "", NULL, 0},
    {"empty field", {F("")}, "", NULL, 0},
    {"empty field before a full one", {F(""), F("NTLM")}, "2:NTLM", NULL, 0},
    {"blank field", {F(" \t ")}, "", NULL, 0},
    {"commas alone", {F(", ,,\t,")}, "", NULL, 0},
    {"empty elements", {F(",, NTLM ,, ,Negotiate, ")}, "1:NTLM | 1:Negotiate", NULL, 1},
    {"empty elements between parameters",
     {F("Digest ,, realm=a ,, nonce=b,")},
     "1:Digest;realm=a;nonce=b",
     NULL,
     0},
    {"blanks round the equals sign",
     {F("Basic   realm \t=  \"x\" , charset= UTF-8 ,b =1")},
     "1:Basic;realm=x;charset=UTF-8;b=1",
     NULL,
     0},
    {"tab after the scheme", {F("Basic\trealm=x")}, "1:Basic;realm=x", NULL, 0},
    /* Parameters. */
    {"names in lower case", {F("Basic REALM=a, ChArSeT=b")}, "1:Basic;realm=a;charset=b", NULL, 0},
    {"escapes",
     {F("Basic realm=\"say \\\"hi\\\", \\\\ and \\x\", NTLM")},
     "1:Basic;realm=say \"hi\", \\ and x | 1:NTLM",
     NULL,
     1},
    {"tab in a quoted string", {F("Basic realm=\"a\tb\"")}, "1:Basic;realm=a\tb", NULL, 0},
    {"high bytes in a quoted string",
     {F("Basic realm=\"M\xfcller\"")},
     "1:Basic;realm=M\xfcller",
     NULL,
     0},
    {"percent escapes stay", {F("Basic realm=\"a%0d%0a\"")}, "1:Basic;realm=a%0d%0a", NULL, 0},
    {"every sign of a token",
     {F("!#$%&'*+-.^_`|~ !#$%&'*+-.^_`|~=x")},
     "1:!#$%&'*+-.^_`|~;!#$%&'*+-.^_`|~=x",
     NULL,
     0},
    {"same scheme twice",
     {F("Basic realm=a, Basic realm=b")},
     "1:Basic;realm=a | 1:Basic;realm=b",
     NULL,
     1},
    {"same parameter in two challenges",
     {F("Digest nonce=a"), F("Digest nonce=b")},
     "1:Digest;nonce=a | 2:Digest;nonce=b",
     NULL,
     0},
    {"equals sign in a quoted string",
     {F("D realm=\"=a=b=\", NTLM")},
     "1:D;realm==a=b= | 1:NTLM",
     NULL,
     1},
    /* Breaches: what can be read is kept, and the next challenge is found. */
    {"Negotiate:Kerberos on the wire",
     {F("Negotiate:Kerberos, NTLM")},
     "1:Negotiate:Kerberos | 1:NTLM",
     "field 1: expected a blank or a comma after the scheme name, got ':'",
     1},
    {"begins with an equals sign",
     {F("=x, NTLM")},
     "1:NTLM",
     "field 1: expected a scheme name, got '='",
     0},
    {"begins with a quoted string",
     {F("\"Basic, Digest\", NTLM")},
     "1:NTLM",
     "field 1: expected a scheme name, got '\"'",
     0},
    {"quoted string never ends",
     {F("Basic realm=\"open, NTLM"), F("Negotiate")},
     "1:Basic;realm=open, NTLM | 2:Negotiate",
     "field 1: expected a closing quotation mark, got the end of the field",
     0},
    {"backslash at the end",
     {F("Basic realm=\"open\\")},
     "1:Basic;realm=open\\",
     "field 1: expected a closing quotation mark, got the end of the field",
     0},
    {"text after a quoted string",
     {F("Basic realm=\"a\"b, NTLM")},
     "1:Basic;realm=a | 1:NTLM",
     "field 1: expected a comma after the value, got 'b'",
     1},
    {"quoted string in place of a token",
     {F("Basic \"not, here\", NTLM")},
     "1:Basic | 1:NTLM",
     "field 1: expected a token, a parameter or a comma after the scheme name, got '\"'",
     1},
    {"three words",
     {F("one two three, NTLM")},
     "1:one | 1:NTLM",
     "field 1: expected a token, a parameter or a comma after the scheme name, got 't'",
     1},
    {"unquoted value with an at sign",
     {F("Basic realm=who@example.org, NTLM")},
     "1:Basic;realm=who@example.org | 1:NTLM",
     "field 1: expected a comma after the value, got '@'",
     1},
    {"unquoted address",
     {F("Bearer authorization_uri=https://login.example.org/x?y=z")},
     "1:Bearer;authorization_uri=https://login.example.org/x?y=z",
     "field 1: expected a comma after the value, got ':'",
     0},
    {"blank in an unquoted value",
     {F("Basic realm='two words', NTLM")},
     "1:Basic;realm='two | 1:NTLM",
     "field 1: expected a comma after the value, got 'w'",
     1},
    {"quotation mark in an unquoted value",
     {F("Basic realm=my\"realm, NTLM")},
     "1:Basic;realm=my | 1:NTLM",
     "field 1: expected a comma after the value, got '\"'",
     1},
    {"no value",
     {F("Digest qop=auth, realm=, NTLM")},
     "1:Digest;qop=auth | 1:NTLM",
     "field 1: expected a value, got ','",
     1},
    {"no value at the end",
     {F("Digest qop=auth, realm =")},
     "1:Digest;qop=auth",
     "field 1: expected a value, got the end of the field",
     0},
    {"what looks like a scheme but is a name",
     {F("Basic =x, NTLM")},
     "1:NTLM",
     "field 1: expected a scheme name before the first parameter, got a parameter",
     0},
    {"parameter without a scheme",
     {F("NTLM"), F("nonce=\"a, Basic\", Digest realm=x")},
     "1:NTLM | 2:Digest;realm=x",
     "field 2: expected a scheme name before the first parameter, got a parameter",
     0},
    {"parameter after a token",
     {F("Other abc==, realm=x, NTLM")},
     "1:Other/abc== | 1:NTLM",
     "field 1: expected no parameter after a token, got a parameter",
     1},
    {"parameter twice",
     {F("Basic realm=first, Realm=second")},
     "1:Basic;realm=first",
     "field 1: expected each parameter once, got \"Realm\" again",
     0},
    {"NUL in a quoted string",
     {F("Basic realm=\"a\0b\", NTLM")},
     "1:Basic;realm=a b | 1:NTLM",
     "field 1: expected text in the quoted string, got a control character",
     1},
    {"NUL in a scheme name",
     {F("NT\0LM, Basic")},
     "1:NT | 1:Basic",
     "field 1: expected a blank or a comma after the scheme name, got byte 0x00",
     1},
    {"newline in a quoted string",
     {F("Basic realm=\"a\nb\"")},
     "1:Basic;realm=a\nb",
     "field 1: expected text in the quoted string, got a control character",
     0},
    {"high byte in a scheme name",
     {F("NTLM\xe9, Basic")},
     "1:NTLM\xe9 | 1:Basic",
     "field 1: expected a blank or a comma after the scheme name, got byte 0xe9",
     1},
    {"semicolon between challenges",
     {F("NTLM; Negotiate, Basic")},
     "1:NTLM;/Negotiate | 1:Basic",
     "field 1: expected a blank or a comma after the scheme name, got ';'",
     1},
    {"only the first breach is told",
     {F("=, NTLM"), F("\"")},
     "1:NTLM",
     "field 1: expected a scheme name, got '='",
     0},
};

static gsize
count_fields(const struct row *row)
{
	gsize count = 0;

	while (count < FIELDS && row->fields[count].bytes)
		count++;
	return count;
}

static char *
render(const struct challenge_list *list)
{
	GString *text = g_string_new(NULL);

	for (guint i = 0; i < list->challenges->len; i++) {
		const struct challenge *c = challenge_list_at(list, i);

		g_string_append_printf(text, "%s%u:%s%s%s", i ? " | " : "", c->field,
				       c->scheme_name, c->token ? "/" : "",
				       c->token ? c->token : "");
		for (guint j = 0; j < c->parameters->len; j++) {
			const struct challenge_parameter *p = g_ptr_array_index(c->parameters, j);

			g_string_append_printf(text, ";%s=%s", p->name, p->value);
		}
	}
	return g_string_free(text, FALSE);
}

static void
test_row(gconstpointer data)
{
	const struct row *row = data;
	gsize count = count_fields(row);
	struct challenge_field exact[FIELDS] = {{NULL, 0}};
	char *copies[FIELDS] = {NULL};
	g_autoptr(struct_challenge_list) list = NULL;
	g_autofree char *got = NULL;

	/* Of exact size, so that a sanitizer sees a byte read too many; gone before the result is
	 * looked at. */
	for (gsize i = 0; i < count; i++) {
		copies[i] = g_malloc(row->fields[i].length ? row->fields[i].length : 1);
		memcpy(copies[i], row->fields[i].bytes, row->fields[i].length);
		exact[i] = (struct challenge_field){copies[i], row->fields[i].length};
	}
	list = challenge_list_parse(exact, count);
	for (gsize i = 0; i < count; i++)
		g_free(copies[i]);
	got = render(list);
	g_assert_cmpstr(got, ==, row->expected);
	g_assert_cmpstr(list->malformed, ==, row->malformed);
	g_assert_cmpuint(list->fields, ==, count);
	g_assert_cmpuint(challenge_list_merged(list), ==, row->merged);
}

struct scheme_row {
	const char *name;
	enum scheme scheme;
};

static const struct scheme_row schemes[] = {
    {"Negotiate", SCHEME_NEGOTIATE}, {"NEGOTIATE", SCHEME_NEGOTIATE},
    {"ntlm", SCHEME_NTLM},	     {"Kerberos", SCHEME_KERBEROS},
    {"Basic", SCHEME_BASIC},	     {"Digest", SCHEME_DIGEST},
    {"Bearer", SCHEME_BEARER},	     {"other", SCHEME_OTHER},
    {"NTLMv2", SCHEME_OTHER},	     {"Negotiate:Kerberos", SCHEME_OTHER},
};

static void
test_scheme(gconstpointer data)
{
	const struct scheme_row *row = data;

	g_assert_cmpint(scheme_from_name(row->name), ==, row->scheme);
	if (row->scheme != SCHEME_OTHER)
		g_assert_cmpint(g_ascii_strcasecmp(scheme_name(row->scheme), row->name), ==, 0);
}

static void
test_no_scheme(void)
{
	g_assert_cmpint(scheme_from_name(NULL), ==, SCHEME_OTHER);
	g_assert_cmpint(scheme_from_name(""), ==, SCHEME_OTHER);
	g_assert_cmpstr(scheme_name(SCHEME_OTHER), ==, "other");
}

static void
test_questions(void)
{
	static const char *const values[] = {"Bearer", "NTLM, Basic realm=\"x\"", "negotiate",
					     NULL};
	g_autoptr(struct_challenge_list) list = challenge_list_parse_strings(values);
	const struct challenge *basic = challenge_list_find(list, SCHEME_BASIC);

	g_assert_cmpuint(list->fields, ==, 3);
	g_assert_cmpint(challenge_list_position(list, SCHEME_BEARER), ==, 0);
	g_assert_cmpint(challenge_list_position(list, SCHEME_NTLM), ==, 1);
	g_assert_cmpint(challenge_list_position(list, SCHEME_NEGOTIATE), ==, 3);
	g_assert_cmpint(challenge_list_position(list, SCHEME_DIGEST), ==, -1);
	g_assert_null(challenge_list_find(list, SCHEME_DIGEST));
	g_assert_null(challenge_list_at(list, 4));
	g_assert_cmpstr(challenge_parameter(basic, "REALM"), ==, "x");
	g_assert_null(challenge_parameter(basic, "charset"));
	g_assert_cmpuint(challenge_list_merged(list), ==, 2);
}

static void
test_no_strings(void)
{
	g_autoptr(struct_challenge_list) list = challenge_list_parse_strings(NULL);
	g_autofree char *text = challenge_list_describe(list);

	g_assert_cmpuint(list->fields, ==, 0);
	g_assert_cmpuint(list->challenges->len, ==, 0);
	g_assert_cmpstr(text, ==, "none");
}

struct describe_row {
	const char *name;
	const char *value;
	const char *expected;
};

static const struct describe_row descriptions[] = {
    {"as IIS spells it", "ntlm, NEGOTIATE, basic realm=x", "NTLM, Negotiate, Basic"},
    {"foreign name as sent", "X-Token, NTLM", "X-Token, NTLM"},
    {"sixteen", "a,b,c,d,e,f,g,h,i,j,k,l,m,n,o,p",
     "a, b, c, d, e, f, g, h, i, j, k, l, m, n, o, p"},
    {"seventeen", "a,b,c,d,e,f,g,h,i,j,k,l,m,n,o,p,q",
     "a, b, c, d, e, f, g, h, i, j, k, l, m, n, o, p and 1 more"},
    {"long foreign name is cut", "abcdefghijklmnopqrstuvwxyz0123456789",
     "abcdefghijklmnopqrstuvwxyz012345"},
    {"what would forge performance data or mark-up", "a|b, c<d>", "a?b, c?d?"},
    {"what cannot be printed", "NT\xc3\xa9", "NT??"},
};

static void
test_describe(gconstpointer data)
{
	const struct describe_row *row = data;
	const char *const values[] = {row->value, NULL};
	g_autoptr(struct_challenge_list) list = challenge_list_parse_strings(values);
	g_autofree char *text = challenge_list_describe(list);

	g_assert_cmpstr(text, ==, row->expected);
}

/* Inputs that a careless reader chokes on: `unit` again and again. */
enum { MANY = 300000 };

struct hostile_row {
	const char *name;
	const char *head;
	const char *unit;
	gsize times;
	guint challenges;
	const char *malformed;
};

static const struct hostile_row hostiles[] = {
    {"challenges at the limit", "", "a,", CHALLENGE_LIMIT, CHALLENGE_LIMIT, NULL},
    {"one challenge too many", "", "a,", CHALLENGE_LIMIT + 1, CHALLENGE_LIMIT,
     "field 1: expected at most 256 challenges, got more"},
    {"many challenges", "", "a,", MANY, CHALLENGE_LIMIT,
     "field 1: expected at most 256 challenges, got more"},
    {"many open quotes", "a ", "\"\\", MANY, 1,
     "field 1: expected a token, a parameter or a comma after the scheme name, got '\"'"},
    {"many escaped quotes", "a b=\"", "\\\"", MANY, 1,
     "field 1: expected a closing quotation mark, got the end of the field"},
    {"many quotes", "a x x", "\"", MANY + 1, 1,
     "field 1: expected a token, a parameter or a comma after the scheme name, got 'x'"},
    {"many open quotes, each in its element", "", "\"x\\\",", MANY, 0,
     "field 1: expected a scheme name, got '\"'"},
    {"many pads", "a b", "=", MANY, 1, NULL},
    {"many pads and a letter", "a b=c", "=", MANY, 1,
     "field 1: expected a comma after the value, got '='"},
    {"many blanks", "a", " ", MANY, 1, NULL},
    {"many commas", "a", ",", MANY, 1, NULL},
    {"a very long name", "", "x", MANY, 1, NULL},
    {"a very long token", "a ", "x", MANY, 1, NULL},
    {"many parameters of one name", "a", " b=c,", MANY, 1,
     "field 1: expected each parameter once, got \"b\" again"},
    {"many equals signs without a name", "a", ",=", MANY, 1,
     "field 1: expected a scheme name, got '='"},
};

static void
test_hostile(gconstpointer data)
{
	const struct hostile_row *row = data;
	g_autoptr(GString) text = g_string_new(row->head);
	g_autoptr(struct_challenge_list) list = NULL;
	struct challenge_field field;

	for (gsize i = 0; i < row->times; i++)
		g_string_append(text, row->unit);
	field = (struct challenge_field){text->str, text->len};
	g_test_timer_start();
	list = challenge_list_parse(&field, 1);
	/* Linear takes milliseconds, quadratic an hour: any bound between will do. */
	g_assert_cmpfloat(g_test_timer_elapsed(), <, 30.0);
	g_assert_cmpuint(list->challenges->len, ==, row->challenges);
	g_assert_cmpstr(list->malformed, ==, row->malformed);
}

static void
test_parameter_limit(void)
{
	g_autoptr(GString) text = g_string_new("Digest ");
	g_autoptr(struct_challenge_list) list = NULL;
	struct challenge_field field;

	for (guint i = 0; i < CHALLENGE_PARAMETER_LIMIT + 10; i++)
		g_string_append_printf(text, "p%u=%u,", i, i);
	g_string_append(text, "NTLM");
	field = (struct challenge_field){text->str, text->len};
	list = challenge_list_parse(&field, 1);
	g_assert_cmpuint(list->challenges->len, ==, 2);
	g_assert_cmpuint(challenge_list_at(list, 0)->parameters->len, ==,
			 CHALLENGE_PARAMETER_LIMIT);
	g_assert_cmpstr(list->malformed, ==, "field 1: expected at most 64 parameters, got more");
}

/* The limit holds over all fields together, and their count stays what it was. */
static void
test_limit_over_fields(void)
{
	struct challenge_field fields[CHALLENGE_LIMIT + 5];
	g_autoptr(struct_challenge_list) list = NULL;

	for (gsize i = 0; i < G_N_ELEMENTS(fields); i++)
		fields[i] = (struct challenge_field)F("NTLM");
	list = challenge_list_parse(fields, G_N_ELEMENTS(fields));
	g_assert_cmpuint(list->challenges->len, ==, CHALLENGE_LIMIT);
	g_assert_cmpuint(list->fields, ==, CHALLENGE_LIMIT + 5);
	g_assert_cmpstr(list->malformed, ==,
			"field 257: expected at most 256 challenges, got more");
}

#define ADD(prefix, table, function)                                                               \
	for (gsize i = 0; i < G_N_ELEMENTS(table); i++) {                                          \
		g_autofree char *path = g_strdup_printf(prefix "%s", (table)[i].name);             \
                                                                                                   \
		g_test_add_data_func(path, &(table)[i], function);                                 \
	}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_set_nonfatal_assertions();
	ADD("/challenge/read/", rows, test_row)
	ADD("/challenge/scheme/", schemes, test_scheme)
	ADD("/challenge/describe/", descriptions, test_describe)
	ADD("/challenge/hostile/", hostiles, test_hostile)
	g_test_add_func("/challenge/no scheme", test_no_scheme);
	g_test_add_func("/challenge/questions", test_questions);
	g_test_add_func("/challenge/no strings", test_no_strings);
	g_test_add_func("/challenge/parameter limit", test_parameter_limit);
	g_test_add_func("/challenge/limit over fields", test_limit_over_fields);
	return g_test_run();
}
