#include "classify/cut.h"

#include <string.h>

/* What the words of TEXT weigh, SPLIT_WORDS of them at most; how many. */
static size_t
words_weigh(struct memory *m, struct span text, struct split_word *words)
{
	struct found_word found[MEMORY_BATCH];
	size_t at = 0, count = 0, begin, end;

	while (
	    count < SPLIT_WORDS && (end = memory_read(m, text, &at, found)) > 0)
		for (begin = 0; begin < end && count < SPLIT_WORDS; begin++) {
			const struct memory_word *word = found[begin].word;

			if (word->view.type >= TYPE_MARK)
				continue;
			words[count].start = found[begin].start;
			memcpy(words[count++].weights, word->weights,
			    sizeof(words->weights));
		}
	return count;
}

/* Adds COUNT words of TEXT to the last clause, C, and what begins behind it;
 * returns the last one.  *LEFT is how many words are still to be looked at. */
static struct split_clause *
clauses_add(struct split_clause *c, struct span text,
    const struct found_word *found, size_t count, size_t *left)
{
	size_t i;
	int k;

	for (i = 0; i<count && * left> 0; i++) {
		const struct memory_word *word = found[i].word;

		if (word->view.type >= TYPE_MARK)
			continue;
		if (c->words > 0 && split_clause_begins(text, found[i].start))
			*++c = (struct split_clause){.start = found[i].start};
		for (k = 0; k < MODEL_LABELS; k++)
			c->weights[k] += word->weights[k];
		c->words++;
		(*left)--;
	}
	return c;
}

/* What the clauses of a passage weigh whose first words were met, SPLIT_WORDS
 * words of it at most; how many clauses. */
static size_t
clauses_weigh(const struct totals *t, struct split_clause *clauses)
{
	struct found_word more[MEMORY_BATCH];
	struct split_clause *c = clauses;
	size_t at = t->at, left = SPLIT_WORDS, count;

	*c = (struct split_clause){0};
	c = clauses_add(c, t->text, t->words, t->found, &left);
	while (left > 0 &&
	       (count = memory_read(t->pass->memory, t->text, &at, more)) > 0)
		c = clauses_add(c, t->text, more, count, &left);
	return (size_t)(c - clauses) + 1;
}

/* Where the run-on is cut; how many cuts. */
static size_t
run_on_cuts(const struct totals *t, size_t *cuts)
{
	struct split_word words[SPLIT_WORDS];
	size_t count = words_weigh(t->pass->memory, t->text, words), n, i;

	n = split_find(words, count, t->pass->model->head.unit, cuts);
	for (i = 0; i < n; i++)
		cuts[i] = words[cuts[i]].start;
	return n;
}

static size_t
clause_cuts(const struct totals *t, size_t *cuts)
{
	struct split_clause clauses[SPLIT_WORDS];
	size_t count = clauses_weigh(t, clauses);

	return split_clauses(
	    t->text, clauses, count, t->pass->model->head.unit, cuts);
}

bool
cut_may_be(const struct totals *t)
{
	return split_runs_on(t->text) || split_has_clauses(t->text);
}

size_t
cut_find(const struct totals *t, size_t cuts[static SPLIT_WORDS])
{
	return split_runs_on(t->text) ? run_on_cuts(t, cuts)
				      : clause_cuts(t, cuts);
}
