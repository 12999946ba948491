#include "note/correction.h"

#include "note/place.h"

static int
find_label(struct span word)
{
	enum label l = label_find(word);

	return l == LABEL_NONE ? -1 : (int)l;
}

#define AT(member) .offset = offsetof(struct correction, member)
static const struct member_row rows[] = {
    {"note", MEMBER_TEXT, AT(note), .flags = MEMBER_REQUIRED | MEMBER_FILLED},
    PLACE_ROWS(struct correction, place, MEMBER_REQUIRED),
    {"label", MEMBER_WORD, AT(label), .flags = MEMBER_REQUIRED,
	.find = find_label},
    {"by", MEMBER_TEXT, AT(by)},
    {"on", MEMBER_DATE, AT(on)},
    {"text", MEMBER_TEXT, AT(text), .flags = MEMBER_REQUIRED | MEMBER_FILLED},
};
#undef AT
static const struct member_table table =
    MEMBER_TABLE_STRICT(rows, struct correction);

int
correction_read(struct correction *c, struct record *rec, struct error *e)
{
	if (members_read_record(rec, &table, c, e) == -1)
		return -1;
	if (c->place.end <= c->place.start)
		return error_set(e, "end: not past start");
	return 0;
}
