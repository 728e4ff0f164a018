/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Speaks Kerberos through GSSAPI, inside SPNEGO, without ever waiting longer than the deadline. */
#include "probe/kerberos.h"

#include <string.h>

#include <gssapi/gssapi_ext.h>

/* Shared with the thread that calls the library; whoever is last frees it. */
struct kerberos {
	gint references; /* atomic */
	char *service, *keytab, *ccache;
	GBytes *binding_data;
	gss_ctx_id_t context;
	gss_cred_id_t credential;

	GMutex mutex; /* guards what follows */
	GCond cond;
	gboolean done; /* the step under way has come to an end */
	GBytes *received;
	struct kerberos_step step;
};

/* The object identifiers of the two mechanisms (RFC 4178, RFC 4121), as GSSAPI wants them. */
struct mechanisms {
	char spnego_bytes[6], kerberos_bytes[9];
	gss_OID_desc spnego, kerberos;
	gss_OID_set_desc only_spnego, only_kerberos;
};

static void
mechanisms_init(struct mechanisms *m)
{
	static const char spnego[] = {0x2b, 0x06, 0x01, 0x05, 0x05, 0x02};
	static const guint8 kerberos[] = {0x2a, 0x86, 0x48, 0x86, 0xf7, 0x12, 0x01, 0x02, 0x02};

	memcpy(m->spnego_bytes, spnego, sizeof(spnego));
	memcpy(m->kerberos_bytes, kerberos, sizeof(kerberos));
	m->spnego = (gss_OID_desc){sizeof(spnego), m->spnego_bytes};
	m->kerberos = (gss_OID_desc){sizeof(kerberos), m->kerberos_bytes};
	m->only_spnego = (gss_OID_set_desc){1, &m->spnego};
	m->only_kerberos = (gss_OID_set_desc){1, &m->kerberos};
}

/*
 * What the library's words mean to an administrator; the first row that fits counts. The numbers
 * would be better, but are lost on the way through SPNEGO: MIT's mechanism glue renumbers codes
 * that two mechanisms share. The words are those of MIT krb5, never translated (no locale is set).
 */
static const struct {
	const char *words[2]; /* all of these */
	enum kerberos_trouble trouble;
} meanings[] = {
    {{"Server ", "not found in Kerberos database"}, KERBEROS_UNKNOWN_SERVER},
    {{"Client ", "not found in Kerberos database"}, KERBEROS_UNKNOWN_CLIENT},
    {{"Clock skew too great"}, KERBEROS_SKEW},
    {{"Ticket not yet valid"}, KERBEROS_SKEW},
    {{"Ticket expired"}, KERBEROS_EXPIRED},
    {{"Preauthentication failed"}, KERBEROS_WRONG_KEY},
    {{"Password incorrect"}, KERBEROS_WRONG_KEY},
    {{"Decrypt integrity check failed"}, KERBEROS_WRONG_KEY},
    {{"Key version is not available"}, KERBEROS_WRONG_KEY},
    {{"Message stream modified"}, KERBEROS_WRONG_KEY},
    {{"Wrong principal in request"}, KERBEROS_WRONG_KEY},
    {{"credentials have been revoked"}, KERBEROS_REVOKED},
    {{"Password has expired"}, KERBEROS_REVOKED},
    {{"database has expired"}, KERBEROS_REVOKED},
    {{"Cannot contact any KDC"}, KERBEROS_NO_KDC},
    {{"Cannot find KDC"}, KERBEROS_NO_KDC},
    {{"Cannot resolve"}, KERBEROS_NO_KDC},
    {{"No credentials cache found"}, KERBEROS_NO_TICKET},
    {{"SPNEGO cannot find mechanisms"}, KERBEROS_NO_TICKET},
};

static enum kerberos_trouble
trouble_of(OM_uint32 major, const char *words)
{
	for (gsize i = 0; i < G_N_ELEMENTS(meanings); i++)
		if (strstr(words, meanings[i].words[0]) &&
		    (!meanings[i].words[1] || strstr(words, meanings[i].words[1])))
			return meanings[i].trouble;
	switch (GSS_ROUTINE_ERROR(major)) {
	case GSS_S_NO_CRED:
		return KERBEROS_NO_TICKET;
	case GSS_S_CREDENTIALS_EXPIRED:
		return KERBEROS_EXPIRED;
	default:
		return KERBEROS_OTHER;
	}
}

