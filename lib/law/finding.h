/* What each layer of the law makes of a question, before they are combined. */
#ifndef LAW_FINDING_H
#define LAW_FINDING_H

#include "law/answers.h"
#include "law/rule.h"

/* The row that names a layer's outcome; row NULL: the layer has nothing to
 * say. */
struct finding {
	const struct row *row;
	enum outcome outcome;
	size_t tests; /* how many held: of equals the more specific stands */
};

struct findings {
	struct answers answers;
	struct finding layers[LAYER_COUNT];
	enum layer decisive;
	enum outcome outcome;
	bool authorized;      /* an authorization is what permits it */
	bool held;	      /* permitted, but for something strange */
	struct span attested; /* what it rests on; absent: nothing */
};

/* Total: some layer always decides. */
void findings_make(
    struct findings *f, const struct law *l, const struct question *q);

#endif
