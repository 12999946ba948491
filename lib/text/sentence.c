#include "text/sentence.h"

#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "text/clock.h"
#include "text/utf8.h"

#define WRAP_MIN 50   /* columns: narrower lines are entries, not wrapped */
#define WRAP_MAX 140  /* columns: wider ones are paragraphs */
#define QUOTE_MAX 240 /* bytes: a longer quotation is cut like other text */
#define SENTENCE_MAX                                                           \
	400	    /* bytes: a longer sentence does not wait for a quote */
#define TIMES_MIN 9 /* bytes of a span of times */
#define TIMES_MAX 60
#define HEADING_MAX 60 /* bytes of a heading */
#define HEADING_WORDS 6

enum follows { NOT_ABBREVIATED, NAME, WORD, UNIT };

struct abbreviation {
	const char *text;
	enum follows follows;
};

static const struct abbreviation abbreviations[] = {
#define ABBREVIATION(text, follows) {text, follows},
#include "text/abbreviation.def"
#undef ABBREVIATION
};

static const char *const headings[] = {
#define HEADING(text) text,
#include "text/heading.def"
#undef HEADING
};

/* A block: lines that are read as one, and what is known of the sentence that
 * is being read. */
struct reader {
	const char *text;
	size_t end;   /* of the block */
	size_t start; /* of the sentence; end where none has begun */
	bool quoted;  /* within a quotation */
	struct sentences *out;
	size_t line;
};

static bool
is_space(char c)
{
	return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f' ||
	       c == '\v';
}

static bool
is_lower(char c)
{
	return c >= 'a' && c <= 'z';
}

static bool
is_upper(char c)
{
	return c >= 'A' && c <= 'Z';
}

static bool
is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static bool
is_letter(char c)
{
	return is_lower(c) || is_upper(c) || (unsigned char)c >= 0x80;
}

static char
lower(char c)
{
	return is_upper(c) ? (char)(c + ('a' - 'A')) : c;
}

static bool
starts_with(const char *at, const char *end, const char *what)
{
	size_t n = strlen(what);

	return (size_t)(end - at) >= n && memcmp(at, what, n) == 0;
}

size_t
sentence_space(const char *at, const char *end)
{
	if (at == end)
		return 0;
	if (is_space(*at))
		return 1;
	if (starts_with(at, end, "\xc2\xa0"))
		return 2;
	if (starts_with(at, end, "\xe2\x80") && end - at >= 3 &&
	    (unsigned char)at[2] >= 0x80 && (unsigned char)at[2] <= 0x8b)
		return 3;
	return starts_with(at, end, "\xef\xbb\xbf") ? 3 : 0;
}

static size_t
skip_space(const char *text, size_t at, size_t end)
{
	size_t n;

	while ((n = sentence_space(text + at, text + end)) > 0)
		at += n;
	return at;
}

/* Where white space before END begins, not before START. */
static size_t
trim(const char *text, size_t start, size_t end)
{
	size_t back;

	for (;;) {
		if (end > start &&
		    sentence_space(text + end - 1, text + end) == 1)
			back = 1;
		else if (end >= start + 2 &&
			 sentence_space(text + end - 2, text + end) == 2)
			back = 2;
		else if (end >= start + 3 &&
			 sentence_space(text + end - 3, text + end) == 3)
			back = 3;
		else
			return end;
		end -= back;
	}
}

static void
sentence_add(struct reader *r, size_t end)
{
	struct sentences *s = r->out;
	size_t start = skip_space(r->text, r->start, end);

	end = trim(r->text, start, end);
	if (start >= end)
		return;
	if (s->count == s->cap) {
		s->cap = s->cap == 0 ? 64 : s->cap * 2;
		s->items = alloc_resize(s->items, s->cap, sizeof(*s->items));
	}
	s->items[s->count++] =
	    (struct sentence){.start = start, .end = end, .line = r->line};
}

static void
sentence_end(struct reader *r, size_t at)
{
	sentence_add(r, at);
	r->start = at;
}

/* The word that ends at END, folded to ASCII lower case; points within it are
 * kept (`b.i.d`).  Its length, 0 where it does not fit. */
