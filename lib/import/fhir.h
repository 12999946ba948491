/* FHIR R4 resources as values of the project's scanner.  FHIR XML is made JSON
 * first, where an element that may repeat is no array: `each` takes either. */
#ifndef IMPORT_FHIR_H
#define IMPORT_FHIR_H

#include <libxml/tree.h>
#include <stdbool.h>

#include "base/error.h"
#include "base/span.h"
#include "import/import.h"
#include "import/refs.h"
#include "stream/cursor.h"

struct fhir {
	struct import *im;
	struct span scope;     /* of the Bundle; empty outside of one */
	struct value holder;   /* whose `contained` is what "#id" points into */
	struct span holder_id; /* where the resource at hand is contained */
};

/* The elements of an array, or the one value that is not in one. */
struct each {
	struct cursor cursor;
	struct value one;
};
void each_open(struct each *it, struct value v);
bool each_next(struct each *it, struct value *v);
/* The first of them; type SCAN_NONE where there is none. */
struct value first_of(struct value v);

/* value_member, by an index where OBJECT is large.  The object lives as long as
 * the draft: after draft_reset other bytes may stand where it stood. */
struct value fhir_member(
    const struct fhir *f, struct value object, const char *name);
/* Member NAME of OBJECT as text (a number or truth value as it is spelt);
 * absent where there is none.  Lives as long as the draft. */
struct span fhir_text(
    const struct fhir *f, struct value object, const char *name);
/* The same of the first element where the member is an array. */
struct span fhir_first_text(
    const struct fhir *f, struct value object, const char *name);
struct span value_string(const struct fhir *f, struct value v);
/* A CodeableConcept in words: text, else a display; concept_text: else a
 * code. */
struct span concept_words(const struct fhir *f, struct value concept);
struct span concept_text(const struct fhir *f, struct value concept);
bool resource_is(struct value resource, const char *type);

/* First pass: what notes refer to.  -1: the temporary file failed. */
int fhir_index(const struct fhir *f, struct value resource, struct span url,
    struct error *e);
/* Second pass: the notes and consents that RESOURCE is or holds. */
void fhir_resource(const struct fhir *f, struct value resource);
/* A resource that is one note, into the draft; -1: rejected. */
int fhir_document(const struct fhir *f, struct value resource, struct error *e);
bool fhir_is_document(struct value resource);
/* A Consent as a line of authorization/1 or restriction/1, behind OUT. */
int fhir_consent(const struct fhir *f, struct value resource, struct buf *out,
    struct error *e);

/* The resource that REFERENCE (a Reference, or its text as URL) names. */
enum refs_found fhir_resolve(const struct fhir *f, struct value reference,
    const char *type, struct value *out);
enum refs_found fhir_resolve_url(
    const struct fhir *f, struct span url, struct value *out);

/* "Patient/1/_history/2" → "Patient/1" */
struct span fhir_without_version(struct span url);

/* What the input tells beside a resource of TYPE, by the URL that refers to it
 * or by its ID: the bytes that were put, whatever they are, as OUT's json. */
enum refs_found fhir_beside(const struct fhir *f, const char *prefix,
    struct span url, const char *type, struct span id, struct value *out);

/* People and visits into the draft. */
int draft_patient(
    const struct fhir *f, struct value reference, struct error *e);
/* The id that REFERENCE gives a patient, "Patient/17" → 17. */
struct span patient_id(const struct fhir *f, struct value reference);
void draft_author(const struct fhir *f, struct value reference);
void draft_encounter(const struct fhir *f, struct value reference);
void draft_day(struct draft *d, enum field f, struct span date_time);
void draft_instant(struct draft *d, enum field f, struct span date_time);

/* Opens the scope of one more Bundle, in which its references resolve first. */
#define FHIR_SCOPE 64 /* bytes that a scope's name takes */
void fhir_scope(struct fhir *f, char name[FHIR_SCOPE]);
/* Entry NUMBER of that Bundle, from 1: what it holds, in either pass. */
void fhir_entry(
    const struct fhir *f, struct value entry, size_t number, int depth);

/* A Bundle that is too large to be read as one value, off IN, entry by entry:
 * an entry is the unit, of at most a record's length, and all that is in
 * memory. What stands around the entries must be that of a Bundle; where it is
 * not, which is known last, -1, and the entries were read.  ONE_LINE: to the
 * LF. */
int fhir_bundle_json(
    struct import *im, struct origin *in, bool one_line, struct error *e);
int fhir_bundle_xml(struct import *im, struct origin *in, struct error *e);

/* A resource in XML → the same in JSON, behind OUT. */
int fhir_xml_json(struct span xml, struct buf *out, struct error *e);
/* The same of one element, which holds a resource or is one. */
void fhir_element_json(
    const xmlNode *element, struct buf *out, struct arena *arena);

#endif
