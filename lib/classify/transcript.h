/* Whether a note is a transcript: turns of speech, each behind its speaker
 * (MX-6: whether a transcript is a "note" of 45 CFR 164.501 is not settled). */
#ifndef CLASSIFY_TRANSCRIPT_H
#define CLASSIFY_TRANSCRIPT_H

#include <stdbool.h>

#include "classify/outline.h"

bool transcript_found(const struct outline *o);

#endif
