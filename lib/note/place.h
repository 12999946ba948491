/* How a place stands in a record: `section`, `in`, `start`, `end`, as members
 * of the object that speaks of it. */
#ifndef NOTE_PLACE_H
#define NOTE_PLACE_H

#include "note/classification.h"
#include "note/member.h"
#include "note/writer.h"

/* A row for the struct place that OWNER has as MEMBER. */
#define PLACE_ROW(word, kind, owner, member, asked)                            \
	{                                                                      \
		.name = (word), .type = (kind),                                \
		.offset = offsetof(owner, member), .flags = (asked)            \
	}
#define PLACE_ROWS(owner, member, asked)                                       \
	PLACE_ROW("section", MEMBER_SECTION, owner, member.section, asked),    \
	    PLACE_ROW("in", MEMBER_IN_TITLE, owner, member.in_title, 0),       \
	    PLACE_ROW("start", MEMBER_COUNT, owner, member.start, asked),      \
	    PLACE_ROW("end", MEMBER_COUNT, owner, member.end, asked)

static inline void
write_place(struct writer *w, const struct place *p)
{
	write_number(w, "section", p->section);
	if (p->in_title)
		write_word(w, "in", "title");
	write_number(w, "start", (long)p->start);
	write_number(w, "end", (long)p->end);
}

#endif
