/* What somebody must look at: authorizations that have ended, are about to, or
 * are not good; requests that are due.
 *
 * The report is stable: from one day to the next only what changed changes.
 * With a file of what was reported before, each thing is reported once; it is
 * written after the report is out, so that a run killed in between reports
 * twice rather than never. */
#ifndef LAW_WATCH_H
#define LAW_WATCH_H

#include <stdbool.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/date.h"
#include "base/error.h"
#include "law/law.h"
#include "note/authorization.h"
#include "note/request.h"

struct watch;

/* AS_OF in the practice's zone; NULL is never returned. */
struct watch *watch_new(const struct law *l, int64_t as_of);
void watch_free(struct watch *w);

/* Reports what ends within so many seconds, and what is wrong already. */
void watch_authorizations(struct watch *w, int64_t within);
/* Reports what is due within so many seconds, and what is overdue. */
void watch_requests(struct watch *w, int64_t within);

void watch_authorization(struct watch *w, const struct authorization *a);
void watch_request(struct watch *w, const struct request *r);

/* What was reported before; a file that is not there is an empty one.  Another
 * run that has it open is waited for. */
int watch_open_seen(struct watch *w, const char *path, struct error *e);
/* How many things there are to report.  Sorts them and leaves out what was
 * seen. */
size_t watch_finish(struct watch *w);

/* Writes the report to FD, which messages call NAME: as text for mail, or one
 * JSON object a line (`"record":"finding/1"`).  Only when it is out, on disk
 * where FD is a file, it is written down as reported, atomically. */
int watch_say(
    struct watch *w, bool ndjson, int fd, const char *name, struct error *e);

#endif
