/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Writes what the documents of an offline address book say as JSON. */
#ifndef FACTS_OAB_JSON_H
#define FACTS_OAB_JSON_H

#include "protocol/oab_file.h"
#include "protocol/oab_manifest.h"
#include <jansson.h>

/*
 * {"lists":[{"id":...,"dn":"/","name":"\\Global Address List"}],
 *  "files":[{"element":"Full","name":"x-data-2.lzx","name_is_plain":true,"sequence":2,"version":32,
 *  "size":554,"uncompressed_size":1165,"sha1":"d626...","language":"0409","type":"windows",
 *  "list":0}]}
 * Members that do not apply are left out; "error" as `malformed`. The caller owns it.
 */
json_t *oab_manifest_to_json(const struct oab_manifest *manifest);

/*
 * {"container":"full","size":480,"sha1":"5673...","uncompressed_size":430,
 *  "uncompressed_sha256":"...","block_max":32768,"blocks":1,"stored_blocks":0,"checked_blocks":1,
 *  "oab_version":32,"serial":"0x7f81fb0b","records":2}
 * "container" and what it tells only when it was recognised, what stands inside only when it was
 * decoded, its hash only when it was hashed, "serial" and "records" only of an address book. The
 * caller owns it.
 */
json_t *oab_summary_to_json(const struct oab_summary *summary);

#endif
