/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Tells what an IIS configuration looks like after an administrator's commands.
 *
 * Understood, in any case, with a console prompt before or not:
 *
 * - appcmd set config ["LOCATION"] /section:windowsAuthentication CHANGE... [/commit:apphost]
 *   The section's full name will do too. A CHANGE is one of
 *     /-"providers.[value='X']", /+"providers.[value='X']" (at the end), with @start, @end or @N
 *     before "value=" at the start, the end, the place N from 0;
 *     /enabled:, /useKernelMode:, /useAppPoolCredentials:, /authPersistNonNTLM:,
 *     /authPersistSingleRequest:, /extendedProtection.tokenChecking:, /extendedProtection.flags:
 * - [cscript] adsutil.vbs set NODE/NTAuthenticationProviders "X,Y"
 * - [cscript] adsutil.vbs delete NODE/NTAuthenticationProviders
 * - [cscript] adsutil.vbs set NODE/AuthNTLM true|false
 *
 * A change is written at its location and inherited below, as IIS does. Adding what is there and
 * removing what is not are errors, as in appcmd (its exit codes 183 and 4312). A change below the
 * server, when the section is locked, needs /commit:apphost.
 */
#ifndef PROTOCOL_IIS_COMMAND_H
#define PROTOCOL_IIS_COMMAND_H

#include "protocol/iis_config.h"

#define IIS_COMMAND_ERROR (iis_command_error_quark())
enum iis_command_error {
	IIS_COMMAND_ERROR_SYNTAX,    /* no command, or not one that is understood */
	IIS_COMMAND_ERROR_KIND,	     /* appcmd on an IIS 6 metabase, adsutil on IIS 7 and later */
	IIS_COMMAND_ERROR_LOCKED,    /* the section is locked there: /commit:apphost is missing */
	IIS_COMMAND_ERROR_DUPLICATE, /* the provider is in the list already */
	IIS_COMMAND_ERROR_ABSENT,    /* the provider is not in the list */
	IIS_COMMAND_ERROR_VALUE
};
GQuark iis_command_error_quark(void);

/*
 * The configuration after all commands in `text`, one a line, first to last. Lines that call
 * neither program (iisreset, net stop, blank lines), that only show (list, get, enum) or that are
 * for other sections change nothing. The caller frees; `config` stays as it is. NULL and `error`
 * set when a command would fail, and when none is for Windows authentication.
 *
 * An adsutil text without an echoed command does not say which node it shows: there the node that
 * the first command names is taken to be it.
 */
struct iis_config *iis_command_apply(const struct iis_config *config, const char *text,
				     GError **error);

#endif
