#include "note/passages.h"

#include <string.h>

#define DIGITS 9 /* fit in an int */

enum seen { SECTION = 1, START = 2, END = 4, LABEL = 8, SCOPE = 16 };
#define REQUIRED (SECTION | START | END | LABEL | SCOPE)

static bool
number_quick(struct value v, size_t *out)
{
	size_t n = 0, i;

	if (v.type != SCAN_NUMBER || v.json.len > DIGITS)
		return false;
	for (i = 0; i < v.json.len; i++) {
		unsigned digit = (unsigned char)v.json.bytes[i] - (unsigned)'0';

		if (digit > 9)
			return false;
		n = n * 10 + digit;
	}
	*out = n;
	return true;
}

static bool
section_quick(struct value v, int *section)
{
	size_t n;

	if (v.type == SCAN_NUMBER && v.json.len == 2 &&
	    memcmp(v.json.bytes, "-1", 2) == 0) {
		*section = -1;
		return true;
	}
	if (!number_quick(v, &n))
		return false;
	*section = (int)n;
	return true;
}

/* "0.875" */
static bool
score_quick(struct value v, unsigned *score)
{
	const char *s = v.json.bytes;
	unsigned n;
	size_t i;

	if (v.type != SCAN_NUMBER || v.json.len != 5 || s[1] != '.' ||
	    (s[0] != '0' && s[0] != '1'))
		return false;
	n = (unsigned)(s[0] - '0');
	for (i = 2; i < 5; i++) {
		if (s[i] < '0' || s[i] > '9')
			return false;
		n = n * 10 + (unsigned)(s[i] - '0');
	}
	*score = n;
	return n <= 1000;
}

static bool
word_quick(struct value v, struct span *word)
{
	if (v.type != SCAN_STRING || v.node == NULL || v.node->escaped)
		return false;
	*word = (struct span){v.json.bytes + 1, v.json.len - 2};
	return true;
}

static bool
cues_quick(struct value v, struct arena *arena, struct texts *cues)
{
	struct cursor c;
	struct value cue;
	struct span *at;

	if (v.type != SCAN_ARRAY)
		return false;
	*cues = (struct texts){NULL, 0};
	cues->count = value_count(v);
	if (cues->count == 0)
		return true;
	at = arena_bytes(arena, cues->count * sizeof(*at));
	cues->at = at;
	cursor_open(&c, v);
	while (cursor_next(&c, NULL, &cue))
		if (!value_text(cue, arena, at++))
			return false;
	return true;
}

static bool
sensitivity_quick(struct value v, sensitivity_set *set)
{
	enum sensitivity s;
	struct cursor c;
	struct value code;
	struct span word;

	if (v.type != SCAN_ARRAY)
		return false;
	cursor_open(&c, v);
	while (cursor_next(&c, NULL, &code)) {
		if (!word_quick(code, &word))
			return false;
		s = sensitivity_find(word);
		if (s == SENSITIVITY_NONE)
			return false;
		*set |= SENSITIVITY_BIT(s);
	}
	return true;
}

/* Of a key that is no member of a passage: whether it cannot be one that is
 * spelt with escapes. */
static bool
foreign(struct span key)
{
	return memchr(key.bytes, '\\', key.len) == NULL;
}

/* Of a key as long as the literal NAME: a compare without a call. */
#define IS(key, name) (memcmp((key).bytes, name, sizeof(name) - 1) == 0)

/* Members of five letters: most of them. */
static bool
five_quick(struct span key, struct value v, bool evidence, struct passage *p,
    unsigned *seen)
{
	struct span word;

	if (IS(key, "start")) {
		*seen |= START;
		return number_quick(v, &p->place.start);
	}
	if (IS(key, "label")) {
		*seen |= LABEL;
		return word_quick(v, &word) &&
		       (p->label = label_find(word)) != LABEL_NONE;
	}
	if (IS(key, "scope")) {
		*seen |= SCOPE;
		return word_quick(v, &word) &&
		       (p->scope = scope_find(word)) != SCOPE_NONE;
	}
	if (IS(key, "score"))
		return !evidence || score_quick(v, &p->score);
	return foreign(key);
}

static bool
member_quick(struct span key, struct value v, bool evidence,
    struct arena *arena, struct passage *p, unsigned *seen)
{
	struct span word;

	if (key.len == 5)
		return five_quick(key, v, evidence, p, seen);
	if (key.len == 3 && IS(key, "end")) {
		*seen |= END;
		return number_quick(v, &p->place.end);
	}
	if (key.len == 7 && IS(key, "section")) {
		*seen |= SECTION;
		return section_quick(v, &p->place.section);
	}
	if (key.len == 4 && IS(key, "cues"))
		return !evidence || cues_quick(v, arena, &p->cues);
	if (key.len == 11 && IS(key, "sensitivity"))
		return sensitivity_quick(v, &p->sensitivity);
	if (key.len == 2 && IS(key, "in")) {
		p->place.in_title = true;
		return word_quick(v, &word) && span_is(word, "title");
	}
	return foreign(key);
}

static bool
passage_quick(
    struct value v, bool evidence, struct arena *arena, struct passage *p)
{
	unsigned seen = 0;
	struct cursor c;
	struct value member;
	struct span key;

	if (v.type != SCAN_OBJECT)
		return false;
	cursor_open(&c, v);
	while (cursor_next(&c, &key, &member))
		if (!member_quick(key, member, evidence, arena, p, &seen))
			return false;
	return seen == REQUIRED;
}

bool
passages_quick(struct value v, bool evidence, struct arena *arena,
    const struct passage **passages, size_t *count)
{
	struct passage *p;
	struct value one;
	struct cursor c;
	size_t i = 0;

	if (v.type != SCAN_ARRAY || v.node == NULL)
		return false;
	*passages = NULL;
	*count = value_count(v);
	if (*count == 0)
		return true;
	*passages = p = arena_zeroed(arena, *count, sizeof(*p));
	cursor_open(&c, v);
	for (; i < *count && cursor_next(&c, NULL, &one); i++)
		if (!passage_quick(one, evidence, arena, &p[i]))
			return false;
	return true;
}
