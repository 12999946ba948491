#include "note/label.h"

#include <stddef.h>
#include <stdint.h>
#include <string.h>

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

#define WORD(word)                                                             \
	{                                                                      \
		word, sizeof(word) - 1                                         \
	}

/* Of two as long as each other, up to sixteen bytes without a call. */
static inline bool
same_bytes(const char *a, const char *b, size_t len)
{
	uint64_t first[2], last[2];

	if (len < 8 || len > 16)
		return memcmp(a, b, len) == 0;
	memcpy(&first[0], a, 8);
	memcpy(&first[1], b, 8);
	memcpy(&last[0], a + len - 8, 8);
	memcpy(&last[1], b + len - 8, 8);
	return first[0] == first[1] && last[0] == last[1];
}

static int
word_find(const struct span *words, size_t count, struct span word)
{
	size_t i;

	if (word.len == 0)
		return -1;
	for (i = 0; i < count; i++)
		if (words[i].len == word.len &&
		    words[i].bytes[0] == word.bytes[0] &&
		    same_bytes(words[i].bytes, word.bytes, word.len))
			return (int)i;
	return -1;
}

static const struct {
	const char *rule;
	bool excluded;
} labels[] = {
    [LABEL_NONE] = {NULL, false},
#define LABEL(name, word, excluded, rule) [LABEL_##name] = {rule, excluded},
#include "note/label.def"
#undef LABEL
};

static const struct span label_words[] = {
    [LABEL_NONE] = WORD("none"),
#define LABEL(name, word, excluded, rule) [LABEL_##name] = WORD(word),
#include "note/label.def"
#undef LABEL
};

const char *
label_name(enum label l)
{
	return label_words[l].bytes;
}

enum label
label_find(struct span word)
{
	int i = word_find(label_words, COUNT(label_words), word);

	return i == -1 ? LABEL_NONE : (enum label)i;
}

bool
label_excluded(enum label l)
{
	return labels[l].excluded;
}

const char *
label_rule(enum label l)
{
	return labels[l].rule;
}

static const struct span class_words[CLASS_COUNT] = {
    [CLASS_UNKNOWN] = WORD("unknown"),
    [CLASS_PROGRESS] = WORD("progress"),
    [CLASS_PSYCHOTHERAPY] = WORD("psychotherapy"),
    [CLASS_MIXED] = WORD("mixed"),
    [CLASS_ADMINISTRATIVE] = WORD("administrative"),
};

const char *
class_name(enum note_class c)
{
	return class_words[c].bytes;
}

enum note_class
class_find(struct span word)
{
	int i = word_find(class_words, CLASS_COUNT, word);

	return i == -1 ? CLASS_COUNT : (enum note_class)i;
}

static const struct span protection_words[PROTECTION_COUNT] = {
    [PROTECTION_REVIEW] = WORD("review"),
    [PROTECTION_PROTECTED] = WORD("protected"),
    [PROTECTION_NOT_PROTECTED] = WORD("not-protected"),
};

const char *
protection_name(enum protection p)
{
	return protection_words[p].bytes;
}

enum protection
protection_find(struct span word)
{
	int i = word_find(protection_words, PROTECTION_COUNT, word);

	return i == -1 ? PROTECTION_COUNT : (enum protection)i;
}

static const struct span scope_words[] = {
    [SCOPE_NONE] = WORD("none"),
#define SCOPE(name, word) [SCOPE_##name] = WORD(word),
#include "note/scope.def"
#undef SCOPE
};

const char *
scope_name(enum scope s)
{
	return scope_words[s].bytes;
}

enum scope
scope_find(struct span word)
{
	int i = word_find(scope_words, COUNT(scope_words), word);

	return i == -1 ? SCOPE_NONE : (enum scope)i;
}

enum scope
scope_of(enum label l, enum protection p, bool talk)
{
	static const struct {
		enum scope chart;
		enum scope separate;
		enum scope not_known;
	} scopes[LABEL_COUNT] = {
	    [LABEL_NONE] = {SCOPE_UNPROVEN, SCOPE_PSYCHOTHERAPY,
		SCOPE_UNPROVEN},
#define LABEL_SCOPE(label, chart, separate, not_known)                         \
	[LABEL_##label] = {SCOPE_##chart, SCOPE_##separate, SCOPE_##not_known},
#include "note/label_scope.def"
#undef LABEL_SCOPE
	};

	if (p == PROTECTION_PROTECTED)
		return scopes[l].separate;
	if (p == PROTECTION_NOT_PROTECTED || !talk)
		return scopes[l].chart;
	return scopes[l].not_known;
}

static const struct span sensitivity_codes[] = {
    [SENSITIVITY_NONE] = WORD("none"),
#define SENSITIVITY(name, code, parent) [SENSITIVITY_##name] = WORD(code),
#include "note/sensitivity.def"
#undef SENSITIVITY
};

static const enum sensitivity parents[] = {
    [SENSITIVITY_NONE] = SENSITIVITY_NONE,
#define SENSITIVITY(name, code, parent)                                        \
	[SENSITIVITY_##name] = SENSITIVITY_##parent,
#include "note/sensitivity.def"
#undef SENSITIVITY
};

const char *
sensitivity_name(enum sensitivity s)
{
	return sensitivity_codes[s].bytes;
}

enum sensitivity
sensitivity_find(struct span code)
{
	int i = word_find(sensitivity_codes, COUNT(sensitivity_codes), code);

	return i == -1 ? SENSITIVITY_NONE : (enum sensitivity)i;
}

sensitivity_set
sensitivity_implied(sensitivity_set set)
{
	sensitivity_set all = 0;
	enum sensitivity up;

	for (; set != 0; set &= set - 1)
		for (up = (enum sensitivity)__builtin_ctzll(set);
		     up != SENSITIVITY_NONE; up = parents[up])
			all |= SENSITIVITY_BIT(up);
	return all;
}

static const struct span outcome_words[OUTCOME_COUNT] = {
    [OUTCOME_DENY] = WORD("deny"),
    [OUTCOME_NEEDS_AUTHORIZATION] = WORD("needs-authorization"),
    [OUTCOME_NEEDS_REVIEW] = WORD("needs-review"),
    [OUTCOME_PERMIT_MINIMUM] = WORD("permit-minimum"),
    [OUTCOME_PERMIT] = WORD("permit"),
};

const char *
outcome_name(enum outcome o)
{
	return outcome_words[o].bytes;
}

enum outcome
outcome_find(struct span word)
{
	int i = word_find(outcome_words, OUTCOME_COUNT, word);

	return i == -1 ? OUTCOME_COUNT : (enum outcome)i;
}
