#include "note/disclosure.h"

#include "note/writer.h"

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
    {"state", MEMBER_TEXT, AT(state)},
    {"overrides", MEMBER_OBJECTS, AT(overrides), .table = &override_table},
    {"accountable", MEMBER_ANSWER, AT(accountable)},
    {"part2", MEMBER_ANSWER, AT(part2)},
    {"corrects", MEMBER_TEXT, AT(corrects)},
    {"withdrawn", MEMBER_ANSWER, AT(withdrawn)},
    {"index", MEMBER_COUNT, AT(index)},
    {"salt", MEMBER_TEXT, AT(salt)},
    {"recorded", MEMBER_INSTANT, AT(recorded)},
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

static void
write_answer(struct writer *w, const char *key, enum answer a)
{
	struct span json = span_of(a == ANSWER_YES ? "true" : "false");

	if (a != ANSWER_UNKNOWN)
		write_value(w, key, (struct value){.json = json});
}

void
disclosure_write(const struct disclosure *d, struct buf *out)
{
	struct writer w = {.out = out};

	write_open(&w, NULL, '{');
	write_word(&w, "record", "disclosure/1");
	write_text(&w, "id", d->id);
	write_text(&w, "patient", d->patient);
	write_date(&w, "date", d->date);
	write_open(&w, "recipient", '{');
	write_text(&w, "name", d->recipient.name);
	write_value(&w, "address", d->recipient.address);
	write_close(&w, '{');
	write_open(&w, "what", '{');
	write_text(&w, "description", d->what.description);
	write_texts(&w, "notes", d->what.notes);
	write_texts(&w, "scopes", d->what.scopes);
	write_close(&w, '{');
	write_text(&w, "purpose", d->purpose);
	write_text(&w, "basis", d->basis);
	write_text(&w, "request", d->request);
	write_text(&w, "authorization", d->authorization);
	write_text(&w, "package", d->package);
	write_text(&w, "by", d->by);
	write_text(&w, "state", d->state);
	if (d->override_count > 0) {
		write_open(&w, "overrides", '[');
		for (size_t i = 0; i < d->override_count; i++)
			write_override(&w, &d->overrides[i]);
		write_close(&w, '[');
	}
	write_answer(&w, "accountable", d->accountable);
	write_answer(&w, "part2", d->part2);
	write_text(&w, "corrects", d->corrects);
	write_answer(&w, "withdrawn", d->withdrawn);
	write_close(&w, '{');
}

#define AT(member) .offset = offsetof(struct access, member)
static const struct member_row access_rows[] = {
    {"who", MEMBER_TEXT, AT(who), FILLED},
    {"when", MEMBER_INSTANT, AT(when), ASKED},
    {"command", MEMBER_TEXT, AT(command), FILLED},
    {"ids", MEMBER_TEXTS, AT(ids)},
    {"patients", MEMBER_TEXTS, AT(patients)},
    {"index", MEMBER_COUNT, AT(index)},
    {"salt", MEMBER_TEXT, AT(salt)},
    {"recorded", MEMBER_INSTANT, AT(recorded)},
};
#undef AT
static const struct member_table access_table =
    MEMBER_TABLE(access_rows, struct access);

int
access_read(struct access *a, struct record *rec, struct error *e)
{
	return members_read_record(rec, &access_table, a, e);
}

void
access_write(const struct access *a, struct buf *out)
{
	struct writer w = {.out = out};
	char when[INSTANT_TEXT];

	instant_format(a->when, when);
	write_open(&w, NULL, '{');
	write_word(&w, "record", "access/1");
	write_text(&w, "who", a->who);
	write_word(&w, "when", when);
	write_text(&w, "command", a->command);
	write_texts(&w, "ids", a->ids);
	write_texts(&w, "patients", a->patients);
	write_close(&w, '{');
}
