#include "classify/split.h"

#include <string.h>

#define RUN_ON 240 /* bytes: shorter ones are read as they are */
#define EDGE 3	   /* words */
#define CONVERSATION (LABEL_CONVERSATION - 1)
#define CHANGE 1800 /* what a change of label costs, in weights times worth */

bool
split_runs_on(struct span text)
{
	size_t i;

	if (text.len < RUN_ON || (text.bytes[0] >= 'A' && text.bytes[0] <= 'Z'))
		return false;
	for (i = 0; i + 1 < text.len; i++)
		if (memchr(".!?;\n", text.bytes[i], 5) != NULL &&
		    (text.bytes[i + 1] == ' ' || text.bytes[i] == '\n'))
			return false;
	return true;
}

static int
best_of(const int32_t *sums)
{
	int k, best = 0;

	for (k = 1; k < MODEL_LABELS; k++)
		if (sums[k] > sums[best])
			best = k;
	return best;
}

/* Where label BEFORE gives way to BEHIND at word I: a few words nearer to what
 * is not conversation, for its ends are not seen to the word. */
static size_t
cut_at(size_t i, int before, int behind, size_t count)
{
	if (before == CONVERSATION)
		i += EDGE;
	if (behind == CONVERSATION)
		i = i > EDGE ? i - EDGE : 0;
	return i < count ? i : count;
}

/* The cuts in order; of those that crossed or met, one. */
static size_t
cuts_order(size_t *cuts, size_t n, size_t count)
{
	size_t i, kept = 0, last = 0;

	for (i = 0; i < n / 2; i++) {
		size_t keep = cuts[i];

		cuts[i] = cuts[n - 1 - i];
		cuts[n - 1 - i] = keep;
	}
	for (i = 0; i < n; i++)
		if (cuts[i] > last && cuts[i] < count)
			last = cuts[kept++] = cuts[i];
	return kept;
}

size_t
split_find(const struct split_word *words, size_t count,
    size_t cuts[static SPLIT_WORDS])
{
	unsigned char from[SPLIT_WORDS][MODEL_LABELS];
	int32_t sums[MODEL_LABELS] = {0}, changed;
	size_t i, n = 0;
	int k, best;

	for (i = 0; i < count; i++) {
		best = best_of(sums);
		changed = sums[best] - CHANGE;
		for (k = 0; k < MODEL_LABELS; k++) {
			bool change = changed > sums[k];

			from[i][k] = (unsigned char)(change ? best : k);
			sums[k] =
			    (change ? changed : sums[k]) + words[i].weights[k];
		}
	}
	for (i = count, best = best_of(sums); i > 1; i--) {
		int before = from[i - 1][best];

		if (before != best)
			cuts[n++] = cut_at(i - 1, before, best, count);
		best = before;
	}
	return cuts_order(cuts, n, count);
}
