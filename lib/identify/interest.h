/* Which tokens the searches of this room look at, noted once when they are
 * made: most words say nothing to any of them. */
#ifndef IDENTIFY_INTEREST_H
#define IDENTIFY_INTEREST_H

#include "base/load.h"
#include "identify/search.h"

/* Words that announce an identifier, and those of dates. */
#define INTEREST_SPOKEN                                                        \
	(LIST_BIT(LIST_CUES) | LIST_BIT(LIST_MONTHS) |                         \
	    LIST_BIT(LIST_MONTHS_SPANISH) | LIST_BIT(LIST_WEEKDAYS) |          \
	    LIST_BIT(LIST_WEEKDAYS_SHORT))
/* Words that a pattern of patterns.tsv begins with or has behind its start. */
#define INTEREST_PATTERNS                                                      \
	(LIST_BIT(LIST_PATTERN_WORDS) | LIST_BIT(LIST_PATTERN_PARTS) |         \
	    LIST_BIT(LIST_ONLY) | LIST_BIT(LIST_DOMAINS) |                     \
	    LIST_BIT(LIST_MONTHS) | LIST_BIT(LIST_WEEKDAYS))
/* Words without a capital that a place stands behind. */
#define INTEREST_STREETS                                                       \
	(LIST_BIT(LIST_STREET_FIRST) | LIST_BIT(LIST_BEFORE_WORKPLACE))

/* Before most words stand blanks, a full stop or a comma. */
static inline bool
has_marks(const struct token *t)
{
	return t->gap == GAP_OTHER || t->gap == GAP_HYPHEN;
}

/* The searches that may want T, as bits of enum interest: by its shape, what
 * stands before it, its flags and lists, and what the record knows.  One too
 * many costs a look; one too few would lose an identifier. */
static inline unsigned
interests_of(const struct search *s, const struct token *t)
{
	static const unsigned char by_shape[] = {
	    [TOKEN_CAPITAL] = IN_NAMES | IN_PLACES,
	    [TOKEN_UPPER] = IN_NAMES | IN_PLACES,
	    [TOKEN_INITIAL] = IN_NAMES | IN_PLACES | IN_KNOWN,
	    [TOKEN_NUMBER] = IN_PLACES | IN_FORMS,
	};
	unsigned set = by_shape[t->shape];

	if (has_marks(t) || t->digits)
		set |= IN_FORMS;
	if ((t->flags & (LEXICON_TITLE | LEXICON_RELATION | LEXICON_PATIENT)) !=
	    0)
		set |= IN_NAMES;
	if ((s->name_bits >> (t->hash & 63) & 1) != 0)
		set |= IN_KNOWN;
	if (t->apostrophe || t->possessive ||
	    s->string_starts[(unsigned char)s->text[t->start]])
		set |= IN_STRINGS;
	if ((t->lists &
		(INTEREST_SPOKEN | INTEREST_PATTERNS | INTEREST_STREETS)) == 0)
		return set;
	if ((t->lists & INTEREST_SPOKEN) != 0)
		set |= IN_WORDS;
	if ((t->lists & INTEREST_PATTERNS) != 0)
		set |= IN_FORMS;
	if ((t->lists & INTEREST_STREETS) != 0)
		set |= IN_PLACES;
	return set;
}

/* The first token from I on that the search WHICH looks at, or how many there
 * are.  Eight are asked at a time. */
static inline size_t
interest_next(const struct search *s, enum interest which, size_t i)
{
	uint64_t set;

	for (; i < s->token_count; i += 8) {
		set = load8(s->interests + i) & (~UINT64_C(0) / 255 * which);
		if (set != 0)
			return i + (size_t)__builtin_ctzll(set) / 8;
	}
	return s->token_count;
}

#endif
