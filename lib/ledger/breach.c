#include "ledger/breach.h"

#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "ledger/breach_rules.h"
#include "ledger/ledger_files.h"
#include "ledger/log.h"

#define AT(member) .offset = offsetof(struct incident, member)
#define FILLED .flags = MEMBER_REQUIRED | MEMBER_FILLED
static const struct member_row assessment_rows[] = {
    {"nature", MEMBER_TEXT, AT(assessment.nature)},
    {"recipient", MEMBER_TEXT, AT(assessment.recipient)},
    {"acquired", MEMBER_TEXT, AT(assessment.acquired)},
    {"mitigation", MEMBER_TEXT, AT(assessment.mitigation)},
    {"low_probability", MEMBER_ANSWER, AT(assessment.low_probability)},
    {"by", MEMBER_TEXT, AT(assessment.by)},
};
static const struct member_table assessment_table =
    MEMBER_TABLE_STRICT(assessment_rows, struct incident);

static const struct member_row delay_rows[] = {
    {"from", MEMBER_DATE, AT(delay.from), .flags = MEMBER_REQUIRED},
    {"until", MEMBER_DATE, AT(delay.until)},
    {"written", MEMBER_ANSWER, AT(delay.written)},
};
static const struct member_table delay_table =
    MEMBER_TABLE_STRICT(delay_rows, struct incident);

static const struct member_row count_rows[] = {
    {"state", MEMBER_TEXT, .offset = offsetof(struct incident_count, state),
	.flags = MEMBER_FILLED},
    {"count", MEMBER_COUNT, .offset = offsetof(struct incident_count, count),
	.flags = MEMBER_REQUIRED},
};
static const struct member_table count_table =
    MEMBER_TABLE_STRICT(count_rows, struct incident_count);

static const struct member_row incident_rows[] = {
    {"id", MEMBER_TEXT, AT(id), FILLED},
    {"discovered", MEMBER_DATE, AT(discovered), .flags = MEMBER_REQUIRED},
    {"media", MEMBER_TEXT, AT(media)},
    {"exclusion", MEMBER_TEXT, AT(exclusion)},
    {"assessment", MEMBER_OBJECT, 0, .table = &assessment_table},
    {"delay", MEMBER_OBJECT, 0, .table = &delay_table},
    {"associate", MEMBER_ANSWER, AT(associate)},
    {"unreachable", MEMBER_COUNT, AT(unreachable)},
    {"disclosures", MEMBER_TEXTS, AT(disclosures)},
    {"package", MEMBER_TEXT, AT(package), .flags = MEMBER_FILLED},
    {"recipients", MEMBER_TEXTS, AT(recipients)},
    {"dates", MEMBER_OBJECT, AT(dates), .table = &period_table},
    {"affected", MEMBER_OBJECTS, AT(affected), .table = &count_table},
    {"happened", MEMBER_TEXT, AT(happened)},
    {"types", MEMBER_TEXT, AT(types)},
    {"protect", MEMBER_TEXT, AT(protect)},
    {"doing", MEMBER_TEXT, AT(doing)},
    {"contact", MEMBER_TEXT, AT(contact)},
};
#undef AT
static const struct member_table incident_table =
    MEMBER_TABLE_STRICT(incident_rows, struct incident);

static bool
filled(struct span text)
{
	return text.bytes != NULL && text.len > 0;
}

int
incident_read(struct incident *i, struct record *rec, struct error *e)
{
	if (members_read_record(rec, &incident_table, i, e) == -1)
		return -1;
	if (i->assessment.low_probability == ANSWER_YES &&
	    !(filled(i->assessment.nature) && filled(i->assessment.recipient) &&
		filled(i->assessment.acquired) &&
		filled(i->assessment.mitigation) && filled(i->assessment.by)))
		return error_set(e, "assessment: a low probability needs all "
				    "four factors and by whom");
	if (i->delay.from != DATE_NONE && i->delay.written == ANSWER_YES &&
	    i->delay.until == DATE_NONE)
		return error_set(e, "delay.until: missing, and a written "
				    "statement names the time");
	return 0;
}

static int
unsecured_judge(const struct breach_rules *r, const struct incident *i,
    struct breach *b, struct error *e)
{
	struct breach_row row;
	json_t *word;
	size_t n;

