/* Marked-up text becoming plain: white space collapses, blocks stand on lines
 * of their own, list items and table rows stay readable. */
#ifndef IMPORT_FLOW_H
#define IMPORT_FLOW_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"

struct flow {
	struct buf out;
	int breaks; /* line ends owed before the next text */
	bool blank; /* a space is owed before the next text */
	int cells;  /* " | " owed before the next cell's text: one, and one for
		     * each  empty cell between */
	bool held;  /* a marker stands: a break before its first text is none */
	int pre;    /* within preformatted text where above 0 */
};

/* Text as it stands in the source; white space collapses unless pre. */
void flow_text(struct flow *f, const char *text, size_t len);
/* Text that is not collapsed: a list marker, U+00A0. */
void flow_literal(struct flow *f, const char *text);
/* At least LINES line ends before the next text: 1 a line, 2 a paragraph. */
void flow_break(struct flow *f, int lines);
/* One line end more, always: <br>. */
void flow_line(struct flow *f);
/* The next text is another cell of the row. */
void flow_cell(struct flow *f);

#endif
