/* Reading one HL7 v2 input: its messages one after the other, each a note. */
#ifndef IMPORT_HL7_NOTE_H
#define IMPORT_HL7_NOTE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"
#include "base/error.h"
#include "import/hl7.h"
#include "import/import.h"

#define HL7_FIELDS 64 /* of a segment that are found at once */

struct reader {
	struct import *im;
	struct message message;
	const struct segment *segment; /* the one at hand… */
	const char *split;	       /* …or where that of `ends` begins */
	const char *ends[HL7_FIELDS];
	size_t field_count;
	size_t first; /* the number of the first; MSH-1 is the separator */
	bool results; /* ORU: coded results beside text */
	/* The section in the making: consecutive OBX of one OBX-3. */
	struct buf text;
	struct span title, code;
	bool open;
	size_t lines;
	struct span order_title; /* OBR-4 */
	size_t parts_rejected;	 /* of the message at hand */
	size_t notes;
};

/* The message at hand as a note, or rejected. */
void hl7_write(struct reader *r, size_t ordinal);

/* A component of a field of the message at hand, decoded. */
struct span hl7_text(struct reader *r, struct span field, size_t component);
struct span hl7_field(struct reader *r, size_t n);
/* A time stamp into a field of the draft, where it has none yet. */
void hl7_day(struct reader *r, enum field f, struct span ts);
void hl7_instant(struct reader *r, enum field f, struct span ts);

/* The segment at hand into the draft. */
void hl7_read_pid(struct reader *r);
void hl7_read_nk1(struct reader *r);
void hl7_read_pv1(struct reader *r);
/* The first of XCN names, where the draft has no author yet. */
void hl7_read_author(struct reader *r, struct span field);

#endif