	b->unsecured = true;
	if (i->media.bytes == NULL)
		return 0;
	if (breach_row_of(r->secured, "media", i->media, &row)) {
		b->unsecured = false;
		b->why = row.reason;
		b->why_citation = row.citation;
		return 0;
	}
	json_array_foreach (r->unsecured, n, word)
		if (span_is(i->media, json_string_value(word)))
			return 0;
	return error_set(e, "media: not known here");
}

/* BR-1, BR-2, BR-12. */
static int
breach_judge(const struct breach_rules *r, const struct incident *i,
    struct breach *b, struct error *e)
{
	struct breach_row row = r->presumed;

	if (unsecured_judge(r, i, b, e) == -1)
		return -1;
	if (i->exclusion.bytes != NULL &&
	    !breach_row_of(r->exclusions, "exclusion", i->exclusion, &row))
		return error_set(e, "exclusion: not known here");
	if (!b->unsecured)
		return 0;
	b->notify = true;
	if (i->exclusion.bytes != NULL) {
		b->notify = false;
	} else if (i->assessment.low_probability == ANSWER_YES) {
		row = r->low_probability;
		b->notify = false;
	}
	b->why = row.reason;
	b->why_citation = row.citation;
	return 0;
}

static void
state_add(struct breach *b, struct span state, size_t count)
{
	size_t i = 0;

	while (i < b->state_count &&
	       !(span_equal(b->states[i].state, state) ||
		   (b->states[i].state.bytes == NULL && state.bytes == NULL)))
		i++;
	if (i == b->state_count)
		b->states[b->state_count++].state = state;
	b->states[i].count += count;
	b->individuals += count;
}

static int
state_compare(const void *a, const void *b)
{
	const struct breach_state *x = a, *y = b;
	size_t len = x->state.len < y->state.len ? x->state.len : y->state.len;
	int order;

	if (x->state.bytes == NULL || y->state.bytes == NULL)
		return (x->state.bytes == NULL) - (y->state.bytes == NULL);
	order = memcmp(x->state.bytes, y->state.bytes, len);
	return order != 0 ? order
			  : (x->state.len > y->state.len) -
				(x->state.len < y->state.len);
}

/* More than 500 residents of one state; those of whom no state is known might
 * be of any. */
static void
media_reckon(const struct breach_rules *r, struct breach *b)
{
	size_t limit = (size_t)r->media.more_than, unknown = 0;

	for (size_t i = 0; i < b->state_count; i++)
		if (b->states[i].state.bytes == NULL)
			unknown = b->states[i].count;
	for (size_t i = 0; i < b->state_count; i++) {
		struct breach_state *s = &b->states[i];

		if (s->state.bytes != NULL && s->count > limit)
			b->media = s->media = true;
		else if (unknown > 0 &&
			 (s->state.bytes == NULL ? 0 : s->count) + unknown >
			     limit)
			b->media_open = true;
	}
}

static date_days
year_end(date_days d)
{
	struct civil c = date_civil(d);

	return date_from_civil((struct civil){c.year, 12, 31});
}

/* A delay that an officer asked for moves what would be due in it: 164.412. */
static void
delay_reckon(
    const struct breach_rules *r, const struct incident *i, struct breach *b)
{
	date_days most = i->delay.from + r->oral_delay.days;

	b->delayed_to = DATE_NONE;
	if (i->delay.from == DATE_NONE)
		return;
	b->delayed_to = i->delay.until;
	if (i->delay.written != ANSWER_YES &&
	    (i->delay.until == DATE_NONE || i->delay.until > most))
		b->delayed_to = most;
}

static date_days
delayed(const struct breach *b, date_days d)
{
	return b->delayed_to != DATE_NONE && b->delayed_to > d ? b->delayed_to
							       : d;
}

int
breach_reckon(const struct breach_rules *r, const struct incident *i,
    struct breach *b, struct error *e)
{
	b->states = arena_zeroed(&b->memory,
	    b->people_count + i->affected_count + 1, sizeof(*b->states));
	if (breach_judge(r, i, b, e) == -1)
		return -1;
	for (size_t n = 0; n < b->people_count; n++)
		state_add(b, b->people[n].state, 1);
	for (size_t n = 0; n < i->affected_count; n++)
		state_add(b, i->affected[n].state, i->affected[n].count);
	qsort(b->states, b->state_count, sizeof(*b->states), state_compare);
	media_reckon(r, b);
	delay_reckon(r, i, b);
	b->individuals_by = delayed(b,
	    i->discovered + (i->associate == ANSWER_YES ? r->associate.days
							: r->individuals.days));
	b->hhs_at_once = b->individuals >= (size_t)r->hhs.least;
	b->hhs_by =
	    b->hhs_at_once
		? b->individuals_by
		: delayed(b, year_end(i->discovered) + r->hhs.days_after_year);
	b->substitute = i->unreachable > 0;
	b->substitute_public = i->unreachable >= (size_t)r->substitute.least;
	return 0;
}

