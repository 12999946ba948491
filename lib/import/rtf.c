/* RTF to text (Microsoft's RTF 1.9.1).  No Debian library reads it, and the
 * programs that do were tried: unrtf 0.21.10 makes "?" of an e with an acute
 * accent and prints the author's name among the text; catdoc 0.95 loses the
 * second half of a surrogate pair, and with it the character. */
#include <stdint.h>
#include <stdlib.h>

#include "base/alloc.h"
#include "import/charset.h"
#include "import/content.h"
#include "text/utf8.h"

#define GROUPS 1000 /* within groups */
#define FONTS 4096
#define CELL_MARK " | "

/* What a group inherits from the one around it. */
struct group {
	bool skip;    /* a destination whose text is not the note's */
	bool fonts;   /* within the font table */
	bool hidden;  /* \v or \deleted */
	int font;     /* below FONTS; -1: the default one */
	int fallback; /* characters behind \u that stand for it: \uc */
};

struct rtf {
	struct import *im;
	const char *at, *end;
	struct group groups[GROUPS];
	size_t depth;
	bool star; /* \* came: an unknown destination is skipped */
	int page;  /* \ansicpg */
	int first; /* \deff; below FONTS */
	int table_font;
	uint16_t *pages;  /* code page of each font; 0: not said */
	int passing;	  /* fallback characters still to be passed over */
	uint32_t high;	  /* the first half of a surrogate pair; 0: none */
	struct buf bytes; /* text in the font's code page, not read yet */
	struct buf out;
	struct charset_remarks said;
	bool left_out, struck, odd_end;
	bool unread; /* bytes of a charset that the system does not have */
};

static struct group *
group(struct rtf *r)
{
	return &r->groups[r->depth];
}

static const char *
page_name(struct rtf *r)
{
	int font = group(r)->font == -1 ? r->first : group(r)->font;
	int page = r->page;
	const char *name;

	if (r->pages[font] != 0)
		page = r->pages[font];
	name = charset_of_page(page);
	return name == NULL ? "windows-1252" : name;
}

/* Bytes that waited for their charset become text. */
static void
settle(struct rtf *r)
{
	struct charset_remarks said = {0};
	struct arena arena = {0};
	struct span in = {r->bytes.bytes, r->bytes.len}, text;

	if (r->bytes.len == 0)
		return;
	/* Plain letters are the same in every page; a page's own bytes are
	 * converted even where they happen to be UTF-8. */
	if (utf8_is_ascii(in.bytes, in.len)) {
		buf_add(&r->out, in.bytes, in.len);
	} else if (charset_convert(in, span_of(page_name(r)), &arena, &text,
		       &said, NULL) == 0) {
		buf_add(&r->out, text.bytes, text.len);
		if (said.replaced != NULL)
			r->said.replaced = said.replaced;
	} else {
		r->unread = true;
	}
	r->bytes.len = 0;
	arena_free(&arena);
}

static bool
shown(struct rtf *r)
{
	if (group(r)->skip)
		return false;
	if (group(r)->hidden) {
		r->left_out = true;
		return false;
	}
	return true;
}

static void
add_byte(struct rtf *r, char c)
{
	if (r->passing > 0) {
		r->passing--;
		return;
	}
	if (shown(r) && c != '\0')
		buf_add_byte(&r->bytes, c);
}

/* Every cell ends with its mark, the last one of a row too. */
static void
drop_last_mark(struct rtf *r)
{
	size_t len = strlen(CELL_MARK);

	if (r->out.len >= len &&
	    memcmp(r->out.bytes + r->out.len - len, CELL_MARK, len) == 0)
		r->out.len -= len;
}

static void
add_text(struct rtf *r, const char *word, const char *text)
{
	if (r->passing > 0) {
		r->passing--;
		return;
	}
	if (!shown(r))
		return;
	settle(r);
	if (strcmp(word, "row") == 0 || strcmp(word, "nestrow") == 0)
		drop_last_mark(r);
	buf_add_string(&r->out, text);
}

static void
add_point(struct rtf *r, long n)
{
	uint32_t point = (uint32_t)(n < 0 ? n + 65536 : n);
	char bytes[UTF8_MAX];

	r->passing = group(r)->fallback;
	if (!shown(r))
		return;
	settle(r);
	if (point >= 0xd800 && point <= 0xdbff) {
		r->high = point;
		return;
	}
	if (point >= 0xdc00 && point <= 0xdfff && r->high != 0)
		point = 0x10000 + ((r->high - 0xd800) << 10) + (point - 0xdc00);
	r->high = 0;
	if (point != 0)
		buf_add(&r->out, bytes, utf8_encode(point, bytes));
}

