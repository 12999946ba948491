#include "law/answers.h"

#include <string.h>

struct filling {
	struct answers *a;
	const struct law *law;
	const struct question *q;
};

static void
set_flag(struct filling *f, enum predicate p, bool yes)
{
	f->a->values[p] = (struct slot_value){.known = true, .number = yes};
}

static void
set_answer(struct filling *f, enum predicate p, enum answer answer)
{
	if (answer != ANSWER_UNKNOWN)
		set_flag(f, p, answer == ANSWER_YES);
}

/* An absent or empty word is not given. */
static void
set_word(struct filling *f, enum predicate p, struct span word)
{
	if (word.len > 0)
		f->a->values[p] = (struct slot_value){.known = true,
		    .words = slot_word(&f->law->vocabulary.slots[p], word)};
}

static void
set_words(struct filling *f, enum predicate p, struct texts words)
{
	struct slot_value *v = &f->a->values[p];
	size_t i;

	v->known = words.count > 0;
	for (i = 0; i < words.count; i++)
		v->words |=
		    slot_word(&f->law->vocabulary.slots[p], words.at[i]);
}

static void
set_day(struct filling *f, enum predicate p, date_days day)
{
	if (day != DATE_NONE)
		f->a->values[p] =
		    (struct slot_value){.known = true, .number = day};
}

static void
fill_expiry(struct filling *f, const struct expiry *x)
{
	static const char *const kinds[] = {
	    [EXPIRY_ABSENT] = "",
	    [EXPIRY_DATE] = "date",
	    [EXPIRY_INSTANT] = "instant",
	    [EXPIRY_UNTIL] = "until",
	    [EXPIRY_EVENT] = "event",
	    [EXPIRY_NONE] = "none",
	};
	bool passed = false, today = false;

	if (x->day != DATE_NONE) {
		passed = f->a->today > x->day;
		today = f->a->today == x->day;
	} else if (x->at != INSTANT_NONE) {
		passed = f->q->as_of >= x->at;
	}
	set_word(f, PREDICATE_AUTH_EXPIRY_KIND, span_of(kinds[x->kind]));
	set_flag(f, PREDICATE_AUTH_EXPIRY_VALUE, x->value.len > 0);
	set_flag(f, PREDICATE_AUTH_EXPIRY_PASSED, passed);
	set_flag(f, PREDICATE_AUTH_EXPIRY_TODAY, today);
	set_answer(f, PREDICATE_AUTH_EXPIRY_OCCURRED, x->occurred);
	set_answer(f, PREDICATE_AUTH_EXPIRY_RELATES, x->relates);
}

static void
fill_signature(struct filling *f, const struct signature *s)
{
	set_answer(f, PREDICATE_AUTH_SIGNED, s->present);
	set_day(f, PREDICATE_AUTH_SIGNED_ON, s->date);
	if (s->by != SIGNER_UNKNOWN)
		set_word(f, PREDICATE_AUTH_SIGNED_BY,
		    span_of(s->by == SIGNER_INDIVIDUAL ? "individual"
						       : "personal_rep"));
	set_word(f, PREDICATE_AUTH_SIGNED_TYPE, s->type);
	set_answer(f, PREDICATE_AUTH_SIGNED_LAWFUL, s->valid_under_law);
	set_flag(f, PREDICATE_AUTH_AUTHORITY, s->authority.len > 0);
	set_answer(f, PREDICATE_AUTH_AUTHORITY_VALID, s->authority_valid);
}

/* A revocation counts from when it is received. */
static void
fill_revocation(struct filling *f, const struct authorization *a)
{
	if (!a->revocation.present ||
	    (a->revocation.received_at != INSTANT_NONE &&
		a->revocation.received_at > f->q->as_of))
		return;
	set_flag(f, PREDICATE_AUTH_REVOKED, true);
	set_answer(f, PREDICATE_AUTH_REVOKED_WRITTEN, a->revocation.written);
	set_answer(
	    f, PREDICATE_AUTH_REVOKED_CONTEST, a->revocation.insurance_contest);
}

static bool
covers_date(const struct filling *f, const struct authorization *a)
{
	if (a->covers.from == DATE_NONE && a->covers.to == DATE_NONE)
		return true;
	/* Of a question without a date nothing can be said. */
	return f->q->note.date == DATE_NONE ||
	       period_has(a->covers, f->q->note.date);
}

