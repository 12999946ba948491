/* HL7 ActCode sensitivities of a passage, by the words in it. */
#ifndef CLASSIFY_SENSITIVITY_H
#define CLASSIFY_SENSITIVITY_H

#include "classify/phrases.h"
#include "note/label.h"

/* The phrases of sensitivity.def, their values sets of sensitivities; the
 * caller's. */
struct phrases *sensitivity_phrases(void);

/* What a passage of this label and scope is, whatever its words. */
sensitivity_set sensitivity_of_label(enum label l, enum scope s);

#endif
