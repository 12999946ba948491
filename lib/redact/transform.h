/* What an identifier becomes. */
#ifndef REDACT_TRANSFORM_H
#define REDACT_TRANSFORM_H

#include "identify/identify.h"
#include "note/redaction.h"
#include "redact/work.h"

/* The replacement of the identifier F of text T under ACTION, in the arena;
 * *ACTION becomes what was really done (a year that tells an age over 89 is
 * not kept, a date without a year has none to keep). */
struct span transform_make(struct work *w, const struct text *t,
    const struct identified *f, enum identifier_action *action);

#endif