static void
fill_authorization(struct filling *f, const struct authorization *a)
{
	const struct law *l = f->law;
	uint64_t scope;

	set_flag(f, PREDICATE_AUTH_PRESENT, a->present);
	if (!a->present)
		return;
	set_flag(f, PREDICATE_AUTH_DESCRIPTION, a->description.len > 0);
	set_flag(f, PREDICATE_AUTH_DISCLOSER, a->discloser.len > 0);
	set_flag(f, PREDICATE_AUTH_RECIPIENT, authorization_has_recipient(a));
	set_flag(f, PREDICATE_AUTH_RECIPIENT_MATCH,
	    authorization_names(a, f->q->requester.party));
	set_flag(f, PREDICATE_AUTH_PURPOSES, a->purposes.count > 0);
	set_flag(f, PREDICATE_AUTH_PURPOSE_MATCH,
	    texts_have(a->purposes, f->q->purpose));
	set_flag(f, PREDICATE_AUTH_AT_REQUEST,
	    a->at_request_of_individual == ANSWER_YES &&
		a->initiated_by_individual == ANSWER_YES);
	set_words(f, PREDICATE_AUTH_SCOPE, a->scope);
	scope = f->a->values[PREDICATE_AUTH_SCOPE].words & ~SLOT_OTHER;
	set_flag(f, PREDICATE_AUTH_SCOPE_MATCH,
	    (scope & l->covers[f->q->note.content]) != 0);
	set_flag(f, PREDICATE_AUTH_DATE_MATCH, covers_date(f, a));
	fill_expiry(f, &a->expiry);
	fill_signature(f, &a->signature);
	set_answer(f, PREDICATE_AUTH_SAYS_REVOCATION, a->statements.revocation);
	set_answer(
	    f, PREDICATE_AUTH_SAYS_CONDITIONING, a->statements.conditioning);
	set_answer(
	    f, PREDICATE_AUTH_SAYS_REDISCLOSURE, a->statements.redisclosure);
	set_words(f, PREDICATE_AUTH_COMBINED_WITH, a->combined_with);
	set_word(f, PREDICATE_AUTH_CONDITIONED_ON, a->conditioned_on);
	set_answer(f, PREDICATE_AUTH_KNOWN_FALSE, a->known_false);
	set_answer(f, PREDICATE_AUTH_RESEARCH, a->research);
	set_answer(f, PREDICATE_AUTH_PLAIN_LANGUAGE, a->plain_language);
	set_answer(f, PREDICATE_AUTH_UNUSED_BOX, a->unused_psychotherapy_box);
	fill_revocation(f, a);
}

void
answers_add_document(
    struct buf *key, const struct law *l, const struct question *q)
{
	struct answers a;
	struct filling f = {&a, l, q};
	const struct slot_value *v;
	uint64_t known = 0;
	size_t i;

	memset(a.values, 0, PREDICATE_COUNT * sizeof(a.values[0]));
	a.today = q->today;
	fill_authorization(&f, &q->authorization);
	_Static_assert(PREDICATE_COUNT <= 64, "a bit a slot");
	for (i = PREDICATE_AUTH_PRESENT; i < PREDICATE_COUNT; i++)
		known |= (uint64_t)a.values[i].known << i;
	buf_add(key, &known, sizeof(known));
	for (i = PREDICATE_AUTH_PRESENT; i < PREDICATE_COUNT; i++) {
		v = &a.values[i];
		if (!v->known)
			continue;
		if (l->vocabulary.slots[i].type == SLOT_WORD ||
		    l->vocabulary.slots[i].type == SLOT_WORDS)
			buf_add(key, &v->words, sizeof(v->words));
		else
			buf_add(key, &v->number, sizeof(v->number));
	}
}

static void
fill_restriction(struct filling *f, const struct restriction *r)
{
	static const char *const types[] = {
	    [RESTRICTION_ABSENT] = "",
	    [RESTRICTION_SELF_PAY] = "self_pay",
	    [RESTRICTION_AGREED] = "agreed",
	    [RESTRICTION_REQUESTED_NOT_AGREED] = "requested_not_agreed",
	};

	if (!r->present)
		return;
	set_word(f, PREDICATE_RESTRICTION_TYPE, span_of(types[r->type]));
	set_flag(f, PREDICATE_RESTRICTION_BINDS,
	    restriction_binds(r, f->q->note.created));
	set_answer(f, PREDICATE_RESTRICTION_PAID, r->paid_in_full);
	set_answer(f, PREDICATE_RESTRICTION_FILED, r->patient_filed_claim);
	set_answer(f, PREDICATE_RESTRICTION_BUNDLED, r->bundled_partial);
}

int
assertion_value(
    const struct slot *s, const struct assertion *one, struct slot_value *out)
{
	date_days day;

	*out = (struct slot_value){.known = true, .number = one->number};
	switch (s->type) {
	case SLOT_BOOLEAN:
		/* 1 and 0 are the same as true and false. */
		return one->kind == ASSERTION_TRUE ||
			       one->kind == ASSERTION_FALSE ||
			       (one->kind == ASSERTION_NUMBER &&
				   (one->number == 0 || one->number == 1))
			   ? 0
			   : -1;
	case SLOT_NUMBER:
		return one->kind == ASSERTION_NUMBER ? 0 : -1;
	case SLOT_WORD:
	case SLOT_WORDS:
		if (one->kind != ASSERTION_TEXT)
			return -1;
		out->known = one->text.len > 0;
		out->words = out->known ? slot_word(s, one->text) : 0;
		return 0;
	case SLOT_DATE:
		if (one->kind != ASSERTION_TEXT)
			return -1;
		out->known = one->text.len > 0;
		if (!out->known)
			return 0;
		day = date_parse(one->text.bytes, one->text.len);
		out->number = day;
		return day == DATE_NONE ? -1 : 0;
	}
	return -1;
}

