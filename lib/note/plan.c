#include "note/plan.h"

#define AT(member) .offset = offsetof(struct goal, member)
static const struct member_row goal_rows[] = {
    {"id", MEMBER_TEXT, AT(id)},
    {"text", MEMBER_TEXT, AT(text), .flags = MEMBER_REQUIRED},
    {"objectives", MEMBER_TEXTS, AT(objectives)},
};
#undef AT
static const struct member_table goal_table =
    MEMBER_TABLE(goal_rows, struct goal);

#define AT(member) .offset = offsetof(struct plan, member)
static const struct member_row plan_rows[] = {
    {"id", MEMBER_TEXT, AT(id)},
    {"patient", MEMBER_TEXT, AT(patient),
	.flags = MEMBER_REQUIRED | MEMBER_FILLED},
    {"from", MEMBER_DATE, AT(in_force.from)},
    {"to", MEMBER_DATE, AT(in_force.to)},
    {"goals", MEMBER_OBJECTS, AT(goals), .table = &goal_table},
    {"diagnosis", MEMBER_TEXTS, AT(diagnosis)},
    {"type", MEMBER_TEXT, AT(type)},
    {"frequency", MEMBER_TEXT, AT(frequency)},
    {"duration", MEMBER_TEXT, AT(duration)},
};
#undef AT
static const struct member_table plan_table =
    MEMBER_TABLE(plan_rows, struct plan);

int
plan_read(struct plan *p, struct record *rec, struct error *e)
{
	return members_read_record(rec, &plan_table, p, e);
}
