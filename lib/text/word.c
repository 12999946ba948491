#include "text/word.h"

#include <stdint.h>

#include "text/utf8.h"

enum letter { SPACE, LETTER, DIGIT, MARK };

/* What an ASCII byte is. */
static enum letter
ascii_letter(unsigned char c)
{
	if ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'))
		return LETTER;
	if (c >= '0' && c <= '9')
		return DIGIT;
	return c <= ' ' || c == 0x7f ? SPACE : MARK;
}

/* One character of the text, folded. */
struct folded {
	size_t width; /* bytes it takes in the text */
	size_t len;   /* bytes of its fold, 0 where it is nothing */
	enum letter is;
	bool upper;
	char text[UTF8_PLAIN_MAX];
};

static void
fold_far(const char *text, size_t len, struct folded *f)
{
	char plain[UTF8_PLAIN_MAX];
	uint32_t point;
	size_t n;

	f->width = utf8_decode(text, len, &point);
	n = utf8_plain(point, plain);
	f->len = utf8_fold(point, f->text);
	f->is = f->len == 0 ? SPACE : ascii_letter((unsigned char)f->text[0]);
	f->upper = n > 0 && plain[0] >= 'A' && plain[0] <= 'Z';
	if (f->len > 0 && (unsigned char)f->text[0] >= 0x80)
		/* Symbols are marks: punctuation, arrows, boxes, pictures. */
		f->is = (point >= 0x2000 && point < 0x2c00) ||
				(point >= 0x3000 && point < 0x3040) ||
				point >= 0x1f000 || point < 0xc0
			    ? MARK
			    : LETTER;
}

static inline void
fold_at(const char *text, size_t len, struct folded *f)
{
	unsigned char c = (unsigned char)text[0];

	if (c >= 0x80) {
		fold_far(text, len, f);
		return;
	}
	f->width = 1;
	f->len = 1;
	f->is = ascii_letter(c);
	f->upper = c >= 'A' && c <= 'Z';
	f->text[0] = (char)(f->upper ? c + ('a' - 'A') : c);
}

/* Takes what follows of ASCII letters and digits. */
static inline void
word_add_plain(struct word *w, const char *text, size_t len, size_t *letters,
    size_t *uppers, enum letter *last)
{
	size_t i = w->end;

	for (; i < len && (unsigned char)text[i] < 0x80; i++) {
		char c = text[i];
		bool upper = c >= 'A' && c <= 'Z';
		bool digit = c >= '0' && c <= '9';

		if (!upper && !digit && !(c >= 'a' && c <= 'z'))
			break;
		*uppers += upper;
		*letters += !digit;
		*last = digit ? DIGIT : LETTER;
		if (w->len < WORD_TEXT)
			w->text[w->len++] = (char)(c | (upper ? 0x20 : 0));
	}
	w->end = i;
}

static inline void
word_add(struct word *w, const struct folded *f)
{
	size_t i;

	if (w->len + f->len <= WORD_TEXT)
		for (i = 0; i < f->len; i++)
			w->text[w->len++] = f->text[i];
	w->end += f->width;
}

static inline bool
is_joint(char c, const char *joints)
{
	for (; *joints != '\0'; joints++)
		if (c == *joints)
			return true;
	return false;
}

/* Whether the mark at F joins what stands around it: an apostrophe between
 * letters, a point, colon or stroke between digits. */
static bool
joins(const char *text, size_t len, size_t at, const struct folded *f,
    enum letter before, const struct word *w)
{
	struct folded next;

	if (f->is != MARK || at + f->width >= len)
		return false;
	fold_at(text + at + f->width, len - at - f->width, &next);
	if (f->text[0] == '\'')
		return before == LETTER && next.is == LETTER;
	if (w->kind == WORD_NUMBER)
		return before == DIGIT && next.is == DIGIT &&
		       is_joint(f->text[0], ".,:/");
	return f->text[0] == '.' && before == DIGIT && w->len == 3 &&
	       next.is == DIGIT;
}

bool
word_next(const char *text, size_t len, size_t *at, struct word *w)
{
	enum letter before;
	struct folded f;
	size_t i = *at, uppers = 0, letters = 0;

	for (; i < len; i += f.width) {
		fold_at(text + i, len - i, &f);
		if (f.is != SPACE)
			break;
	}
	w->start = w->end = i;
	w->len = 0;
	if (i >= len) {
		*at = len;
		return false;
	}
	w->kind = f.is == LETTER  ? WORD_LETTERS
		  : f.is == DIGIT ? WORD_NUMBER
				  : WORD_MARK;
	w->capital = f.upper;
	while (true) {
		before = f.is;
		letters += f.is == LETTER;
		uppers += f.upper;
		word_add(w, &f);
		if (w->kind == WORD_MARK)
			break;
		word_add_plain(w, text, len, &letters, &uppers, &before);
		if (w->end >= len)
			break;
		fold_at(text + w->end, len - w->end, &f);
		while (f.len == 0 && w->end + f.width < len) {
			w->end += f.width;
			fold_at(text + w->end, len - w->end, &f);
		}
		if (f.is == LETTER || f.is == DIGIT)
			continue;
		if (!joins(text, len, w->end, &f, before, w))
			break;
		if (f.text[0] == '.' && w->kind == WORD_LETTERS)
			w->kind = WORD_CODE;
	}
	w->upper = letters > 1 && uppers == letters;
	*at = w->end;
	return true;
}
