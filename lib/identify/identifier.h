/* The kinds of identifiers, and whose they are. */
#ifndef IDENTIFY_IDENTIFIER_H
#define IDENTIFY_IDENTIFIER_H

#include <stddef.h>

#include "base/span.h"

/* 45 CFR 164.514(b)(2)(i)(A) to (R); a fingerprint or a photograph named in
 * text is (R), other. */
enum identifier_kind {
#define IDENTIFIER(name, word, paragraph, marker) IDENTIFIER_KIND_##name,
#include "identify/identifier.def"
#undef IDENTIFIER
	IDENTIFIER_KIND_COUNT
};
const char *identifier_kind_name(enum identifier_kind k);
const char *identifier_kind_paragraph(enum identifier_kind k); /* "B" */
const char *identifier_kind_marker(enum identifier_kind k);
/* IDENTIFIER_KIND_COUNT: no such word. */
enum identifier_kind identifier_kind_find(struct span word);

/* Whose it is.  Zero: nobody knows, so it is treated as another person's. */
enum subject {
	SUBJECT_OTHER,
	SUBJECT_PATIENT,
	SUBJECT_PROVIDER,
	SUBJECT_COUNT
};
const char *subject_name(enum subject s);
enum subject subject_find(struct span word); /* SUBJECT_COUNT: no such word */

#endif
