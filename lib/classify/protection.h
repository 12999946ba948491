/* What filing and author make of a note: 45 CFR 164.501, psychotherapy notes.
 *
 * Four elements must each be shown (PN-E1 to PN-E4 of the rules); what nothing
 * shows is for review, and nobody's word alone makes a note a psychotherapy
 * note or the chart's (MX-7). */
#ifndef CLASSIFY_PROTECTION_H
#define CLASSIFY_PROTECTION_H

#include <stdbool.h>

#include "note/label.h"
#include "note/note.h"
#include "note/practice.h"

/* What the passages show. */
struct content {
	enum note_class note_class;
	bool conversation; /* some passage documents or analyses it */
	bool topic;
	bool session;	 /* some passage gives session times or modality */
	bool transcript; /* turns of speech, or words of a recording */
};

enum finding {
	FINDING_NONE,
#define FINDING(name, code, what) FINDING_##name,
#include "classify/finding.def"
#undef FINDING
	FINDING_COUNT
};
const char *finding_code(enum finding f);

struct protection_result {
	enum protection protection;
	const char *reason; /* an element's id and what it says */
	const char *citation;
	bool findings[FINDING_COUNT];
};

/* PRACTICE may be NULL. */
struct protection_result protection_find_of(const struct note *n,
    const struct practice *practice, const struct content *c);

/* The four elements alone. */
enum answer protection_author(
    const struct note *n, const struct practice *practice);
enum answer protection_session(const struct note *n, const struct content *c);

#endif
