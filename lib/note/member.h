/* Reads a JSON object into a struct by a table: one row a member.
 *
 *	#define AT(member) .offset = offsetof(struct author, member)
 *	static const struct member_row rows[] = {
 *	    {"id", MEMBER_TEXT, AT(id), .flags = MEMBER_REQUIRED},
 *	    {"name", MEMBER_TEXT, AT(name)},
 *	};
 *	static const struct member_table author =
 *	    MEMBER_TABLE(rows, struct author);
 *
 * All that is read is a view of the record and of the arena.  An absent member
 * and null are the same: the zero value, DATE_NONE or INSTANT_NONE.  A value of
 * the wrong type is an error that names its path: "patient.name.family: not a
 * string", "sections[2].text: missing". */
#ifndef NOTE_MEMBER_H
#define NOTE_MEMBER_H

#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"
#include "base/date.h"
#include "base/error.h"
#include "base/span.h"
#include "stream/cursor.h"
#include "stream/record.h"

/* What a source may leave open. */
enum answer {
	ANSWER_UNKNOWN,
	ANSWER_NO,
	ANSWER_YES,
};

/* A view of strings, decoded. */
struct texts {
	const struct span *at;
	size_t count;
};
bool texts_have(struct texts t, struct span text);

/* A span of days, both included; DATE_NONE: open on that side. */
struct period {
	date_days from;
	date_days to;
};
/* False for DATE_NONE, also where the period is open on both sides. */
bool period_has(struct period p, date_days d);

enum member_type {
	MEMBER_TEXT,	 /* struct span: a string */
	MEMBER_STRING,	 /* nothing: a string, of which nobody asks what */
	MEMBER_TEXTS,	 /* struct texts: an array of strings */
	MEMBER_BOOL,	 /* bool: true, false */
	MEMBER_ANSWER,	 /* enum answer: true, false; absent is unknown */
	MEMBER_STATUS,	 /* enum answer: "yes", "no", "unknown" */
	MEMBER_DATE,	 /* date_days: "2026-03-14" */
	MEMBER_INSTANT,	 /* int64_t: RFC 3339, INSTANT_NONE where absent */
	MEMBER_COUNT,	 /* size_t: 0, 1, 2, ... */
	MEMBER_SHARE,	 /* unsigned: thousandths of a number from 0 to 1 */
	MEMBER_SECTION,	 /* int: -1, 0, 1, ... */
	MEMBER_IN_TITLE, /* bool: "title" is true, "text" false */
	MEMBER_WORD,	 /* an enum, by row.find; -1 from it is an error */
	MEMBER_SET,	 /* uint32_t: words, the bits 1 << row.find */
	MEMBER_OBJECT,	 /* a struct, by row.table */
	MEMBER_OBJECTS,	 /* a pointer, then size_t: an array, by row.table */
	MEMBER_VALUE,	 /* struct value: as it stands, null as absent */
};

#define MEMBER_REQUIRED 1u /* neither absent nor null */
#define MEMBER_SHORT 2u	   /* MEMBER_OBJECT: a string is its first row */
#define MEMBER_FILLED 4u   /* MEMBER_TEXT: not empty where present */

struct member_table;
struct member_row {
	const char *name;
	enum member_type type;
	size_t offset; /* in the struct of the table */
	unsigned flags;
	const struct member_table *table;
	int (*find)(struct span word);
};

struct member_table {
	const struct member_row *rows; /* at most 64 */
	size_t count;
	size_t size;   /* bytes of the struct */
	bool strict;   /* an unknown name is an error, not passed over */
	bool has_flag; /* `flag`: a bool that says the object is there */
	size_t flag;
};
#define MEMBER_TABLE(r, type)                                                  \
	{                                                                      \
		.rows = (r), .count = sizeof(r) / sizeof((r)[0]),              \
		.size = sizeof(type)                                           \
	}
#define MEMBER_TABLE_STRICT(r, type)                                           \
	{                                                                      \
		.rows = (r), .count = sizeof(r) / sizeof((r)[0]),              \
		.size = sizeof(type), .strict = true                           \
	}
#define MEMBER_TABLE_FLAG(r, type, member)                                     \
	{                                                                      \
		.rows = (r), .count = sizeof(r) / sizeof((r)[0]),              \
		.size = sizeof(type), .has_flag = true,                        \
		.flag = offsetof(type, member)                                 \
	}

/* Reads OBJECT to OUT, which it fills whole.  PATH stands before the member's
 * name in messages; NULL: the record itself. */
int members_read(struct value object, const char *path,
    const struct member_table *table, struct arena *arena, void *out,
    struct error *e);
extern const struct member_table period_table;

/* The same for the top-level members of a record. */
int members_read_record(struct record *rec, const struct member_table *table,
    void *out, struct error *e);

#endif
