/* What all readers of this room share: where they stand, what they make, and
 * where it goes. */
#ifndef IMPORT_IMPORT_H
#define IMPORT_IMPORT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"
#include "import/draft.h"
#include "import/origin.h"
#include "import/pdf_helper.h"
#include "import/refs.h"
#include "import/sink.h"
#include "stream/options.h"
#include "stream/scan.h"

enum format {
	FORMAT_AUTO, /* by what stands in the input */
	FORMAT_NOTE,
	FORMAT_FHIR,
	FORMAT_HL7V2,
	FORMAT_CCDA,
	FORMAT_CSV,
	FORMAT_TEXT,
	FORMAT_JSON, /* of a mapping */
	FORMAT_COUNT
};
/* FORMAT_COUNT: no such name. */
enum format format_find(const char *name);

struct map;

struct import {
	struct sink sink;
	struct refs *refs;     /* what the first pass found */
	struct scan *scan;     /* for lines */
	const struct map *map; /* NULL: none given */
	enum format from;
	bool indexing; /* the first pass: nothing is written or named */
	bool zoned;    /* times without an offset are the practice's */
	/* Of an input in UTF-16: its own bytes, and how long it is in UTF-8. */
	struct span wide;
	size_t narrow_len;
	struct pdf_helper pdf;
	struct draft draft;
	struct place at;
	/* --set: what every note has, whatever its source says. */
	const char **set_values;
	struct span set[FIELD_COUNT];
	/* Ordinals of the input and of the document within it: they name the
	 * scope in which a Bundle's references resolve. */
	size_t input_number;
	size_t document_number;
	size_t whole_most;  /* bytes of FHIR read as one value: LINE_MOST, and
			     * less where a test says so */
	size_t passed_over; /* resources and messages that hold no note */
};

#define DOCUMENT_MOST ((size_t)64 << 20) /* bytes of a file read whole */
#define LINE_MOST ((size_t)SCAN_LINE)

/* --set=MEMBER=VALUE */
int import_set(struct import *im, const char *setting, struct error *e);

/* Reads all of O's operands (or stdin), writes note/1, authorization/1,
 * restriction/1 and end/1.  Returns the exit status of CLI.md. */
int import_run(struct import *im, const struct options *o);

/* The same in three steps, for what is read from memory.  Between them, the
 * sink holds what was written. */
int import_open(struct import *im, const struct options *o, struct error *e);
void import_bytes(
    struct import *im, enum format format, const char *name, struct span bytes);
int import_close(struct import *im);

/* Begins a note from RAW, which is what its source's digest is of. */
void import_begin(struct import *im, const char *format, struct span raw);
/* The draft is whole: writes it, or rejects it. */
void import_note(struct import *im);
/* Names why what stands at im->at was not imported; silent while indexing. */
void import_reject(struct import *im, const struct error *why);
/* What the first pass kept cannot be read again: nothing is written any more.
 */
void import_lost(struct import *im);
void import_warn(struct import *im, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
/* Whether to go on with the next record. */
bool import_goes_on(const struct import *im);

/* The readers, one a format.  Each takes all of IN. */
void notes_read(struct import *im, struct origin *in);
void fhir_read(struct import *im, struct origin *in);
void hl7_read(struct import *im, struct origin *in);
void ccda_read(struct import *im, struct origin *in);
void csv_read(struct import *im, struct origin *in);
void text_read(struct import *im, struct origin *in);
void json_read(struct import *im, struct origin *in);
/* A file that is a document as such: PDF, RTF, HTML. */
void document_read(struct import *im, struct origin *in);

#endif
