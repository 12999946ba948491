/* The walk over a passage's words that finds its features.  Inline, so that
 * the classifier's sink is part of the loop and a feature costs no call. */
#ifndef CLASSIFY_WALK_H
#define CLASSIFY_WALK_H

#include "classify/feature.h"
#include "classify/hash.h"
#include "classify/wide.h"

static inline struct feature
pair_feature(enum seed seed, uint64_t a, uint64_t b, enum feature_kind kind)
{
	return (struct feature){hash_pair(seed, a, b), kind};
}

/* Gives SINK the features of its words; FIRST and LAST of the note.  Returns
 * how many words the passage has. */
static INLINED unsigned
passage_features(const struct feature_sink *sink, bool first, bool last)
{
	struct feature shape[SHAPE_FEATURES];
	struct tally t = {{0}, '\0'};
	uint64_t before = 0, frame_before = 0;
	const struct word_view *w;
	unsigned n = 0, i;

	while ((w = sink->word(sink->to)) != NULL) {
		t.types[w->type]++;
		t.end = w->mark;
		if (w->type == TYPE_STOP)
			continue;
		sink->other(sink->to, pair_feature(SEED_FRAME, frame_before,
					  w->frame, FEATURE_FRAME));
		if (n > 0)
			sink->other(sink->to, pair_feature(SEED_PAIR, before,
						  w->hash, FEATURE_PAIR));
		if (n < 2)
			sink->other(sink->to,
			    pair_feature(n == 0 ? SEED_FIRST : SEED_SECOND,
				before, w->hash, FEATURE_SHAPE));
		before = w->hash;
		frame_before = w->frame;
		n++;
	}
	shape_features(&t, first, last, shape);
	for (i = 0; i < SHAPE_FEATURES; i++)
		sink->other(sink->to, shape[i]);
	return tally_words(&t);
}

#endif
