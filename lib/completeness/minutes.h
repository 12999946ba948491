/* How long a session was, as a sentence of its note says. */
#ifndef COMPLETENESS_MINUTES_H
#define COMPLETENESS_MINUTES_H

#include <stdbool.h>

#include "base/span.h"

struct session_time {
	bool clock;  /* start and stop times stand there */
	int minutes; /* by the clock, else as given; 0: not said */
};

/* Reads "2:03 PM to 2:56 PM", "0900-1000", "10-10:50a", "53 min",
 * "forty-eight minutes", "1 hr 20 min".  Of several ranges, the first that is
 * one (shorter than eight hours). */
struct session_time session_time_read(struct span text);
/* Only a range whose times are called by name, "Start: 13:00 | Stop: 13:46",
 * "time in 16:02, time out 16:50": for text that is of other things too. */
struct session_time session_time_named(struct span text);

#endif
