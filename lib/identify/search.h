/* What the files of this room share while one text is searched.  Offsets are
 * bytes of the plain text. */
#ifndef IDENTIFY_SEARCH_H
#define IDENTIFY_SEARCH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "base/buf.h"
#include "identify/identifier.h"
#include "identify/identify.h"
#include "identify/kinds.h"
#include "identify/lexicon.h"

enum token_shape {
	TOKEN_LOWER,
	TOKEN_CAPITAL, /* Maria, McKay */
	TOKEN_UPPER,   /* MARIA */
	TOKEN_INITIAL, /* one letter, upper case */
	TOKEN_NUMBER,  /* begins with a digit */
};

/* What stands between a token and the one before it. */
enum token_gap {
	GAP_SPACE,  /* blanks only */
	GAP_HYPHEN, /* one hyphen */
	GAP_DOT,    /* a dot, blanks */
	GAP_COMMA,
	GAP_LINE, /* an end of line, perhaps with other white space */
	GAP_OTHER,
};

/* Words of lists.def: a bit each in a token. */
enum word_list {
#define LIST(name, words) LIST_##name,
#include "identify/lists.def"
#undef LIST
	LIST_COUNT
};

struct token {
	uint32_t start;
	uint32_t end;
	uint64_t hash;	/* of the folded word, 0 for a long or short one */
	uint64_t lists; /* in which of lists.def it is */
	uint16_t flags; /* LEXICON_… */
	uint8_t shape;
	uint8_t gap;
	bool begins;	 /* a sentence, a line or a quotation */
	bool possessive; /* 's stands behind it */
	bool digits;	 /* it has one */
	bool apostrophe; /* stands within it */
};

/* By how it was found: where two overlap the higher rank says the kind. */
enum rank {
	RANK_GUESS,
	RANK_CONTEXT,
	RANK_FORM,
	RANK_CHECKED,
	RANK_KNOWN,
};

struct candidate {
	uint32_t start;
	uint32_t end;
	uint8_t kind;
	uint8_t subject;
	uint8_t rank;
};

/* A word of a known name, folded: where it stands with a capital it is one. */
struct known_word {
	uint64_t hash;
	uint8_t subject;
	bool given;  /* of a given name */
	bool common; /* an English word too: needs a capital */
};

/* A known string without what is neither letter nor digit, folded. */
struct known_string {
	uint32_t at; /* in `letters` */
	uint32_t len;
	uint8_t kind;
	uint8_t subject;
};

struct words;
struct cues;

/* The searches that look at some of the tokens only (interest.h). */
enum interest {
	IN_KNOWN = 1,
	IN_STRINGS = 2,
	IN_WORDS = 4,
	IN_FORMS = 8,
	IN_NAMES = 16,
	IN_PLACES = 32,
};

struct search {
	const char *text; /* plain */
	size_t len;
	struct words *words;
	struct kinds kinds;
	struct token *tokens;
	size_t token_count;
	size_t token_cap;
	unsigned char *interests; /* of each token; behind them eight zeros */
	size_t interest_cap;
	bool careless; /* most sentences begin without a capital */
	struct candidate *candidates;
	size_t candidate_count;
	size_t candidate_cap;
	struct known_word *names;
	size_t name_count;
	size_t name_cap;
	uint64_t name_bits; /* by the lowest six bits of a hash */
	struct known_string *strings;
	size_t string_count;
	size_t string_cap;
	bool string_starts[256]; /* whether one begins so, in either case */
	struct buf letters;
	char initial; /* of the patient's given name; 0: none */
	struct buf folded;
	const struct cues *cues;
};

void search_add(struct search *s, size_t start, size_t end,
    enum identifier_kind kind, enum subject subject, enum rank rank);

/* token.c */
void tokens_make(struct search *s);
/* Whether the token, of as many bytes as WORD, reads it, folded. */
bool token_reads(
    const struct search *s, const struct token *t, const char *word);

/* word.c: what is known of a word by itself, remembered once it was looked up.
 * TEXT is as it stands, LEN at most WORD_MAX; LOWER: it has no capital.  HASH
 * is of the folded word. */
#define WORD_MAX 40 /* longer ones are in no list */
struct word {
	uint64_t key; /* 48 bits of the hash tell words apart; flags */
	uint64_t lists;
};
struct words *words_new(const struct cues *cues);
void words_free(struct words *w);
/* The hash; what is known of the word comes from memory while other things are
 * done. */
uint64_t words_expect(
    struct words *w, const char *text, size_t len, bool lower);
const struct word *words_find(
    struct words *w, const char *text, size_t len, bool lower, uint64_t hash);
/* LEXICON_… */
static inline uint16_t
word_flags(const struct word *w)
{
	return (uint16_t)w->key;
}

/* known.c */
void known_learn(
    struct search *s, const struct note *n, const struct person *more);
void known_find(struct search *s);
/* Whose the name of N tokens from I is, which somebody took for WHOSE: not the
 * patient's by the family name alone (her brother Kwame Okonkwo).  RANK_KNOWN
 * where the record says so. */
enum subject known_subject(const struct search *s, size_t i, size_t n,
    enum subject whose, enum rank *rank);

/* name.c, place.c */
void names_find(struct search *s);
void places_find(struct search *s);

/* pattern.c: what becomes of a match of a pattern, by the pattern's name.
 * Zero: it stands for itself, between bounds of words. */
struct pattern {
	bool anywhere;		   /* not between bounds of words only */
	enum identifier_kind kind; /* where nothing confirms it */
	void (*confirm)(struct search *s, size_t start, size_t end);
};
struct pattern pattern_find(const char *name);
void pattern_confirm(
    struct search *s, const struct pattern *p, size_t start, size_t end);

/* NULL past the last. */
static inline const struct token *
token_at(const struct search *s, size_t i)
{
	return i < s->token_count ? &s->tokens[i] : NULL;
}

/* Whether the token is WORD, folded. */
static inline bool
token_is(const struct search *s, const struct token *t, const char *word)
{
	return t->end - t->start == strlen(word) && token_reads(s, t, word);
}

/* Whether it is one of a list's words. */
#define LIST_BIT(list) (UINT64_C(1) << (list))
static inline bool
token_in(const struct token *t, enum word_list list)
{
	return (t->lists & LIST_BIT(list)) != 0;
}

static inline bool
is_letter(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
	       (unsigned char)c >= 0x80;
}

static inline bool
is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static inline bool
is_alnum(char c)
{
	return is_letter(c) || is_digit(c);
}

#endif
