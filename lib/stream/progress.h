/* Records and MB/s on standard error, where that is a terminal. */
#ifndef STREAM_PROGRESS_H
#define STREAM_PROGRESS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <time.h>

struct progress {
	const char *tool;
	bool on, shown;
	uint64_t bytes;
	struct timespec start, last;
};

void progress_start(struct progress *p, const char *tool, bool wanted);
/* BYTES more were read, RECORDS in all.  Prints four times a second. */
void progress_show(struct progress *p, size_t bytes, uint64_t records);
/* Clears the line, for a message or the end. */
void progress_clear(struct progress *p);

#endif
