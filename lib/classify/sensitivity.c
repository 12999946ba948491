#include "classify/sensitivity.h"

#include <stdlib.h>

struct row {
	enum sensitivity code;
	const char *phrase;
};

static const struct row rows[] = {
#define SENSITIVE(code, phrase) {SENSITIVITY_##code, phrase},
#include "classify/sensitivity.def"
#undef SENSITIVE
};

struct phrases *
sensitivity_phrases(void)
{
	struct phrases *p = phrases_new();
	size_t i;

	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		if (phrases_add(p, span_of(rows[i].phrase),
			SENSITIVITY_BIT(rows[i].code), NULL) == -1)
			abort(); /* a row of ours that is too long */
	return p;
}

sensitivity_set
sensitivity_of_label(enum label l, enum scope s)
{
	sensitivity_set set = 0;

	if (l == LABEL_SUBSTANCE_USE)
		set |= SENSITIVITY_BIT(SENSITIVITY_SUD);
	if (l == LABEL_DIAGNOSIS)
		set |= SENSITIVITY_BIT(SENSITIVITY_PSY);
	if (l == LABEL_CONVERSATION || s == SCOPE_PSYCHOTHERAPY)
		set |= SENSITIVITY_BIT(SENSITIVITY_PSYTHPN);
	return set;
}
