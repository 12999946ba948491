/* Finds what identifies a person in a text: first what the record itself knows
 * of its patient, then what has the form of an identifier, then names and
 * places that nobody listed, by a gazetteer and by what stands around them.
 *
 * 45 CFR 164.514(b)(2)(i).  The text is searched as it plainly reads (accents,
 * quotes, odd spaces and hyphens, characters without width: text/utf8.h), and
 * answers are bytes of the text as it is. */
#ifndef IDENTIFY_IDENTIFY_H
#define IDENTIFY_IDENTIFY_H

#include <stdbool.h>
#include <stddef.h>

#include "base/error.h"
#include "base/span.h"
#include "identify/identifier.h"
#include "note/note.h"

struct identify; /* owner; never changes, shared by threads */
struct identify *identify_open(struct error *e);
void identify_free(struct identify *id);
bool identify_was_compiled(const struct identify *id);

/* One a thread; holds texts, so it is wiped when freed. */
struct identify_scratch;
struct identify_scratch *identify_scratch_new(const struct identify *id);
void identify_scratch_free(struct identify_scratch *s);

struct identified {
	enum identifier_kind kind;
	enum subject subject;
	size_t start; /* bytes of the text, on bounds of code points */
	size_t end;
};

/* Forgets the note before and learns what N says of its patient, relatives and
 * author; MORE, which may be NULL, is another record of the same patient. */
void identify_learn(struct identify_scratch *s, const struct note *n,
    const struct person *more);

/* What was found in TEXT, ascending, without overlap; valid until the next
 * call. */
int identify_text(struct identify_scratch *s, struct span text,
    const struct identified **found, size_t *count, struct error *e);

#endif
