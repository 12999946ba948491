#include "package/claim.h"

#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"

static int
claim_compare(const void *a, const void *b)
{
	const struct index_row *const *r = a, *const *s = b;

	if ((*r)->claim == NULL || (*s)->claim == NULL)
		return ((*r)->claim == NULL) - ((*s)->claim == NULL);
	return strcmp((*r)->claim, (*s)->claim);
}

struct claim *
claims_list(const struct response *r, size_t *count)
{
	struct index_row **rows = alloc_zeroed(r->count + 1, sizeof(rows[0]));
	struct claim *claims = alloc_zeroed(r->count + 1, sizeof(claims[0]));
	size_t i;

	for (i = 0; i < r->count; i++)
		rows[i] = &r->rows[i];
	qsort(rows, r->count, sizeof(rows[0]), claim_compare);
	*count = 0;
	for (i = 0; i < r->count; i++) {
		if (i == 0 || claim_compare(&rows[i - 1], &rows[i]) != 0)
			claims[(*count)++].name = rows[i]->claim;
		claims[*count - 1].counts.requested++;
		claims[*count - 1].counts.of[rows[i]->disposition]++;
	}
	free(rows);
	return claims;
}
