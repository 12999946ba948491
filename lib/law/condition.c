#include "law/condition.h"

#include <stdio.h>
#include <string.h>

#define SPAN_MOST 1000000 /* days or years that a rule may reckon with */

/* What is read, for messages. */
struct place {
	const struct slot *slot;
	const struct vocabulary *vocabulary;
	struct error *e;
};

static int
fail(const struct place *p, const char *what)
{
	return error_set(p->e, "%s: %s", p->slot->path, what);
}

static int
read_words(const struct place *p, const json_t *json, uint64_t *words)
{
	const char *word;
	uint64_t bit;
	size_t i, n = json_is_array(json) ? json_array_size(json) : 1;

	if (p->slot->type != SLOT_WORD && p->slot->type != SLOT_WORDS)
		return fail(p, "it has no words");
	if (n == 0)
		return fail(p, "no word");
	*words = 0;
	for (i = 0; i < n; i++) {
		word = json_string_value(
		    json_is_array(json) ? json_array_get(json, i) : json);
		if (word == NULL)
			return fail(p, "not a word");
		bit = slot_word(p->slot, span_of(word));
		if (bit == SLOT_OTHER)
			return fail(
			    p, "a word that the vocabulary does not have");
		*words |= bit;
	}
	return 0;
}

static int
read_number(const struct place *p, const json_t *json, double *number)
{
	if (p->slot->type != SLOT_NUMBER)
		return fail(p, "not a number");
	if (!json_is_number(json))
		return fail(p, "compared with what is not a number");
	*number = json_number_value(json);
	return 0;
}

static int
read_days(const struct place *p, const json_t *json, uint64_t *days)
{
	static const char *const words[] = {"past", "today", "future"};
	const char *word;
	size_t i, k;

	if (p->slot->type != SLOT_DATE)
		return fail(p, "not a date");
	if (!json_is_array(json) || json_array_size(json) == 0)
		return fail(p, "day: not an array of words");
	*days = 0;
	for (i = 0; i < json_array_size(json); i++) {
		word = json_string_value(json_array_get(json, i));
		for (k = 0; k < 3; k++)
			if (word != NULL && strcmp(word, words[k]) == 0)
				break;
		if (k == 3)
			return fail(p, "day: neither past, today nor future");
		*days |= (uint64_t)1 << k;
	}
	return 0;
}

static int
read_span_of_time(const struct place *p, const json_t *json, struct test *t)
{
	void *at = json_object_iter((json_t *)(uintptr_t)json);
	const struct slot *other;

	if (p->slot->type != SLOT_DATE)
		return fail(p, "not a date");
	if (at == NULL || json_object_size(json) != 1 ||
	    !json_is_integer(json_object_iter_value(at)))
		return fail(p, "not {path: whole number}");
	t->number = json_number_value(json_object_iter_value(at));
	if (t->number < 0 || t->number > SPAN_MOST)
		return fail(p, "a span of time that no calendar has");
	other =
	    vocabulary_find(p->vocabulary, span_of(json_object_iter_key(at)));
	if (other == NULL || other->type != SLOT_DATE)
		return fail(p, "reckoned from what is not a date");
	t->other = (uint16_t)(other - p->vocabulary->slots);
	return 0;
}

