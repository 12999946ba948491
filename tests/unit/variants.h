/* A JSON document, and each that differs from it in one place: a member or an
 * element left out, there twice, or of every other type in turn. */
#ifndef TESTS_VARIANTS_H
#define TESTS_VARIANTS_H

#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct variants {
	json_t *root;
	/* TEXT is the variant's, WHERE names the place and what was done. */
	void (*visit)(
	    const char *text, size_t len, const char *where, void *context);
	void *context;
	const char *const *others; /* JSON texts put in each place; NULL ends */
	size_t count;
	char where[512];
};

static const char *const variants_of_type[] = {"null", "true", "17", "-0.5",
    "\"\"", "\"canary of a patient\"", "[]", "{}", "[[{}]]", NULL};

static inline void
variants_show(struct variants *v, const char *done)
{
	char where[600];
	char *text;

#ifdef __SANITIZE_ADDRESS__ /* slow: every third */
	if (v->count++ % 3 != 0)
		return;
#else
	v->count++;
#endif
	text = json_dumps(v->root, JSON_COMPACT);
	if (text == NULL)
		abort();
	snprintf(where, sizeof(where), "%s %s", v->where, done);
	v->visit(text, strlen(text), where, v->context);
	free(text);
}

static inline void variants_within(struct variants *v, json_t *node);

static inline void
variants_of_member(struct variants *v, json_t *object, const char *key)
{
	json_t *was = json_incref(json_object_get(object, key));
	size_t i, len = strlen(v->where);

	snprintf(v->where + len, sizeof(v->where) - len, ".%s", key);
	for (i = 0; v->others[i] != NULL; i++) {
		json_object_set_new(object, key,
		    json_loads(v->others[i], JSON_DECODE_ANY, NULL));
		variants_show(v, v->others[i]);
	}
	json_object_del(object, key);
	variants_show(v, "left out");
	json_object_set(object, key, was);
	variants_within(v, was);
	json_decref(was);
	v->where[len] = '\0';
}

static inline void
variants_of_element(struct variants *v, json_t *array, size_t at)
{
	json_t *was = json_incref(json_array_get(array, at));
	size_t i, len = strlen(v->where);

	snprintf(v->where + len, sizeof(v->where) - len, "[%zu]", at);
	for (i = 0; v->others[i] != NULL; i++) {
		json_array_set_new(
		    array, at, json_loads(v->others[i], JSON_DECODE_ANY, NULL));
		variants_show(v, v->others[i]);
	}
	json_array_remove(array, at);
	variants_show(v, "left out");
	json_array_insert(array, at, was);
	json_array_insert(array, at, was);
	variants_show(v, "twice");
	json_array_remove(array, at);
	variants_within(v, was);
	json_decref(was);
	v->where[len] = '\0';
}

static inline void
variants_within(struct variants *v, json_t *node)
{
	size_t i, count;
	const char *key;
	json_t *value;
	char **keys;

	if (json_is_array(node)) {
		for (i = 0; i < json_array_size(node); i++)
			variants_of_element(v, node, i);
		return;
	}
	count = json_object_size(node);
	if (count == 0)
		return;
	keys = calloc(count, sizeof(*keys));
	i = 0;
	json_object_foreach (node, key, value)
		keys[i++] = strdup(key);
	for (i = 0; i < count; i++) {
		variants_of_member(v, node, keys[i]);
		free(keys[i]);
	}
	free(keys);
}

/* TEXT itself, then every variant of it; returns how many they were. */
static inline size_t
variants_each(const char *text, const char *const *others,
    void (*visit)(
	const char *text, size_t len, const char *where, void *context),
    void *context)
{
	struct variants v = {.visit = visit,
	    .context = context,
	    .others = others != NULL ? others : variants_of_type};

	v.root = json_loads(text, JSON_REJECT_DUPLICATES, NULL);
	if (v.root == NULL)
		abort();
	variants_show(&v, "as it is");
	variants_within(&v, v.root);
	json_decref(v.root);
	return v.count;
}

#endif