static void
append_status(GString *out, OM_uint32 code, int type, gss_OID mechanism)
{
	OM_uint32 more = 0;

	do {
		gss_buffer_desc text = GSS_C_EMPTY_BUFFER;
		OM_uint32 minor;

		if (GSS_ERROR(gss_display_status(&minor, code, type, mechanism, &more, &text)))
			return;
		if (text.length > 0) {
			g_string_append(out, out->len > 0 ? ": " : "");
			g_string_append_len(out, text.value, (gssize)text.length);
		}
		gss_release_buffer(&minor, &text);
	} while (more != 0);
}

static void
fail(struct kerberos_step *step, OM_uint32 major, OM_uint32 minor, gss_OID mechanism)
{
	GString *words = g_string_new(NULL);

	append_status(words, major, GSS_C_GSS_CODE, GSS_C_NO_OID);
	if (minor != 0)
		append_status(words, minor, GSS_C_MECH_CODE, mechanism);
	step->trouble = trouble_of(major, words->str);
	step->words = g_string_free(words, FALSE);
}

/* Where tickets come from; what a keytab yields goes to a cache of this process. */
static guint
name_sources(const struct kerberos *kerberos, gss_key_value_element_desc elements[2])
{
	guint count = 0;

	if (kerberos->ccache || kerberos->keytab)
		elements[count++] = (gss_key_value_element_desc){
		    "ccache", kerberos->ccache ? kerberos->ccache : "MEMORY:"};
	if (kerberos->keytab)
		elements[count++] = (gss_key_value_element_desc){"client_keytab", kerberos->keytab};
	return count;
}

/*
 * Kerberos first, for its reasons: SPNEGO says only that there is no mechanism. Then SPNEGO, told
 * to speak nothing else, or it might fall back to another mechanism of this host.
 */
static gboolean
acquire(struct kerberos *kerberos, struct mechanisms *m, struct kerberos_step *step)
{
	gss_key_value_element_desc elements[2];
	gss_key_value_set_desc store = {name_sources(kerberos, elements), elements};
	gss_const_key_value_set_t from = store.count > 0 ? &store : NULL;
	gss_cred_id_t first = GSS_C_NO_CREDENTIAL;
	OM_uint32 minor = 0;
	OM_uint32 ignored;
	OM_uint32 major =
	    gss_acquire_cred_from(&minor, GSS_C_NO_NAME, GSS_C_INDEFINITE, &m->only_kerberos,
				  GSS_C_INITIATE, from, &first, NULL, NULL);

	gss_release_cred(&ignored, &first);
	if (!GSS_ERROR(major))
		major =
		    gss_acquire_cred_from(&minor, GSS_C_NO_NAME, GSS_C_INDEFINITE, &m->only_spnego,
					  GSS_C_INITIATE, from, &kerberos->credential, NULL, NULL);
	if (!GSS_ERROR(major))
		major = gss_set_neg_mechs(&minor, kerberos->credential, &m->only_kerberos);
	if (GSS_ERROR(major))
		fail(step, major, minor, &m->kerberos);
	return !GSS_ERROR(major);
}

/* A copy that the library may write to, as its types say; gss_buffer's value is freed by g_free().
 */
static gss_buffer_desc
buffer_of(GBytes *bytes)
{
	gss_buffer_desc buffer = GSS_C_EMPTY_BUFFER;
	gsize length = 0;
	const void *data = bytes ? g_bytes_get_data(bytes, &length) : NULL;

	if (length > 0) {
		buffer.length = length;
		buffer.value = memcpy(g_malloc(length), data, length);
	}
	return buffer;
}

static void
initiate(struct kerberos *kerberos, struct mechanisms *m, GBytes *received,
	 struct kerberos_step *step)
{
	gss_buffer_desc input = buffer_of(received);
	gss_buffer_desc service = {strlen(kerberos->service), kerberos->service};
	gss_buffer_desc output = GSS_C_EMPTY_BUFFER;
	struct gss_channel_bindings_struct bindings = {0};
	gss_name_t name = GSS_C_NO_NAME;
	OM_uint32 minor = 0;
	OM_uint32 ignored;
	OM_uint32 major = gss_import_name(&minor, &service, GSS_C_NT_HOSTBASED_SERVICE, &name);