/* Whatever is said of what is implied, in whatever order. */
static void
fill_implied(struct filling *f)
{
	const struct vocabulary *v = &f->law->vocabulary;
	size_t i;

	for (i = PREDICATE_COUNT; i < v->count; i++)
		if (f->a->values[i].known && v->slots[i].implies != NULL)
			f->a->values[v->slots[i].implies - v->slots] =
			    (struct slot_value){true, 1, 0};
}

static void
fill_assertions(struct filling *f)
{
	const struct vocabulary *v = &f->law->vocabulary;
	const struct assertion *one;
	struct slot_value value;
	const struct slot *s;
	size_t i, n;

	for (i = 0; i < f->q->assertion_count; i++) {
		one = &f->q->assertions[i];
		s = vocabulary_find_in(v, one->group, one->name);
		n = s == NULL ? 0 : (size_t)(s - v->slots);
		/* What is computed, or the state's own, cannot be asserted. */
		if (s == NULL || n < PREDICATE_COUNT ||
		    assertion_value(s, one, &value) == -1) {
			f->a->strange = one;
			continue;
		}
		if ((value.words & SLOT_OTHER) != 0)
			f->a->strange = one;
		f->a->values[n] = value;
	}
	fill_implied(f);
}

static void
fill_state(struct filling *f)
{
	struct answers *a = f->a;
	size_t i;

	if (f->q->federal)
		return;
	a->state = law_state(f->law, f->q->state);
	set_flag(f, PREDICATE_STATE_MODELLED,
	    a->state != NULL && a->state->modelled);
	set_flag(f, PREDICATE_STATE_ATTESTED,
	    a->state != NULL && a->state->attested.bytes != NULL);
	if (a->state == NULL)
		return;
	for (i = PREDICATE_COUNT; i < f->law->vocabulary.count; i++)
		if ((a->state->traits[i / 64] >> i % 64 & 1) != 0)
			a->values[i] = (struct slot_value){true, 1, 0};
}

static void
fill_codes(struct filling *f, unsigned whose, enum predicate valid)
{
	const struct law *l = f->law;
	struct answers *a = f->a;
	const struct code *c;
	size_t i;

	for (i = 0; i < l->code_count; i++) {
		c = &l->codes[i];
		if (c->whose != whose ||
		    condition_holds(&c->when, a->values, a->today) == NULL ||
		    condition_holds(&c->unless, a->values, a->today) != NULL)
			continue;
		a->codes[i / 64] |= (uint64_t)1 << i % 64;
		if (c->review)
			a->doubtful[whose] = true;
		else
			a->defective[whose] = true;
	}
	set_flag(f, valid, !a->defective[whose]);
}

void
answers_fill(struct answers *a, const struct law *l, const struct question *q)
{
	static const char *const statuses[] = {
	    [ANSWER_UNKNOWN] = "unknown",
	    [ANSWER_NO] = "no",
	    [ANSWER_YES] = "yes",
	};
	struct filling f = {a, l, q};
	const struct slot *consent;

	memset(a->values, 0, l->vocabulary.count * sizeof(a->values[0]));
	memset(a->codes, 0, sizeof(a->codes));
	memset(a->defective, 0, sizeof(a->defective));
	memset(a->doubtful, 0, sizeof(a->doubtful));
	a->strange = NULL;
	a->state = NULL;
	a->today = q->today;
	set_word(&f, PREDICATE_PURPOSE, q->purpose);
	set_word(&f, PREDICATE_REQUESTER_TYPE, q->requester.type);
	set_answer(&f, PREDICATE_REQUESTER_VERIFIED, q->requester.verified);
	set_word(
	    &f, PREDICATE_NOTE_CLASS, span_of(content_name(q->note.content)));
	set_answer(&f, PREDICATE_NOTE_IN_SCOPE, q->note.in_audit_scope);
	if (q->part2)
		set_word(&f, PREDICATE_PART2_STATUS,
		    span_of(statuses[q->part2_status]));
	fill_restriction(&f, &q->restriction);
	fill_authorization(&f, &q->authorization);
	fill_state(&f);
	fill_assertions(&f);
	if (q->authorization.present)
		fill_codes(&f, CODES_AUTHORIZATION, PREDICATE_AUTH_VALID);
	consent = vocabulary_find(&l->vocabulary, span_of("part2.consent"));
	if (consent != NULL && a->values[consent - l->vocabulary.slots].known)
		fill_codes(&f, CODES_PART2, PREDICATE_PART2_CONSENT_VALID);
}
