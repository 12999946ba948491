#include "note/completeness.h"

#include "note/member.h"
#include "note/writer.h"

static const char *const statuses[ITEM_STATUS_COUNT] = {
    [ITEM_NOT_CHECKABLE] = "not-checkable",
    [ITEM_ABSENT] = "absent",
    [ITEM_PRESENT] = "present",
};

const char *
item_status_name(enum item_status s)
{
	return statuses[s];
}

static int
find_status(struct span word)
{
	int s;

	for (s = 0; s < ITEM_STATUS_COUNT; s++)
		if (span_is(word, statuses[s]))
			return s;
	return -1;
}

#define AT(member) .offset = offsetof(struct checked_item, member)
static const struct member_row item_rows[] = {
    {"code", MEMBER_TEXT, AT(code), .flags = MEMBER_REQUIRED},
    {"status", MEMBER_WORD, AT(status), .flags = MEMBER_REQUIRED,
	.find = find_status},
    {"why", MEMBER_TEXT, AT(why)},
    {"note", MEMBER_TEXT, AT(note)},
};
#undef AT
static const struct member_table item_table =
    MEMBER_TABLE(item_rows, struct checked_item);

#define AT(member) .offset = offsetof(struct completeness, member)
static const struct member_row completeness_rows[] = {
    {"standard", MEMBER_TEXT, AT(standard), .flags = MEMBER_REQUIRED},
    {"items", MEMBER_OBJECTS, AT(items), .flags = MEMBER_REQUIRED,
	.table = &item_table},
    {"score", MEMBER_SHARE, AT(score)},
};
#undef AT
static const struct member_table completeness_table =
    MEMBER_TABLE_FLAG(completeness_rows, struct completeness, present);

int
completeness_read(struct completeness *c, struct record *rec, struct error *e)
{
	struct value v = record_member(rec, "completeness");

	*c = (struct completeness){.present = false};
	if (v.type == SCAN_NONE)
		return 0;
	if (members_read(v, "completeness", &completeness_table,
		record_arena(rec), c, e) == -1)
		return -1;
	c->scored = value_member(v, "score").type == SCAN_NUMBER;
	return 0;
}

void
completeness_write(struct record *rec, const struct completeness *c)
{
	struct buf json = {NULL, 0, 0};
	struct writer w = {&json, false};
	size_t i;

	buf_reserve(&json, 128 + c->item_count * 64);
	write_open(&w, NULL, '{');
	write_text(&w, "standard", c->standard);
	write_open(&w, "items", '[');
	for (i = 0; i < c->item_count; i++) {
		write_open(&w, NULL, '{');
		write_text(&w, "code", c->items[i].code);
		write_word(&w, "status", statuses[c->items[i].status]);
		write_text(&w, "why", c->items[i].why);
		write_text(&w, "note", c->items[i].note);
		write_close(&w, '{');
	}
	write_close(&w, '[');
	if (c->scored)
		write_share(&w, "score", c->score);
	write_close(&w, '{');
	record_set(rec, "completeness", json.bytes, json.len);
	buf_free(&json);
}
