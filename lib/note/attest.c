#include "note/attest.h"

#include "note/member.h"

#define FILLED .flags = MEMBER_REQUIRED | MEMBER_FILLED
#define AT(member) .offset = offsetof(struct attest, member)
static const struct member_row rows[] = {
    {"state", MEMBER_TEXT, AT(state), FILLED},
    {"by", MEMBER_TEXT, AT(by), FILLED},
    {"on", MEMBER_DATE, AT(on), .flags = MEMBER_REQUIRED},
    {"basis", MEMBER_TEXT, AT(basis), FILLED},
};
static const struct member_table table =
    MEMBER_TABLE_STRICT(rows, struct attest);

int
attest_read(struct attest *a, struct record *rec, struct error *e)
{
	return members_read_record(rec, &table, a, e);
}
