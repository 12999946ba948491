#include "law/consent.h"

#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "base/buf.h"
#include "law/answers.h"
#include "law/memo.h"

struct document {
	struct authorization a;
	struct record *record; /* what A borrows from */
};

struct consent_scratch {
	struct document *documents; /* of the note's patient */
	size_t count;
	size_t room;
	date_days today; /* of the run's as_of */
	char as_of[INSTANT_TEXT];
	struct memo *memo;
	struct buf key;
	struct ruling *rulings; /* of one scope, a document each */
	size_t ruling_room;
};

struct consent_scratch *
consent_scratch_new(const struct consent *consent)
{
	struct consent_scratch *s = alloc_zeroed(1, sizeof(*s));

	s->today = instant_date(consent->as_of);
	instant_format(consent->as_of, s->as_of);
	s->memo = memo_new();
	return s;
}

void
consent_scratch_free(struct consent_scratch *s)
{
	size_t i;

	if (s == NULL)
		return;
	for (i = 0; i < s->room; i++)
		record_free(s->documents[i].record);
	free(s->documents);
	free(s->rulings);
	memo_free(s->memo);
	buf_free(&s->key);
	free(s);
}

/* One note's questions have all of this in common. */
struct asking {
	const struct consent *consent;
	const struct note *note;
	const struct clinician *author;
	struct consent_scratch *scratch;
	struct arena *arena;
	struct span
	    states[2]; /* whose law is asked; the second may be absent */
	bool reached;
	enum answer part2; /* of the source */
	int years;	   /* of age, or since death; -1: not known */
	bool restricted;   /* a restriction reaches the note */
	size_t key_len;	   /* of what all of the note's questions share */
	struct question base;
	bool asserted; /* BASE has all that is said of the note */
	struct error *e;
};

bool
consent_reaches(const struct request *r, const struct note *n)
{
	bool dated =
	    r->services.from != DATE_NONE || r->services.to != DATE_NONE;

	if (!request_has_patient(r, &n->patient))
		return false;
	if (dated && !period_has(r->services, n->date))
		return false;
	if (r->claims.count == 0)
		return true;
	if (n->encounter.claim.bytes != NULL)
		return texts_have(r->claims, n->encounter.claim);
	/* A note that names no claim is the claim's by its date. */
	return dated;
}

/* The documents of the patient that reach the date of service. */
static void
gather_documents(struct asking *ask)
{
	const struct authorization_index *x = ask->consent->authorizations;
	struct consent_scratch *s = ask->scratch;
	struct document *d;
	size_t at = 0;

	s->count = 0;
	if (x == NULL)
		return;
	for (;;) {
		if (s->count == s->room) {
			s->documents = alloc_resize(s->documents,
			    2 * s->room + 4, sizeof(*s->documents));
			while (s->room < 2 * s->count + 4)
				s->documents[s->room++] =
				    (struct document){.record = record_new()};
		}
		d = &s->documents[s->count];
		if (!authorization_index_next(x, ask->note->patient.id,
			ask->note->date, &at, d->record, &d->a))
			return;
		s->count++;
	}
}

static void
assert_flag(struct asking *ask, struct question *q, const char *group,
    const char *name, bool yes)
{
	struct assertion one = {.group = group,
	    .name = span_of(name),
	    .kind = yes ? ASSERTION_TRUE : ASSERTION_FALSE,
	    .number = yes};

	question_assert(q, one, ask->arena);
}

static void
assert_text(struct asking *ask, struct question *q, const char *group,
    const char *name, struct span text)
{
	struct assertion one = {.group = group,
	    .name = span_of(name),
	    .kind = ASSERTION_TEXT,
	    .text = text};

	if (text.len > 0)
		question_assert(q, one, ask->arena);
}

static int
years_since(const struct asking *ask, date_days from)
{
	if (from == DATE_NONE || from > ask->scratch->today)
		return -1;
	return date_years_between(from, ask->scratch->today);
}

/* What the record says of the patient; the request's own facts come after it
 * and stand. */
static void
assert_patient(struct asking *ask, struct question *q)
{
	bool dead = ask->note->patient.deceased == ANSWER_YES;
	struct assertion years = {.group = "facts",
	    .name = span_of(dead ? "years_since_death" : "patient_age"),
	    .kind = ASSERTION_NUMBER,
	    .number = ask->years};

	if (dead)
		assert_flag(ask, q, "facts", "deceased", true);
	if (ask->years >= 0)
		question_assert(q, years, ask->arena);
	if (ask->note->paid_by == PAYER_SELF)
		assert_flag(ask, q, "note", "paid_by_self", true);
}

