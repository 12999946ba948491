#include "note/passages.h"

#include <string.h>

#define DIGITS 9 /* fit in an int */
#define ROOM 32	 /* passages at first */
#define WORDS 16 /* cues or codes of a passage: more are not read here */
#define POOL 64	 /* words, at a time */

struct taking {
	const char *at;
	const char *end;
	struct arena *arena;
	struct span *words; /* room for so many */
	size_t room;
};

#define TAKE(t, literal) take(t, literal, sizeof(literal) - 1)
static inline bool
take(struct taking *t, const char *literal, size_t len)
{
	if ((size_t)(t->end - t->at) < len || memcmp(t->at, literal, len) != 0)
		return false;
	t->at += len;
	return true;
}

static inline bool
take_number(struct taking *t, size_t *out)
{
	const char *p = t->at;
	size_t n = 0, len;

	while (p < t->end && *p >= '0' && *p <= '9')
		n = n * 10 + (size_t)(*p++ - '0');
	len = (size_t)(p - t->at);
	if (len == 0 || len > DIGITS || (len > 1 && *t->at == '0'))
		return false;
	*out = n;
	t->at = p;
	return true;
}

static inline bool
take_section(struct taking *t, int *out)
{
	size_t n;

	if (TAKE(t, "-1")) {
		*out = -1;
		return true;
	}
	if (!take_number(t, &n))
		return false;
	*out = (int)n;
	return true;
}

/* "0.875" */
static inline bool
take_score(struct taking *t, unsigned *out)
{
	const char *s = t->at;
	unsigned n;
	size_t i;

	if (t->end - s < 5 || (s[0] != '0' && s[0] != '1') || s[1] != '.')
		return false;
	n = (unsigned)(s[0] - '0');
	for (i = 2; i < 5; i++) {
		if (s[i] < '0' || s[i] > '9')
			return false;
		n = n * 10 + (unsigned)(s[i] - '0');
	}
	t->at += 5;
	*out = n;
	return n <= 1000;
}

/* From behind the opening quote to behind the closing one. */
static inline bool
take_text(struct taking *t, struct span *out)
{
	const char *close = shape_text(t->at, t->end);

	if (close == NULL)
		return false;
	*out = (struct span){t->at, (size_t)(close - t->at)};
	t->at = close + 1;
	return true;
}

/* From behind the opening bracket to behind the closing one; the words stand at
 * T->words, whose room they are not counted from. */
static inline bool
take_words(struct taking *t, size_t *count)
{
	size_t n = 0;

	if (t->room < WORDS) {
		t->words = arena_bytes(t->arena, POOL * sizeof(*t->words));
		t->room = POOL;
	}
	do {
		if (n == WORDS || !TAKE(t, "\"") ||
		    !take_text(t, &t->words[n++]))
			return false;
	} while (TAKE(t, ","));
	*count = n;
	return TAKE(t, "]");
}

static inline bool
take_cues(struct taking *t, struct texts *out)
{
	size_t n;

	if (!take_words(t, &n))
		return false;
	*out = (struct texts){t->words, n};
	t->words += n;
	t->room -= n;
	return true;
}

static bool
take_sensitivity(struct taking *t, sensitivity_set *out)
{
	enum sensitivity s;
	size_t i, n;

	if (!take_words(t, &n))
		return false;
	for (i = 0; i < n; i++) {
		s = sensitivity_find(t->words[i]);
		if (s == SENSITIVITY_NONE)
			return false;
		*out |= SENSITIVITY_BIT(s);
	}
	return true;
}

static inline bool
take_label(struct taking *t, enum label *out)
{
	struct span word;

	return take_text(t, &word) && (*out = label_find(word)) != LABEL_NONE;
}

static inline bool
take_scope(struct taking *t, enum scope *out)
{
	struct span word;

	return take_text(t, &word) && (*out = scope_find(word)) != SCOPE_NONE;
}

static inline bool
take_place(struct taking *t, struct place *p)
{
	if (!TAKE(t, "{\"section\":") || !take_section(t, &p->section))
		return false;
	p->in_title = TAKE(t, ",\"in\":\"title\"");
	return TAKE(t, ",\"start\":") && take_number(t, &p->start) &&
	       TAKE(t, ",\"end\":") && take_number(t, &p->end);
}

/* OUT is zero. */
static inline bool
take_passage(struct taking *t, struct passage *out)
{
	if (!take_place(t, &out->place) || !TAKE(t, ",\"label\":\"") ||
	    !take_label(t, &out->label) || !TAKE(t, ",\"scope\":\"") ||
	    !take_scope(t, &out->scope) || !TAKE(t, ",\"score\":") ||
	    !take_score(t, &out->score))
		return false;
	if (TAKE(t, ",\"cues\":[") && !take_cues(t, &out->cues))
		return false;
	if (TAKE(t, ",\"sensitivity\":[") &&
	    !take_sensitivity(t, &out->sensitivity))
		return false;
	return TAKE(t, "}");
}

static const char *
take_passages(void *memory, const char *p, const char *end, struct arena *arena,
    const void **made)
{
	struct taking t = {.at = p, .end = end, .arena = arena};
	struct passage *all = NULL;
	struct passages *passages;
	size_t n = 0, room = 0;

	(void)memory;
	if (!TAKE(&t, "["))
		return NULL;
	do {
		if (n == room) {
			room = room == 0 ? ROOM : 2 * room;
			all = arena_grown(arena, all, n, room, sizeof(*all));
		}
		if (!take_passage(&t, &all[n++]))
			return NULL;
	} while (TAKE(&t, ","));
	if (!TAKE(&t, "]"))
		return NULL;
	passages = arena_bytes(arena, sizeof(*passages));
	*passages = (struct passages){all, n};
	*made = passages;
	return t.at;
}

const struct shape passages_shape = {
    .member = "classification", .inner = "passages", .read = take_passages};