static size_t
word_before(const char *text, size_t start, size_t end, char *out, size_t cap)
{
	size_t from = end, i;

	while (from > start &&
	       (is_letter(text[from - 1]) || is_digit(text[from - 1]) ||
		   text[from - 1] == '.' || text[from - 1] == '/'))
		from--;
	if (end - from >= cap)
		return 0;
	for (i = from; i < end; i++)
		out[i - from] = lower(text[i]);
	out[end - from] = '\0';
	return end - from;
}

static int
abbreviation_compare(const void *key, const void *row)
{
	return strcmp(key, ((const struct abbreviation *)row)->text);
}

static enum follows
abbreviation_find(const char *word, size_t len)
{
	const struct abbreviation *a;

	a = bsearch(word, abbreviations,
	    sizeof(abbreviations) / sizeof(abbreviations[0]),
	    sizeof(abbreviations[0]), abbreviation_compare);
	if (a != NULL)
		return a->follows;
	/* b.i.d, p.r.n, a.m, u.s: letters with points between */
	if (len >= 3 && len <= 7 && word[1] == '.' && is_lower(word[0]) &&
	    is_lower(word[2]))
		return WORD;
	return NOT_ABBREVIATED;
}

static bool
has_vowel(const char *word)
{
	return strpbrk(word, "aeiouy") != NULL;
}

/* Whether the capital at AT begins a name, `T. Mwangi`, and does not end an
 * expression, `vitamin D`, `room B`: by the word before it. */
static bool
is_initial(const char *text, size_t start, size_t at)
{
	static const char *const before[] = {"and", "by", "dr", "for", "from",
	    "mr", "mrs", "ms", "of", "per", "to", "with"};
	size_t end = trim(text, start, at), i;
	char word[16];

	if (end == start)
		return true;
	if (end == at || !is_letter(text[end - 1]))
		return end != at; /* `AP-90221-B` */
	if (word_before(text, start, end, word, sizeof(word)) == 0)
		return true;
	for (i = 0; i < sizeof(before) / sizeof(before[0]); i++)
		if (strcmp(word, before[i]) == 0)
			return true;
	return !is_lower(text[end - strlen(word)]);
}

/* Whether the capital at AT begins one of the words that begin sentences and
 * are nobody's name: `by Dr. X. She`. */
static bool
is_opener(const char *text, size_t at, size_t end)
{
	static const char *const openers[] = {"After", "Although", "And", "As",
	    "At", "Because", "Before", "But", "Client", "During", "He", "Her",
	    "His", "However", "If", "In", "It", "My", "No", "On", "Our",
	    "Patient", "Since", "She", "That", "The", "Their", "Then", "There",
	    "These", "They", "This", "Those", "We", "When", "While", "With"};
	size_t len = 0, i;

	while (at + len < end && is_letter(text[at + len]))
		len++;
	for (i = 0; i < sizeof(openers) / sizeof(openers[0]); i++)
		if (strlen(openers[i]) == len &&
		    memcmp(text + at, openers[i], len) == 0)
			return true;
	return false;
}

/* Whether the point at AT ends a sentence that NEXT would follow. */
static bool
point_ends(const struct reader *r, size_t at, size_t next)
{
	char word[16] = "";
	const char *t = r->text;
	char c = t[next];
	size_t first = skip_space(t, r->start, at);
	size_t len = word_before(t, first, at, word, sizeof(word));
	enum follows follows;

	/* `1.` or `A.` at the start is a list's number */
	if (len > 0 && at - len == first && len <= 2 && !is_lower(t[first]))
		return false;
	if (len == 1 && is_upper(t[at - 1]) && (is_upper(c) || c == ',') &&
	    is_initial(t, first, at - 1) && !is_opener(t, next, r->end))
		return false;
	follows = len > 0 ? abbreviation_find(word, len) : NOT_ABBREVIATED;
	if (follows == NAME)
		return false;
	if (follows != NOT_ABBREVIATED)
		return is_upper(c) || (follows == UNIT && is_digit(c));
	/* whoever writes no capitals ends sentences with whole words */
	return !is_lower(c) || has_vowel(word) ||
	       (at > first && is_digit(t[at - 1]));
}