static void
assert_provider(struct asking *ask, struct question *q)
{
	const struct clinician *c = ask->author;
	const struct requester *r = &ask->consent->request->requester;
	size_t i;

	if (ask->consent->practice != NULL)
		assert_text(ask, q, "provider", "setting",
		    ask->consent->practice->setting);
	if (c == NULL)
		return;
	assert_text(ask, q, "provider", "type", c->type);
	for (i = 0; i < c->participating.count; i++)
		if (span_equal(c->participating.at[i], r->id) ||
		    name_equal(c->participating.at[i], r->name))
			assert_flag(ask, q, "provider", "participating", true);
}

static int
assert_request(struct asking *ask, struct question *q)
{
	const struct request *r = ask->consent->request;

	if (question_assert_object(
		q, "process", r->process, ask->arena, ask->e) == -1 ||
	    question_assert_object(q, "facts", r->facts, ask->arena, ask->e) ==
		-1)
		return -1;
	return question_assert_object(
	    q, "ca_request", r->ca_request, ask->arena, ask->e);
}

/* What does not depend on scope, document, restriction or state. */
static void
start_question(struct asking *ask)
{
	const struct request *r = ask->consent->request;
	const struct note *n = ask->note;
	struct question *q = &ask->base;

	q->id = r->id;
	q->as_of = ask->consent->as_of;
	q->today = ask->scratch->today;
	q->note.created = n->date;
	q->note.date = n->date;
	q->note.in_audit_scope = ask->reached ? ANSWER_YES : ANSWER_NO;
	q->purpose = r->purpose;
	q->requester.type = r->requester.type;
	q->requester.party = (struct party){r->requester.name, r->requester.id};
	q->requester.verified =
	    r->requester.verified.present ? ANSWER_YES : ANSWER_NO;
}

/* The rest of it, for a question that was not asked before. */
static int
assert_all(struct asking *ask)
{
	struct question *q = &ask->base;

	if (ask->asserted)
		return 0;
	ask->asserted = true;
	assert_patient(ask, q);
	assert_provider(ask, q);
	if (assert_request(ask, q) == -1)
		return -1;
	return law_check_question(ask->consent->law, q, ask->e);
}

static void
add_span(struct buf *key, struct span s)
{
	buf_add(key, &s.len, sizeof(s.len));
	buf_add(key, s.bytes, s.len);
}

/* All that rulings on the note's questions depend on, beside what the run's
 * have in common, the scope and the document. */
static void
start_key(struct asking *ask)
{
	const struct note *n = ask->note;
	struct buf *key = &ask->scratch->key;
	const int64_t facts[] = {(intptr_t)ask->author, ask->years, ask->part2,
	    n->patient.deceased, n->paid_by, ask->reached};

	key->len = 0;
	buf_add(key, facts, sizeof(facts));
	add_span(key, ask->states[0]);
	add_span(key, ask->states[1]);
	add_span(key, n->part2.consent.json);
	ask->key_len = key->len;
}

static void
end_key(struct asking *ask, const struct question *q, bool part2,
    struct value consent)
{
	struct buf *key = &ask->scratch->key;
	const struct authorization *a = &q->authorization;

	key->len = ask->key_len;
	buf_add_byte(key, (char)q->note.content);
	buf_add_byte(key, part2);
	if (!a->present)
		return;
	answers_add_document(key, ask->consent->law, q);
	add_span(key, a->state_consent.json);
	if (part2)
		add_span(key, consent.json);
}

/* Of two rulings the more severe; of equals the first. */
static void
keep_severer(struct ruling *kept, const struct ruling *other)
{
	if (!kept->present || other->outcome < kept->outcome)
		*kept = *other;
}

/* By every state's law that is asked, under every restriction. */
static struct ruling
ask_everywhere(struct asking *ask, struct question *q, struct arena *arena)
{
	const struct restriction_list *l = ask->consent->restrictions;
	const struct restriction *r = NULL;
	struct ruling worst = {0}, one;
	size_t i, k;

	for (k = 0; k < 2; k++) {
		if (k == 1 && ask->states[1].bytes == NULL)
			break;
		q->state = ask->states[k];
		for (i = 0; ask->restricted; i++) {
			r = restriction_list_find(l, ask->note->patient.id, i);
			if (r == NULL)
				break;
			if (!restriction_covers(r, ask->note))
				continue;
			q->restriction = *r;
			law_decide(ask->consent->law, q, arena, &one);
			keep_severer(&worst, &one);
		}
		if (ask->restricted)
			continue;
		law_decide(ask->consent->law, q, arena, &one);
		keep_severer(&worst, &one);
	}
	return worst;
}

