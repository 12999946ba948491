/* override/1: a person's word on a passage or a whole note. */
#ifndef NOTE_OVERRIDE_H
#define NOTE_OVERRIDE_H

#include <stdbool.h>

#include "base/date.h"
#include "base/error.h"
#include "base/span.h"
#include "note/classification.h"
#include "note/member.h"
#include "note/writer.h"
#include "stream/record.h"

enum override_action {
	OVERRIDE_WITHHOLD,
	OVERRIDE_RELEASE,
};

/* A view. */
struct override {
	struct span note; /* id; required */
	bool whole;	  /* the whole note; PLACE counts nothing then */
	struct place place;
	enum override_action action; /* required */
	struct span by;		     /* required */
	date_days on;
	struct span reason;
	struct span text; /* digest of the unredacted text; required */
};

/* Unknown members are errors: this is a decision, and a misspelt one must not
 * be taken for another. */
int override_read(struct override *o, struct record *rec, struct error *e);

/* As it stands in `redaction.overrides` and disclosure/1. */
extern const struct member_table override_table;
void write_override(struct writer *w, const struct override *o);

#endif
