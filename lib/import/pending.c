/* Readers that are still to come: what they would read is refused by name. */
#include "import/content.h"
#include "import/fhir.h"

static void
refuse(struct import *im, const char *what)
{
	struct error e = {0};

	error_set(&e, "%s: not read by this version", what);
	import_reject(im, &e);
}

void
json_read(struct import *im, struct origin *in)
{
	(void)in;
	refuse(im, "JSON of unknown shape");
}

int
rtf_text(
    struct import *im, struct span bytes, struct span *out, struct error *e)
{
	(void)im;
	(void)bytes;
	(void)out;
	return error_set(e, "RTF: not read by this version");
}

int
pdf_text(
    struct import *im, struct span bytes, struct span *out, struct error *e)
{
	(void)im;
	(void)bytes;
	(void)out;
	return error_set(e, "PDF: not read by this version");
}

int
fhir_consent(const struct fhir *f, struct value resource, struct buf *out,
    struct error *e)
{
	(void)f;
	(void)resource;
	(void)out;
	return error_set(e, "Consent: not read by this version");
}
