#include "classify/split.h"

#include <string.h>

#ifdef __SSE2__
#include <emmintrin.h>
#endif

#define RUN_ON 160 /* bytes: shorter ones are read as they are */
#define LABEL 32   /* bytes of a label before text */
#define CLAUSES 40 /* bytes: shorter ones have one clause */
#define EDGE 3	   /* words */
#define CONVERSATION (LABEL_CONVERSATION - 1)
/* In logits / 256 before a passage's length scales them: */
#define CHANGE 700 /* what a change of label costs */
#define CLAUSE 780 /* by how much each side of a cut must speak for itself */

/* The same in weights of a model whose weights are worth UNIT. */
static int32_t
in_weights(int32_t logits, uint32_t unit)
{
	if (unit == 0) /* such weights say nothing */
		return INT32_MAX / 2;
	return (int32_t)((int64_t)logits * 65536 / unit);
}

/* Where the text, which is long, begins behind a label that it is glued to:
 * "Subjective: pt states he". */
static size_t
behind_label(struct span text)
{
	size_t at = 0;

	while (at < LABEL &&
	       ((text.bytes[at] | 0x20) >= 'a' || text.bytes[at] == ' '))
		at++;
	return at > 0 && text.bytes[at] == ':' && text.bytes[at + 1] == ' '
		   ? at + 2
		   : 0;
}

static bool
is_stop(char c)
{
	return c == '.' || c == '!' || c == '?' || c == ';';
}

