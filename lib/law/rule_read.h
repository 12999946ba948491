/* Reads what rule files are made of; messages name the file, the row and the
 * member: "il.json: IL-2: citation: missing". */
#ifndef LAW_RULE_READ_H
#define LAW_RULE_READ_H

#include <jansson.h>
#include <stdbool.h>

#include "base/error.h"
#include "base/span.h"
#include "law/rule.h"

/* The file being read. */
struct rule_reader {
	struct law *law;
	const char *file;
	const char *id; /* of the row, NULL: none yet */
	bool overlay;
	struct span attested;
	struct error *e;
};

/* Always -1. */
int rule_fail(
    const struct rule_reader *r, const char *member, const char *what);
/* A copy that lives as long as the law. */
struct span rule_keep(const struct rule_reader *r, const char *text);

/* NAMES ends with NULL; WHAT is said where OBJECT has another. */
int rule_only(const struct rule_reader *r, const json_t *object,
    const char *const *names, const char *what);
int rule_text(const struct rule_reader *r, const json_t *object,
    const char *name, bool required, struct span *out);
int rule_texts(const struct rule_reader *r, const json_t *object,
    const char *name, struct texts *out);
int rule_condition(const struct rule_reader *r, const json_t *object,
    const char *name, struct condition *c);
int rule_verified(
    const struct rule_reader *r, const json_t *object, struct span *out);
/* "any" stands alone and is every word, known or not. */
int rule_words(const struct rule_reader *r, const json_t *object,
    const char *name, enum predicate predicate, uint64_t *out);
int rule_flag(const struct rule_reader *r, const json_t *object,
    const char *name, bool *out);

/* The tables beside the rows; NULL: the file has none. */
int rule_codes(struct rule_reader *r, const json_t *codes);
int rule_filters(struct rule_reader *r, const json_t *filters);
int rule_covers(struct rule_reader *r, const json_t *covers);
int rule_remarks(struct rule_reader *r, const json_t *remarks);

#endif
