/* A practice's own notes, where a person has said what a passage is
 * (correction/1): more to learn from, in the practice. */
#ifndef TRAINING_CORRECTED_H
#define TRAINING_CORRECTED_H

#include "classify/training/corpus.h"

/* Adds, as one clinician, the note/1 of NOTES that CORRECTIONS speak of.  A
 * passage that nobody corrected is context and teaches nothing; of two
 * corrections of one place the later line counts; those of titles are passed
 * over, for a title goes with its section's first passage.  Refuses a
 * correction of a note that is not there, of a text that has changed since or
 * of a place that is not in it.  Messages name files and lines, never words of
 * a note. */
int corrected_read(struct corpus *c, const char *notes, const char *corrections,
    struct error *e);

#endif
