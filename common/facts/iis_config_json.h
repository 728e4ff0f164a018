/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Writes an IIS configuration as JSON. */
#ifndef FACTS_IIS_CONFIG_JSON_H
#define FACTS_IIS_CONFIG_JSON_H

#include "protocol/iis_config.h"
#include <jansson.h>

/*
 * {"source":"applicationHost","locked":true,"sections":[{"location":"Default Web
 * Site/EWS","enabled":true,
 *  "use_kernel_mode":false,"providers":["NTLM","Negotiate"],"extended_protection":"Allow",
 *  "origins":{"providers":{"origin":"inherited","from":""},...}}]}
 * What is in force. "origins" tells where it is written, what is built in aside. Of a metabase only
 * the providers and, when it was asked for, "enabled". "problem" as in struct iis_section.
 * The caller owns it.
 */
json_t *iis_config_to_json(const struct iis_config *config);

#endif