	bindings.application_data = buffer_of(kerberos->binding_data);
	if (!GSS_ERROR(major))
		major = gss_init_sec_context(&minor, kerberos->credential, &kerberos->context, name,
					     &m->spnego, GSS_C_MUTUAL_FLAG, GSS_C_INDEFINITE,
					     kerberos->binding_data ? &bindings
								    : GSS_C_NO_CHANNEL_BINDINGS,
					     &input, NULL, &output, NULL, NULL);
	if (GSS_ERROR(major))
		fail(step, major, minor, &m->kerberos);
	else if (output.length > 0)
		step->token = g_bytes_new(output.value, output.length);
	g_free(input.value);
	g_free(bindings.application_data.value);
	gss_release_buffer(&ignored, &output);
	gss_release_name(&ignored, &name);
}

void
kerberos_free(struct kerberos *kerberos)
{
	OM_uint32 ignored;

	if (!g_atomic_int_dec_and_test(&kerberos->references))
		return;
	g_free(kerberos->service);
	g_free(kerberos->keytab);
	g_free(kerberos->ccache);
	g_clear_pointer(&kerberos->binding_data, g_bytes_unref);
	g_clear_pointer(&kerberos->received, g_bytes_unref);
	g_clear_pointer(&kerberos->step.token, g_bytes_unref);
	g_free(kerberos->step.words);
	gss_delete_sec_context(&ignored, &kerberos->context, GSS_C_NO_BUFFER);
	gss_release_cred(&ignored, &kerberos->credential);
	g_mutex_clear(&kerberos->mutex);
	g_cond_clear(&kerberos->cond);
	g_free(kerberos);
}

struct kerberos *
kerberos_new(const char *hostname, const struct identity *identity, GBytes *binding_data)
{
	struct kerberos *kerberos = g_new0(struct kerberos, 1);

	kerberos->references = 1;
	kerberos->service = g_strdup_printf("HTTP@%s", hostname);
	kerberos->keytab = g_strdup(identity->keytab);
	kerberos->ccache = g_strdup(identity->ccache);
	kerberos->binding_data = binding_data ? g_bytes_ref(binding_data) : NULL;
	kerberos->context = GSS_C_NO_CONTEXT;
	kerberos->credential = GSS_C_NO_CREDENTIAL;
	g_mutex_init(&kerberos->mutex);
	g_cond_init(&kerberos->cond);
	return kerberos;
}

static gpointer
run_step(gpointer data)
{
	struct kerberos *kerberos = data;
	struct kerberos_step step = {0};
	struct mechanisms m;

	mechanisms_init(&m);
	if (kerberos->credential != GSS_C_NO_CREDENTIAL || acquire(kerberos, &m, &step))
		initiate(kerberos, &m, kerberos->received, &step);
	g_mutex_lock(&kerberos->mutex);
	kerberos->step = step;
	kerberos->done = TRUE;
	g_cond_signal(&kerberos->cond);
	g_mutex_unlock(&kerberos->mutex);
	kerberos_free(kerberos);
	return NULL;
}

/* Waits for the thread; what it found moves out, unless it is late. */
static struct kerberos_step
await(struct kerberos *kerberos, struct deadline deadline)
{
	struct kerberos_step step = {.trouble = KERBEROS_TIMEOUT};
	gboolean in_time = TRUE;

	g_mutex_lock(&kerberos->mutex);
	while (!kerberos->done && in_time)
		in_time = g_cond_wait_until(&kerberos->cond, &kerberos->mutex, deadline.end_us);
	if (kerberos->done) {
		step = kerberos->step;
		kerberos->step = (struct kerberos_step){0};
	}
	g_mutex_unlock(&kerberos->mutex);
	if (step.trouble == KERBEROS_TIMEOUT)
		step.words = g_strdup("the Kerberos library did not come back in time: is a KDC "
				      "within reach?");
	return step;
}

struct kerberos_step
kerberos_step(struct kerberos *kerberos, GBytes *received, struct deadline deadline)
{
	GThread *thread;

	kerberos->done = FALSE;
	g_clear_pointer(&kerberos->received, g_bytes_unref);
	kerberos->received = received ? g_bytes_ref(received) : NULL;
	g_atomic_int_inc(&kerberos->references);
	thread = g_thread_try_new("kerberos", run_step, kerberos, NULL);
	if (!thread) {
		kerberos_free(kerberos);
		return (struct kerberos_step){.trouble = KERBEROS_OTHER,
					      .words = g_strdup("no thread could be started")};
	}
	g_thread_unref(thread);
	return await(kerberos, deadline);
}
