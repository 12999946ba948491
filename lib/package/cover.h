/* What the practice itself says in a response: cover, index, certification. */
#ifndef PACKAGE_COVER_H
#define PACKAGE_COVER_H

#include "package/pages.h"
#include "package/response.h"

/* The sheet on top: what Medicare's contractors ask of one ("ADR Response",
 * beneficiary, claims, dates of service), and what others find useful. */
void cover_draw(struct pages *p, const struct response *r);
/* Every note that was asked for, and the counts by claim. */
void index_draw(struct pages *p, const struct response *r);
/* The custodian's certification, to be signed. */
void certification_draw(struct pages *p, const struct response *r);

#endif
