/* An attachment, whatever it turns out to be, as sections of the draft. */
#ifndef IMPORT_CONTENT_H
#define IMPORT_CONTENT_H

#include "base/error.h"
#include "base/span.h"
#include "import/import.h"

enum content_kind {
	CONTENT_UNKNOWN,
	CONTENT_TEXT,
	CONTENT_HTML,
	CONTENT_RTF,
	CONTENT_CCDA,
	CONTENT_PDF,
	CONTENT_IMAGE,
	CONTENT_XML, /* of another kind */
};

struct content {
	struct span bytes;
	struct span type;    /* media type as declared; may be absent */
	struct span charset; /* as declared beside it; may be absent */
	struct span title;   /* of the section that it becomes */
};

/* What the bytes are; the declared type where they do not say. */
enum content_kind content_kind(struct span bytes, struct span type);

/* Adds its text to the draft as one section (C-CDA: as its sections).  -1: it
 * has no text that can be read ("an image: needs OCR"). */
int content_read(struct import *im, const struct content *c, struct error *e);

/* The readers behind it; text comes back in the draft's arena. */
int html_text(
    struct draft *d, struct span bytes, struct span *out, struct error *e);
int rtf_text(
    struct import *im, struct span bytes, struct span *out, struct error *e);
int pdf_text(
    struct import *im, struct span bytes, struct span *out, struct error *e);
/* CCDA's sections into the draft; with WHOLE also patient, author and what
 * else the document says of itself, where the draft does not have it yet. */
int ccda_draft(
    struct import *im, struct span bytes, bool whole, struct error *e);

/* Whether the draft has a section with this text, layout apart. */
bool content_had(const struct draft *d, struct span text);

/* Words of a title that say what the source calls the note: "psychotherapy
 * note" → psychotherapy.  Sets declared_class where nothing did. */
void declare_class(struct draft *d, struct span title);
/* The same from a code; LOINC's note types (loinc.def). */
void declare_class_code(struct draft *d, struct span system, struct span code);
/* Adds a security label once; 42CFRPart2 sets part2.status. */
void add_label(struct draft *d, struct span code);

#endif
