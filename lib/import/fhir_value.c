#include "import/fhir.h"

#define INDEX_WORTH 400 /* bytes of an object that is worth an index */

void
each_open(struct each *it, struct value v)
{
	*it = (struct each){0};
	if (v.type == SCAN_ARRAY)
		cursor_open(&it->cursor, v);
	else
		it->one = v;
}

bool
each_next(struct each *it, struct value *v)
{
	if (it->cursor.at != NULL)
		return cursor_next(&it->cursor, NULL, v);
	*v = it->one;
	it->one = (struct value){0};
	return v->type != SCAN_NONE && v->type != SCAN_NULL;
}

struct value
first_of(struct value v)
{
	struct each it;
	struct value first = {0};

	each_open(&it, v);
	each_next(&it, &first);
	return first;
}

/* An object with more members than an index holds has none. */
static const struct object_index *
index_of(struct draft *d, struct value object)
{
	size_t i, made = d->index_count;
	struct object_index *x;
	struct cursor c;
	struct span key;
	struct value v;

	for (i = 0; i < INDEXES && i < made; i++)
		if (d->indexes[i].object == object.json.bytes)
			return d->indexes[i].count > INDEX_MEMBERS
				   ? NULL
				   : &d->indexes[i];
	x = &d->indexes[d->index_count++ % INDEXES];
	x->object = object.json.bytes;
	x->count = 0;
	cursor_open(&c, object);
	while (cursor_next(&c, &key, &v)) {
		if (x->count == INDEX_MEMBERS) {
			x->count++;
			return NULL;
		}
		x->members[x->count++] =
		    (struct member){.key = key, .value = v};
	}
	return x;
}

struct value
fhir_member(const struct fhir *f, struct value object, const char *name)
{
	const struct object_index *x;
	size_t i, len = strlen(name);

	if (object.type != SCAN_OBJECT)
		return (struct value){0};
	if (object.json.len < INDEX_WORTH)
		return value_member(object, name);
	x = index_of(&f->im->draft, object);
	if (x == NULL)
		return value_member(object, name);
	for (i = 0; i < x->count; i++) {
		struct span key = x->members[i].key;

		if ((key.len == len && memcmp(key.bytes, name, len) == 0) ||
		    (memchr(key.bytes, '\\', key.len) != NULL &&
			key_is(key, name)))
			return x->members[i].value;
	}
	return (struct value){0};
}

struct span
value_string(const struct fhir *f, struct value v)
{
	struct span s = {0};

	if (v.type == SCAN_STRING)
		value_text(v, &f->im->draft.arena, &s);
	else if (v.type == SCAN_NUMBER || v.type == SCAN_TRUE ||
		 v.type == SCAN_FALSE)
		s = v.json;
	return s.len == 0 ? (struct span){0} : s;
}

struct span
fhir_text(const struct fhir *f, struct value object, const char *name)
{
	return value_string(f, fhir_member(f, object, name));
}

struct span
fhir_first_text(const struct fhir *f, struct value object, const char *name)
{
	return value_string(f, first_of(fhir_member(f, object, name)));
}

struct span
concept_words(const struct fhir *f, struct value concept)
{
	struct span text = fhir_text(f, concept, "text");
	struct value coding, codings = value_member(concept, "coding");
	struct each it;

	if (text.bytes != NULL)
		return text;
	each_open(&it, codings);
	while (each_next(&it, &coding)) {
		text = fhir_text(f, coding, "display");
		if (text.bytes != NULL)
			return text;
	}
	return (struct span){0};
}

struct span
concept_text(const struct fhir *f, struct value concept)
{
	struct span text = concept_words(f, concept);

	return text.bytes != NULL
		   ? text
		   : fhir_text(
			 f, first_of(value_member(concept, "coding")), "code");
}

bool
resource_is(struct value resource, const char *type)
{
	struct value v = value_member(resource, "resourceType");
	size_t len = strlen(type);

	return v.type == SCAN_STRING && v.json.len == len + 2 &&
	       memcmp(v.json.bytes + 1, type, len) == 0;
}
