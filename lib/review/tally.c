#include "review/tally.h"

const char *
fate_name(enum fate f)
{
	switch (f) {
	case FATE_GOES:
		return "goes";
	case FATE_REVIEW:
		return "review";
	case FATE_STAYS:
	case FATE_COUNT:
		break;
	}
	return "stays";
}

static bool
filter_passes(
    const struct law *l, const struct ruling *r, const struct passage *p)
{
	const struct field_filter *f;
	bool process =
	    p->scope == SCOPE_PSYCHOTHERAPY || p->scope == SCOPE_EXCLUDED_ITEMS;
	label_set bit = (label_set)1 << p->label;

	if (r->field_filter.bytes == NULL)
		return true;
	f = law_field_filter(l, r->field_filter);
	return f != NULL && (f->labels & bit) != 0 &&
	       (f->on_request & bit) == 0 &&
	       !(process && (f->chart_only & bit) != 0);
}

enum fate
passage_fate(const struct law *l, const struct decision *d, bool redacted,
    const struct passage *p)
{
	const struct ruling *r;

	if (redacted)
		return FATE_GOES;
	r = d->present ? decision_ruling(d, p) : NULL;
	if (r == NULL)
		return FATE_STAYS;
	if (r->outcome == OUTCOME_NEEDS_REVIEW)
		return FATE_REVIEW;
	return outcome_permits(r->outcome) && filter_passes(l, r, p)
		   ? FATE_GOES
		   : FATE_STAYS;
}

bool
passage_releasable(const struct decision *d, const struct passage *p)
{
	const struct ruling *r = d->present ? decision_ruling(d, p) : NULL;

	return r != NULL && r->outcome >= OUTCOME_NEEDS_REVIEW;
}

void
tally_passage(struct tally *t, const struct passage *p, enum fate f)
{
	t->passages[p->label][f]++;
	t->points[p->label][f] += p->place.end - p->place.start;
}

size_t
tally_label(const struct tally *t, enum label l)
{
	size_t all = 0;
	int f;

	for (f = 0; f < FATE_COUNT; f++)
		all += t->points[l][f];
	return all;
}
