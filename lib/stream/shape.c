#include "stream/shape.h"

#include <stdbool.h>
#include <stdlib.h>

#include "base/alloc.h"
#include "stream/sequence.h"

struct shaped *
shapes_use(struct shapes *s, const struct shape *shape)
{
	size_t i;

	for (i = 0; i < s->count; i++)
		if (s->all[i].shape == shape)
			return &s->all[i];
	s->all = alloc_resize(s->all, s->count + 1, sizeof(*s->all));
	s->all[s->count] = (struct shaped){.shape = shape};
	if (shape->memory_new != NULL)
		s->all[s->count].memory = shape->memory_new();
	return &s->all[s->count++];
}

void
shapes_forget(struct shapes *s)
{
	size_t i;

	for (i = 0; i < s->count; i++)
		s->all[i].at = NULL;
}

void
shapes_free(struct shapes *s)
{
	size_t i;

	for (i = 0; i < s->count; i++)
		if (s->all[i].shape->memory_free != NULL)
			s->all[i].shape->memory_free(s->all[i].memory);
	free(s->all);
}

static bool
is_for(const struct shape *shape, struct span member, struct span inner)
{
	if ((shape->inner == NULL) != (inner.bytes == NULL) ||
	    !span_spells(member, shape->member))
		return false;
	return shape->inner == NULL || span_spells(inner, shape->inner);
}

const char *
shapes_read(struct shapes *s, struct span member, struct span inner,
    const char *p, const char *end)
{
	struct shaped *one;
	const char *behind;
	size_t i;

	for (i = 0; i < s->count; i++) {
		one = &s->all[i];
		if (!is_for(one->shape, member, inner))
			continue;
		behind =
		    one->shape->read(one->memory, p, end, s->arena, &one->made);
		one->at = behind == NULL ? NULL : p;
		return behind;
	}
	return NULL;
}

const char *
shape_text_on(const char *from, const char *to)
{
	const unsigned char *p = (const unsigned char *)from;
	const unsigned char *end = (const unsigned char *)to;

	for (;;) {
		p = plain_run(p, end);
		if (p == end || (*p < 0x80 && *p != '"'))
			return NULL;
		if (*p == '"')
			return (const char *)p;
		p = sequence_end(p, end);
		if (p == NULL)
			return NULL;
	}
}
