/* One response: what is sent about all that was asked for or, split, about one
 * patient or claim.  Its writers each make one file of it. */
#ifndef PACKAGE_RESPONSE_H
#define PACKAGE_RESPONSE_H

#include "base/safe_file.h"
#include "base/whole.h"
#include "package/helper.h"
#include "package/index.h"
#include "package/judge.h"
#include "package/package.h"
#include "package/spool.h"
#include "package/statement.h"

/* A view of the package while its responses are written. */
struct response {
	const struct package_plan *plan;
	const struct judge *judge; /* for the tools of the trail */
	struct index *index;
	struct index_row *rows; /* of this response, in the index's order */
	size_t count;
	struct index_counts counts; /* of these rows */
	struct spool *spool;
	const struct statements *statements;
	struct folder *folder;
	const char *prefix; /* of names in the folder: "" or "patient-001/" */
	const char *bates;  /* "THC" */
	struct helper *helper; /* NULL: no program is needed */
};

/* The file NAME of the response, to be closed by file_close. */
FILE *response_open(
    const struct response *r, const char *name, struct error *e);
/* Its path in the folder in the making; the caller frees it. */
char *response_path(const struct response *r, const char *name);

/* records.ndjson: the released records, a line each. */
int response_ndjson(const struct response *r, struct error *e);
/* records.txt: the same to read. */
int response_text(const struct response *r, struct error *e);
/* index.csv, claims.csv and withholding-log.csv. */
int response_csv(const struct response *r, struct error *e);
/* response.pdf; notes in each row the pages of its record. */
int response_pdf(const struct response *r, struct error *e);
/* letters/notification-001.pdf and on: to each patient of whom something goes
 * out, what went to whom.  Not part of what the recipient gets. */
int letters_write(const struct response *r, struct error *e);
/* bundle.json: a FHIR R4 document; cdex-001.json and on: CDex Parameters. */
int response_fhir(const struct response *r, struct error *e);
int response_cdex(const struct response *r, struct error *e);

#endif
