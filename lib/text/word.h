/* Words: runs of letters, numbers, codes, and the marks between them.
 *
 * A word's text is folded (lib/text/utf8.h): lower case, accents gone, curly
 * quotes and odd dashes plain.  So a straight and a curly quote, `F33.1` and
 * `f33.1`, are the same word.  Offsets count bytes of the text. */
#ifndef TEXT_WORD_H
#define TEXT_WORD_H

#include <stdbool.h>
#include <stddef.h>

#define WORD_TEXT 40 /* folded bytes kept of a word; the rest is cut */

enum word_kind {
	WORD_LETTERS, /* `didn't`, `w/`, `phq9`: begins with a letter */
	WORD_NUMBER, /* `90837`, `2:03`, `7.5`, `3/9/26`: begins with a digit */
	WORD_CODE,   /* `f33.1`: a letter, digits, a point, and more          */
	WORD_MARK,   /* one character that is none of these                   */
};

struct word {
	size_t start; /* bytes, [start, end) */
	size_t end;
	enum word_kind kind;
	bool capital; /* its first letter is a capital */
	bool upper;   /* all its letters are, and it has two or more */
	size_t len;   /* bytes of text */
	char text[WORD_TEXT];
};

/* The next word at or after *AT, which moves behind it; false where only white
 * space is left.  Every byte that is not white space is in exactly one word,
 * save what folds to nothing (combining marks, zero-width characters). */
bool word_next(const char *text, size_t len, size_t *at, struct word *w);

#endif
