/* Conditions of a row: alternatives, each a conjunction of tests.
 *
 *	"when": {"facts.genetic": true}
 *	"when": [{"process.type": "court_order"}, {"process.type": "warrant"}]
 *
 * true: said to be so; false: not said to be so (said not to be, or not said
 * at all); a word or an array: one of them.  Else an object: {"known": false}
 * said not to be so; {"present": true}; {"has": [words]}; {"lacks": [words]};
 * {"beyond": [words]} has one that is none of them; {"over": n};
 * {"at_most": n}; {"day": ["past", "today", "future"]}, in the practice's zone;
 * {"not_past": true}, also where no date is given;
 * {"within_days_of": {path: n}} and {"within_years_of": {path: n}}, at most so
 * long after the date that stands there. */
#ifndef LAW_CONDITION_H
#define LAW_CONDITION_H

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/date.h"
#include "base/error.h"
#include "law/vocabulary.h"

enum test_kind {
	TEST_TRUE,
	TEST_NOT_TRUE,
	TEST_FALSE, /* known to be false */
	TEST_NOT_FALSE,
	TEST_PRESENT,
	TEST_ABSENT,
	TEST_HAS,
	TEST_LACKS,
	TEST_BEYOND,
	TEST_OVER,
	TEST_AT_MOST,
	TEST_DAY,
	TEST_NOT_PAST, /* a day to come, today, or none given */
	TEST_WITHIN_DAYS,
	TEST_WITHIN_YEARS,
};

struct test {
	uint16_t slot;
	uint16_t other; /* the date that a span of time begins at */
	enum test_kind kind;
	double number;
	uint64_t words; /* or bits 1 << day: past 0, today 1, future 2 */
};

struct conjunction {
	const struct test *tests;
	size_t count;
};

struct condition {
	const struct conjunction *any; /* none: always, or never (`unless`) */
	size_t count;
};

/* NULL reads as no alternative at all. */
int condition_read(struct condition *c, const json_t *json,
    const struct vocabulary *v, struct arena *arena, struct error *e);

bool test_holds(
    const struct test *t, const struct slot_value *values, date_days today);
/* NULL: none of them holds. */
const struct conjunction *condition_holds(const struct condition *c,
    const struct slot_value *values, date_days today);

/* Whether no question at all can meet the tests of C. */
bool conjunction_contradicts(const struct conjunction *c);
/* Whether C holds wherever WIDER... does: all tests of WIDER are among C's. */
bool conjunction_implies(
    const struct conjunction *c, const struct conjunction *wider);

/* A test as a person reads it: "facts.genetic is true". */
void test_describe(
    const struct test *t, const struct vocabulary *v, char *out, size_t room);

#endif
