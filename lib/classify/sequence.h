/* The second pass's view of a passage: its own scores, those of the two
 * passages before and behind, of its section and of the whole note. */
#ifndef CLASSIFY_SEQUENCE_H
#define CLASSIFY_SEQUENCE_H

#include <stddef.h>
#include <stdint.h>

#include "classify/model.h"
#include "classify/outline.h"
#include "classify/reading.h"

#define SEQUENCE_TERMS 256 /* at most, of one passage */

/* Columns of the second pass. */
uint32_t sequence_columns(void);

/* Sums over a note that each of its passages needs. */
struct sequence;
struct sequence *sequence_new(void);
void sequence_free(struct sequence *s);
void sequence_open(struct sequence *s, const struct outline *o,
    const struct impression *impressions);

/* What the second pass sees of passage I. */
void sequence_view(const struct sequence *s, size_t i, struct model_view *out);

/* The same as terms, without those that are 0; how many. */
size_t sequence_terms(const struct sequence *s, size_t i,
    struct model_term out[static SEQUENCE_TERMS]);

/* And back. */
void sequence_gather(
    const struct model_term *terms, size_t count, struct model_view *out);

#endif
