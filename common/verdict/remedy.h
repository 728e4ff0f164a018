/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef VERDICT_REMEDY_H
#define VERDICT_REMEDY_H

#include "protocol/challenge.h"
#include "protocol/endpoint.h"
#include "report/check.h"

/* Which configuration tool fits, told by the Server header. */
enum iis_age { IIS_UNKNOWN, IIS_6, IIS_7_OR_LATER };

/* "Microsoft-IIS/10.0" -> IIS_7_OR_LATER; NULL or a foreign name -> IIS_UNKNOWN. */
enum iis_age iis_age_of(const char *server_header);

/* The place whose provider list is to be changed. */
struct remedy_place {
	const char *
	    location; /* IIS 7 and later, "Default Web Site/EWS"; NULL: the server's root section */
	const char *metabase; /* IIS 6, "w3svc/1/root/EWS"; NULL: not known there */
	const char *cmdlet;   /* Exchange's for that directory, "Set-WebServicesVirtualDirectory";
				 NULL: none of ours */
	enum iis_age age;
};

/* "Default Web Site/portal" for a path like "/portal/page": the likely directory of an endpoint of
 * the operator's own. The caller frees. */
char *remedy_directory_of(const struct endpoint_choice *endpoint);

/* The place of an endpoint of the table, else `directory` (borrowed as long as the place is used).
 */
struct remedy_place remedy_place_of(const struct endpoint_choice *endpoint, const char *directory,
				    enum iis_age age);

/* A provider as the list has it: "Negotiate:Kerberos" is SCHEME_NEGOTIATE, but has to be named in
 * full to be removed. */
struct provider {
	enum scheme scheme;
	const char *name;
};

enum { PROVIDERS_MAX = 8 };

/* A list of Windows providers, in order, as IIS has it. */
struct provider_list {
	struct provider providers[PROVIDERS_MAX];
	guint count;
};

/* Appends, unless the list is full or the scheme is neither Negotiate nor NTLM. */
void provider_list_add(struct provider_list *list, enum scheme scheme, const char *name);

/*
 * Adds the commands that turn the provider list `now` into the schemes `then`: appcmd lines for IIS
 * 7 and later, the adsutil line for IIS 6, both under a heading when it is not known which it is.
 * Each line can be pasted as it stands, and iis_command accepts each.
 * A provider that stays keeps its spelling. Where a name could mean more than a name in a command
 * line, a sentence stands instead.
 */
void remedy_providers(struct check *check, const struct remedy_place *place,
		      const struct provider_list *now, const enum scheme *then, guint then_count);

/* Adds the command that sets Extended Protection there (IIS 7 and later). */
void remedy_extended_protection(struct check *check, const struct remedy_place *place,
				enum extended_protection ep);

/* Adds the command that switches Basic on or off there. */
void remedy_basic(struct check *check, const struct remedy_place *place, gboolean on);

/* Adds the Exchange cmdlet that switches OAuth on or off there: Bearer is no setting of IIS. */
void remedy_bearer(struct check *check, const struct remedy_place *place, gboolean on);

/* Adds the command that switches Windows authentication on there, and the one that takes it out of
 * kernel mode (IIS 7 and later). */
void remedy_enable(struct check *check, const struct remedy_place *place);
void remedy_no_kernel_mode(struct check *check, const struct remedy_place *place);

#endif
