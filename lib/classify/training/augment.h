/* More to learn from than was written: what a source exports without its
 * context must not be read by where it stands, and words that nobody knows not
 * by what known words of their length would be. */
#ifndef TRAINING_AUGMENT_H
#define TRAINING_AUGMENT_H

#include "classify/training/corpus.h"

/* Adds each section of each note as notes of its own: without its title; and
 * with made-up words in the place of most of its words, and of some. */
void augment(struct corpus *c);

#endif
