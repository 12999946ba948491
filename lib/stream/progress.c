#include "stream/progress.h"

#include <inttypes.h>
#include <stdio.h>
#include <unistd.h>

void
progress_start(struct progress *p, const char *tool, bool wanted)
{
	*p = (struct progress){.tool = tool};
	p->on = wanted && isatty(STDERR_FILENO) == 1;
	if (p->on)
		clock_gettime(CLOCK_MONOTONIC, &p->start);
	p->last = p->start;
}

static double
seconds_between(const struct timespec *a, const struct timespec *b)
{
	return (double)(b->tv_sec - a->tv_sec) +
	       (double)(b->tv_nsec - a->tv_nsec) / 1e9;
}

void
progress_show(struct progress *p, size_t bytes, uint64_t records)
{
	struct timespec now;
	double elapsed;

	p->bytes += bytes;
	if (!p->on)
		return;
	clock_gettime(CLOCK_MONOTONIC, &now);
	if (seconds_between(&p->last, &now) < 0.25)
		return;
	p->last = now;
	p->shown = true;
	elapsed = seconds_between(&p->start, &now);
	fprintf(stderr, "\r\033[K%s: %" PRIu64 " records, %.1f MB/s", p->tool,
	    records, (double)p->bytes / 1e6 / elapsed);
	fflush(stderr);
}

void
progress_clear(struct progress *p)
{
	if (!p->shown)
		return;
	fputs("\r\033[K", stderr);
	fflush(stderr);
	p->shown = false;
}
