/* question/1: the whole input of one decision. */
#ifndef NOTE_QUESTION_H
#define NOTE_QUESTION_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/date.h"
#include "base/error.h"
#include "base/span.h"
#include "note/authorization.h"
#include "note/member.h"
#include "note/restriction.h"
#include "stream/record.h"

/* The class of what is asked for; zero: unproven, UNK. */
enum content {
	CONTENT_UNK,
#define CONTENT(name, word) CONTENT_##name,
#include "note/content.def"
#undef CONTENT
	CONTENT_COUNT
};
const char *content_name(enum content c);
/* CONTENT_COUNT: no such word. */
enum content content_find(struct span word);

/* Something that is said beside the members that have a name here: "facts.
 * required_by_law is true".  Which names there are is for the rules to say. */
enum assertion_kind {
	ASSERTION_TRUE,
	ASSERTION_FALSE,
	ASSERTION_NUMBER,
	ASSERTION_TEXT,
	ASSERTION_OTHER, /* an array or object: no rule reads it */
};

struct assertion {
	const char *group; /* "facts", "process", "part2.consent", … */
	struct span name;  /* decoded */
	enum assertion_kind kind;
	double number; /* also of true and false */
	struct span text;
};

struct question {
	struct span id;
	int64_t as_of;
	date_days today;   /* the practice's local day at as_of */
	struct span state; /* absent: not known */
	bool federal;	   /* `state` is FED: no state law; question/1 alone */
	struct {
		enum content content;
		date_days created; /* or the date of service */
		date_days date;	   /* of service */
		enum answer in_audit_scope;
	} note;
	struct span purpose; /* absent or empty: not stated */
	struct {
		struct span type;
		struct party party;
		enum answer verified;
	} requester;
	struct authorization authorization;
	struct restriction restriction;
	bool part2; /* whether 42 CFR Part 2 is spoken of at all */
	enum answer part2_status;
	struct assertion *assertions;
	size_t assertion_count;
	size_t assertion_room;
};

/* The day that AS_OF is in the process's zone, or, where NAMED is false (nobody
 * named a zone), at the offset that the question's own `as_of` is written
 * with. */
void question_set_today(struct question *q, struct record *rec, bool named);

/* What is missing or of a wrong type is an error that names the member.
 * `as_of` may be missing where OTHERWISE is not INSTANT_NONE. */
int question_read(
    struct question *q, struct record *rec, int64_t otherwise, struct error *e);

/* Adds what OBJECT says under GROUP (a string that outlives Q). */
int question_assert_object(struct question *q, const char *group,
    struct value object, struct arena *arena, struct error *e);
/* 42 CFR Part 2: CONSENT is an object, or absent. */
int question_set_part2(struct question *q, enum answer status,
    struct value consent, struct arena *arena, struct error *e);
void question_assert(
    struct question *q, struct assertion one, struct arena *arena);

#endif
