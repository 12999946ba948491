/* What notes-consent does with a record: functions of the filter loop. */
#ifndef LAW_VERDICT_H
#define LAW_VERDICT_H

#include <stdatomic.h>
#include <stdbool.h>

#include "law/inputs.h"
#include "law/watch.h"
#include "stream/filter.h"

/* Their context. */
struct verdict {
	const char *tool; /* for the trail */
	const struct inputs *in;
	bool explain;	     /* paragraphs instead of records */
	struct watch *watch; /* of verdict_watch */
	atomic_bool *found;  /* of verdict_check: a document was not good */
};

/* note/1 and question/1: adds `decision`, or explains it. */
enum filter_verdict verdict_decide(const void *context, struct record *rec,
    struct filter_task *task, struct error *e);
void *verdict_scratch_new(const void *context);
void verdict_scratch_free(void *scratch);

/* authorization/1: adds `defects`, [{code, name, citation}], empty where there
 * are none. */
enum filter_verdict verdict_check(const void *context, struct record *rec,
    struct filter_task *task, struct error *e);

/* authorization/1 and request/1: the watch looks at it. */
enum filter_verdict verdict_watch(const void *context, struct record *rec,
    struct filter_task *task, struct error *e);

#endif
