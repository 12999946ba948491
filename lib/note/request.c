#include "note/request.h"

static int
find_label(struct span word)
{
	enum label l = label_find(word);

	return l == LABEL_NONE ? -1 : (int)l;
}

#define AT(member) .offset = offsetof(struct requester, member)
static const struct member_row verified_rows[] = {
    {"by", MEMBER_TEXT, AT(verified.by), MEMBER_REQUIRED | MEMBER_FILLED},
    {"date", MEMBER_DATE, AT(verified.date)},
    {"how", MEMBER_TEXT, AT(verified.how)},
};
static const struct member_table verified_table = {
    .rows = verified_rows,
    .count = sizeof(verified_rows) / sizeof(verified_rows[0]),
    .size = sizeof(struct requester),
    .strict = true,
    .has_flag = true,
    .flag = offsetof(struct requester, verified.present),
};

static const struct member_row requester_rows[] = {
    {"name", MEMBER_TEXT, AT(name), MEMBER_REQUIRED | MEMBER_FILLED},
    {"id", MEMBER_TEXT, AT(id)},
    {"type", MEMBER_TEXT, AT(type)},
    {"role", MEMBER_TEXT, AT(role)},
    {"address", MEMBER_OBJECT, AT(address), .table = &address_table},
    {"verified", MEMBER_OBJECT, 0, .table = &verified_table},
};
#undef AT
static const struct member_table requester_table =
    MEMBER_TABLE_STRICT(requester_rows, struct requester);

#define AT(member) .offset = offsetof(struct request, member)
static const struct member_row request_rows[] = {
    {"id", MEMBER_TEXT, AT(id), MEMBER_REQUIRED | MEMBER_FILLED},
    {"kind", MEMBER_TEXT, AT(kind), MEMBER_REQUIRED | MEMBER_FILLED},
    {"requester", MEMBER_OBJECT, AT(requester), MEMBER_REQUIRED,
	.table = &requester_table},
    {"purpose", MEMBER_TEXT, AT(purpose), MEMBER_FILLED},
    {"patients", MEMBER_TEXTS, AT(patients)},
    {"members", MEMBER_TEXTS, AT(members)},
    {"services", MEMBER_OBJECT, AT(services), .table = &period_table},
    {"items", MEMBER_SET, AT(items), .find = find_label},
    {"claims", MEMBER_TEXTS, AT(claims)},
    {"received", MEMBER_DATE, AT(received)},
    {"due", MEMBER_DATE, AT(due)},
    {"state", MEMBER_TEXT, AT(state)},
    {"documents", MEMBER_VALUE, AT(documents)},
    {"process", MEMBER_VALUE, AT(process)},
    {"facts", MEMBER_VALUE, AT(facts)},
    {"ca_request", MEMBER_VALUE, AT(ca_request)},
};
#undef AT
static const struct member_table request_table =
    MEMBER_TABLE_STRICT(request_rows, struct request);

static const struct {
	const char *kind;
	const char *purpose;
} kinds[] = {
#define REQUEST_KIND(word, purpose) {word, purpose},
#include "note/request_kind.def"
#undef REQUEST_KIND
};

const char *
request_kind_purpose(struct span kind)
{
	size_t i;

	for (i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++)
		if (span_is(kind, kinds[i].kind))
			return kinds[i].purpose;
	return NULL;
}

int
request_read(struct request *r, struct record *rec, struct error *e)
{
	if (members_read_record(rec, &request_table, r, e) == -1)
		return -1;
	r->items_given = record_member(rec, "items").type == SCAN_ARRAY;
	if (r->purpose.bytes == NULL)
		r->purpose = span_of(request_kind_purpose(r->kind));
	if (r->purpose.bytes == NULL)
		return error_set(e, "purpose: missing, and the kind has none");
	return 0;
}

bool
request_has_patient(const struct request *r, const struct person *p)
{
	if (r->patients.count == 0 && r->members.count == 0)
		return true;
	return texts_have(r->patients, p->id) ||
	       texts_have(r->members, p->member_id);
}
