/* A note in the making: what a reader found in its source, field by field.
 *
 * All spans are UTF-8 and borrowed: from the source's bytes, or from the
 * draft's arena, which is released by draft_reset.  A field that was never set
 * is absent in the note.  Dates and instants are kept as RECORDS has them. */
#ifndef IMPORT_DRAFT_H
#define IMPORT_DRAFT_H

#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/digest.h"
#include "base/error.h"
#include "base/span.h"
#include "stream/scan.h"

enum field {
#define FIELD(name, path, kind, settable) FIELD_##name,
#include "import/field.def"
#undef FIELD
	FIELD_COUNT
};

/* Members that hold several; each element is one or two texts. */
enum list {
	LIST_GIVEN,	  /* patient.name.given */
	LIST_IDENTIFIERS, /* patient.identifiers: system, value */
	LIST_PHONES,	  /* patient.phones */
	LIST_EMAILS,	  /* patient.emails */
	LIST_RELATIVES,	  /* patient.relatives: name, relation */
	LIST_CODES,	  /* codes: system, code */
	LIST_LABELS,	  /* security_labels */
	LIST_SECTIONS,	  /* sections: title, text */
	LIST_COUNT
};

struct pair {
	struct span first;
	struct span second;
};

struct pairs {
	struct pair *at;
	size_t count;
	size_t cap;
};

/* The members of one JSON object, found once. */
#define INDEX_MEMBERS 40
struct object_index {
	const char *object; /* where it begins */
	struct member members[INDEX_MEMBERS];
	size_t count;
};
#define INDEXES 4

struct draft {
	struct arena arena;
	/* Of the objects that readers ask most: valid as long as the draft,
	 * whose bytes they point into. */
	struct object_index indexes[INDEXES];
	size_t index_count; /* ever made since the reset */
	struct span field[FIELD_COUNT];
	struct pairs list[LIST_COUNT];
	struct {
		const char *format; /* "fhir", "hl7v2", … */
		const char *file;
		struct span id; /* the source's own; absent where it has none */
		char sha256[DIGEST_HEX];
	} source;
};

/* Empty again; memory that held text is wiped. */
void draft_reset(struct draft *d);
void draft_free(struct draft *d);

/* Adds one element; lists with one text a row leave the second absent.  An
 * empty or absent first text of a plain list is not added. */
void draft_add(
    struct draft *d, enum list l, struct span first, struct span second);
void draft_add_section(struct draft *d, struct span title, struct span text);

/* A copy in the draft's arena. */
struct span draft_copy(struct draft *d, struct span s);
/* A and B with a blank between them; either may be absent. */
struct span draft_join(struct draft *d, struct span a, struct span b);
struct span draft_printf(struct draft *d, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* Where a source has no id for a note: its digest makes one, the same in every
 * run. */
void draft_set_digest_id(struct draft *d);

/* Digest of the source's bytes. */
void draft_set_source(struct draft *d, const char *format, const char *file,
    const void *bytes, size_t len);

/* Appends the note/1 line with its LF.  -1 where a required member is missing
 * or the line would be longer than a record may be. */
int draft_write(const struct draft *d, struct buf *out, struct error *e);

/* FIELD_COUNT where no field has this path. */
enum field field_find(struct span path);
const char *field_path(enum field f);
bool field_settable(enum field f);
/* Whether VALUE is one that the field takes ("date: not a date such as
 * 2026-03-14"). */
int field_check(enum field f, struct span value, struct error *e);

#endif