static int
read_comparison(
    const struct place *p, const char *name, const json_t *json, struct test *t)
{
	static const struct {
		const char *name;
		enum test_kind kind;
	} names[] = {
	    {"known", TEST_FALSE},
	    {"not_denied", TEST_NOT_FALSE},
	    {"not_past", TEST_NOT_PAST},
	    {"present", TEST_PRESENT},
	    {"has", TEST_HAS},
	    {"lacks", TEST_LACKS},
	    {"beyond", TEST_BEYOND},
	    {"over", TEST_OVER},
	    {"at_most", TEST_AT_MOST},
	    {"day", TEST_DAY},
	    {"within_days_of", TEST_WITHIN_DAYS},
	    {"within_years_of", TEST_WITHIN_YEARS},
	};
	size_t i;

	for (i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (strcmp(names[i].name, name) == 0)
			break;
	if (i == sizeof(names) / sizeof(names[0]))
		return fail(p, "a comparison that is not known");
	t->kind = names[i].kind;
	switch (t->kind) {
	case TEST_FALSE:
		if (p->slot->type != SLOT_BOOLEAN || !json_is_boolean(json))
			return fail(p, "known: neither true nor false");
		if (json_is_true(json))
			t->kind = TEST_TRUE;
		return 0;
	case TEST_NOT_FALSE:
		if (p->slot->type != SLOT_BOOLEAN || !json_is_true(json))
			return fail(p, "not_denied: not true");
		return 0;
	case TEST_NOT_PAST:
		if (p->slot->type != SLOT_DATE || !json_is_true(json))
			return fail(p, "not_past: not true, or not a date");
		return 0;
	case TEST_PRESENT:
		if (!json_is_boolean(json))
			return fail(p, "present: neither true nor false");
		if (json_is_false(json))
			t->kind = TEST_ABSENT;
		return 0;
	case TEST_HAS:
	case TEST_LACKS:
	case TEST_BEYOND:
		return read_words(p, json, &t->words);
	case TEST_OVER:
	case TEST_AT_MOST:
		return read_number(p, json, &t->number);
	case TEST_DAY:
		return read_days(p, json, &t->words);
	case TEST_WITHIN_DAYS:
	case TEST_WITHIN_YEARS:
		return read_span_of_time(p, json, t);
	case TEST_TRUE:
	case TEST_NOT_TRUE:
	case TEST_ABSENT:
		break;
	}
	return fail(p, "a comparison that is not known");
}

/* Writes as many tests as JSON has comparisons; returns how many, or -1. */
static int
read_tests(const struct place *p, const json_t *json, struct test *out)
{
	struct test t = {.slot = (uint16_t)(p->slot - p->vocabulary->slots)};
	void *at;
	int n = 0;

	if (json_is_boolean(json)) {
		if (p->slot->type != SLOT_BOOLEAN)
			return fail(p, "neither true nor false");
		t.kind = json_is_true(json) ? TEST_TRUE : TEST_NOT_TRUE;
		out[n++] = t;
		return n;
	}
	if (!json_is_object(json)) {
		t.kind = TEST_HAS;
		if (read_words(p, json, &t.words) == -1)
			return -1;
		out[n++] = t;
		return n;
	}
	for (at = json_object_iter((json_t *)(uintptr_t)json); at != NULL;
	     at = json_object_iter_next((json_t *)(uintptr_t)json, at)) {
		out[n] = t;
		if (read_comparison(p, json_object_iter_key(at),
			json_object_iter_value(at), &out[n]) == -1)
			return -1;
		n++;
	}
	return n == 0 ? fail(p, "no comparison") : n;
}

static size_t
comparison_count(const json_t *object)
{
	size_t n = 0;
	void *at;

	for (at = json_object_iter((json_t *)(uintptr_t)object); at != NULL;
	     at = json_object_iter_next((json_t *)(uintptr_t)object, at))
		n += json_is_object(json_object_iter_value(at))
			 ? json_object_size(json_object_iter_value(at))
			 : 1;
	return n;
}

static int
read_conjunction(struct conjunction *c, const json_t *json,
    const struct vocabulary *v, struct arena *arena, struct error *e)
{
	struct place p = {NULL, v, e};
	struct test *tests;
	void *at;
	int n;

	if (!json_is_object(json))
		return error_set(e, "neither an object nor an array of them");
	tests = arena_zeroed(arena, comparison_count(json), sizeof(*tests));
	c->tests = tests;
	for (at = json_object_iter((json_t *)(uintptr_t)json); at != NULL;
	     at = json_object_iter_next((json_t *)(uintptr_t)json, at)) {
		p.slot = vocabulary_find(v, span_of(json_object_iter_key(at)));
		if (p.slot == NULL)
			return error_set(
			    e, "a path that the vocabulary does not have");
		n = read_tests(
		    &p, json_object_iter_value(at), tests + c->count);
		if (n == -1)
			return -1;
		c->count += (size_t)n;
	}
	return c->count == 0 ? error_set(e, "no test") : 0;
}

int
condition_read(struct condition *c, const json_t *json,
    const struct vocabulary *v, struct arena *arena, struct error *e)
{
	struct conjunction *any;
	size_t i;

	*c = (struct condition){NULL, 0};
	if (json == NULL)
		return 0;
	c->count = json_is_array(json) ? json_array_size(json) : 1;
	if (c->count == 0)
		return error_set(e, "no alternative");
	any = arena_zeroed(arena, c->count, sizeof(*any));
	c->any = any;
	for (i = 0; i < c->count; i++)
		if (read_conjunction(&any[i],
			json_is_array(json) ? json_array_get(json, i) : json, v,
			arena, e) == -1)
			return -1;
	return 0;
}

static bool
day_holds(uint64_t days, double day, date_days today)
{
	int k = day < today ? 0 : day > today ? 2 : 1;

	return (days >> k & 1) != 0;
}

static bool
within(const struct test *t, double day, const struct slot_value *from)
{
	date_days start = (date_days)from->number;
	date_days last;

	if (!from->known)
		return false;
	last = t->kind == TEST_WITHIN_YEARS
		   ? date_add_years(start, (int)t->number)
		   : start + (date_days)t->number;
	return last != DATE_NONE && day <= last;
}

bool
test_holds(
    const struct test *t, const struct slot_value *values, date_days today)
{
	const struct slot_value *v = &values[t->slot];

	switch (t->kind) {
	case TEST_TRUE:
		return v->known && v->number != 0;
	case TEST_NOT_TRUE:
		return !v->known || v->number == 0;
	case TEST_FALSE:
		return v->known && v->number == 0;
	case TEST_NOT_FALSE:
		return !v->known || v->number != 0;
	case TEST_NOT_PAST:
		return !v->known || v->number >= today;
	case TEST_PRESENT:
		return v->known;
	case TEST_ABSENT:
		return !v->known;
	case TEST_HAS:
		return v->known && (v->words & t->words) != 0;
	case TEST_LACKS:
		return !v->known || (v->words & t->words) == 0;
	case TEST_BEYOND:
		return v->known && (v->words & ~t->words) != 0;
	case TEST_OVER:
		return v->known && v->number > t->number;
	case TEST_AT_MOST:
		return v->known && v->number <= t->number;
	case TEST_DAY:
		return v->known && day_holds(t->words, v->number, today);
	case TEST_WITHIN_DAYS:
	case TEST_WITHIN_YEARS:
		return v->known && within(t, v->number, &values[t->other]);
	}
	return false;
}

const struct conjunction *
condition_holds(
    const struct condition *c, const struct slot_value *values, date_days today)
{
	size_t i, k;

	for (i = 0; i < c->count; i++) {
		for (k = 0; k < c->any[i].count; k++)
			if (!test_holds(&c->any[i].tests[k], values, today))
				break;
		if (k == c->any[i].count)
			return &c->any[i];
	}
	return NULL;
}

/* Whether A and B, of one slot, exclude each other.  Not all pairs that do are
 * found; those that are found do. */
static bool
tests_exclude(const struct test *a, const struct test *b)
{
	if (a->kind > b->kind)
		return tests_exclude(b, a);
	switch (a->kind) {
	case TEST_TRUE:
		return b->kind == TEST_NOT_TRUE || b->kind == TEST_FALSE ||
		       b->kind == TEST_ABSENT;
	case TEST_FALSE:
		return b->kind == TEST_ABSENT || b->kind == TEST_NOT_FALSE;
	case TEST_PRESENT:
		return b->kind == TEST_ABSENT;
	case TEST_ABSENT:
		return b->kind != TEST_ABSENT && b->kind != TEST_LACKS &&
		       b->kind != TEST_NOT_PAST;
	case TEST_HAS:
		return b->kind == TEST_LACKS && (a->words & ~b->words) == 0;
	case TEST_OVER:
		return b->kind == TEST_AT_MOST && b->number <= a->number;
	case TEST_DAY:
		return b->kind == TEST_DAY && (a->words & b->words) == 0;
	case TEST_NOT_TRUE:
	case TEST_NOT_FALSE:
	case TEST_LACKS:
	case TEST_BEYOND:
	case TEST_AT_MOST:
	case TEST_NOT_PAST:
	case TEST_WITHIN_DAYS:
	case TEST_WITHIN_YEARS:
		break;
	}
	return false;
}

bool
conjunction_contradicts(const struct conjunction *c)
{
	size_t i, k;

	for (i = 0; i < c->count; i++)
		for (k = i + 1; k < c->count; k++)
			if (c->tests[i].slot == c->tests[k].slot &&
			    tests_exclude(&c->tests[i], &c->tests[k]))
				return true;
	return false;
}

static bool
test_equal(const struct test *a, const struct test *b)
{
	return a->slot == b->slot && a->other == b->other &&
	       a->kind == b->kind && a->words == b->words &&
	       a->number == b->number;
}

bool
conjunction_implies(
    const struct conjunction *c, const struct conjunction *wider)
{
	size_t i, k;

	for (i = 0; i < wider->count; i++) {
		for (k = 0; k < c->count; k++)
			if (test_equal(&wider->tests[i], &c->tests[k]))
				break;
		if (k == c->count)
			return false;
	}
	return true;
}

static void
describe_words(const struct slot *s, uint64_t words, char *out, size_t room)
{
	size_t i, at = 0;
	int n;

	out[0] = '\0';
	for (i = 0; i < s->word_count && at < room; i++) {
		if ((words >> i & 1) == 0)
			continue;
		n = snprintf(out + at, room - at, "%s%s", at > 0 ? ", " : "",
		    s->words[i]);
		at += n < 0 ? 0 : (size_t)n;
	}
}

void
test_describe(
    const struct test *t, const struct vocabulary *v, char *out, size_t room)
{
	const struct slot *s = &v->slots[t->slot];
	char words[512];

	describe_words(s, t->words, words, sizeof(words));
	switch (t->kind) {
	case TEST_TRUE:
		snprintf(out, room, "%s is true", s->path);
		return;
	case TEST_NOT_TRUE:
		snprintf(out, room, "%s is not said to be true", s->path);
		return;
	case TEST_FALSE:
		snprintf(out, room, "%s is said to be false", s->path);
		return;
	case TEST_NOT_FALSE:
		snprintf(out, room, "%s is not said to be false", s->path);
		return;
	case TEST_NOT_PAST:
		snprintf(out, room, "%s is not past", s->path);
		return;
	case TEST_PRESENT:
		snprintf(out, room, "%s is given", s->path);
		return;
	case TEST_ABSENT:
		snprintf(out, room, "%s is not given", s->path);
		return;
	case TEST_HAS:
		snprintf(out, room, "%s is one of: %s", s->path, words);
		return;
	case TEST_LACKS:
		snprintf(out, room, "%s is none of: %s", s->path, words);
		return;
	case TEST_BEYOND:
		snprintf(out, room, "%s has more than: %s", s->path, words);
		return;
	case TEST_OVER:
		snprintf(out, room, "%s is over %g", s->path, t->number);
		return;
	case TEST_AT_MOST:
		snprintf(out, room, "%s is at most %g", s->path, t->number);
		return;
	case TEST_DAY:
		snprintf(out, room, "%s is%s%s%s", s->path,
		    (t->words & 1) != 0 ? " past" : "",
		    (t->words & 2) != 0 ? " today" : "",
		    (t->words & 4) != 0 ? " to come" : "");
		return;
	case TEST_WITHIN_DAYS:
	case TEST_WITHIN_YEARS:
		snprintf(out, room, "%s is at most %g %s after %s", s->path,
		    t->number, t->kind == TEST_WITHIN_DAYS ? "days" : "years",
		    v->slots[t->other].path);
		return;
	}
}
