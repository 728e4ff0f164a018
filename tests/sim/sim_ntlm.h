/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Numbers of the NTLM protocol (MS-NLMP 2.2) that several files need. */
#ifndef TESTS_SIM_NTLM_H
#define TESTS_SIM_NTLM_H

#include <glib.h>

/* Flags, MS-NLMP 2.2.2.5. */
#define SIM_NTLM_UNICODE	   0x00000001U
#define SIM_NTLM_OEM		   0x00000002U
#define SIM_NTLM_REQUEST_TARGET	   0x00000004U
#define SIM_NTLM_SIGN		   0x00000010U
#define SIM_NTLM_SEAL		   0x00000020U
#define SIM_NTLM_NTLM		   0x00000200U
#define SIM_NTLM_ALWAYS_SIGN	   0x00008000U
#define SIM_NTLM_TARGET_IS_DOMAIN  0x00010000U
#define SIM_NTLM_EXTENDED_SECURITY 0x00080000U
#define SIM_NTLM_TARGET_INFO	   0x00800000U
#define SIM_NTLM_VERSION	   0x02000000U
#define SIM_NTLM_128		   0x20000000U
#define SIM_NTLM_KEY_EXCHANGE	   0x40000000U
#define SIM_NTLM_56		   0x80000000U

/* Attributes of the target information, MS-NLMP 2.2.2.1. */
enum sim_ntlm_attribute {
	SIM_NTLM_AV_END,
	SIM_NTLM_AV_NETBIOS_COMPUTER,
	SIM_NTLM_AV_NETBIOS_DOMAIN,
	SIM_NTLM_AV_DNS_COMPUTER,
	SIM_NTLM_AV_DNS_DOMAIN,
	SIM_NTLM_AV_DNS_FOREST,
	SIM_NTLM_AV_FLAGS,
	SIM_NTLM_AV_TIMESTAMP,
	SIM_NTLM_AV_SINGLE_HOST,
	SIM_NTLM_AV_TARGET_NAME,
	SIM_NTLM_AV_CHANNEL_BINDINGS,
	SIM_NTLM_AV_PADDING = 0x7ead, /* nobody knows it: clients must pass it on unread */
};

/* In the flags attribute of a client: there is a message integrity code. */
#define SIM_NTLM_AV_HAS_MIC 0x00000002U

enum {
	SIM_NTLM_KEY_BYTES = 16, /* keys, digests, proofs */
	SIM_NTLM_NONCE_BYTES = 8,
	SIM_NTLM_NONCE_AT = 24, /* in message 2 */
	SIM_NTLM_MIC_AT = 72,	/* in message 3 */
};

/* Bytes of somebody else's message. */
struct sim_slice {
	const guint8 *at; /* NULL: not there */
	gsize length;
};

#endif