/* Where the quotation that is open at AT is closed soon, or 0. */
static size_t
quote_end(const struct reader *r, size_t at)
{
	const char *p = r->text + at, *end = r->text + r->end;

	if (end - p > QUOTE_MAX)
		end = p + QUOTE_MAX;
	for (; p < end; p++)
		if (*p == '"' || starts_with(p, end, "\xe2\x80\x9d"))
			return (size_t)(p - r->text);
	return 0;
}

/* Whether a sentence does not end at AT because the quotation in it goes on.
 * One that is not closed soon is none; one that would make the sentence too
 * long is cut as other text is. */
static bool
quote_holds(struct reader *r, size_t at)
{
	size_t end;

	if (!r->quoted)
		return false;
	end = quote_end(r, at);
	r->quoted = end > 0;
	return end > 0 && end - r->start <= SENTENCE_MAX;
}

/* Behind closing quotes, brackets and a dictation's comma. */
static size_t
skip_closers(struct reader *r, size_t at)
{
	const char *t = r->text, *end = t + r->end;

	while (at < r->end) {
		if (t[at] == '"' && r->quoted) {
			r->quoted = false;
			at++;
		} else if (t[at] == ')' || t[at] == ']' || t[at] == '\'' ||
			   t[at] == '.' || t[at] == '!' || t[at] == '?' ||
			   t[at] == ',') {
			at++;
		} else if (starts_with(t + at, end, "\xe2\x80\x9d")) {
			r->quoted = false;
			at += 3;
		} else if (starts_with(t + at, end, "\xe2\x80\x99")) {
			at += 3;
		} else {
			break;
		}
	}
	return at;
}

/* The punctuation of which MARK is the last byte; whether and where the
 * sentence ends: a position, or 0. */
static size_t
mark_ends(struct reader *r, size_t mark)
{
	const char *t = r->text;
	size_t at = skip_closers(r, mark + 1);
	size_t next = skip_space(t, at, r->end);
	bool closed = at > mark + 1;

	if (next == r->end)
		return 0; /* the block ends it */
	if (next == at) {
		/* `pain.She`: a space was forgotten; `dose.,PLAN`: lost line */
		if (closed)
			return t[at - 1] == ',' &&
				       (is_upper(t[at]) || is_digit(t[at]))
				   ? at
				   : 0;
		return t[mark] == '.' && mark >= r->start + 3 &&
			       is_lower(t[mark - 1]) && is_lower(t[mark - 2]) &&
			       is_lower(t[mark - 3]) && is_upper(t[at]) &&
			       at + 1 < r->end &&
			       (is_lower(t[at + 1]) || is_space(t[at + 1]))
			   ? at
			   : 0;
	}
	if (t[at - 1] == ',' && is_lower(t[next]))
		return 0; /* `Inc., which` */
	if (t[mark] == '.' ? !point_ends(r, mark, next) : is_lower(t[next]))
		return 0;
	return quote_holds(r, at) ? 0 : at;
}

static int
heading_compare(const void *key, const void *row)
{
	return strcmp(key, *(const char *const *)row);
}

/* Whether the sentence is written in capitals up to AT. */
static bool
in_capitals(const struct reader *r, size_t at)
{
	size_t i;

	for (i = r->start; i < at; i++)
		if (is_lower(r->text[i]))
			return false;
	return true;
}

/* Bytes of a heading with its colon that begins at AT, or 0.  WITHIN a line it
 * is known or in capitals. */
static size_t
heading_at(const struct reader *r, size_t at, bool within)
{
	const char *t = r->text;
	char name[HEADING_MAX];
	const char *key = name;
	size_t left = r->end - at, i, lowers = 0, uppers = 0, words = 1;

	if (memchr(t + at, ':', left < sizeof(name) ? left : sizeof(name)) ==
	    NULL)
		return 0;
	for (i = at; t[i] != ':'; i++) {
		char c = t[i];

		if (c == ' ' && ++words > HEADING_WORDS)
			return 0;
		if (!is_letter(c) && !is_digit(c) &&
		    strchr(" /&-()#", c) == NULL)
			return 0;
		lowers += is_lower(c);
		uppers += is_upper(c);
		name[i - at] = lower(c);
	}
	if (i == at || uppers == 0)
		return 0;
	if (i + 1 < r->end && is_digit(t[i + 1]))
		return 0; /* a time */
	name[i - at] = '\0';
	if (!within && i + 1 == r->end)
		return i + 1 - at;
	if (lowers == 0 && (!within || (uppers > 2 && !in_capitals(r, at))))
		return i + 1 - at;
	return bsearch(key, headings, sizeof(headings) / sizeof(headings[0]),
		   sizeof(headings[0]), heading_compare) != NULL
		   ? i + 1 - at
		   : 0;
}

