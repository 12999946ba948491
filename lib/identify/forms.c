#include "identify/forms.h"

#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "identify/interest.h"
#include "identify/pattern.h"
#include "text/match.h"

extern const unsigned char identify_patterns[], identify_digits[];
extern const size_t identify_patterns_len, identify_digits_len;
extern const unsigned char identify_patterns_patterns[],
    identify_digits_patterns[];
extern const size_t identify_patterns_patterns_len,
    identify_digits_patterns_len;

/* How far around what it is searched near a pattern reaches, in bytes. */
#define DIGITS_BEFORE 32
#define DIGITS_BEHIND 40
#define WORD_BEFORE 40
#define WORD_BEHIND 88
/* The number that a cue announces begins within so many bytes. */
#define CUE_REACH 160

struct pattern_set {
	struct match *match;
	struct pattern *patterns; /* as match numbers them */
};

struct forms {
	struct pattern_set digits;
	struct pattern_set words;
	struct cues *cues;
};

/* A pattern matches once for each end that it has: only its longest counts. */
struct pending {
	size_t start;
	size_t end; /* 0: none */
};

/* One set's search of one text.  Stretches that touch are searched as one. */
struct scan {
	const struct pattern_set *set;
	struct match_scratch *match;
	struct pending *pending; /* by pattern */
	struct search *search;
	size_t before; /* how far a stretch reaches, in bytes */
	size_t behind;
	size_t from; /* of the stretch in hand */
	size_t to;   /* 0: none */
	bool any;    /* was searched in this text */
};

struct forms_scratch {
	struct search *search;
	struct scan digits;
	struct scan words;
	size_t number; /* the first token from some place on with a digit */
};

static int
set_open(struct pattern_set *set, const unsigned char *compiled,
    size_t compiled_len, const unsigned char *patterns, size_t len,
    struct error *e)
{
	size_t i;

	set->match =
	    match_load(compiled, compiled_len, (const char *)patterns, len, e);
	if (set->match == NULL)
		return -1;
	set->patterns =
	    alloc_zeroed(match_count(set->match), sizeof(*set->patterns));
	for (i = 0; i < match_count(set->match); i++)
		set->patterns[i] = pattern_find(match_name(set->match, i));
	return 0;
}

static void
set_free(struct pattern_set *set)
{
	match_free(set->match);
	free(set->patterns);
}

struct forms *
forms_open(struct error *e)
{
	struct forms *f = alloc_zeroed(1, sizeof(*f));

	f->cues = cues_new();
	if (set_open(&f->digits, identify_digits, identify_digits_len,
		identify_digits_patterns, identify_digits_patterns_len,
		e) == -1 ||
	    set_open(&f->words, identify_patterns, identify_patterns_len,
		identify_patterns_patterns, identify_patterns_patterns_len,
		e) == -1) {
		forms_free(f);
		return NULL;
	}
	return f;
}

void
forms_free(struct forms *f)
{
	if (f == NULL)
		return;
	set_free(&f->digits);
	set_free(&f->words);
	cues_free(f->cues);
	free(f);
}

bool
forms_was_compiled(const struct forms *f)
{
	return match_was_compiled(f->digits.match) ||
	       match_was_compiled(f->words.match);
}

const struct cues *
forms_cues(const struct forms *f)
{
	return f->cues;
}

static void
scan_open(
    struct scan *scan, const struct pattern_set *set, struct search *search)
{
	scan->set = set;
	scan->search = search;
	scan->match = match_scratch_new(set->match);
	scan->pending =
	    alloc_zeroed(match_count(set->match), sizeof(*scan->pending));
}

static void
scan_close(struct scan *scan)
{
	match_scratch_free(scan->match);
	free(scan->pending);
}

struct forms_scratch *
forms_scratch_new(const struct forms *f, struct search *search)
{
	struct forms_scratch *s = alloc_zeroed(1, sizeof(*s));

	s->search = search;
	scan_open(&s->digits, &f->digits, search);
	scan_open(&s->words, &f->words, search);
	s->digits.before = DIGITS_BEFORE;
	s->digits.behind = DIGITS_BEHIND;
	s->words.before = WORD_BEFORE;
	s->words.behind = WORD_BEHIND;
	return s;
}

void
forms_scratch_free(struct forms_scratch *s)
{
	scan_close(&s->digits);
	scan_close(&s->words);
	free(s);
}

static void
confirm(struct scan *scan, size_t pattern)
{
	struct pending *p = &scan->pending[pattern];

	if (p->end > 0)
		pattern_confirm(scan->search, &scan->set->patterns[pattern],
		    p->start, p->end);
	p->end = 0;
}

/* Ends ascend, and each match begins as far left as one with its end can: what
 * begins where the last match began is a longer one.  What begins inside it and
 * ends behind it counts too: in 2026 4111 1111 1111 1111 the first match is no
 * card's number. */
static void
on_match(size_t pattern, size_t start, size_t end, void *context)
{
	struct scan *scan = context;
	struct pending *p = &scan->pending[pattern];

	start += scan->from;
	end += scan->from;
	if (start != p->start)
		confirm(scan, pattern);
	p->start = start;
	p->end = end;
}

