/* notes-import: make records of what practices have. */
#include <stdlib.h>

#include "base/alloc.h"
#include "base/date.h"
#include "base/digest.h"
#include "base/safe_file.h"
#include "import/import.h"
#include "import/map.h"
#include "note/document.h"
#include "note/practice.h"
#include "stream/options.h"

struct arguments {
	const char *from;
	const char *map;
	struct option_list set;
};

/* The practice's zone, where no other is named. */
static int
use_zone(struct import *im, const struct options *o, struct error *e)
{
	struct document document = {0};
	struct practice practice;
	char *zone = NULL;
	int failed = 0;

	im->zoned = o->time_zone != NULL;
	if (o->practice == NULL)
		return 0;
	if (document_open(&document, o->practice, "practice/1", e) == -1)
		return -1;
	if (practice_read(&practice, document.record, e) == -1)
		failed = error_prefix(e, "%s", o->practice);
	else if (!im->zoned && practice.time_zone.bytes != NULL) {
		zone = alloc_string_len(
		    practice.time_zone.bytes, practice.time_zone.len);
		failed = zone_use(zone, e);
		im->zoned = true;
	}
	free(zone);
	document_close(&document);
	return failed;
}

static int
prepare(struct import *im, const struct arguments *a, const struct options *o,
    struct error *e)
{
	size_t i;

	if (o->part)
		return error_set(e, "--part: a source has no parts; the ends "
				    "of several are summed");
	if (a->from != NULL &&
	    ((im->from = format_find(a->from)) == FORMAT_COUNT ||
		im->from == FORMAT_JSON))
		return error_set(e, "--from: not auto, note, fhir, hl7v2, "
				    "ccda, csv or text");
	if (a->map != NULL && (im->map = map_open(a->map, e)) == NULL)
		return -1;
	for (i = 0; i < a->set.count; i++)
		if (import_set(im, a->set.values[i], e) == -1)
			return -1;
	return use_zone(im, o, e);
}

int
main(int argc, char **argv)
{
	static struct import im;
	int status;
	static struct arguments a;
	struct options o = {0};
	struct error e = {0};
	const struct option_row rows[] = {
	    {"from", 0, OPTION_VALUE, "FORMAT",
		"auto, note, fhir, hl7v2, ccda, csv or text", &a.from},
	    {"map", 0, OPTION_VALUE, "FILE",
		"how columns, headers or JSON become a note (map/1)", &a.map},
	    {"set", 0, OPTION_LIST, "MEMBER=VALUE",
		"give every note this member", &a.set},
	    {0}};

	if (!options_begin(&o, "notes-import",
		"[--from=FORMAT] [--map=FILE] [--set=MEMBER=VALUE] [file ...]",
		"Makes note/1 records of FHIR, HL7 v2, C-CDA, tables and text.",
		rows, argc, argv, &status))
		return status;
	if (digest_init(&e) == -1 || prepare(&im, &a, &o, &e) == -1)
		return options_fail(&o, &e);
	status = import_run(&im, &o);
	map_close(im.map);
	free(a.set.values);
	return status;
}
