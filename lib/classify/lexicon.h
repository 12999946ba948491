/* A practice's own words for labels:
 *
 *	{"medication": ["Zurzuvae", "the new pill"],
 *	 "conversation": ["sand tray scene"]}
 *
 * A passage that holds one is the likelier to have that label; what the rest of
 * it says can still outweigh it. */
#ifndef CLASSIFY_LEXICON_H
#define CLASSIFY_LEXICON_H

#include "base/digest.h"
#include "base/error.h"
#include "classify/phrases.h"

#define LEXICON_WORTH (3 * 256) /* a score's points for a label, in 1/256 */

struct lexicon {
	struct phrases *phrases; /* values are sets of labels */
	char digest[DIGEST_HEX];
};

/* Refuses what is no object of arrays of strings, an unknown label, a label
 * twice, a phrase of no or more than five words; the error names the path and
 * the label, never a phrase. */
int lexicon_open(struct lexicon *l, const char *path, struct error *e);
void lexicon_close(struct lexicon *l); /* a zeroed one too */

#endif
