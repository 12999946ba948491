#include "identify/identifier.h"

static const struct {
	const char *name, *paragraph, *marker;
} kinds[IDENTIFIER_KIND_COUNT] = {
#define IDENTIFIER(name, word, paragraph, marker)                              \
	[IDENTIFIER_KIND_##name] = {word, paragraph, marker},
#include "identify/identifier.def"
#undef IDENTIFIER
};

static const char *const subjects[SUBJECT_COUNT] = {
    [SUBJECT_OTHER] = "other",
    [SUBJECT_PATIENT] = "patient",
    [SUBJECT_PROVIDER] = "provider",
};

const char *
identifier_kind_name(enum identifier_kind k)
{
	return kinds[k].name;
}

const char *
identifier_kind_paragraph(enum identifier_kind k)
{
	return kinds[k].paragraph;
}

const char *
identifier_kind_marker(enum identifier_kind k)
{
	return kinds[k].marker;
}

enum identifier_kind
identifier_kind_find(struct span word)
{
	int k;

	for (k = 0; k < IDENTIFIER_KIND_COUNT; k++)
		if (span_is(word, kinds[k].name))
			break;
	return (enum identifier_kind)k;
}

const char *
subject_name(enum subject s)
{
	return subjects[s];
}

enum subject
subject_find(struct span word)
{
	int s;

	for (s = 0; s < SUBJECT_COUNT; s++)
		if (span_is(word, subjects[s]))
			break;
	return (enum subject)s;
}
