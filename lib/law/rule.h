/* A row of law, a code of an authorization, a field filter, and the whole of
 * what the rule files say. */
#ifndef LAW_RULE_H
#define LAW_RULE_H

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/digest.h"
#include "base/error.h"
#include "law/condition.h"
#include "law/law.h"
#include "law/vocabulary.h"
#include "note/decision.h"

/* What is evaluated apart.  Of layers with equal outcomes the first names the
 * rule. */
enum layer {
	LAYER_GATE, /* alone, where it matches */
	LAYER_PART2,
	LAYER_RESTRICTION,
	LAYER_HIPAA,
	LAYER_STATE,
	LAYER_COUNT
};

/* Whose defects a row answers with, as bits. */
#define CODES_AUTHORIZATION 1u
#define CODES_PART2 2u

#define CODE_MAX 128

struct row {
	struct span id;
	struct span citation;
	struct span verified;
	struct span text; /* what it says, for a person */
	struct span cure; /* what would lift it; absent: nothing */
	enum layer layer;
	int gate;
	/* Words of the vocabulary as bits; all bits: any, also one that the
	 * vocabulary does not have. */
	uint64_t purposes;
	uint64_t requesters;
	uint64_t classes;
	struct condition when;
	struct condition unless;
	bool otherwise; /* matches where no other row of its layer does */
	enum outcome outcome;
	bool curable;
	enum outcome with_authorization; /* where curable */
	struct span field_filter;
	enum accounting accounting;
	struct texts obligations;
	unsigned codes;
	const json_t *instead_names; /* until all rows are read */
	const struct row **instead_of;
	size_t instead_count;
	bool replaceable;     /* another row stands instead of it */
	struct span attested; /* of an overlay: whose, when, on what */
};

/* A defect (not valid) or review (a person must look) of a document. */
struct code {
	struct span code;
	struct span name;
	struct span text;
	struct span citation;
	struct condition when;
	struct condition unless;
	bool review;
	bool document;	   /* of the document alone, whatever is asked */
	struct span watch; /* how a watch over documents files it */
	unsigned whose;	   /* CODES_… */
};

/* What is said with a withholding, for whoever must justify it. */
struct remark {
	struct span id;
	struct span citation;
	struct span text;
	struct condition when;
	struct condition unless;
};

struct row_set {
	struct row *rows;
	size_t count;
	/* The rows that can match a purpose, by its bit; the last bit: a
	 * purpose that is not known, or none. */
	const struct row **by_purpose[64];
	size_t purpose_counts[64];
};

struct state {
	struct span name; /* "IL" */
	struct row_set rows;
	bool modelled;	      /* rows of ours or of an overlay */
	struct span attested; /* by an attest/1 */
	uint64_t traits[(SLOT_MAX + 63) / 64]; /* slots that are true in it */
};

struct law {
	struct arena arena;
	struct vocabulary vocabulary;
	struct row_set rows; /* federal and Part 2, all layers */
	struct state *states;
	size_t state_count;
	struct code *codes; /* by code */
	size_t code_count;
	struct remark *remarks;
	size_t remark_count;
	struct field_filter *filters;
	size_t filter_count;
	uint64_t covers[CONTENT_COUNT]; /* scopes that cover a class */
	char digest[DIGEST_HEX];
};

/* Reads one file's JSON into L; NAME is for messages.  OVERLAY: a practice's
 * own. */
int rules_read(struct law *l, json_t *file, const char *name, bool overlay,
    struct error *e);
/* What can be checked only when all files are read. */
int rules_finish(struct law *l, struct error *e);

struct state *law_state(const struct law *l, struct span name);

#endif
