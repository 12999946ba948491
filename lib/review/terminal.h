/* The same for a terminal or a pager: a margin of labels and of what becomes of
 * each passage.  Control characters and what turns the direction of writing
 * come out as '?'. */
#ifndef REVIEW_TERMINAL_H
#define REVIEW_TERMINAL_H

#include <stdbool.h>

#include "base/buf.h"
#include "review/article.h"

void terminal_add(
    struct buf *out, const struct reviewed *r, bool colour, struct tally *t);
void terminal_add_counts(struct buf *out, const struct tally *t);

#endif
