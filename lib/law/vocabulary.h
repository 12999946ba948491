/* The words that rules are written in: paths of a question, each with a type
 * and, where it is a word, the words it can be.
 *
 * Computed paths (predicate.def) are the first slots; the rest are assertions
 * that the rule files declare.  What a question says becomes a value a slot. */
#ifndef LAW_VOCABULARY_H
#define LAW_VOCABULARY_H

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/error.h"
#include "base/span.h"

enum slot_type {
	SLOT_BOOLEAN,
	SLOT_WORD,
	SLOT_WORDS, /* a set of words */
	SLOT_NUMBER,
	SLOT_DATE,
};

enum predicate {
#define PREDICATE(name, path, type) PREDICATE_##name,
#include "law/predicate.def"
#undef PREDICATE
	PREDICATE_COUNT
};

#define SLOT_MAX 384
#define SLOT_WORDS_MAX 63
/* Bit of a word that the vocabulary does not have. */
#define SLOT_OTHER ((uint64_t)1 << 63)

struct slot {
	const char *path;
	enum slot_type type;
	const char **words;
	size_t word_count;
	const char *meaning;	    /* NULL: of a computed path */
	const struct slot *implies; /* a boolean, true where this is given */
};

struct vocabulary {
	struct slot slots[SLOT_MAX];
	size_t count;
	uint16_t buckets[1024]; /* slot + 1, by the hash of the path */
};

/* What a question says of a slot; zero: nothing. */
struct slot_value {
	bool known;
	double number; /* a number; 1 and 0 of a boolean; days of a date */
	uint64_t words;
};

/* The computed paths, without their words yet. */
void vocabulary_start(struct vocabulary *v);

/* Adds what OBJECT declares: {"facts.genetic": {"type": "boolean", "meaning":
 * "…"}, "purpose": {"words": […]}}.  Words are added to those that are there;
 * another type than before is an error. */
int vocabulary_declare(struct vocabulary *v, const json_t *object,
    struct arena *arena, struct error *e);

/* The slot of a path, or of GROUP.NAME; NULL: none. */
const struct slot *vocabulary_find(
    const struct vocabulary *v, struct span path);
const struct slot *vocabulary_find_in(
    const struct vocabulary *v, const char *group, struct span name);

/* The bit of a word, SLOT_OTHER where the slot does not have it. */
uint64_t slot_word(const struct slot *s, struct span word);

#endif
