/* Writes one JSON value into a buf, compact: members in the order of the
 * calls, absent spans and empty lists left out. */
#ifndef NOTE_WRITER_H
#define NOTE_WRITER_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"
#include "base/span.h"
#include "note/member.h"

struct writer {
	struct buf *out;
	bool comma; /* whether the next member or element needs one before it */
};

/* KEY is a plain name; NULL: an element of an array.  BRACKET is '{' or '['. */
void write_open(struct writer *w, const char *key, char bracket);
void write_close(struct writer *w, char bracket);
void write_text(struct writer *w, const char *key, struct span text);
void write_word(struct writer *w, const char *key, const char *word);
void write_texts(struct writer *w, const char *key, struct texts texts);
/* As it stands; type SCAN_NONE or without bytes: left out. */
void write_value(struct writer *w, const char *key, struct value v);
/* Members or elements that a writer wrote before, commas between them. */
void write_written(struct writer *w, struct span json);
void write_number(struct writer *w, const char *key, long n);
void write_true(struct writer *w, const char *key);
/* Three decimals: 875 is 0.875. */
void write_share(struct writer *w, const char *key, unsigned thousandths);
void write_date(struct writer *w, const char *key, date_days d);

#endif
