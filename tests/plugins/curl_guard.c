/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Loaded before a program: it ends when it hands libcurl a credential or asks it to log on. */
#include <curl/curl.h>
#include <dlfcn.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

/* The header has a macro of that name, too. */
#undef curl_easy_setopt

static const struct {
	CURLoption option;
	const char *name;
} forbidden[] = {
    {CURLOPT_USERPWD, "CURLOPT_USERPWD"},
    {CURLOPT_USERNAME, "CURLOPT_USERNAME"},
    {CURLOPT_PASSWORD, "CURLOPT_PASSWORD"},
    {CURLOPT_HTTPAUTH, "CURLOPT_HTTPAUTH"},
    {CURLOPT_LOGIN_OPTIONS, "CURLOPT_LOGIN_OPTIONS"},
    {CURLOPT_XOAUTH2_BEARER, "CURLOPT_XOAUTH2_BEARER"},
    {CURLOPT_NETRC, "CURLOPT_NETRC"},
    {CURLOPT_PROXYUSERPWD, "CURLOPT_PROXYUSERPWD"},
    {CURLOPT_PROXYUSERNAME, "CURLOPT_PROXYUSERNAME"},
    {CURLOPT_PROXYPASSWORD, "CURLOPT_PROXYPASSWORD"},
    {CURLOPT_PROXYAUTH, "CURLOPT_PROXYAUTH"},
    {CURLOPT_UNRESTRICTED_AUTH, "CURLOPT_UNRESTRICTED_AUTH"},
};

/* To be switched off is no fault: a NULL, a 0. The variable shows that a program comes by here. */
static void
judge(CURLoption option, const void *value)
{
	if (getenv("CURL_GUARD_STOPS_ALL")) {
		(void)fprintf(stderr, "guard: any option is set\n");
		abort();
	}
	for (size_t i = 0; i < sizeof forbidden / sizeof *forbidden; i++)
		if (option == forbidden[i].option && value) {
			(void)fprintf(stderr, "guard: %s is set\n", forbidden[i].name);
			abort();
		}
}

CURLcode
curl_easy_setopt(CURL *handle, CURLoption option, ...)
{
	/* A pointer to data is none to a function in C; in POSIX they are alike. */
	union {
		void *symbol;
		CURLcode (*call)(CURL *handle, CURLoption option, ...);
	} next = {.symbol = dlsym(RTLD_NEXT, "curl_easy_setopt")};
	va_list arguments;
	void *value;

	/* A long, a pointer or an offset: with 64 bits all are handed over alike. */
	va_start(arguments, option);
	value = va_arg(arguments, void *);
	va_end(arguments);
	judge(option, value);
	return next.symbol ? next.call(handle, option, value) : CURLE_FAILED_INIT;
}
