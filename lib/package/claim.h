/* What became of the notes of each claim. */
#ifndef PACKAGE_CLAIM_H
#define PACKAGE_CLAIM_H

#include <stddef.h>

#include "package/response.h"

struct claim {
	const char *name; /* NULL: notes without one */
	struct index_counts counts;
};

/* The claims of the response, in the order of their names, those without one
 * last; to be freed. */
struct claim *claims_list(const struct response *r, size_t *count);

#endif
