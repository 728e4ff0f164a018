/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tests the facts of a certificate. */
#include "facts/certificate.h"

#include "tests/support/json_compare.h"

static void
test_nothing_told(void)
{
	g_autoptr(struct_certificate) certificate = certificate_new();

	json_compare(certificate_to_json(certificate), "{\"names\":[]}");
}

static void
test_all_told(void)
{
	g_autoptr(struct_certificate) certificate = certificate_new();

	certificate->subject = g_strdup("CN = m\374ller\n");
	certificate->issuer = g_strdup("CN = authority");
	g_ptr_array_add(certificate->names, g_strdup("mail.example.com"));
	g_ptr_array_add(certificate->names, g_strdup("192.0.2.1"));
	certificate->not_before_s = 1;
	certificate->not_after_s = -1;
	certificate->der = g_bytes_new_static("der", 3);
	certificate->sha256 = g_strdup("ab");
	json_compare(
	    certificate_to_json(certificate),
	    "{\"subject\":\"CN = m\357\277\275ller\\n\",\"issuer\":\"CN = authority\","
	    "\"names\":[\"mail.example.com\",\"192.0.2.1\"],\"not_before_s\":1,\"not_after_s\":-1,"
	    "\"sha256\":\"ab\"}");
}

static void
test_free(void)
{
	certificate_free(NULL);
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_set_nonfatal_assertions();
	g_test_add_func("/certificate/nothing told", test_nothing_told);
	g_test_add_func("/certificate/all told", test_all_told);
	g_test_add_func("/certificate/free", test_free);
	return g_test_run();
}