static bool
is_restricted(const struct asking *ask)
{
	const struct restriction_list *l = ask->consent->restrictions;
	const struct restriction *r;
	size_t i;

	for (i = 0; l != NULL; i++) {
		r = restriction_list_find(l, ask->note->patient.id, i);
		if (r == NULL)
			break;
		if (restriction_covers(r, ask->note))
			return true;
	}
	return false;
}

/* The question anew, with all that is said. */
static int
ask_anew(struct asking *ask, const struct question *with, bool part2,
    struct value consent, struct arena *arena, struct ruling *out)
{
	struct question q;

	if (assert_all(ask) == -1)
		return -1;
	q = ask->base;
	q.note.content = with->note.content;
	q.authorization = with->authorization;
	/* What is added must not land in the base's own list. */
	q.assertion_room = q.assertion_count;
	if (question_assert_object(&q, "state_consent",
		with->authorization.state_consent, ask->arena, ask->e) == -1)
		return -1;
	if (part2 && question_set_part2(
			 &q, ask->part2, consent, ask->arena, ask->e) == -1)
		return -1;
	/* What was there before was checked when it was put there. */
	if (q.assertion_count > ask->base.assertion_count &&
	    law_check_question(ask->consent->law, &q, ask->e) == -1)
		return -1;
	*out = ask_everywhere(ask, &q, arena);
	return 0;
}

/* A document brings its own state and Part 2 consent; A may be NULL.  Under a
 * restriction nothing is remembered: it is rare, and its reach is by date. */
static int
ask_with(struct asking *ask, enum content content, bool part2,
    const struct authorization *a, struct ruling *out)
{
	struct memo *memo = ask->scratch->memo;
	struct buf *key = &ask->scratch->key;
	struct value consent = ask->note->part2.consent;
	struct question q = ask->base;
	const struct ruling *had;

	q.note.content = content;
	if (a != NULL) {
		q.authorization = *a;
		if (consent.type != SCAN_OBJECT)
			consent = a->part2_consent;
	}
	if (ask->restricted)
		return ask_anew(ask, &q, part2, consent, ask->arena, out);
	end_key(ask, &q, part2, consent);
	had = memo_find(memo, key->bytes, key->len);
	if (had == NULL) {
		if (ask_anew(ask, &q, part2, consent, memo_arena(memo), out) ==
		    -1)
			return -1;
		ruling_prepare(out, memo_arena(memo));
		memo_keep(memo, key->bytes, key->len, out);
	} else {
		*out = *had;
	}
	/* Of the document that permits it, the id alone is its own. */
	if (out->authorization.bytes != NULL)
		out->authorization = a->id;
	return 0;
}

/* The milder; of equals the one with fewer things wrong; then the first. */
static bool
is_better(const struct ruling *a, const struct ruling *than)
{
	if (a->outcome != than->outcome)
		return a->outcome > than->outcome;
	return a->codes.count < than->codes.count;
}

static struct span
of_document(struct asking *ask, struct span id, struct span text)
{
	char *bytes = arena_bytes(ask->arena, id.len + text.len + 2);

	memcpy(bytes, id.bytes, id.len);
	memcpy(bytes + id.len, ": ", 2);
	if (text.len > 0)
		memcpy(bytes + id.len + 2, text.bytes, text.len);
	return (struct span){bytes, id.len + text.len + 2};
}

/* What is wrong with the documents that were not chosen. */
static void
add_others(struct asking *ask, struct ruling *r, const struct ruling *rulings,
    size_t chosen)
{
	const struct consent_scratch *s = ask->scratch;
	struct reason *all, reason;
	size_t i, k, n = r->reason_count;

	for (i = 0; i < s->count; i++)
		n += rulings[i].codes.count;
	all = arena_zeroed(ask->arena, n, sizeof(*all));
	n = r->reason_count;
	memcpy(all, r->reasons, n * sizeof(*all));
	for (i = 0; i < s->count; i++) {
		for (k = 0; i != chosen && k < rulings[i].codes.count; k++) {
			reason = law_reason(
			    ask->consent->law, rulings[i].codes.at[k]);
			reason.text =
			    of_document(ask, s->documents[i].a.id, reason.text);
			all[n++] = reason;
		}
	}
	r->reasons = all;
	r->reason_count = n;
}

static int
ask_scope(
    struct asking *ask, enum content content, bool part2, struct ruling *out)
{
	struct consent_scratch *s = ask->scratch;
	struct ruling *rulings;
	size_t i, best = 0;

