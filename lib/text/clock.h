/* Clock times: `10:00-10:52 am (52 min)`, `0901-0955`, `Time in 4:15 out 5:05`.
 */
#ifndef TEXT_CLOCK_H
#define TEXT_CLOCK_H

#include <stdbool.h>
#include <stddef.h>

/* Whether TEXT is nothing but a span from one time to another, with the words
 * that go with one (from, to, am, min, session): what comes behind it is
 * another entry. */
bool clock_span(const char *text, size_t len);

#endif
