/* From passages' probabilities: the label of each, the class of the note. */
#ifndef CLASSIFY_NOTE_CLASS_H
#define CLASSIFY_NOTE_CLASS_H

#include <stdint.h>

#include "classify/reading.h"
#include "note/label.h"

/* A passage's label: conversation from THRESHOLD (thousandths) on, else the
 * likeliest other. */
enum label label_chosen(const uint16_t *share, unsigned threshold);

/* What a note is, by the share of its characters that are conversation and
 * administration; CONFIDENCE in thousandths.  The threshold of conversation,
 * which errs to withholding, plays no part here. */
enum note_class note_class_find(const struct reading *r, unsigned *confidence);

/* The same from PASSAGES impressions. */
enum note_class note_class_of(
    const struct impression *impressions, size_t count, unsigned *confidence);

#endif
