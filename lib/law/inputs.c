#include "law/inputs.h"

#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "base/digest.h"

/* The practice's, where nobody named another. */
static int
use_zone(struct inputs *in, struct error *e)
{
	struct span zone = in->practice.time_zone;
	char *name;
	int status;

	if (in->zone || zone.bytes == NULL)
		return 0;
	in->zone = true;
	name = alloc_string_len(zone.bytes, zone.len);
	status = zone_use(name, e);
	free(name);
	return status;
}

static int
open_request(struct inputs *in, const char *path, struct error *e)
{
	if (path == NULL)
		return 0;
	if (document_open(&in->request_file, path, "request/1", e) == -1 ||
	    request_read(&in->request, in->request_file.record, e) == -1)
		return -1;
	in->consent.request = &in->request;
	return 0;
}

static int
open_practice(struct inputs *in, const char *path, struct error *e)
{
	if (path == NULL)
		return 0;
	if (document_open(&in->practice_file, path, "practice/1", e) == -1 ||
	    practice_read(&in->practice, in->practice_file.record, e) == -1)
		return -1;
	in->consent.practice = &in->practice;
	return use_zone(in, e);
}

int
inputs_open(struct inputs *in, const struct input_files *files, int64_t as_of,
    bool zone, struct error *e)
{
	memset(in, 0, sizeof(*in));
	in->consent.as_of = as_of;
	in->zone = zone;
	if (digest_init(e) == -1 ||
	    (in->law = law_load(files->rules, e)) == NULL)
		return -1;
	in->consent.law = in->law;
	if (open_request(in, files->request, e) == -1 ||
	    open_practice(in, files->practice, e) == -1)
		return -1;
	if (files->authorizations != NULL &&
	    (in->authorizations =
		    authorization_index_open(files->authorizations, e)) == NULL)
		return -1;
	if (files->restrictions != NULL &&
	    (in->restrictions =
		    restriction_list_open(files->restrictions, e)) == NULL)
		return -1;
	in->consent.authorizations = in->authorizations;
	in->consent.restrictions = in->restrictions;
	return 0;
}

void
inputs_close(struct inputs *in)
{
	restriction_list_close(in->restrictions);
	authorization_index_close(in->authorizations);
	document_close(&in->practice_file);
	document_close(&in->request_file);
	law_free(in->law);
}