	if (s->count == 0)
		return ask_with(ask, content, part2, NULL, out);
	if (s->ruling_room < s->count) {
		s->ruling_room = 2 * s->count;
		s->rulings = alloc_resize(
		    s->rulings, s->ruling_room, sizeof(*s->rulings));
	}
	rulings = s->rulings;
	for (i = 0; i < s->count; i++) {
		if (ask_with(ask, content, part2, &s->documents[i].a,
			&rulings[i]) == -1)
			return -1;
		if (is_better(&rulings[i], &rulings[best]))
			best = i;
	}
	*out = rulings[best];
	if (out->codes.count > 0)
		out->authorization = s->documents[best].a.id;
	add_others(ask, out, rulings, best);
	return 0;
}

static enum content
scope_content(enum scope s)
{
	switch (s) {
	case SCOPE_PROCESS_IN_CHART:
		return CONTENT_INTEG;
	case SCOPE_SUBSTANCE_USE:
	case SCOPE_PROGRESS:
		return CONTENT_PROG;
	case SCOPE_ADMINISTRATIVE:
		return CONTENT_BILL;
	case SCOPE_EXCLUDED_ITEMS:
		return CONTENT_PSY_EXCL;
	case SCOPE_PSYCHOTHERAPY:
		return CONTENT_PSY;
	case SCOPE_UNPROVEN:
	case SCOPE_NONE:
	case SCOPE_COUNT:
		break;
	}
	return CONTENT_UNK;
}

/* The scopes that stand in the note, apart from and under Part 2. */
static void
find_scopes(const struct asking *ask, const struct classification *c,
    bool scopes[static SCOPE_COUNT], bool part2[static SCOPE_COUNT])
{
	const struct passage *p;
	size_t i;

	memset(scopes, 0, SCOPE_COUNT * sizeof(*scopes));
	memset(part2, 0, SCOPE_COUNT * sizeof(*part2));
	for (i = 0; i < c->passage_count; i++) {
		p = &c->passages[i];
		if (passage_part2(p, ask->part2))
			part2[p->scope] = true;
		else
			scopes[p->scope] = true;
	}
	/* Nobody knows what an unclassified note holds. */
	if (c->passage_count > 0)
		return;
	scopes[SCOPE_UNPROVEN] = ask->part2 == ANSWER_NO;
	part2[SCOPE_UNPROVEN] = ask->part2 != ANSWER_NO;
}

static int
decide_scopes(
    struct asking *ask, const struct classification *c, struct decision *out)
{
	bool scopes[SCOPE_COUNT], part2[SCOPE_COUNT];
	int s;

	find_scopes(ask, c, scopes, part2);
	for (s = 0; s < SCOPE_COUNT; s++) {
		if (scopes[s]) {
			if (ask_scope(ask, scope_content((enum scope)s), false,
				&out->scopes[s]) == -1)
				return -1;
			keep_severer(&out->whole, &out->scopes[s]);
		}
		if (part2[s]) {
			if (ask_scope(ask, scope_content((enum scope)s), true,
				&out->part2[s]) == -1)
				return -1;
			keep_severer(&out->whole, &out->part2[s]);
		}
	}
	return 0;
}

int
consent_decide(const struct consent *consent, const struct note *n,
    const struct classification *c, struct consent_scratch *s,
    struct arena *arena, struct decision *out, struct error *e)
{
	const struct practice *practice = consent->practice;
	struct asking ask = {
	    .consent = consent,
	    .note = n,
	    .author = practice == NULL
			  ? NULL
			  : practice_clinician(practice, &n->author),
	    .scratch = s,
	    .arena = arena,
	    .states = {practice_state(practice, n), {NULL, 0}},
	    .reached = consent_reaches(consent->request, n),
	    .part2 = practice_part2(practice, n),
	    .e = e,
	};

	if (consent->request->state.bytes != NULL &&
	    !span_equal(consent->request->state, ask.states[0]))
		ask.states[1] = consent->request->state;
	memset(out, 0, sizeof(*out));
	out->present = true;
	out->request = consent->request->id;
	out->purpose = consent->request->purpose;
	out->recipient = consent->request->requester.name;
	out->as_of = consent->as_of;
	out->as_of_text = span_of(s->as_of);
	ask.years = years_since(&ask, n->patient.deceased == ANSWER_YES
					  ? n->patient.deceased_on
					  : n->patient.birth_date);
	ask.restricted = is_restricted(&ask);
	memo_trim(s->memo);
	start_question(&ask);
	start_key(&ask);
	gather_documents(&ask);
	return decide_scopes(&ask, c, out);
}
