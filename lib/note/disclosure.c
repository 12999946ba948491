#include "note/disclosure.h"

#define ASKED .flags = MEMBER_REQUIRED
#define FILLED .flags = MEMBER_REQUIRED | MEMBER_FILLED

#define AT(member) .offset = offsetof(struct disclosure, member)
/* At the entry's own offset: neither has a struct of its own. */
static const struct member_row recipient_rows[] = {
    {"name", MEMBER_TEXT, AT(recipient.name), FILLED},
    {"address", MEMBER_VALUE, AT(recipient.address)},
};
static const struct member_table recipient_table =
    MEMBER_TABLE(recipient_rows, struct disclosure);

static const struct member_row what_rows[] = {
    {"description", MEMBER_TEXT, AT(what.description), FILLED},
    {"notes", MEMBER_TEXTS, AT(what.notes)},
    {"scopes", MEMBER_TEXTS, AT(what.scopes)},
};
static const struct member_table what_table =
    MEMBER_TABLE(what_rows, struct disclosure);

static const struct member_row disclosure_rows[] = {
    {"id", MEMBER_TEXT, AT(id), FILLED},
    {"patient", MEMBER_TEXT, AT(patient), FILLED},
    {"date", MEMBER_DATE, AT(date), ASKED},
    {"recipient", MEMBER_OBJECT, 0, ASKED, .table = &recipient_table},
    {"what", MEMBER_OBJECT, 0, ASKED, .table = &what_table},
    {"purpose", MEMBER_TEXT, AT(purpose)},
    {"basis", MEMBER_TEXT, AT(basis)},
    {"request", MEMBER_TEXT, AT(request)},
    {"authorization", MEMBER_TEXT, AT(authorization)},
    {"package", MEMBER_TEXT, AT(package)},
    {"by", MEMBER_TEXT, AT(by)},
    {"overrides", MEMBER_OBJECTS, AT(overrides), .table = &override_table},
    {"accountable", MEMBER_ANSWER, AT(accountable)},
    {"index", MEMBER_COUNT, AT(index)},
    {"salt", MEMBER_TEXT, AT(salt)},
};
#undef AT
static const struct member_table disclosure_table =
    MEMBER_TABLE(disclosure_rows, struct disclosure);

int
disclosure_read(struct disclosure *d, struct record *rec, struct error *e)
{
	if (members_read_record(rec, &disclosure_table, d, e) == -1)
		return -1;
	if (d->purpose.bytes == NULL && d->basis.bytes == NULL)
		return error_set(e, "neither purpose nor basis");
	return 0;
}

#define AT(member) .offset = offsetof(struct access, member)
static const struct member_row access_rows[] = {
    {"who", MEMBER_TEXT, AT(who), FILLED},
    {"when", MEMBER_INSTANT, AT(when), ASKED},
    {"command", MEMBER_TEXT, AT(command), FILLED},
    {"ids", MEMBER_TEXTS, AT(ids)},
    {"index", MEMBER_COUNT, AT(index)},
    {"salt", MEMBER_TEXT, AT(salt)},
};
#undef AT
static const struct member_table access_table =
    MEMBER_TABLE(access_rows, struct access);

int
access_read(struct access *a, struct record *rec, struct error *e)
{
	return members_read_record(rec, &access_table, a, e);
}
