/* Which marks end a sentence, and which an abbreviation or a quotation. */
#include <pthread.h>

#include "text/block.h"

#define QUOTE_MAX 240 /* bytes: a longer quotation is cut like other text */
#define SENTENCE_MAX                                                           \
	400 /* bytes: a longer sentence does not wait for a quote */

enum follows { NOT_ABBREVIATED, NAME, WORD, UNIT };

struct abbreviation {
	const char *text;
	size_t len;
	enum follows follows;
};

/* In order of their first letter. */
static const struct abbreviation abbreviations[] = {
#define ABBREVIATION(text, follows) {text, sizeof(text) - 1, follows},
#include "text/abbreviation.def"
#undef ABBREVIATION
};

#define ABBREVIATIONS (sizeof(abbreviations) / sizeof(abbreviations[0]))

static size_t first_of[26 + 1]; /* row of each letter, and the end */
static pthread_once_t once = PTHREAD_ONCE_INIT;

static void
first_of_make(void)
{
	size_t i = 0, letter;

	for (letter = 0; letter < 26; letter++) {
		first_of[letter] = i;
		while (i < ABBREVIATIONS &&
		       (size_t)(abbreviations[i].text[0] - 'a') == letter)
			i++;
	}
	first_of[letter] = i;
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

static enum follows
abbreviation_find(const char *word, size_t len)
{
	size_t i, letter = (size_t)(word[0] - 'a');

	if (!is_lower(word[0]))
		return NOT_ABBREVIATED;
	pthread_once(&once, first_of_make);
	for (i = first_of[letter]; i < first_of[letter + 1]; i++)
		if (abbreviations[i].len == len &&
		    memcmp(abbreviations[i].text, word, len) == 0)
			return abbreviations[i].follows;
	/* b.i.d, p.r.n, a.m, u.s: letters with points between */
	if (len >= 3 && len <= 7 && word[1] == '.' && is_lower(word[2]))
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
point_ends(const struct block *b, size_t at, size_t next)
{
	char word[16] = "";
	const char *t = b->text;
	char c = t[next];
	size_t first = skip_space(t, b->start, at);
	size_t len = word_before(t, first, at, word, sizeof(word));
	enum follows follows;

	/* `1.` or `A.` at the start is a list's number */
	if (len > 0 && at - len == first && len <= 2 && !is_lower(t[first]))
		return false;
	if (len == 1 && is_upper(t[at - 1]) && (is_upper(c) || c == ',') &&
	    is_initial(t, first, at - 1) && !is_opener(t, next, b->end))
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
quote_end(const struct block *b, size_t at)
{
	const char *p = b->text + at, *end = b->text + b->end;

	if (end - p > QUOTE_MAX)
		end = p + QUOTE_MAX;
	for (; p < end; p++)
		if (*p == '"' || starts_with(p, end, "\xe2\x80\x9d"))
			return (size_t)(p - b->text);
	return 0;
}

/* Whether a sentence does not end at AT because the quotation in it goes on.
 * One that is not closed soon is none; one that would make the sentence too
 * long is cut as other text is. */
static bool
quote_holds(struct block *b, size_t at)
{
	size_t end;

	if (!b->quoted)
		return false;
	end = quote_end(b, at);
	b->quoted = end > 0;
	return end > 0 && end - b->start <= SENTENCE_MAX;
}

/* Behind closing quotes, brackets and a dictation's comma. */
static size_t
skip_closers(struct block *b, size_t at)
{
	const char *t = b->text, *end = t + b->end;

	while (at < b->end) {
		if (t[at] == '"' && b->quoted) {
			b->quoted = false;
			at++;
		} else if (t[at] == ')' || t[at] == ']' || t[at] == '\'' ||
			   t[at] == '.' || t[at] == '!' || t[at] == '?' ||
			   t[at] == ',') {
			at++;
		} else if (starts_with(t + at, end, "\xe2\x80\x9d")) {
			b->quoted = false;
			at += 3;
		} else if (starts_with(t + at, end, "\xe2\x80\x99")) {
			at += 3;
		} else {
			break;
		}
	}
	return at;
}

size_t
mark_ends(struct block *b, size_t mark)
{
	const char *t = b->text;
	size_t at = skip_closers(b, mark + 1);
	size_t next = skip_space(t, at, b->end);
	bool closed = at > mark + 1;

	if (next == b->end)
		return 0; /* the block ends it */
	if (next == at) {
		/* `pain.She`: a space was forgotten; `dose.,PLAN`: lost line */
		if (closed)
			return t[at - 1] == ',' &&
				       (is_upper(t[at]) || is_digit(t[at]))
				   ? at
				   : 0;
		return t[mark] == '.' && mark >= b->start + 3 &&
			       is_lower(t[mark - 1]) && is_lower(t[mark - 2]) &&
			       is_lower(t[mark - 3]) && is_upper(t[at]) &&
			       at + 1 < b->end &&
			       (is_lower(t[at + 1]) || is_space(t[at + 1]))
			   ? at
			   : 0;
	}
	if (t[at - 1] == ',' && is_lower(t[next]))
		return 0; /* `Inc., which` */
	if (t[mark] == '.' ? !point_ends(b, mark, next) : is_lower(t[next]))
		return 0;
	return quote_holds(b, at) ? 0 : at;
}
