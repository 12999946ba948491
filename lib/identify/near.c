#include <string.h>

#include "identify/forms.h"
#include "identify/interest.h"
#include "identify/pattern.h"
#include "identify/place.h"

static char
byte_at(const struct search *s, size_t at)
{
	return at < s->len ? s->text[at] : '\0';
}

static bool
is_month(const struct token *t)
{
	return t != NULL &&
	       (token_in(t, LIST_MONTHS) || token_in(t, LIST_MONTHS_SPANISH) ||
		   token_in(t, LIST_MONTHS_FRENCH));
}

/* Whether token I belongs to the number before it: nothing but few marks stands
 * between them.  A colon stands in no pattern: 10:30. */
static bool
is_linked(const struct search *s, size_t i)
{
	const struct token *t = &s->tokens[i];
	size_t before = t[-1].end;

	return t->digits && t->start < before + 5 &&
	       memchr(s->text + before, ':', t->start - before) == NULL;
}

/* 2/27. 75 minutes; 4/14 3:30 PM: what stands apart from numbers with slashes
 * is in a pattern with them only as the end of a telephone number. */
static bool
is_apart(const struct search *s, size_t i)
{
	const struct token *t = &s->tokens[i];
	size_t before = t[-1].end;

	return t->end - t->start != 4 &&
	       memchr(s->text + before, ' ', t->start - before) != NULL;
}

/* 2018, 2021: of a list, as only degrees are in one pattern. */
static bool
is_listed(const struct search *s, size_t i)
{
	const struct token *t = &s->tokens[i];

	return memchr(s->text + t[-1].end, ',', t->start - t[-1].end) != NULL;
}

/* TX, AE: a state, or a region of military mail in any case. */
static bool
is_before_zip(const struct search *s, const struct token *t)
{
	return t->end - t->start == 2 &&
	       (t->shape == TOKEN_UPPER || (s->text[t->start] | 32) == 'a');
}

/* Whether what stands before token I or behind token END - 1 makes the numbers
 * between a part of a pattern: May 5, 5 of May, May of 2024, 5 de mayo; Route
 * 66, PO Box 12, TX 78227; +41. */
static bool
is_beside_form(const struct search *s, size_t i, size_t end)
{
	const struct token *t = &s->tokens[i], *next = token_at(s, end);

	if (t->start > 0 && s->text[t->start - 1] == '+')
		return true;
	if (i > 0 &&
	    (token_in(t - 1, LIST_BEFORE_FORM_NUMBER) || is_month(t - 1)))
		return true;
	if (i > 1 && is_month(t - 2) && token_is(s, t - 1, "of"))
		return true;
	if (i > 0 && t->end - t->start == 5 && is_before_zip(s, t - 1))
		return true;
	return is_month(next) ||
	       (next != NULL && token_in(next, LIST_WITHIN_DATE) &&
		   is_month(token_at(s, end + 1)));
}

/* The number of digits that a token begins with. */
static size_t
leading_digits(const struct search *s, const struct token *t)
{
	size_t at = t->start;

	while (at < t->end && is_digit(s->text[at]))
		at++;
	return at - t->start;
}

/* 92-year-old, 101 F: an age over 89. */
static bool
may_be_old_age(const struct search *s, const struct token *t)
{
	const char *text = s->text + t->start;
	size_t len = leading_digits(s, t);
	char c = byte_at(s, t->start + len);

	if (!(len == 2 && text[0] == '9') &&
	    !(len == 3 && text[0] == '1' && text[1] <= '1'))
		return false;
	if (c == '-' || c == ' ')
		c = byte_at(s, t->start + ++len);
	c |= 32;
	return c == 'y' || ((c == 'm' || c == 'f') &&
			       !is_alnum(byte_at(s, t->start + len + 1)));
}

/* 10mg, 2x, 4p, 38F: not the 5th, nor 41.88N. */
static bool
is_unit_suffix(const char *letters, size_t len)
{
	static const char *const ordinals[] = {"st", "nd", "rd", "th", "er"};
	size_t i;

	if (len == 0 || len > 3)
		return len == 0;
	if (len == 1 && (letters[0] == 'F' || letters[0] == 'M'))
		return true;
	for (i = 0; i < len; i++)
		if (letters[i] < 'a' || letters[i] > 'z')
			return false;
	for (i = 0; i < sizeof(ordinals) / sizeof(ordinals[0]); i++)
		if (len == 2 && memcmp(letters, ordinals[i], 2) == 0)
			return false;
	return true;
}

