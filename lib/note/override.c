#include "note/override.h"

#include "note/place.h"

static int
find_action(struct span word)
{
	if (span_is(word, "withhold"))
		return OVERRIDE_WITHHOLD;
	return span_is(word, "release") ? OVERRIDE_RELEASE : -1;
}

#define AT(member) .offset = offsetof(struct override, member)
static const struct member_row rows[] = {
    {"note", MEMBER_TEXT, AT(note), MEMBER_REQUIRED | MEMBER_FILLED},
    {"whole", MEMBER_BOOL, AT(whole)},
    PLACE_ROWS(struct override, place, 0),
    {"action", MEMBER_WORD, AT(action), MEMBER_REQUIRED, .find = find_action},
    {"by", MEMBER_TEXT, AT(by), MEMBER_REQUIRED | MEMBER_FILLED},
    {"on", MEMBER_DATE, AT(on)},
    {"reason", MEMBER_TEXT, AT(reason)},
    {"text", MEMBER_TEXT, AT(text), MEMBER_REQUIRED | MEMBER_FILLED},
};
#undef AT
const struct member_table override_table =
    MEMBER_TABLE_STRICT(rows, struct override);

int
override_read(struct override *o, struct record *rec, struct error *e)
{
	bool placed;

	if (members_read_record(rec, &override_table, o, e) == -1)
		return -1;
	placed = record_member(rec, "section").type == SCAN_NUMBER &&
		 record_member(rec, "start").type == SCAN_NUMBER &&
		 record_member(rec, "end").type == SCAN_NUMBER;
	if (o->whole == placed)
		return error_set(
		    e, "neither whole nor section, start and end, or both");
	if (placed && o->place.end <= o->place.start)
		return error_set(e, "end: not past start");
	return 0;
}

void
write_override(struct writer *w, const struct override *o)
{
	write_open(w, NULL, '{');
	write_text(w, "note", o->note);
	if (o->whole)
		write_true(w, "whole");
	else
		write_place(w, &o->place);
	write_word(w, "action",
	    o->action == OVERRIDE_RELEASE ? "release" : "withhold");
	write_text(w, "by", o->by);
	write_date(w, "on", o->on);
	write_text(w, "reason", o->reason);
	write_text(w, "text", o->text);
	write_close(w, '{');
}
