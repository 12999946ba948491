/* map/1: how a table, a text's header or JSON of any shape becomes notes.
 *
 *	{"record": "map/1", "format": "csv",
 *	 "members": {"patient.id": "Client ID",
 *	             "date": {"from": "Service Date", "date": "M/D/YYYY"},
 *	             "declared_class": {"from": "Type",
 *	                                "words": {"PN": "progress"}}},
 *	 "sections": [{"title": "Data", "from": "D"}],
 *	 "set": {"state": "IL"}}
 *
 * `from` is a column's name, a header's key, or a JSON pointer (RFC 6901).
 * `before` is put before what is there; `void` names what a row must not say
 * ({"from": "activity", "words": {"0": "deleted"}}).  Unknown members of a map,
 *and paths that no note has, are errors; so is a pointer that is none. */
#ifndef IMPORT_MAP_H
#define IMPORT_MAP_H

#include <stdbool.h>
#include <stddef.h>

#include "base/error.h"
#include "base/span.h"
#include "import/draft.h"
#include "import/import.h"

#define POINTER_PART 255 /* bytes of a JSON pointer between two slashes */

enum map_target {
	TARGET_FIELD,
	TARGET_LIST, /* each source that is not empty is one element */
	TARGET_NAME, /* "Family, Given Given" or "Given Family" */
	TARGET_SECTION,
	TARGET_VOID, /* one of `words` there: a note no more, and why */
};

struct map_word {
	struct span from;
	struct span to;
};

struct map_row {
	enum map_target target;
	enum field field;
	enum list list;
	const char *path;  /* for messages */
	struct span *from; /* one or more; several of a field are joined */
	size_t from_count;
	const char *pattern; /* of a date; NULL: usual ones */
	struct map_word *words;
	size_t word_count;
	const char *extra_name; /* of a list's other half; NULL: none */
	struct span before;	/* put before what is there; absent: nothing */
	struct span extra; /* a list's other half: relation, system; a section's
			    * title */
};

struct map {
	enum format format; /* csv, text, json */
	char delimiter;	    /* csv; 0: by the file's name */
	struct span charset;
	struct span *columns; /* csv without a line of names */
	size_t column_count;
	struct span records;   /* json: pointer to the array of notes */
	const char *file_name; /* text: pattern of the file's name */
	struct map_row *rows;
	size_t row_count;
	struct span set[FIELD_COUNT];
};

const struct map *map_open(const char *path, struct error *e);
const struct map *map_parse(const char *text, size_t len, struct error *e);
/* The ready mapping (maps/) all of whose columns stand among the NAMES of a
 * table, each once; where several do, the one with most of them.  WHICH is its
 * name.  NULL: none, or several that fit alike. */
const struct map *map_ready(
    const struct span *names, size_t count, const char **which);
/* Whether a column's name is the one that a map has: white space around it and
 * ASCII case apart. */
bool map_same_name(struct span column, struct span name);
void map_close(const struct map *m); /* NULL too */

/* The row of a member's path, without sources; -1: no note has it. */
int map_row_of(struct map_row *row, struct span path);
/* Brings VALUE to where ROW says: its words, its date, its list. */
int map_put(struct import *im, const struct map_row *row, struct span value,
    struct error *e);

/* Fills the draft: FIND gives the text at row R's source I (absent: none). */
int map_apply(struct import *im, const struct map *m,
    struct span (*find)(void *context, size_t row, size_t i), void *context,
    struct error *e);

#endif
