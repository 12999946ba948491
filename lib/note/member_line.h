/* Reads a record's line in one pass by a table, where it is written as programs
 * write: plain ASCII strings without escapes, the table's names and no other,
 * no white space but single blanks.
 *
 * It accepts nothing that record_read and members_read_record refuse, and reads
 * the same; whatever is unusual is left to them.  An order of magnitude faster
 * than scanning, then walking: for files of a million small records. */
#ifndef NOTE_MEMBER_LINE_H
#define NOTE_MEMBER_LINE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"
#include "note/member.h"

/* A table made ready for it.  Owner; const once made, shared by threads.  The
 * table requires nothing. */
struct member_form;
struct member_form *member_form_new(const struct member_table *table);
void member_form_free(struct member_form *f);

/* Reads a whole line of the record KIND to OUT, as the form's table has it.
 * False: nothing is said, read it the other way. */
bool member_line_read(const struct member_form *f, const char *kind,
    const char *line, size_t len, struct arena *arena, void *out);

#endif