bool
split_runs_on(struct span text)
{
	size_t begin, i;

	if (text.len < RUN_ON)
		return false;
	/* Who takes care of capitals and commas writes sentences. */
	begin = behind_label(text);
	if (text.bytes[begin] >= 'A' && text.bytes[begin] <= 'Z' &&
	    memchr(text.bytes, ',', text.len) != NULL)
		return false;
	if (memchr(text.bytes, '\n', text.len - 1) != NULL)
		return false;
	for (i = 1; i < text.len; i++)
		if (text.bytes[i] == ' ' && is_stop(text.bytes[i - 1]))
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
split_find(const struct split_word *words, size_t count, uint32_t unit,
    size_t cuts[static SPLIT_WORDS])
{
	int32_t change_cost = in_weights(CHANGE, unit);
	unsigned char from[SPLIT_WORDS][MODEL_LABELS];
	int32_t sums[MODEL_LABELS] = {0}, changed;
	size_t i, n = 0;
	int k, best;

	for (i = 0; i < count; i++) {
		best = best_of(sums);
		changed = sums[best] - change_cost;
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

/* Bytes of the one of LIST that stands at AT as a word, or 0. */
static size_t
word_at(struct span text, size_t at, const char *const *list)
{
	size_t len, i;

	for (; *list != NULL; list++) {
		if (at >= text.len || (text.bytes[at] | 0x20) != **list)
			continue;
		len = strlen(*list);
		if (at + len >= text.len || text.bytes[at + len] != ' ')
			continue;
		for (i = 0; i < len; i++)
			if ((text.bytes[at + i] | 0x20) != (*list)[i])
				break;
		if (i == len)
			return len;
	}
	return 0;
}

/* Whether the character that ends at END, which is behind the text's second
 * byte, ends a clause whatever follows: ';' or a dash. */
static bool
clause_ends(const char *t, size_t end)
{
	if (t[end - 1] == ';')
		return true;
	if (t[end - 1] == '-')
		return t[end - 2] == ' ' || t[end - 2] == '-';
	return end > 2 && memcmp(t + end - 3, "\xe2\x80", 2) == 0 &&
	       (t[end - 1] == '\x93' || t[end - 1] == '\x94');
}

/* Whether a clause of its own begins at AT, behind a space: behind ';' or a
 * dash; behind ',' with a subject; with `and then`. */
static bool
clause_begins(struct span text, size_t at)
{
	static const char *const joints[] = {
	    "and", "but", "so", "where", "while", NULL};
	static const char *const subjects[] = {"client", "cl", "clt", "he", "i",
	    "patient", "pt", "she", "then", "they", "we", NULL};
	static const char *const and_then[] = {"and then", NULL};
	size_t end = at, joint;

	while (end > 0 && text.bytes[end - 1] == ' ')
		end--;
	if (end < 2)
		return false;
	if (clause_ends(text.bytes, end))
		return true;
	if (text.bytes[end - 1] != ',')
		return word_at(text, at, and_then) > 0;
	joint = word_at(text, at, joints);
	return word_at(text, joint > 0 ? at + joint + 1 : at, subjects) > 0;
}

/* What ends a clause, or may be its last byte. */
static inline bool
may_end(char c)
{
	return c == ',' || c == ';' || c == '-' || c == ' ' || c == '\x93' ||
	       c == '\x94';
}

/* False where clause_begins is, at a glance: behind other marks nothing begins
 * a clause but `and`. */
static inline bool
may_begin(const char *at)
{
	return at[-1] == ' ' && (may_end(at[-2]) || (at[0] | 0x20) == 'a');
}

bool
split_clause_begins(struct span text, size_t at)
{
	return at > 1 && may_begin(text.bytes + at) && clause_begins(text, at);
}

#ifdef __SSE2__
static inline __m128i
sixteen_at(const char *at)
{
	return _mm_loadu_si128((const __m128i *)(const void *)at);
}

/* may_begin at AT and at the fifteen bytes behind: a bit each. */
static inline unsigned
sixteen_may_begin(const char *at)
{
	__m128i space = _mm_set1_epi8(' '), end = sixteen_at(at - 2);
	__m128i a = _mm_cmpeq_epi8(
	    _mm_or_si128(sixteen_at(at), space), _mm_set1_epi8('a'));
	__m128i mark =
	    _mm_or_si128(_mm_or_si128(_mm_cmpeq_epi8(end, _mm_set1_epi8(',')),
			     _mm_cmpeq_epi8(end, _mm_set1_epi8(';'))),
		_mm_or_si128(_mm_cmpeq_epi8(end, _mm_set1_epi8('-')),
		    _mm_cmpeq_epi8(end, space)));
	__m128i dash = _mm_or_si128(_mm_cmpeq_epi8(end, _mm_set1_epi8('\x93')),
	    _mm_cmpeq_epi8(end, _mm_set1_epi8('\x94')));

	return (unsigned)_mm_movemask_epi8(
	    _mm_and_si128(_mm_cmpeq_epi8(sixteen_at(at - 1), space),
		_mm_or_si128(a, _mm_or_si128(mark, dash))));
}
#endif

bool
split_has_clauses(struct span text)
{
	size_t i = 2;

	if (text.len < CLAUSES)
		return false;
#ifdef __SSE2__
	for (; i + 16 <= text.len; i += 16) {
		unsigned may = sixteen_may_begin(text.bytes + i);

		for (; may != 0; may &= may - 1)
			if (clause_begins(text, i + (size_t)__builtin_ctz(may)))
				return true;
	}
#endif
	for (; i < text.len; i++)
		if (split_clause_begins(text, i))
			return true;
	return false;
}

/* Whether [START, END) closes all quotations and brackets it opens. */
static bool
is_balanced(struct span text, size_t start, size_t end)
{
	int open = 0;
	bool quoted = false;

	for (; start < end; start++) {
		char c = text.bytes[start];

		if (c == '"')
			quoted = !quoted;
		else if (c == '\xe2' && end - start > 2 &&
			 text.bytes[start + 1] == '\x80')
			quoted = text.bytes[start + 2] == '\x9c'   ? true
				 : text.bytes[start + 2] == '\x9d' ? false
								   : quoted;
		else
			open += (c == '(') - (c == ')');
	}
	return open == 0 && !quoted;
}

/* Whether words of BEFORE and BEHIND are of two kinds, one of them
 * conversation, and each CLEAR. */
static bool
kinds_differ(const int32_t *before, const int32_t *behind, int32_t clear)
{
	int a = best_of(before), b = best_of(behind);

	return (a == CONVERSATION) != (b == CONVERSATION) &&
	       before[a] - before[b] > clear && behind[b] - behind[a] > clear;
}

size_t
split_clauses(struct span text, const struct split_clause *clauses,
    size_t count, uint32_t unit, size_t cuts[static SPLIT_WORDS])
{
	int32_t clear = in_weights(CLAUSE, unit);
	int32_t before[MODEL_LABELS] = {0}, behind[MODEL_LABELS] = {0};
	int32_t words_before = 0, words_behind = 0;
	size_t i, n = 0, from = 0;
	int k;

	for (i = 0; i < count; i++) {
		words_behind += clauses[i].words;
		for (k = 0; k < MODEL_LABELS; k++)
			behind[k] += clauses[i].weights[k];
	}
	for (i = 0; i < count; i++) {
		const struct split_clause *c = &clauses[i];

		if (i > 0 && words_before >= EDGE && words_behind >= EDGE &&
		    kinds_differ(before, behind, clear) &&
		    is_balanced(text, from, c->start)) {
			cuts[n++] = from = c->start;
			words_before = 0;
			memset(before, 0, sizeof(before));
		}
		words_before += c->words;
		words_behind -= c->words;
		for (k = 0; k < MODEL_LABELS; k++) {
			before[k] += c->weights[k];
			behind[k] -= c->weights[k];
		}
	}
	return n;
}
