/* What stands while a stream is decided: the rules, the request, the practice,
 * authorizations and restrictions, each read from its file. */
#ifndef LAW_INPUTS_H
#define LAW_INPUTS_H

#include <stdbool.h>
#include <stdint.h>

#include "base/error.h"
#include "law/consent.h"
#include "note/document.h"

/* Paths; NULL: there is none. */
struct input_files {
	const char *rules; /* a folder */
	const char *request;
	const char *practice;
	const char *authorizations;
	const char *restrictions;
};

/* Does not move once it is open: CONSENT borrows from the rest. */
struct inputs {
	struct consent consent;
	bool zone; /* somebody named the practice's */
	struct law *law;
	struct authorization_index *authorizations;
	struct restriction_list *restrictions;
	struct document request_file;
	struct request request;
	struct document practice_file;
	struct practice practice;
};

/* ZONE: the process's is named already; else the practice's is used.  Close IN
 * on failure too. */
int inputs_open(struct inputs *in, const struct input_files *files,
    int64_t as_of, bool zone, struct error *e);
void inputs_close(struct inputs *in);

#endif
