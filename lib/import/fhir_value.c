#include "import/fhir.h"

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
	return value_string(f, value_member(object, name));
}

struct span
fhir_first_text(const struct fhir *f, struct value object, const char *name)
{
	return value_string(f, first_of(value_member(object, name)));
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