/* The digits of a number of at most five, perhaps with its unit, or of a code
 * such as F43; 0: it is another. */
static size_t
short_length(const struct search *s, const struct token *t)
{
	const char *text = s->text + t->start;
	size_t len = t->end - t->start, digits = leading_digits(s, t), i;

	if (digits > 5)
		return 0;
	if (digits > 0)
		return is_unit_suffix(text + digits, len - digits) ? digits : 0;
	for (i = 1; i < len; i++)
		if (!is_digit(text[i]))
			return 0;
	return len < 5 ? len : 0;
}

/* March 12, Sept. 3, May 2026: a day or a year behind its month, and nothing
 * else beside them.  False: it is more than that. */
static bool
find_of_month(struct search *s, size_t i)
{
	const struct token *t = &s->tokens[i], *next = token_at(s, i + 1);
	size_t len = t->end - t->start, gap;
	const char *between;

	if (i == 0 || !token_in(t - 1, LIST_MONTHS) ||
	    leading_digits(s, t) != len || is_month(next) ||
	    (next != NULL &&
		(next->digits || token_in(next, LIST_WITHIN_DATE))))
		return false;
	between = s->text + t[-1].end;
	gap = t->start - t[-1].end;
	if (len == 3 || len > 4 ||
	    (len == 4 && memcmp(s->text + t->start, "19", 2) != 0 &&
		memcmp(s->text + t->start, "20", 2) != 0))
		return false;
	if (gap != 1 || between[0] != ' ')
		if (gap != 2 || memcmp(between, ". ", 2) != 0)
			return false;
	confirm_date_month(s, t[-1].start, t->end);
	return true;
}

/* 2/24, 3/2026, 3/14/2026: dates, where nothing else stands beside them. False:
 * what has more groups or other ones is not judged here. */
static bool
find_slashed(struct search *s, size_t i, size_t groups)
{
	const struct token *t = &s->tokens[i], *last = t + groups - 1;
	size_t a = t->end - t->start, b = t[1].end - t[1].start;
	size_t c = last->end - last->start;
	const char *year = s->text + (a == 4 ? t->start : last->start);
	bool full = (a == 4 || c == 4) &&
		    (memcmp(year, "19", 2) == 0 || memcmp(year, "20", 2) == 0);

	if (groups == 2 && a <= 2 && b <= 2)
		confirm_date_short(s, t->start, last->end);
	else if (groups == 2 && a <= 2 && b == 4 && full)
		confirm_month_of_year(s, t->start, last->end);
	else if (groups == 3 && b <= 2 &&
		 ((a <= 2 && (c == 2 || c == 4)) || (a == 4 && full && c <= 2)))
		confirm_date_full(s, t->start, last->end);
	else
		return groups == 2; /* 130/85 */
	return true;
}

/* 555-0144, 1410-1428: a telephone's last seven digits, or none.  False: five
 * and four are a ZIP's and not judged here.  No other pair is a pattern. */
static bool
find_pair(struct search *s, size_t i)
{
	const struct token *t = &s->tokens[i];
	size_t a = t->end - t->start, b = t[1].end - t[1].start;
	char mark = s->text[t->end];

	if (t[1].start != t->end + 1 ||
	    (mark != '-' && mark != '.' && mark != ' '))
		return true;
	if (leading_digits(s, t) != a || leading_digits(s, t + 1) != b)
		return true;
	if (a >= 2 && a <= 4 && b >= 2 && b <= 4)
		confirm_phone_tail(s, t->start, t[1].end);
	return !(a == 5 && b == 4);
}

/* The 5th: a day, or a corner's street. */
static bool
may_be_ordinal_form(const struct search *s, size_t i)
{
	const struct token *t = &s->tokens[i];
	size_t before = t->start;

	if (i > 0 && token_is(s, t - 1, "the"))
		return true;
	before -= before > 0 && s->text[before - 1] == ' ';
	return (before > 0 && s->text[before - 1] == '&') ||
	       byte_at(s, t->end) == '&' ||
	       (byte_at(s, t->end) == ' ' && byte_at(s, t->end + 1) == '&');
}

