#include "stream/count.h"

#include <inttypes.h>

bool
count_is_mark(struct span kind)
{
	return span_is(kind, "end/1") || span_is(kind, "part/1");
}

static int
read_count(struct record *r, const char *name, uint64_t *sum, struct error *e)
{
	int64_t n;

	if (!value_integer(record_member(r, name), &n) || n < 0 ||
	    n > INT64_MAX / 4)
		return error_set(e, "member %s: not a count", name);
	*sum += (uint64_t)n;
	return 0;
}

int
count_mark(struct count *c, struct record *r, struct span kind, struct error *e)
{
	bool end = span_is(kind, "end/1");
	uint64_t notes = 0, rejected = 0;

	if (read_count(r, "notes", &notes, e) == -1 ||
	    read_count(r, "rejected", &rejected, e) == -1)
		return -1;
	if (end) {
		c->ends++;
		c->end_notes += notes;
		c->end_rejected += rejected;
	} else {
		c->parts++;
		c->part_notes += notes;
		c->part_rejected += rejected;
	}
	c->open = false;
	return 0;
}

void
count_record(struct count *c, struct span kind, bool good, bool written)
{
	bool note = kind.bytes == NULL || span_is(kind, "note/1");

	if (note) {
		c->notes++;
		c->notes_rejected += !good;
		c->written += good && written;
		c->open = true;
	} else {
		c->others++;
	}
}

void
count_add(struct count *c, const struct count *after)
{
	c->open = after->ends + after->parts > 0 ? after->open
						 : c->open || after->open;
	c->notes += after->notes;
	c->others += after->others;
	c->written += after->written;
	c->notes_rejected += after->notes_rejected;
	c->rejected += after->rejected;
	c->extra += after->extra;
	c->ends += after->ends;
	c->end_notes += after->end_notes;
	c->end_rejected += after->end_rejected;
	c->parts += after->parts;
	c->part_notes += after->part_notes;
	c->part_rejected += after->part_rejected;
}

/* -1 where the marks that came do not account for the notes that came. */
static int
count_check(const struct count *c, struct error *e)
{
	if (c->open)
		return error_set(e, "notes stand behind the last end/1: "
				    "the stream is not whole");
	if (c->parts > 0) {
		if (c->part_notes != c->notes)
			return error_set(e,
			    "part/1 says %" PRIu64 " notes, %" PRIu64
			    " came: the stream is not whole",
			    c->part_notes, c->notes);
		if (c->part_notes + c->part_rejected != c->end_notes)
			return error_set(e,
			    "end/1 says %" PRIu64 " notes, the parts %" PRIu64
			    ": the stream is not whole",
			    c->end_notes, c->part_notes + c->part_rejected);
		return 0;
	}
	if (c->end_notes != c->notes)
		return error_set(e,
		    "end/1 says %" PRIu64 " notes, %" PRIu64
		    " came: the stream is not whole",
		    c->end_notes, c->notes);
	return 0;
}

int
count_end(const struct count *c, bool part, struct buf *line, struct error *e)
{
	uint64_t notes = c->written + c->extra;

	if (part) {
		buf_addf(line,
		    "{\"record\":\"part/1\",\"notes\":%" PRIu64
		    ",\"rejected\":%" PRIu64 "}\n",
		    notes, c->notes_rejected + c->part_rejected);
		return 0;
	}
	if (c->ends == 0)
		return 0;
	if (count_check(c, e) == -1)
		return -1;
	buf_addf(line,
	    "{\"record\":\"end/1\",\"notes\":%" PRIu64 ",\"rejected\":%" PRIu64
	    "}\n",
	    notes, c->end_rejected + c->part_rejected + c->notes_rejected);
	return 0;
}
