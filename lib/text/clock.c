#include "text/clock.h"

#include <string.h>

#include "text/word.h"

#define WORDS_MAX 16

static const char *const time_words[] = {"a", "am", "began", "clock", "end",
    "ended", "extended", "from", "h", "hr", "hrs", "in", "m", "min", "mins",
    "minutes", "out", "p", "pm", "session", "start", "started", "stop",
    "stopped", "time", "times", "to", "total", "until"};

static bool
is_time_word(const struct word *w)
{
	size_t i;

	for (i = 0; i < sizeof(time_words) / sizeof(time_words[0]); i++)
		if (w->len == strlen(time_words[i]) &&
		    memcmp(w->text, time_words[i], w->len) == 0)
			return true;
	return false;
}

/* How many clock times a number is: `9:02`, `0901`; -1: it is none, nor a count
 * of minutes. */
static int
times_in(const struct word *w)
{
	bool colon = memchr(w->text, ':', w->len) != NULL;

	if (colon)
		return 1;
	if (w->len == 4)
		return w->text[0] <= '2' ? 1 : -1;
	return w->len <= 3 ? 0 : -1;
}

bool
clock_span(const char *text, size_t len)
{
	size_t at = 0, words = 0;
	struct word w;
	int times = 0, more;

	while (word_next(text, len, &at, &w)) {
		if (++words > WORDS_MAX)
			return false;
		if (w.kind == WORD_NUMBER) {
			more = times_in(&w);
			if (more < 0)
				return false;
			times += more;
		} else if (w.kind == WORD_MARK
			       ? memchr(":-/(),.", w.text[0], 7) == NULL
			       : !is_time_word(&w)) {
			return false;
		}
	}
	return times >= 2;
}
