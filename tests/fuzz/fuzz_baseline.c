/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Fuzzes the file of accepted fingerprints. */
#include <string.h>

#include "base/text.h"
#include "state/baseline.h"

int LLVMFuzzerTestOneInput(const guint8 *data, gsize size);

static void
check_line(const char *text)
{
	g_autofree char *clean = text_clean(text, -1, G_MAXINT);

	g_assert_cmpstr(clean, ==, text);
}

/* What is written down can be put before the verdicts, whoever asks. */
static void
check_recalled(const struct fingerprint *fingerprint)
{
	g_autoptr(struct_endpoint_choice) ews = endpoint_choice_new(endpoint_find("ews"));
	g_autoptr(struct_logon) logon = logon_new("probe", SCHEME_NTLM);
	struct node_offers *like = node_offers_new("192.0.2.11");

	g_ptr_array_add(like->offers, offer_new(ews));
	for (guint i = 0; i < fingerprint->nodes->len; i++) {
		const struct fingerprint_node *node = g_ptr_array_index(fingerprint->nodes, i);
		struct node_offers *plain = fingerprint_recall(node, like, NULL);
		struct node_offers *logged_on = fingerprint_recall(node, like, logon);

		g_assert_true(fingerprint_counterpart(fingerprint, fingerprint, node) == node);
		g_assert_cmpuint(plain->offers->len, ==, 1);
		node_offers_free(plain);
		node_offers_free(logged_on);
	}
	node_offers_free(like);
}

/* What was read is taken up and written as the same. */
static void
check_kept(struct baseline *baseline, const struct fingerprint *fingerprint)
{
	g_autoptr(GError) error = NULL;
	gsize length = 0;
	gsize length_again = 0;
	g_autofree char *text = NULL;
	g_autofree char *text_again = NULL;
	g_autoptr(struct_baseline) again = NULL;

	g_assert_true(baseline_put(baseline, fingerprint, FALSE, &error));
	text = baseline_format(baseline, &length);
	again = baseline_parse(text, length, &error);
	g_assert_no_error(error);
	text_again = baseline_format(again, &length_again);
	g_assert_cmpuint(length, ==, length_again);
	g_assert_cmpstr(text, ==, text_again);
}

int
LLVMFuzzerTestOneInput(const guint8 *data, gsize size)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(struct_baseline) baseline = baseline_parse((const char *)data, size, &error);
	struct fingerprint *found =
	    baseline ? baseline_find(baseline, "mail.example.com", 443, &error) : NULL;

	g_assert_true(baseline || error);
	if (error) {
		g_assert_nonnull(strstr(error->message, "expected "));
		check_line(error->message);
	}
	if (!found)
		return 0;
	check_recalled(found);
	check_kept(baseline, found);
	fingerprint_free(found);
	return 0;
}
