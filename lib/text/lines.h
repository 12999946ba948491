/* Lines of a text that are read as one: a line wrapped at a fixed width goes on
 * in the next. */
#ifndef TEXT_LINES_H
#define TEXT_LINES_H

#include <stdbool.h>
#include <stddef.h>

struct lines {
	size_t start;  /* bytes of the text, [start, end) */
	size_t end;    /* of the last line, before its line feed */
	size_t before; /* lines of the text */
};

/* Where a text is read: its lines up to START and how many they were. */
struct lines_reader {
	const char *text;
	size_t len;
	size_t start;
	size_t before;
	size_t width; /* of the longest line, once it was asked for */
};
void lines_open(struct lines_reader *r, const char *text, size_t len);

/* The next lines that are read as one, which may be an empty one; false behind
 * the last. */
bool lines_next(struct lines_reader *r, struct lines *out);

#endif