/* A bullet and the space behind it at AT. */
static bool
is_bullet(const struct reader *r, size_t at)
{
	const char *p = r->text + at, *end = r->text + r->end;

	if ((unsigned char)*p < 0x80)
		return false;
	return starts_with(p, end, "\xe2\x80\xa2") || /* • */
	       starts_with(p, end, "\xe2\x97\xa6") || /* ◦ */
	       starts_with(p, end, "\xe2\x96\xaa") || /* ▪ */
	       starts_with(p, end, "\xc2\xb6");	      /* ¶ */
}

/* A list's next number behind a dictation's comma: `,2.  Hepatitis`. */
static bool
is_lost_item(const struct reader *r, size_t at)
{
	const char *t = r->text;

	return t[at] == ',' && at + 3 < r->end && is_digit(t[at + 1]) &&
	       (t[at + 2] == '.' ||
		   (is_digit(t[at + 2]) && t[at + 3] == '.')) &&
	       is_space(t[at + 3 + (t[at + 2] != '.')]);
}

/* Whether a colon stands near enough behind AT to end a heading.  COLON keeps
 * the next one, END where there is none. */
static bool
colon_near(const char **colon, const char *at, const char *end)
{
	if (*colon < at || (*colon < end && **colon != ':')) {
		*colon = memchr(at, ':', (size_t)(end - at));
		if (*colon == NULL)
			*colon = end;
	}
	return *colon < end && *colon - at < HEADING_MAX;
}

/* Whether the sentence up to AT is a span of times, which is an entry. */
static bool
behind_times(const struct reader *r, size_t at)
{
	const char *t = r->text;
	size_t start = skip_space(t, r->start, at);
	size_t end = trim(t, start, at);

	if (end - start > TIMES_MAX || end - start < TIMES_MIN)
		return false;
	return (is_digit(t[start]) || is_digit(t[end - 1]) ||
		   lower(t[end - 1]) == 'm' || t[end - 1] == ')') &&
	       clock_span(t + start, end - start);
}

/* Whether the capital at AT, within a line, begins an entry. */
static bool
entry_begins(const struct reader *r, size_t at, const char **colon)
{
	const char *t = r->text;

	if (colon_near(colon, t + at, t + r->end) &&
	    heading_at(r, at, true) > 0)
		return true;
	if (lower(t[at]) == 'a' || lower(t[at]) == 'p') /* AM, PM */
		if (at + 1 == r->end || !is_lower(t[at + 1]))
			return false;
	return behind_times(r, at);
}

/* Bytes of a mark at AT that may end a sentence, or 0. */
static size_t
mark_at(const char *at, const char *end)
{
	if (*at == '.' || *at == '!' || *at == '?')
		return 1;
	return *at == '\xe2' && starts_with(at, end, "\xe2\x80\xa6") ? 3 : 0;
}

/* The bytes that block_read looks at: capitals, quotes, commas, what may end a
 * sentence, and all that is not ASCII. */
/* clang-format off */
static const bool looked_at[256] = {
    0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
    0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
    0, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 1, 0, /* ! " , . */
    0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, /* ? */
    0, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, /* A to Z */
    1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 0, 0, 0, 0, 0,
    0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
    0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
    1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1,
    1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1,
    1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1,
    1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1,
    1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1,
    1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1,
    1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1,
    1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1,
};
/* clang-format on */

/* Whether a word may begin at AT, which is not the sentence's first byte. */
static bool
behind_gap(const struct reader *r, size_t at)
{
	return at > r->start &&
	       (is_space(r->text[at - 1]) || r->text[at - 1] == ',');
}

