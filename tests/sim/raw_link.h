/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One accepted connection of the raw-byte server: bytes in and out, with or without TLS. */
#ifndef TESTS_SIM_RAW_LINK_H
#define TESTS_SIM_RAW_LINK_H

#include <glib.h>
#include <gnutls/gnutls.h>

/*
 * Every call that waits comes back at once when the server is stopped or the peer has gone. From
 * then on, as after any failure, all calls but raw_link_end() return FALSE and do nothing.
 */
struct raw_link;

enum raw_ending {
	RAW_ENDING_GOODBYE, /* TLS close alert, then FIN, then what the peer still says is swallowed
			     */
	RAW_ENDING_CUT,	    /* FIN without a TLS close alert */
	RAW_ENDING_RESET,   /* RST */
};

/* Takes over `fd`. `stop_fd` is borrowed: a hang-up on it means stop. Freed with raw_link_end(). */
struct raw_link *raw_link_new(int fd, int stop_fd);

/* TLS handshake as server; a second one does nothing. `credentials` is borrowed until the end. */
gboolean raw_link_greet(struct raw_link *link, gnutls_certificate_credentials_t credentials);

/* Appends at least one byte of the peer to `into`; FALSE at its end or after `limit_ms`. */
gboolean raw_link_read(struct raw_link *link, GByteArray *into, guint limit_ms);

/* All of `bytes`, however long the peer takes to read them. */
gboolean raw_link_write(struct raw_link *link, const void *bytes, gsize length);

/* From now on only `bytes` more go onto the wire, TLS overhead included; then the link is lost. */
void raw_link_ration(struct raw_link *link, gsize bytes);

/* Lets `ms` pass; FALSE when the peer or the server ended the wait. */
gboolean raw_link_wait(struct raw_link *link, guint ms);

/* Comes back when the peer has gone or the server is stopped. */
void raw_link_hold(struct raw_link *link);

/* Whether the link is of no more use: peer gone, server stopped, ration used up. */
gboolean raw_link_lost(const struct raw_link *link);

/* Of no more use from now on: the peer broke the rules of the game. */
void raw_link_give_up(struct raw_link *link);

/* Says that nothing more will be sent (TLS close alert and FIN); reading goes on. */
gboolean raw_link_shutdown(struct raw_link *link);

/* Closes and frees; a stopped server does not wait for the goodbye of the peer. */
void raw_link_end(struct raw_link *link, enum raw_ending how);

#endif
