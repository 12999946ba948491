/* What a question says, as a value a slot. */
#ifndef LAW_ANSWERS_H
#define LAW_ANSWERS_H

#include <stdbool.h>
#include <stdint.h>

#include "base/buf.h"
#include "law/rule.h"
#include "note/question.h"

struct answers {
	struct slot_value values[SLOT_MAX];
	date_days today; /* the local day of as_of */
	/* An assertion that no rule knows or whose value none can read: what
	 * it would have said is not known, so nothing is permitted. */
	const struct assertion *strange;
	uint64_t codes[(CODE_MAX + 63) / 64]; /* of l->codes, that apply */
	bool defective[3];		      /* by CODES_… */
	bool doubtful[3];
	const struct state *state; /* NULL: none that is known */
};

void answers_fill(
    struct answers *a, const struct law *l, const struct question *q);

/* All that Q's authorization says to the rules, its consents of a state or
 * under Part 2 apart, as bytes: of equal bytes the same follows. */
void answers_add_document(
    struct buf *key, const struct law *l, const struct question *q);

/* The words of one assertion, typed; -1: its type is not the slot's. */
int assertion_value(
    const struct slot *s, const struct assertion *one, struct slot_value *out);

#endif
