#include "law/vocabulary.h"

#include <string.h>

#include "note/question.h"

static const struct {
	const char *path;
	enum slot_type type;
} predicates[] = {
#define PREDICATE(name, path, type) {path, SLOT_##type},
#include "law/predicate.def"
#undef PREDICATE
};

/* FNV-1a, continued over the parts of a path. */
static uint32_t
hash_bytes(uint32_t h, const char *bytes, size_t len)
{
	size_t i;

	for (i = 0; i < len; i++)
		h = (h ^ (unsigned char)bytes[i]) * 16777619u;
	return h;
}

static uint32_t
hash_path(const char *group, struct span name)
{
	uint32_t h = 2166136261u;

	if (group != NULL) {
		h = hash_bytes(h, group, strlen(group));
		h = hash_bytes(h, ".", 1);
	}
	return hash_bytes(h, name.bytes, name.len);
}

static bool
path_is(const char *path, const char *group, struct span name)
{
	size_t len = 0;

	if (group != NULL) {
		len = strlen(group);
		if (strncmp(path, group, len) != 0 || path[len] != '.')
			return false;
		len++;
	}
	return span_is(name, path + len); /* which may have a NUL */
}

const struct slot *
vocabulary_find_in(
    const struct vocabulary *v, const char *group, struct span name)
{
	size_t mask = sizeof(v->buckets) / sizeof(v->buckets[0]) - 1;
	size_t i = hash_path(group, name) & mask;
	const struct slot *s;

	for (; v->buckets[i] != 0; i = (i + 1) & mask) {
		s = &v->slots[v->buckets[i] - 1];
		if (path_is(s->path, group, name))
			return s;
	}
	return NULL;
}

const struct slot *
vocabulary_find(const struct vocabulary *v, struct span path)
{
	return vocabulary_find_in(v, NULL, path);
}

static struct slot *
slot_add(struct vocabulary *v, const char *path, enum slot_type type)
{
	size_t mask = sizeof(v->buckets) / sizeof(v->buckets[0]) - 1;
	size_t i = hash_path(NULL, span_of(path)) & mask;

	while (v->buckets[i] != 0)
		i = (i + 1) & mask;
	v->slots[v->count] = (struct slot){.path = path, .type = type};
	v->buckets[i] = (uint16_t)++v->count;
	return &v->slots[v->count - 1];
}

void
vocabulary_start(struct vocabulary *v)
{
	size_t i;

	memset(v, 0, sizeof(*v));
	for (i = 0; i < PREDICATE_COUNT; i++)
		slot_add(v, predicates[i].path, predicates[i].type);
}

uint64_t
slot_word(const struct slot *s, struct span word)
{
	size_t i;

	for (i = 0; i < s->word_count; i++)
		if (span_is(word, s->words[i]))
			return (uint64_t)1 << i;
	return SLOT_OTHER;
}

static int
type_find(const char *name)
{
	static const char *const names[] = {
	    [SLOT_BOOLEAN] = "boolean",
	    [SLOT_WORD] = "word",
	    [SLOT_WORDS] = "words",
	    [SLOT_NUMBER] = "number",
	    [SLOT_DATE] = "date",
	};
	int t;

	for (t = SLOT_BOOLEAN; t <= SLOT_DATE; t++)
		if (name != NULL && strcmp(names[t], name) == 0)
			return t;
	return -1;
}

static int
add_words(
    struct slot *s, const json_t *words, struct arena *arena, struct error *e)
{
	const char **all;
	const char *word;
	const json_t *one;
	size_t i;

	if (words == NULL)
		return 0;
	if (!json_is_array(words))
		return error_set(e, "%s.words: not an array", s->path);
	if (s->word_count + json_array_size(words) > SLOT_WORDS_MAX)
		return error_set(
		    e, "%s.words: more than %d", s->path, SLOT_WORDS_MAX);
	all = arena_zeroed(arena, SLOT_WORDS_MAX, sizeof(*all));
	for (i = 0; i < s->word_count; i++)
		all[i] = s->words[i];
	s->words = all;
	json_array_foreach (words, i, one) {
		word = json_string_value(one);
		if (word == NULL || word[0] == '\0')
			return error_set(e, "%s.words: not a word", s->path);
		if (slot_word(s, span_of(word)) == SLOT_OTHER)
			all[s->word_count++] =
			    arena_string(arena, word, strlen(word));
	}
	return 0;
}

/* An assertion is found under one of the groups that a question flattens. */
static bool
is_assertion(const char *path)
{
	static const char *const groups[] = {"facts.", "process.", "provider.",
	    "ca_request.", "state_consent.", "part2.", "requester.", "note.",
	    "state."};
	size_t i, len;

	for (i = 0; i < sizeof(groups) / sizeof(groups[0]); i++) {
		len = strlen(groups[i]);
		if (strncmp(path, groups[i], len) == 0 && path[len] != '\0')
			return true;
	}
	return false;
}

/* "implies": a boolean that was declared before. */
static int
read_implied(const struct vocabulary *v, struct slot *s, const json_t *what,
    struct error *e)
{
	const json_t *path = json_object_get(what, "implies");

	if (path == NULL)
		return 0;
	if (json_is_string(path))
		s->implies =
		    vocabulary_find(v, span_of(json_string_value(path)));
	if (s->implies == NULL || s->implies->type != SLOT_BOOLEAN)
		return error_set(
		    e, "%s.implies: no boolean declared before", s->path);
	return 0;
}

static int
declare(struct vocabulary *v, const char *path, const json_t *what,
    struct arena *arena, struct error *e)
{
	const char *name = json_string_value(json_object_get(what, "type"));
	const char *meaning =
	    json_string_value(json_object_get(what, "meaning"));
	const struct slot *had = vocabulary_find(v, span_of(path));
	struct slot *s;
	int type = type_find(name);

	if (!json_is_object(what))
		return error_set(e, "%s: not an object", path);
	if (had != NULL) {
		if (name != NULL && type != (int)had->type)
			return error_set(
			    e, "%s: another type than before", path);
		return add_words(&v->slots[had - v->slots],
		    json_object_get(what, "words"), arena, e);
	}
	if (type == -1)
		return error_set(e, "%s.type: not a type", path);
	if (meaning == NULL)
		return error_set(e, "%s.meaning: missing", path);
	if (!is_assertion(path))
		return error_set(e, "%s: a question has no such member", path);
	if (v->count == SLOT_MAX)
		return error_set(e, "%s: more than %d names", path, SLOT_MAX);
	s = slot_add(
	    v, arena_string(arena, path, strlen(path)), (enum slot_type)type);
	s->meaning = arena_string(arena, meaning, strlen(meaning));
	if (read_implied(v, s, what, e) == -1)
		return -1;
	return add_words(s, json_object_get(what, "words"), arena, e);
}

int
vocabulary_declare(struct vocabulary *v, const json_t *object,
    struct arena *arena, struct error *e)
{
	const json_t *what;
	const char *path;
	void *at;

	if (object == NULL)
		return 0;
	if (!json_is_object(object))
		return error_set(e, "not an object");
	for (at = json_object_iter((json_t *)(uintptr_t)object); at != NULL;
	     at = json_object_iter_next((json_t *)(uintptr_t)object, at)) {
		path = json_object_iter_key(at);
		what = json_object_iter_value(at);
		if (declare(v, path, what, arena, e) == -1)
			return -1;
	}
	return 0;
}
