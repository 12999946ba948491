/* The index of a response: what became of every note that was asked for.
 *
 * requested = released (whole or in part) + withheld + held back + not found */
#ifndef PACKAGE_INDEX_H
#define PACKAGE_INDEX_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/date.h"
#include "base/error.h"
#include "note/label.h"
#include "note/override.h"
#include "note/request.h"
#include "package/category.h"

enum disposition {
	DISPOSITION_WITHHELD,  /* zero: what nobody released is not */
	DISPOSITION_HELD_BACK, /* rejected on the way, or waits for a person */
	DISPOSITION_NOT_FOUND,
	DISPOSITION_PART, /* released with something withheld */
	DISPOSITION_RELEASED,
	DISPOSITION_COUNT
};
/* "released in part" */
const char *disposition_name(enum disposition d);

static inline bool
disposition_releases(enum disposition d)
{
	return d == DISPOSITION_PART || d == DISPOSITION_RELEASED;
}

/* A patient as the records name him; strings are NULL where absent. */
struct index_patient {
	const char *id;
	const char *name; /* "Family, Given" */
	const char *member_id;
	date_days birth_date;
	size_t order; /* of first appearance */
};

/* One note, or a claim, patient or line that no note was found for.  Strings
 * lie in the index's arena and are NULL where absent. */
struct index_row {
	const char *id; /* NULL: no note */
	struct index_patient *patient;
	date_days date;
	const char *claim;
	const char *service_code;
	const char *author; /* "Name, Credential" */
	const char *title;
	enum disposition disposition;
	category_set categories; /* of what is withheld */
	bool unnamed; /* under a restriction: the recipient is not told of it */
	bool part2;   /* 42 CFR Part 2 content goes out by consent */
	bool accountable;		  /* 45 CFR 164.528 */
	uint32_t scopes;		  /* that go out: the bits 1 << scope */
	const char *authorization;	  /* id */
	const char *basis;		  /* citation of the decision */
	const struct override *overrides; /* used on it */
	size_t override_count;
	const char *state;
	int64_t offset; /* of the released line in the spool; bytes */
	size_t length;
	size_t page;	   /* first page in the PDF, drawn order, from 1 */
	const char *pages; /* "THC000001 to THC000003" */
};

struct index_counts {
	size_t of[DISPOSITION_COUNT];
	size_t requested;
	size_t not_asked; /* in the stream, outside the request */
	size_t unnamed;
};

struct index {
	struct arena arena;
	struct index_row *rows; /* index_close sorts: patient, date, id */
	size_t count;
	size_t capacity;
	void *patients; /* a tree by id */
	size_t patient_count;
	struct index_patient *last;
	struct index_counts counts;
};

void index_free(struct index *x);

/* The patient with ID, made where he is new. */
struct index_patient *index_patient(struct index *x, struct span id);
/* A new row, zeroed but for its date (DATE_NONE). */
struct index_row *index_add(struct index *x);
const char *index_string(struct index *x, struct span text); /* NULL: absent */
/* The same, or the string of the row BEFORE where that says as much. */
const char *index_string_again(
    struct index *x, const char *before, struct span text);

/* The order of two claims or ids; one that is absent (NULL) comes first. */
int index_text_order(const char *a, const char *b);

/* Takes out what was not asked for, adds what was asked for and is not there,
 * sorts and counts.  -1 where an id stands twice. */
int index_close(struct index *x, const struct request *r, struct error *e);

#endif
