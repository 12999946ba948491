#include "identify/cue.h"

#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "identify/pattern.h"

struct row {
	enum identifier_kind kind;
	bool weak;
	void (*confirm)(struct search *s, size_t start, size_t end);
	const char *phrases;
	const char *more;
	const char *ends;
};

static const struct row rows[] = {
#define CUES(kind, weak, confirm, phrases, more, ends)                         \
	{IDENTIFIER_KIND_##kind, weak, confirm, phrases, more, ends},
#include "identify/cues.def"
#undef CUES
};
#define ROWS (sizeof(rows) / sizeof(rows[0]))

struct phrase {
	const struct row *row;
	const char *words;
	size_t len;
};

/* By first letter, and there by row. */
struct cues {
	struct phrase *phrases;
	size_t count;
	size_t first[27]; /* of each letter's; the last is behind all */
};

static size_t
part_length(const char *part)
{
	return strcspn(part, "|");
}

static void
add_phrases(struct cues *c, const struct row *row, char letter)
{
	const char *at;
	size_t len;

	for (at = row->phrases;; at += len + 1) {
		len = part_length(at);
		if (*at == letter) {
			c->phrases = alloc_resize(
			    c->phrases, c->count + 1, sizeof(*c->phrases));
			c->phrases[c->count++] = (struct phrase){row, at, len};
		}
		if (at[len] == '\0')
			return;
	}
}

struct cues *
cues_new(void)
{
	struct cues *c = alloc_zeroed(1, sizeof(*c));
	size_t letter, i;

	for (letter = 0; letter < 26; letter++) {
		c->first[letter] = c->count;
		for (i = 0; i < ROWS; i++)
			add_phrases(c, &rows[i], (char)('a' + letter));
	}
	c->first[26] = c->count;
	return c;
}

void
cues_free(struct cues *c)
{
	free(c->phrases);
	free(c);
}

struct span
cues_word(const struct cues *c, size_t i)
{
	size_t len = 0;

	if (i >= c->count)
		return (struct span){0};
	while (len < c->phrases[i].len && is_letter(c->phrases[i].words[len]))
		len++;
	return (struct span){c->phrases[i].words, len};
}

static bool
reads(const struct search *s, size_t at, const char *words, size_t len)
{
	size_t i;
	char c;

	if (len > s->len - at)
		return false;
	for (i = 0; i < len; i++) {
		c = s->text[at + i];
		if (c >= 'A' && c <= 'Z')
			c = (char)(c + 32);
		if (c != words[i])
			return false;
	}
	return true;
}

/* Behind a byte of the row's ends at AT; 0: none stands there. */
static size_t
behind_end(const struct search *s, const struct row *row, size_t at)
{
	return at < s->len && s->text[at] != '\0' &&
		       strchr(row->ends, s->text[at]) != NULL
		   ? at + 1
		   : 0;
}

/* Where the longest reading of P that begins at START ends; 0: it does not
 * stand there. */
static size_t
phrase_end(const struct search *s, const struct phrase *p, size_t start)
{
	size_t at = start + p->len, best, end, len;
	const char *more;

	/* Most have another second letter, in either case. */
	if (p->len > 1 && start + 1 < s->len &&
	    ((s->text[start + 1] ^ p->words[1]) & ~0x20) != 0)
		return 0;
	if (!reads(s, start, p->words, p->len))
		return 0;
	best = behind_end(s, p->row, at);
	for (more = p->row->more; *more != '\0';
	     more += len + (more[len] == '|')) {
		len = part_length(more);
		if (!reads(s, at, more, len))
			continue;
		end = behind_end(s, p->row, at + len);
		if (end > best)
			best = end;
	}
	return best;
}

static void
confirm(struct search *s, const struct row *row, size_t start, size_t end)
{
	if (row->confirm != NULL)
		row->confirm(s, start, end);
	else
		confirm_value_after(s, start, end, row->kind, row->weak);
}

struct found {
	const struct row *row;
	size_t end;
};

/* Into its place among N: the longest first. */
static void
found_add(struct found *found, size_t n, const struct row *row, size_t end)
{
	for (; n > 0 && found[n - 1].end < end; n--)
		found[n] = found[n - 1];
	found[n] = (struct found){row, end};
}

void
cues_find_at(struct search *s, size_t start)
{
	const struct cues *c = s->cues;
	size_t letter = (size_t)((s->text[start] | 32) - 'a');
	size_t i, end, longest = 0, n = 0;
	struct found found[ROWS];

	if (letter >= 26)
		return;
	for (i = c->first[letter]; i < c->first[letter + 1]; i++) {
		end = phrase_end(s, &c->phrases[i], start);
		if (end > longest)
			longest = end;
		if (i + 1 < c->first[letter + 1] &&
		    c->phrases[i + 1].row == c->phrases[i].row)
			continue;
		if (longest > 0)
			found_add(found, n++, c->phrases[i].row, longest);
		longest = 0;
	}
	for (i = 0; i < n; i++)
		confirm(s, found[i].row, start, found[i].end);
}
