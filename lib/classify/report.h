/* A classified note for people: its text with the labels in the margin. */
#ifndef CLASSIFY_REPORT_H
#define CLASSIFY_REPORT_H

#include <stdbool.h>

#include "base/buf.h"
#include "note/classification.h"
#include "note/note.h"

/* Adds N as lines of text, 80 columns wide; COLOUR: with ECMA-48 colours.
 * Control and bidirectional characters of the note are shown as U+FFFD. */
void report_note(struct buf *out, const struct note *n,
    const struct classification *c, bool colour);

#endif
