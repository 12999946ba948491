/* Sentences, list items and entries of a clinical note.
 *
 * A line is one or more sentences; a line wrapped at a fixed width goes on in
 * the next.  Sentences end where their punctuation says so and it is not an
 * abbreviation's (abbreviation.def), before an entry's heading (`PLAN: `,
 * `Type of service: `, heading.def) and before a bullet.  A heading that stands
 * alone belongs to what follows it.  A quotation is not cut.
 *
 * Together they hold every byte that is not white space, in order, without
 * overlap; none begins or ends with white space, none is empty. */
#ifndef TEXT_SENTENCE_H
#define TEXT_SENTENCE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/span.h"
#include "text/fingerprint.h"
#include "text/known_block.h"
#include "text/lines.h"

struct sentence {
	size_t start; /* bytes of the text, [start, end) */
	size_t end;
	size_t heading; /* bytes of the heading it begins with, `PLAN:`; or 0 */
	bool bare;	/* it is that heading alone */
	size_t line;	/* how many lines stand before it in the text */
	struct fingerprint print; /* where blocks are known, else zero */
};

/* A block (block.h) of one of the texts that are to be read. */
struct block_place {
	const char *text; /* borrowed */
	size_t number;	  /* of that text */
	struct lines lines;
	struct fingerprint print; /* zero: it is not to be known */
};

/* Owner of the sentences found last; zeroed is empty. */
struct sentences {
	struct known_blocks *known; /* borrowed; NULL: none are remembered */
	struct sentence *items;
	size_t count;
	size_t cap;
	struct block_place *blocks; /* of all texts added */
	size_t block_count;
	size_t block_cap;
	size_t block_read; /* how many were */
	size_t texts;
	size_t texts_read;
};

/* The sentences of one text. */
void sentences_find(struct sentences *s, const char *text, size_t len);

/* The same of several, in steps, each of which asks for what the next needs of
 * memory: all texts are added, all are asked for, and then the sentences of one
 * after the other are found. */
void sentences_begin(struct sentences *s);
void sentences_add(struct sentences *s, struct span text);
void sentences_ask(const struct sentences *s);
void sentences_next(struct sentences *s);

void sentences_free(struct sentences *s);

/* White space at AT, which belongs to no sentence: ASCII's, U+00A0, U+2003 and
 * its like, U+FEFF; its bytes, or 0. */
size_t sentence_space(const char *at, const char *end);

#endif
