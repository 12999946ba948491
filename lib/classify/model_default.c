#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>

#include "classify/model.h"

/* lib/classify/model.bin, embedded when the room is built. */
extern const unsigned char classify_model[];
extern const size_t classify_model_len;

static struct model built_in;
static pthread_once_t once = PTHREAD_ONCE_INIT;

static void
read_built_in(void)
{
	struct error e = {0};

	if (model_read(&built_in,
		(struct span){(const char *)classify_model, classify_model_len},
		&e) == -1)
		abort(); /* a build that is not ours */
}

const struct model *
model_default(void)
{
	pthread_once(&once, read_built_in);
	return &built_in;
}