static int
scan_stretch(struct scan *scan, struct error *e)
{
	if (scan->to == 0)
		return 0;
	scan->any = true;
	return match_scan(scan->set->match, scan->match,
	    scan->search->text + scan->from, scan->to - scan->from, on_match,
	    scan, e);
}

/* Around what stands from START to END, which ascend from call to call. */
static int
scan_around(struct scan *scan, size_t start, size_t end, struct error *e)
{
	size_t from = start > scan->before ? start - scan->before : 0;

	if (scan->to == 0 || from > scan->to) {
		if (scan_stretch(scan, e) == -1)
			return -1;
		scan->from = from;
	}
	scan->to = end + scan->behind;
	if (scan->to > scan->search->len)
		scan->to = scan->search->len;
	return 0;
}

/* Nothing is left of the text before, whose search may have failed. */
static void
scan_begin(struct scan *scan)
{
	if (scan->any)
		memset(scan->pending, 0,
		    match_count(scan->set->match) * sizeof(*scan->pending));
	scan->to = 0;
	scan->any = false;
}

static int
scan_end(struct scan *scan, struct error *e)
{
	size_t i;

	if (scan_stretch(scan, e) == -1)
		return -1;
	for (i = 0; scan->any && i < match_count(scan->set->match); i++)
		confirm(scan, i);
	return 0;
}

/* What a cue announces has a digit: most cues, which are words of every day,
 * announce nothing. */
static bool
number_follows(struct forms_scratch *s, size_t i)
{
	const struct search *h = s->search;

	if (s->number < i)
		s->number = i;
	while (s->number < h->token_count && !h->tokens[s->number].digits)
		s->number++;
	return s->number < h->token_count &&
	       h->tokens[s->number].start < h->tokens[i].end + CUE_REACH;
}

/* A capital, and none behind it. */
static bool
is_capitalized(const struct search *s, const struct token *t)
{
	size_t i;

	for (i = t->start + 1; i < t->end; i++)
		if (s->text[i] < 'a' || s->text[i] > 'z')
			return false;
	return s->text[t->start] >= 'A' && s->text[t->start] <= 'Z';
}

/* since sept, mid-April, en mayo: with or without a capital. */
static bool
is_behind_preposition(const struct search *s, const struct token *t)
{
	char gap;

	if (t->start != t[-1].end + 1)
		return false;
	gap = s->text[t[-1].end];
	if (token_in(t, LIST_MONTHS_SURE) && token_in(t - 1, LIST_BEFORE_MONTH))
		return gap == ' ' || gap == '-';
	return token_in(t, LIST_MONTHS_SPANISH) &&
	       token_in(t - 1, LIST_BEFORE_MONTH_SPANISH) && gap == ' ';
}

static void
look_at_word(struct forms_scratch *s, size_t i)
{
	const struct token *t = &s->search->tokens[i];

	if (token_in(t, LIST_CUES) && number_follows(s, i))
		cues_find_at(s->search, t->start);
	if (token_in(t, LIST_MONTHS) &&
	    (is_capitalized(s->search, t) || t->shape == TOKEN_UPPER))
		confirm_month(s->search, t->start, t->end);
	if (i > 0 && is_behind_preposition(s->search, t))
		confirm_month_after(s->search, t[-1].start, t->end);
	/* Mon, sun: words; monday is none. */
	if (token_in(t, LIST_WEEKDAYS) ||
	    (token_in(t, LIST_WEEKDAYS_SHORT) && is_capitalized(s->search, t)))
		confirm_weekday(s->search, t->start, t->end);
}

/* Words first: of two that are equally sure what a cue says goes. */
static void
find_words(struct forms_scratch *s)
{
	struct search *h = s->search;
	size_t i;

	s->number = 0;
	for (i = 0; (i = interest_next(h, IN_WORDS, i)) < h->token_count; i++)
		look_at_word(s, i);
}

int
forms_find(struct forms_scratch *s, struct error *e)
{
	struct search *h = s->search;
	const struct token *t;
	size_t i, last, numbers = 0;
	bool near;

	scan_begin(&s->digits);
	scan_begin(&s->words);
	find_words(s);
	for (i = 0; (i = interest_next(h, IN_FORMS, i)) < h->token_count; i++) {
		t = &h->tokens[i];
		last = i > 0 ? t[-1].end : 0;
		if (t->digits && i >= numbers) {
			numbers = i + numbers_look(h, i, &near);
			if (near && scan_around(&s->digits, t->start,
					h->tokens[numbers - 1].end, e) == -1)
				return -1;
		}
		if (has_marks(t) && mark_begins_pattern(h, last, t->start) &&
		    scan_around(&s->words, last, t->start, e) == -1)
			return -1;
		if (begins_pattern(h, i) &&
		    scan_around(&s->words, t->start, t->end, e) == -1)
			return -1;
	}
	last = h->token_count > 0 ? h->tokens[h->token_count - 1].end : 0;
	if (mark_begins_pattern(h, last, h->len) &&
	    scan_around(&s->words, last, h->len, e) == -1)
		return -1;
	if (scan_end(&s->digits, e) == -1)
		return -1;
	return scan_end(&s->words, e);
}
