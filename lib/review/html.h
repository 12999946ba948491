/* Text as HTML shows it: markup, control characters and what turns the
 * direction of writing appear as what they are and do nothing. */
#ifndef REVIEW_HTML_H
#define REVIEW_HTML_H

#include "base/buf.h"
#include "base/span.h"

/* For element content and for quoted attribute values alike. */
void html_add(struct buf *out, struct span text);

#endif
