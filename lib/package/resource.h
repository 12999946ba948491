/* FHIR R4 resources of a released note, built with Jansson; each is a new
 * reference. */
#ifndef PACKAGE_RESOURCE_H
#define PACKAGE_RESOURCE_H

#include <jansson.h>

#include "note/note.h"
#include "package/index.h"
#include "package/response.h"

#define RESOURCE_URN 46 /* "urn:uuid:…" and a NUL */

/* The name by which other resources refer to KIND with KEY: the same for the
 * same, and never the key itself. */
void resource_urn(
    const char *kind, struct span key, char out[static RESOURCE_URN]);
/* {"reference": that name} */
json_t *resource_reference(const char *kind, struct span key);

json_t *resource_text(struct span text); /* NULL: absent */
json_t *resource_coding(const char *system, const char *code);

json_t *resource_patient(const struct note *n);
json_t *resource_coverage(const struct response *r, const struct note *n);
json_t *resource_practitioner(const struct author *a);
json_t *resource_encounter(const struct note *n);
/* ALONE: for an attachment by itself, that refers to no other resource. */
json_t *resource_document(const struct response *r, const struct index_row *row,
    const struct note *n, bool alone);
/* What the names of a note's encounter and author are made of. */
struct span resource_encounter_key(const struct note *n);
struct span resource_author_key(const struct author *a);
/* The practice and the recipient. */
json_t *resource_practice(const struct response *r);
json_t *resource_recipient(const struct response *r);
#define PRACTICE_KEY span_of("practice")
#define RECIPIENT_KEY span_of("recipient")

/* DS4P labels of what goes out: confidentiality, sensitivity, purpose; that it
 * was redacted; 42 CFR Part 2 where the patient consented to that. */
json_t *resource_labels(const struct response *r, bool redacted, bool part2);

#endif
