#include "law/rule_read.h"

#include <string.h>

int
rule_fail(const struct rule_reader *r, const char *member, const char *what)
{
	if (r->id == NULL)
		return error_set(r->e, "%s: %s: %s", r->file, member, what);
	return error_set(r->e, "%s: %s: %s: %s", r->file, r->id, member, what);
}

struct span
rule_keep(const struct rule_reader *r, const char *text)
{
	return span_of(arena_string(&r->law->arena, text, strlen(text)));
}

int
rule_only(const struct rule_reader *r, const json_t *object,
    const char *const *names, const char *what)
{
	const char *key;
	size_t i;
	void *at;

	if (!json_is_object(object))
		return rule_fail(r, what, "not an object");
	for (at = json_object_iter((json_t *)(uintptr_t)object); at != NULL;
	     at = json_object_iter_next((json_t *)(uintptr_t)object, at)) {
		key = json_object_iter_key(at);
		for (i = 0; names[i] != NULL; i++)
			if (strcmp(names[i], key) == 0)
				break;
		if (names[i] == NULL)
			return rule_fail(
			    r, what, "has a member that is not known");
	}
	return 0;
}

int
rule_text(const struct rule_reader *r, const json_t *object, const char *name,
    bool required, struct span *out)
{
	const json_t *v = json_object_get(object, name);

	*out = (struct span){NULL, 0};
	if (v == NULL)
		return required ? rule_fail(r, name, "missing") : 0;
	if (!json_is_string(v) || json_string_length(v) == 0)
		return rule_fail(r, name, "not a text");
	*out = rule_keep(r, json_string_value(v));
	return 0;
}

int
rule_texts(const struct rule_reader *r, const json_t *object, const char *name,
    struct texts *out)
{
	const json_t *v = json_object_get(object, name);
	struct span *at;
	size_t i;

	*out = (struct texts){NULL, 0};
	if (v == NULL)
		return 0;
	if (!json_is_array(v))
		return rule_fail(r, name, "not an array");
	out->count = json_array_size(v);
	at = arena_zeroed(&r->law->arena, out->count, sizeof(*at));
	out->at = at;
	for (i = 0; i < out->count; i++) {
		if (!json_is_string(json_array_get(v, i)))
			return rule_fail(r, name, "not an array of texts");
		at[i] = rule_keep(r, json_string_value(json_array_get(v, i)));
	}
	return 0;
}

int
rule_condition(const struct rule_reader *r, const json_t *object,
    const char *name, struct condition *c)
{
	const json_t *v = json_object_get(object, name);

	if (condition_read(c, v, &r->law->vocabulary, &r->law->arena, r->e) ==
	    -1) {
		error_prefix(r->e, "%s: %s: %s", r->file,
		    r->id == NULL ? "row" : r->id, name);
		return -1;
	}
	return 0;
}

int
rule_verified(
    const struct rule_reader *r, const json_t *object, struct span *out)
{
	static const char *const marks[] = {
	    "P", "PS", "S", "M", "policy", "reasoning"};
	size_t i;

	if (rule_text(r, object, "verified", true, out) == -1)
		return -1;
	for (i = 0; i < sizeof(marks) / sizeof(marks[0]); i++)
		if (span_is(*out, marks[i]))
			return 0;
	return rule_fail(
	    r, "verified", "neither P, PS, S, M, policy nor reasoning");
}

/* "any" stands alone and is every word, known or not. */
int
rule_words(const struct rule_reader *r, const json_t *object, const char *name,
    enum predicate predicate, uint64_t *out)
{
	const struct slot *s = &r->law->vocabulary.slots[predicate];
	const json_t *v = json_object_get(object, name);
	const char *word;
	uint64_t bit;
	size_t i;

	if (!json_is_array(v) || json_array_size(v) == 0)
		return rule_fail(
		    r, name, v == NULL ? "missing" : "not an array of words");
	*out = 0;
	for (i = 0; i < json_array_size(v); i++) {
		word = json_string_value(json_array_get(v, i));
		if (word == NULL)
			return rule_fail(r, name, "not an array of words");
		if (strcmp(word, "any") == 0 && json_array_size(v) == 1) {
			*out = UINT64_MAX;
			return 0;
		}
		bit = slot_word(s, span_of(word));
		if (bit == SLOT_OTHER)
			return rule_fail(r, name,
			    "a word that the vocabulary does not have");
		*out |= bit;
	}
	return 0;
}

int
rule_flag(const struct rule_reader *r, const json_t *object, const char *name,
    bool *out)
{
	const json_t *v = json_object_get(object, name);

	*out = json_is_true(v);
	if (v != NULL && !json_is_boolean(v))
		return rule_fail(r, name, "neither true nor false");
	return 0;
}