static void
block_read(struct reader *r)
{
	const char *t = r->text, *end = t + r->end;
	const char *colon = t + r->start;
	size_t i, cut, mark;

	r->quoted = false;
	for (i = r->start; i < r->end; i++) {
		char c = t[i];

		if (!looked_at[(unsigned char)c])
			continue;
		if (!r->quoted && behind_gap(r, i) &&
		    (is_bullet(r, i) ||
			(is_upper(c) && entry_begins(r, i, &colon))))
			sentence_end(r, i);
		if (c == '"')
			r->quoted = !r->quoted;
		else if (c == '\xe2' && starts_with(t + i, end, "\xe2\x80\x9c"))
			r->quoted = true;
		else if (c == '\xe2' && starts_with(t + i, end, "\xe2\x80\x9d"))
			r->quoted = false;
		else if (c == ',' && is_lost_item(r, i)) {
			sentence_end(r, i + 1);
			r->quoted = false;
		} else if ((mark = mark_at(t + i, end)) > 0 &&
			   (cut = mark_ends(r, i + mark - 1)) > 0) {
			sentence_end(r, cut);
			i = cut - 1;
		}
	}
	sentence_end(r, r->end);
}

/* A line of the text that begins at START ends where? */
static size_t
line_end(const char *text, size_t len, size_t start)
{
	const char *lf = memchr(text + start, '\n', len - start);

	return lf == NULL ? len : (size_t)(lf - text);
}

static bool
is_list_mark(const char *text, size_t at, size_t end)
{
	char c = text[at];

	if (c == '-' || c == '*' || c == '[' || c == '#' || c == '>')
		return true;
	return is_digit(c) && at + 2 < end &&
	       (text[at + 1] == '.' || text[at + 1] == ')' ||
		   (is_digit(text[at + 1]) &&
		       (text[at + 2] == '.' || text[at + 2] == ')')));
}

/* Whether the line [START, END) was wrapped at WIDTH and goes on at NEXT. */
static bool
line_wraps(const char *text, size_t start, size_t end, size_t next, size_t len,
    size_t width)
{
	size_t word = next;

	if (width < WRAP_MIN || width > WRAP_MAX || next >= len)
		return false;
	end = trim(text, start, end);
	if (end == start || strchr(".!?:;", text[end - 1]) != NULL ||
	    is_space(text[next]) || is_list_mark(text, next, len))
		return false;
	while (word < len && !is_space(text[word]))
		word++;
	return end - start + 1 + (word - next) > width;
}

/* The longest line's bytes. */
static size_t
text_width(const char *text, size_t len)
{
	size_t start, end, width = 0;

	for (start = 0; start < len; start = end + 1) {
		end = line_end(text, len, start);
		if (trim(text, start, end) - start > width)
			width = trim(text, start, end) - start;
	}
	return width;
}

/* Headings that stand alone go to what follows; then each sentence's own
 * heading is marked. */
static void
headings_join(struct reader *r)
{
	struct sentences *s = r->out;
	size_t from, to = 0;

	for (from = 0; from < s->count; from++) {
		struct sentence *one = &s->items[from];
		size_t heading;
		bool alone;

		r->end = one->end;
		while (r->end > one->start && r->text[r->end - 1] == ',')
			r->end--; /* a dictation's: `LIST:,` */
		heading = heading_at(r, one->start, false);
		alone = heading == r->end - one->start;
		if (alone && heading > 0 && from + 1 < s->count) {
			size_t below = s->items[from + 1].start;

			r->end = s->items[from + 1].end;
			if (heading_at(r, below, false) == 0) {
				s->items[from + 1].start = one->start;
				continue;
			}
		}
		one->heading = heading;
		s->items[to++] = *one;
	}
	s->count = to;
}

void
sentences_find(struct sentences *s, const char *text, size_t len)
{
	struct reader r = {.text = text, .out = s};
	size_t width = text_width(text, len);
	size_t start, end, last, lines;

	s->count = 0;
	for (start = 0; start < len; start = end + 1) {
		last = start;
		lines = 1;
		end = line_end(text, len, start);
		while (end < len &&
		       line_wraps(text, last, end, end + 1, len, width)) {
			last = end + 1;
			end = line_end(text, len, last);
			lines++;
		}
		r.start = start;
		r.end = end;
		block_read(&r);
		r.line += lines;
	}
	headings_join(&r);
}

void
sentences_free(struct sentences *s)
{
	free(s->items);
	*s = (struct sentences){0};
}