static bool
is_skipped(const char *word)
{
	static const char *const skipped[] = {
#define RTF_SKIP(word) word,
#define RTF_TEXT(word, text)
#define RTF_PAGE(charset, page)
#include "import/rtf.def"
#undef RTF_SKIP
#undef RTF_TEXT
#undef RTF_PAGE
	};
	size_t i;

	for (i = 0; i < sizeof(skipped) / sizeof(skipped[0]); i++)
		if (strcmp(word, skipped[i]) == 0)
			return true;
	return false;
}

static const char *
word_text(const char *word)
{
	static const char *const texts[][2] = {
#define RTF_SKIP(word)
#define RTF_TEXT(word, text) {word, text},
#define RTF_PAGE(charset, page)
#include "import/rtf.def"
#undef RTF_SKIP
#undef RTF_TEXT
#undef RTF_PAGE
	};
	size_t i;

	for (i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
		if (strcmp(word, texts[i][0]) == 0)
			return texts[i][1];
	return NULL;
}

static uint16_t
page_of_charset(long charset)
{
	static const uint16_t pages[][2] = {
#define RTF_SKIP(word)
#define RTF_TEXT(word, text)
#define RTF_PAGE(charset, page) {charset, page},
#include "import/rtf.def"
#undef RTF_SKIP
#undef RTF_TEXT
#undef RTF_PAGE
	};
	size_t i;

	for (i = 0; i < sizeof(pages) / sizeof(pages[0]); i++)
		if (charset == pages[i][0])
			return pages[i][1];
	return 0;
}

/* Heads, feet, comments: text that is a document's but not the note's. */
static bool
is_beside(const char *word)
{
	return strncmp(word, "header", 6) == 0 ||
	       strncmp(word, "footer", 6) == 0 ||
	       strcmp(word, "annotation") == 0;
}

static void
set_font(struct rtf *r, long n)
{
	settle(r);
	if (group(r)->fonts)
		r->table_font = n >= 0 && n < FONTS ? (int)n : -1;
	group(r)->font = (int)(n >= 0 && n < FONTS ? n : -1);
}

static bool
word_state(struct rtf *r, const char *word, bool has, long n)
{
	if (strcmp(word, "f") == 0)
		set_font(r, has ? n : -1);
	else if (strcmp(word, "plain") == 0)
		set_font(r, -1);
	else if (strcmp(word, "ansicpg") == 0)
		r->page = (int)n;
	else if (strcmp(word, "mac") == 0)
		r->page = 10000;
	else if (strcmp(word, "pc") == 0)
		r->page = 437;
	else if (strcmp(word, "pca") == 0)
		r->page = 850;
	else if (strcmp(word, "deff") == 0)
		r->first = (int)(n >= 0 && n < FONTS ? n : 0);
	else if (strcmp(word, "uc") == 0)
		group(r)->fallback = (int)(n >= 0 && n <= 16 ? n : 1);
	else if (strcmp(word, "v") == 0 || strcmp(word, "deleted") == 0)
		group(r)->hidden = !has || n != 0;
	else if (strcmp(word, "strike") == 0 || strcmp(word, "striked") == 0)
		r->struck = r->struck || !has || n != 0;
	else if (strcmp(word, "fcharset") == 0 && group(r)->fonts &&
		 r->table_font >= 0)
		r->pages[r->table_font] = page_of_charset(n);
	else
		return false;
	return true;
}

static void
do_word(struct rtf *r, const char *word, bool has, long n)
{
	const char *text = word_text(word);

	if (strcmp(word, "u") == 0 && has) {
		add_point(r, n);
	} else if (text != NULL) {
		add_text(r, word, text);
	} else if (strcmp(word, "bin") == 0 && n > 0) {
		r->at += r->end - r->at < n ? r->end - r->at : n;
	} else if (is_beside(word)) {
		group(r)->skip = true;
		r->left_out = true;
	} else if (is_skipped(word)) {
		settle(r);
		group(r)->fonts = strcmp(word, "fonttbl") == 0;
		group(r)->skip = true;
	} else if (strcmp(word, "ud") == 0) {
		group(r)->skip = false; /* \upr's Unicode twin */
	} else if (strcmp(word, "upr") == 0) {
		group(r)->skip = true;
	} else if (!word_state(r, word, has, n) && r->star) {
		group(r)->skip = true; /* a destination of a later RTF */
	}
	r->star = false;
}

static int
hex(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if ((c | 0x20) >= 'a' && (c | 0x20) <= 'f')
		return (c | 0x20) - 'a' + 10;
	return -1;
}

/* Behind a backslash that no letter follows. */
static void
do_symbol(struct rtf *r)
{
	char c = *r->at++;
	int high, low;

	if (c == '\'') {
		if (r->end - r->at < 2)
			return;
		high = hex(r->at[0]);
		low = hex(r->at[1]);
		r->at += 2;
		if (high >= 0 && low >= 0)
			add_byte(r, (char)(16 * high + low));
	} else if (c == '*') {
		r->star = true;
	} else if (c == '~') {
		add_text(r, "", "\xc2\xa0");
	} else if (c == '_') {
		add_text(r, "", "\xe2\x80\x91");
	} else if (c == '\n' || c == '\r') {
		add_text(r, "", "\n");
	} else if (c == '\\' || c == '{' || c == '}') {
		add_byte(r, c);
	}
}

static void
do_control(struct rtf *r)
{
	char word[33];
	size_t len = 0;
	bool has = false, minus = false;
	long n = 0;

	if (r->at == r->end)
		return;
	if (!((*r->at | 0x20) >= 'a' && (*r->at | 0x20) <= 'z')) {
		do_symbol(r);
		return;
	}
	while (r->at < r->end && (*r->at | 0x20) >= 'a' &&
	       (*r->at | 0x20) <= 'z') {
		if (len < sizeof(word) - 1)
			word[len++] = *r->at;
		r->at++;
	}
	word[len] = '\0';
	if (r->at < r->end && *r->at == '-') {
		minus = true;
		r->at++;
	}
	while (r->at < r->end && *r->at >= '0' && *r->at <= '9') {
		has = true;
		if (n < 100000000)
			n = 10 * n + (*r->at - '0');
		r->at++;
	}
	if (r->at < r->end && *r->at == ' ')
		r->at++;
	do_word(r, word, has, minus ? -n : n);
}

static int
open_group(struct rtf *r, struct error *e)
{
	if (r->depth + 1 == GROUPS)
		return error_set(e, "RTF nested too deep");
	settle(r);
	r->groups[r->depth + 1] = r->groups[r->depth];
	r->depth++;
	r->star = false;
	r->passing = 0;
	return 0;
}

static int
read_all(struct rtf *r, struct error *e)
{
	while (r->at < r->end) {
		char c = *r->at++;

		if (c == '{') {
			if (open_group(r, e) == -1)
				return -1;
		} else if (c == '}') {
			settle(r);
			r->passing = 0;
			if (--r->depth == 0)
				break;
		} else if (c == '\\') {
			do_control(r);
		} else if (c != '\r' && c != '\n') {
			add_byte(r, c);
		}
	}
	settle(r);
	r->odd_end = r->depth != 0;
	while (r->at < r->end) {
		if (*r->at != '\0' && strchr(" \t\r\n}", *r->at) == NULL)
			r->odd_end = true;
		r->at++;
	}
	return 0;
}

static void
say(struct rtf *r)
{
	if (r->odd_end)
		import_warn(r->im, "RTF: braces that do not match; text read "
				   "to where they end");
	if (r->left_out)
		import_warn(r->im, "RTF: heads, feet, comments, hidden or "
				   "deleted text: left out");
	if (r->struck)
		import_warn(r->im, "RTF: struck-through text: kept as text");
	if (r->said.replaced != NULL)
		import_warn(r->im, "%s", r->said.replaced);
}

/* Line ends at the end are the last paragraph's mark. */
static struct span
made_text(struct rtf *r)
{
	while (r->out.len > 0 && r->out.bytes[r->out.len - 1] == '\n')
		r->out.len--;
	return draft_copy(
	    &r->im->draft, (struct span){buf_string(&r->out), r->out.len});
}

int
rtf_text(
    struct import *im, struct span bytes, struct span *out, struct error *e)
{
	struct rtf *r = alloc_zeroed(1, sizeof(*r));
	int failed;

	r->im = im;
	r->at = memchr(bytes.bytes, '{', bytes.len);
	r->end = bytes.bytes + bytes.len;
	r->page = 1252;
	r->groups[0] = (struct group){.font = -1, .fallback = 1};
	r->pages = alloc_zeroed(FONTS, sizeof(*r->pages));
	failed = r->at == NULL ? error_set(e, "not RTF") : read_all(r, e);
	if (failed == 0 && r->unread)
		failed = error_set(
		    e, "RTF in a charset that this system cannot read");
	if (failed == 0) {
		*out = made_text(r);
		say(r);
	}
	buf_wipe(&r->out);
	buf_free(&r->out);
	buf_wipe(&r->bytes);
	buf_free(&r->bytes);
	free(r->pages);
	free(r);
	return failed;
}
