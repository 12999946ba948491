/* plan/1: a treatment plan, which a note's goals point into. */
#ifndef NOTE_PLAN_H
#define NOTE_PLAN_H

#include <stddef.h>

#include "base/error.h"
#include "base/span.h"
#include "note/member.h"
#include "stream/record.h"

struct goal {
	struct span id;	  /* how notes name it: "2", "G2" */
	struct span text; /* required */
	struct texts objectives;
};

/* A view of the record it was read from. */
struct plan {
	struct span id;
	struct span patient; /* id; required */
	struct period in_force;
	const struct goal *goals;
	size_t goal_count;
	struct texts diagnosis; /* codes or names */
	struct span type;
	struct span frequency;
	struct span duration;
};

int plan_read(struct plan *p, struct record *rec, struct error *e);

#endif
