/* A standard: the items that a payer's reviewer looks for, as data.
 *
 *	{"standard": "medicare", "title": …, "pass": 85, "similarity": 70,
 *	 "items": [{"code": "DOC-03", "field": "start_stop", "says": …,
 *	   "source": …, "weight": "required", "check": "times",
 *	   "when": "timed", "labels": […], "words": …}, …]}
 *
 * A loader refuses an unknown member, check, label, list of words or condition
 * and an item without code or source.  Loaded, nothing can fail. */
#ifndef COMPLETENESS_STANDARD_H
#define COMPLETENESS_STANDARD_H

#include <stddef.h>

#include "base/error.h"
#include "base/span.h"
#include "completeness/words.h"
#include "note/label.h"

#define STANDARD_ITEMS 64 /* at most */

enum check {
#define CHECK(name, word) CHECK_##name,
#include "completeness/check.def"
#undef CHECK
	CHECK_COUNT
};

enum when {
#define WHEN(name, word) WHEN_##name,
#include "completeness/when.def"
#undef WHEN
	WHEN_COUNT
};

enum weight {
	WEIGHT_REQUIRED,    /* counts */
	WEIGHT_CONDITIONAL, /* counts where it can be decided */
	WEIGHT_RECOMMENDED, /* is reported, and does not count */
	WEIGHT_WARNING,	    /* is reported, and does not count */
};

struct item {
	struct span code;
	struct span field;
	struct span says;
	struct span source;
	enum weight weight;
	enum check check;
	enum when when;
	label_set labels; /* passages to look in; none: all of the text */
	enum words words;
};

struct standard; /* owner; never changed once made */

/* NAME is medicare, commercial, telehealth, group, or a file's path where it
 * has a slash or ends in ".json". */
struct standard *standard_open(const char *name, struct error *e);
void standard_free(struct standard *s);

struct span standard_name(const struct standard *s);
struct span standard_title(const struct standard *s);
const struct item *standard_items(const struct standard *s, size_t *count);
size_t standard_pass(const struct standard *s);	      /* percent */
size_t standard_similarity(const struct standard *s); /* percent */
/* Of the standard's bytes: what `trail` says. */
const char *standard_digest(const struct standard *s);

#endif
