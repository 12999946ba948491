/* What the recipient is told of why something is withheld. */
#ifndef PACKAGE_CATEGORY_H
#define PACKAGE_CATEGORY_H

#include <stdint.h>

#include "base/span.h"

enum category {
#define CATEGORY(name, prefix, word, citation) CATEGORY_##name,
#include "package/category.def"
#undef CATEGORY
	CATEGORY_COUNT
};

/* The bits 1 << category. */
typedef uint32_t category_set;
#define CATEGORY_BIT(c) ((category_set)1 << (c))

enum category category_of(struct span citation); /* of the true reason */
const char *category_name(enum category c);
const char *category_citation(enum category c);

#endif
