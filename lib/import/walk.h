/* Goes through files, folders, archives and compressed files, and hands over
 * one input after the other, always in the same order: operands as given,
 * folders by name, archives as they are. */
#ifndef IMPORT_WALK_H
#define IMPORT_WALK_H

#include <stdbool.h>

#include "base/error.h"
#include "import/origin.h"

struct walk {
	char **paths; /* none: stdin */
	int count;
	bool again;   /* the walk is repeated: keep a copy of stdin */
	int stdin_fd; /* that copy; -1 at first */
	int spare_fd; /* an empty file to hold it; -1: one is made */
	/* False stops the walk. */
	bool (*visit)(struct origin *in, void *context);
	/* NAME was not read: what it holds cannot be, or (BROKEN) the system
	 * did not give it.  False stops the walk. */
	bool (*fail)(const char *name, const struct error *why, bool broken,
	    void *context);
	/* NAME is passed over, being nobody's record (".DS_Store"). */
	void (*skip)(const char *name, void *context);
	void *context;
};

void walk_run(struct walk *w);
void walk_close(struct walk *w);

/* Members of the archive IN, or what IN holds compressed; false stops.  Not an
 * archive: *was is false and nothing was visited or taken. */
bool archive_walk(struct walk *w, struct origin *in, bool *was);

/* A name that no record has: hidden, or a system's own. */
bool walk_skips(const char *name);

#endif
