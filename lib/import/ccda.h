/* C-CDA and C32: HL7 CDA R2 documents, of US Realm headers. */
#ifndef IMPORT_CCDA_H
#define IMPORT_CCDA_H

#include "import/import.h"
#include "import/xml.h"

/* A section's narrative as text, in the draft's arena. */
struct span ccda_narrative(struct import *im, const xmlNode *text);

/* What the header says, where the draft does not have it yet; the patient too
 * where WHOLE. */
int ccda_header(
    struct import *im, const xmlNode *document, bool whole, struct error *e);

#endif
