/* The response to a request: takes the notes of a stream one by one, judges
 * them, and makes a folder that stands whole or not at all. */
#ifndef PACKAGE_PACKAGE_H
#define PACKAGE_PACKAGE_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

#include "base/error.h"
#include "note/practice.h"
#include "note/request.h"
#include "stream/filter.h"
#include "stream/options.h"

/* What the folder holds: the bits 1 << format. */
enum package_format {
	FORMAT_PDF,
	FORMAT_NDJSON,
	FORMAT_FHIR,
	FORMAT_CDEX,
	FORMAT_CSV,
	FORMAT_TEXT,
	FORMAT_ZIP,
	FORMAT_COUNT
};
/* "pdf,csv" to bits. */
int package_formats(const char *words, unsigned *formats, struct error *e);

enum package_split {
	SPLIT_NONE,
	SPLIT_PATIENT,
	SPLIT_CLAIM,
};
int package_split(const char *word, enum package_split *split, struct error *e);

/* Borrowed until package_free; a file not named is NULL. */
struct package_plan {
	const struct request *request;
	const struct practice *practice;
	const char *output;
	const char *ledger;
	const char *cover;	   /* a PDF for the front */
	const char *withheld;	   /* what notes-redact --withheld wrote */
	const char *key;	   /* Ed25519, for manifest and ledger */
	const char *password_file; /* of the zip */
	const struct option_list *held_back;
	unsigned formats;
	enum package_split split;
	int64_t as_of;
	int64_t max_age; /* seconds */
	bool dry_run;
	bool no_end;
};

struct package;

/* Begins the folder; nothing stands at its name yet. */
struct package *package_open(const struct package_plan *plan, struct error *e);
/* From here on the process can open only what the plan and O name, fonts, the
 * folders of output and ledger, and start no program. */
int package_shut_in(
    const struct package *p, const struct options *o, struct error *e);
/* A note/1 of the stream. */
int package_take(struct package *p, struct record *rec, struct error *e);
/* After the stream: accounts for every note, writes, reads back, records the
 * disclosure, releases the folder.  The summary goes to REPORT. */
int package_finish(struct package *p, const struct filter_totals *t,
    FILE *report, struct error *e);
/* Without package_finish's success nothing is left. */
void package_free(struct package *p);

#endif