/* q6h, G2P1, P2P, 1st: digits and one letter before them or any behind, that
 * are too few for a pattern by themselves.  Not Jan5 or RR2, nor an age. */
static bool
is_code(const struct search *s, size_t i)
{
	const struct token *t = &s->tokens[i];
	size_t len = t->end - t->start, digits = leading_digits(s, t), k;

	if (len < 2 || len > 5 || digits == len || may_be_old_age(s, t))
		return false;
	for (k = t->start; k < t->end; k++)
		if ((unsigned char)s->text[k] >= 0x80 || s->text[k] == '\'')
			return false;
	if (digits == 0)
		return is_digit(s->text[t->start + 1]);
	return is_unit_suffix(s->text + t->start + digits, len - digits) ||
	       !may_be_ordinal_form(s, i);
}

/* 7730218: digits alone, fewer than those of a card (ISO/IEC 7812). */
static bool
is_plain(const struct search *s, size_t i)
{
	const struct token *t = &s->tokens[i];
	size_t len = t->end - t->start;

	return len > 5 && len < 12 && leading_digits(s, t) == len;
}

/* 317-555-0121: a telephone number as most are written, with nothing beside it
 * that may be a part.  False: it is another, or more than that. */
static bool
find_telephone(struct search *s, size_t i)
{
	const struct token *t = &s->tokens[i];
	size_t start = t->start, end = t[2].end, k;
	char before = start == 0 ? ' ' : s->text[start - 1];

	if (end - start != 12 || s->text[start] < '2' ||
	    t[1].start != start + 4 || t[2].start != start + 8)
		return false;
	for (k = start; k < end; k++)
		if (k == start + 3 || k == start + 7 ? s->text[k] != '-'
						     : !is_digit(s->text[k]))
			return false;
	if (before != ' ' && before != '\n')
		return false;
	/* x12, ext. 12 */
	k = end + (byte_at(s, end) == ' ');
	if ((byte_at(s, k) | 32) == 'x' || (byte_at(s, k) | 32) == 'e')
		return false;
	confirm_phone_tail(s, start, end);
	confirm_phone(s, start, end);
	return true;
}

/* Numbers of which each is linked to the one before. */
struct chain {
	size_t end; /* the token behind them */
	size_t digits;
	size_t marks;	/* hyphens, dots and slashes alone between two */
	size_t slashes; /* of these */
	bool brief;	/* each is short, and none an age over 89 */
	bool precise;	/* 41.888: as degrees are */
};

static void
chain_add(struct chain *c, const struct search *s, bool first)
{
	const struct token *t = &s->tokens[c->end++];
	size_t len = short_length(s, t);
	char mark = t->start == 0 ? ' ' : s->text[t->start - 1];

	c->digits += len;
	c->brief &= len > 0 && !may_be_old_age(s, t);
	if (first || t->start != t[-1].end + 1)
		return;
	c->slashes += mark == '/';
	c->marks += mark == '-' || mark == '.' || mark == '/';
	c->precise |= mark == '.' && len > 2 && is_digit(s->text[t[-1].start]);
}

/* Most numbers are short and stand alone, or are times, doses, scores and
 * codes: 50 minutes, 10:00-10:50, 2.5 mg, F43.10.  All patterns of digits.tsv
 * have seven digits, three groups, three decimal places, a slash, or a word
 * beside them. */
size_t
numbers_look(struct search *s, size_t i, bool *near)
{
	struct chain c = {.end = i, .brief = true};

	chain_add(&c, s, true);
	while (c.end < s->token_count && is_linked(s, c.end) &&
	       (c.precise || !is_listed(s, c.end)) &&
	       (c.slashes == 0 || !is_apart(s, c.end)))
		chain_add(&c, s, false);
	if (c.brief && c.end == i + 1 && find_of_month(s, i))
		*near = false;
	else if (c.end == i + 1 && (is_code(s, i) || is_plain(s, i)) &&
		 !is_beside_form(s, i, c.end))
		*near = false;
	else if (c.end == i + 3 && !is_beside_form(s, i, c.end) &&
		 find_telephone(s, i))
		*near = false;
	else if (!c.brief || is_beside_form(s, i, c.end))
		*near = true;
	else if (c.slashes > 0 && c.slashes == c.end - i - 1 &&
		 is_digit(s->text[s->tokens[i].start]))
		*near = !find_slashed(s, i, c.end - i);
	else if (c.end == i + 2 && c.slashes == 0 && !c.precise)
		*near = !find_pair(s, i);
	else
		*near =
		    c.digits > 6 || c.marks > 1 || c.slashes > 0 || c.precise;
	return c.end - i;
}

