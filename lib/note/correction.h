/* correction/1: the right label of a passage, as a person says; for training
 * alone.  It points into a note and holds no words of it. */
#ifndef NOTE_CORRECTION_H
#define NOTE_CORRECTION_H

#include "base/date.h"
#include "base/error.h"
#include "base/span.h"
#include "note/classification.h"
#include "stream/record.h"

/* A view. */
struct correction {
	struct span note; /* id; required */
	struct place place;
	enum label label; /* the right one */
	struct span by;
	date_days on;
	struct span text; /* digest of the text it was read in; required */
};

/* Unknown members are errors. */
int correction_read(struct correction *c, struct record *rec, struct error *e);

#endif
