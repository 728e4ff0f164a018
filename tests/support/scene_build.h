/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Shares the scene under construction between those who read its lines. */
#ifndef TESTS_SUPPORT_SCENE_BUILD_H
#define TESTS_SUPPORT_SCENE_BUILD_H

#include "tests/support/scene.h"
#include "tests/support/type2.h"

/* What the next line belongs to. */
struct scene_builder {
	struct scene *scene;
	struct node_offers *node;
	struct offer *offer;   /* the newest */
	struct asked **slot;   /* of the offer that the answer goes to; NULL: it is a leg's */
	struct answer *answer; /* being built */
	char *front_end, *build;
	gboolean into_baseline; /* the next endpoint is where credentials were tried once more */

	struct handshake *handshake; /* being built; NULL: none */
	struct type2 type2;	     /* its challenge; the texts are `texts`' */
	gboolean challenged;	     /* a line spoke of the challenge */
	GPtrArray *texts;	     /* char * */
};

/* Ends what is under construction: the answer, the handshake. */
void scene_finish_answer(struct scene_builder *b);

/* Begins an answer; answered with that status when `result` is a number, else the outcome of that
 * name. `slot` is where it goes; NULL: to the handshake's legs. */
void scene_begin_answer(struct scene_builder *b, enum method method, const char *result,
			const char *rest, struct asked **slot);

/* Ends the handshake that is under construction. */
void scene_finish_handshake(struct scene_builder *b);

/* Reads a line about logons; FALSE when it is none. */
gboolean scene_logon_line(struct scene_builder *b, const char *word, const char *rest);

#endif
