/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tests that the table of Extended Protection is the same in both directions. */
#include "facts/protection.h"

/* A logon bound so, with that result. */
static void
add_logon(struct offer *offer, enum binding binding, enum bound_result result)
{
	struct handshake *handshake = handshake_new(SCHEME_NTLM, MECHANISM_NTLM, binding);

	g_ptr_array_add(offer->handshakes, handshake);
	handshake->end = result == BOUND_TAKEN ? HANDSHAKE_ANSWERED : HANDSHAKE_REFUSED;
	for (guint leg = 0; leg < 2; leg++) {
		struct answer *answer = answer_new(METHOD_GET, "/");

		answer->outcome = OUTCOME_ANSWERED;
		answer->status = leg == 1 && result == BOUND_TAKEN ? 200 : 401;
		g_ptr_array_add(handshake->legs, asked_new(answer));
	}
}

/* A mode shows in certain logons; they show that mode. */
static void
test_mode(gconstpointer data)
{
	enum protection protection = (enum protection)GPOINTER_TO_UINT(data);
	g_autoptr(struct_endpoint_choice) ews = endpoint_choice_new(endpoint_find("ews"));
	struct offer *offer = offer_new(ews);
	enum protection read = PROTECTION_UNMEASURED;

	for (guint i = 0; i < BINDING_COUNT; i++) {
		enum bound_result result = protection_shows(protection, (enum binding)i);

		if (result != BOUND_UNTRIED)
			add_logon(offer, (enum binding)i, result);
		g_assert_cmpint(protection_result(offer, (enum binding)i), ==, result);
	}
	g_assert_cmpint(protection_of(offer), ==, protection);
	if (protection_text(protection)) {
		g_assert_true(protection_from_text(protection_text(protection), &read));
		g_assert_cmpint(read, ==, protection);
	}
	offer_free(offer);
}

static void
test_foreign_text(void)
{
	enum protection read = PROTECTION_ALLOW;

	g_assert_false(protection_from_text("Some", &read));
	g_assert_false(protection_from_text(NULL, &read));
	g_assert_cmpint(read, ==, PROTECTION_ALLOW);
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_set_nonfatal_assertions();
	for (guint i = 0; i < PROTECTION_COUNT; i++) {
		const char *text = protection_text((enum protection)i);
		g_autofree char *path =
		    g_strdup_printf("/mode/%u %s", i, text ? text : "without a text");

		g_test_add_data_func(path, GUINT_TO_POINTER(i), test_mode);
	}
	g_test_add_func("/text/foreign", test_foreign_text);
	return g_test_run();
}