static bool
follows(const struct search *s, size_t i, const char *word)
{
	return i > 0 && token_is(s, &s->tokens[i - 1], word);
}

/* remy at example dot com: "dot" stands where it would have to. */
static bool
is_said_address(const struct search *s, size_t at)
{
	size_t i, end = at + 40 < s->len ? at + 40 : s->len;

	for (i = at; i + 2 < end; i++)
		if ((s->text[i] | 32) == 'd' && (s->text[i + 1] | 32) == 'o' &&
		    (s->text[i + 2] | 32) == 't')
			return true;
	return false;
}

/* the only dentist in the whole county: so many bytes from one to the other */
#define ONLY_REACH 72

static bool
is_only_in_town(const struct search *s, size_t i)
{
	const struct token *t = &s->tokens[i], *k;

	while ((k = token_at(s, ++i)) != NULL && k->start < t->end + ONLY_REACH)
		if (token_in(k, LIST_TOWNS))
			return true;
	return false;
}

/* Words of every day, which begin a pattern only beside another word. */
static bool
begins_beside(const struct search *s, size_t i)
{
	const struct token *t = &s->tokens[i], *next = token_at(s, i + 1);

	if (token_is(s, t, "at"))
		return is_said_address(s, t->end);
	if (token_is(s, t, "day"))
		return i > 0 && token_in(t - 1, LIST_HOLIDAYS);
	if (token_in(t, LIST_YEARS))
		return follows(s, i, "new");
	if (token_in(t, LIST_WEEKDAYS))
		return follows(s, i, "ash") || follows(s, i, "good");
	/* the first woman to, the youngest person ever to */
	return next != NULL &&
	       (token_is(s, next, "to") || token_is(s, next, "ever"));
}

bool
begins_pattern(const struct search *s, size_t i)
{
	const struct token *t = &s->tokens[i];

	if ((t->lists & INTEREST_PATTERNS) == 0)
		return false;
	if (token_in(t, LIST_PATTERN_WORDS))
		return true;
	if (token_in(t, LIST_ONLY))
		return is_only_in_town(s, i);
	if (token_in(t, LIST_DOMAINS)) /* example.com */
		return i > 0 && t->gap == GAP_DOT && t->start == t[-1].end + 1;
	if (token_in(t, LIST_MONTHS)) /* the fifth of May, May the fifth */
		return follows(s, i, "of") ||
		       (i + 1 < s->token_count &&
			   token_in(t + 1, LIST_BEHIND_MONTH));
	return begins_beside(s, i);
}

/* How many digits of a hexadecimal number stand at AT; at most five count. */
static size_t
hex_digits(const struct search *s, size_t at)
{
	size_t n = 0;
	char c;

	while (
	    n < 5 && (c = byte_at(s, at + n),
			 is_digit(c) || ((c | 32) >= 'a' && (c | 32) <= 'f')))
		n++;
	return n;
}

/* N groups of LEN hexadecimal digits, each with a hyphen or a colon before it,
 * the first one at AT. */
static bool
has_groups(const struct search *s, size_t at, size_t n, size_t len)
{
	char c;

	for (; n > 0; n--, at += len + 1) {
		c = byte_at(s, at);
		if ((c != '-' && c != ':') || hex_digits(s, at + 1) < len)
			return false;
	}
	return true;
}

/* The mark of an address, of a number in groups or of a label's code at AT. */
static bool
is_mark(const struct search *s, size_t at)
{
	char next = byte_at(s, at + 1);

	switch (s->text[at]) {
	case '@':
		return true;
	case '+':
		return next >= 'A' && next <= 'Z';
	case '=':
		return next == '/';
	case ':':
		return next == ':' ||
		       byte_at(s, at + 1 + hex_digits(s, at + 1)) == ':' ||
		       has_groups(s, at, 5, 2);
	case '-':
		return has_groups(s, at, 5, 2) || has_groups(s, at, 3, 4);
	default:
		return false;
	}
}

bool
mark_begins_pattern(const struct search *s, size_t from, size_t to)
{
	for (; from < to; from++)
		if (is_mark(s, from))
			return true;
	return false;
}
