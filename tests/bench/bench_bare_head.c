/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Does the least that a program can do with libcurl, as the measure of all others. */
#include <curl/curl.h>

/* bench_bare_head URL NAME:PORT:ADDRESS CA: one HEAD with the certificate verified. */
int
main(int argc, char **argv)
{
	struct curl_slist *resolve;
	CURL *curl;
	CURLcode code;

	if (argc != 4)
		return 3;
	curl = curl_easy_init();
	resolve = curl_slist_append(NULL, argv[2]);
	curl_easy_setopt(curl, CURLOPT_URL, argv[1]);
	curl_easy_setopt(curl, CURLOPT_RESOLVE, resolve);
	curl_easy_setopt(curl, CURLOPT_CAINFO, argv[3]);
	curl_easy_setopt(curl, CURLOPT_CAPATH, NULL);
	curl_easy_setopt(curl, CURLOPT_NOBODY, 1L);
	code = curl_easy_perform(curl);
	curl_easy_cleanup(curl);
	curl_slist_free_all(resolve);
	return code == CURLE_OK ? 0 : 2;
}