static bool
incident_names(const struct incident *i, const struct disclosure *d)
{
	bool any = i->package.bytes != NULL || i->recipients.count > 0 ||
		   i->dates.from != DATE_NONE || i->dates.to != DATE_NONE;

	if (texts_have(i->disclosures, d->id))
		return true;
	if (!any)
		return false;
	if (i->package.bytes != NULL && !span_equal(i->package, d->package))
		return false;
	if (i->recipients.count > 0 &&
	    !texts_have(i->recipients, d->recipient.name))
		return false;
	return (i->dates.from == DATE_NONE || d->date >= i->dates.from) &&
	       (i->dates.to == DATE_NONE || d->date <= i->dates.to);
}

static struct span
keep(struct arena *arena, struct span text)
{
	return (struct span){
	    arena_string(arena, text.bytes, text.len), text.len};
}

static void
person_add(struct breach *b, const struct disclosure *d, size_t *room)
{
	struct breach_person *p;
	struct span *ids;
	size_t i = 0;

	while (i < b->people_count &&
	       !span_equal(b->people[i].patient, d->patient))
		i++;
	if (i == *room) {
		*room = *room == 0 ? 64 : 2 * *room;
		b->people = alloc_resize(b->people, *room, sizeof(*b->people));
	}
	p = &b->people[i];
	if (i == b->people_count) {
		b->people_count++;
		*p = (struct breach_person){
		    .patient = keep(&b->memory, d->patient)};
	}
	if (d->state.bytes != NULL)
		p->state = keep(&b->memory, d->state);
	ids = arena_zeroed(&b->memory, p->disclosures.count + 1, sizeof(*ids));
	if (p->disclosures.count > 0)
		memcpy(ids, p->disclosures.at,
		    p->disclosures.count * sizeof(*ids));
	ids[p->disclosures.count] = keep(&b->memory, d->id);
	p->disclosures.at = ids;
	p->disclosures.count++;
}

/* What the incident names that the ledger has. */
struct known {
	bool *disclosures; /* as the incident lists them */
	bool package;
};

static void
known_mark(
    struct known *known, const struct incident *i, const struct disclosure *d)
{
	for (size_t n = 0; n < i->disclosures.count; n++)
		if (span_equal(i->disclosures.at[n], d->id))
			known->disclosures[n] = true;
	if (span_equal(i->package, d->package))
		known->package = true;
}

/* A misspelt name would be people whom nobody writes to. */
static int
known_check(
    const struct known *known, const struct incident *i, struct error *e)
{
	for (size_t n = 0; n < i->disclosures.count; n++)
		if (!known->disclosures[n])
			return error_set(
			    e, "disclosures[%zu]: not in the ledger", n);
	if (i->package.bytes != NULL && !known->package)
		return error_set(e, "package: not in the ledger");
	return 0;
}

int
breach_find(struct ledger *l, const struct incident *i, struct breach *b,
    struct error *e)
{
	struct known known = {.disclosures = arena_zeroed(&b->memory,
				  i->disclosures.count, sizeof(bool))};
	struct record *rec = record_new();
	struct log_reader r;
	struct span line;
	size_t room = 0;
	uint64_t left = l->checkpoint.size;
	int got = 0;

	log_reader_open(&r, l->log, 0, log_size(l->log, NULL));
	while ((got = log_next_counted(&r, &left, &line, e)) == 1) {
		struct entry entry;

		if (record_read(rec, line.bytes, line.len, e) == -1 ||
		    entry_read(&entry, rec, e) == -1) {
			got = -1;
			break;
		}
		if (entry.kind != ENTRY_DISCLOSURE)
			continue;
		known_mark(&known, i, &entry.disclosure);
		if (entry.disclosure.withdrawn != ANSWER_YES &&
		    incident_names(i, &entry.disclosure))
			person_add(b, &entry.disclosure, &room);
	}
	log_reader_close(&r);
	record_free(rec);
	return got == -1 ? -1 : known_check(&known, i, e);
}

void
breach_free(struct breach *b)
{
	free(b->people);
	arena_free(&b->memory);
	*b = (struct breach){0};
}
