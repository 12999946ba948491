/* HL7 v2 messages: segments, fields and escapes (HL7 v2.8, chapter 2).
 *
 * Any line ends, or several kinds of them; separators as MSH says.  A line that
 * is no segment belongs to the one before it: raw line ends within a field. */
#ifndef IMPORT_HL7_H
#define IMPORT_HL7_H

#include <stdbool.h>
#include <stddef.h>
#include <string.h>

#ifdef __SSE2__
#include <emmintrin.h>
#endif

#include "base/arena.h"
#include "base/error.h"
#include "base/span.h"

struct segment {
	struct span text; /* its name's three letters at least */
	size_t number;	  /* from 1, in its message */
};

struct message {
	char field, component, repetition, escape, part;
	struct segment *segments; /* kept from message to message */
	size_t count, cap;
	bool unknown_escape; /* one was left as it stands */
	bool continued;	     /* a line that is no segment came */
};

/* The first CR, LF or VT from P, or END. */
const char *hl7_line_end(const char *p, const char *end);

/* Splits TEXT into segments; -1: no MSH, or an odd one.  HEAD: up to where a
 * TXA and an OBX have been seen. */
int message_split(
    struct message *m, struct span text, bool head, struct error *e);
void message_free(struct message *m);

/* The first A or B from P, or END. */
static inline const char *
hl7_mark(const char *p, const char *end, char a, char b)
{
#ifdef __SSE2__
	while (end - p >= 16) {
		__m128i x = _mm_loadu_si128((const __m128i *)(const void *)p);
		unsigned marks = (unsigned)_mm_movemask_epi8(
		    _mm_or_si128(_mm_cmpeq_epi8(x, _mm_set1_epi8(a)),
			_mm_cmpeq_epi8(x, _mm_set1_epi8(b))));

		if (marks != 0)
			return p + __builtin_ctz(marks);
		p += 16;
	}
#endif
	while (p < end && *p != a && *p != b)
		p++;
	return p;
}

static inline bool
segment_is(const struct segment *s, const char name[static 3])
{
	return memcmp(s->text.bytes, name, 3) == 0;
}
/* Field N as HL7 counts them (MSH-1 is the separator); absent: none. */
struct span segment_field(
    const struct message *m, const struct segment *s, size_t n);
/* Component N of a field, from 1, escapes as they stand; absent: empty. */
struct span field_component(
    const struct message *m, struct span field, size_t n);
/* The first or next repetition; false past the last.  REST starts as the whole
 * field. */
bool field_repetition(
    const struct message *m, struct span *rest, struct span *one);

/* Escapes decoded; repetitions become lines where LINES.  FORMATTED: FT's
 * commands too. */
struct span field_text(
    struct message *m, struct span raw, bool lines, struct arena *arena);
/* A component, decoded; absent where it is empty or "" (HL7's null). */
struct span component_text(
    struct message *m, struct span field, size_t n, struct arena *arena);

#endif
