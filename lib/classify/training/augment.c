#include "classify/training/augment.h"

#include <stdint.h>

#include "base/alloc.h"

#define KNOWN 4 /* bytes of a word that stays as it is */

/* What becomes of a section. */
struct guise {
	bool titled;
	unsigned masked; /* hundredths of its words of more than KNOWN bytes */
};

static const struct guise guises[] = {{false, 0}, {false, 70}, {true, 35}};

/* A fixed sequence. */
static unsigned
next_number(uint64_t *state, unsigned below)
{
	*state = *state * UINT64_C(6364136223846793005) +
		 UINT64_C(1442695040888963407);
	return (unsigned)((*state >> 33) % below);
}

static bool
is_letter(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

/* Puts a word that can be spoken and means nothing in the place of one. */
static void
word_mask(char *word, size_t len, uint64_t *state)
{
	static const char vowels[] = "aeiou", others[] = "bcdfghklmnprstvz";
	size_t i;

	for (i = 0; i < len; i++) {
		char c = i % 2 == 1
			     ? vowels[next_number(state, sizeof(vowels) - 1)]
			     : others[next_number(state, sizeof(others) - 1)];
		bool capital = word[i] >= 'A' && word[i] <= 'Z';

		word[i] = (char)(capital ? c - ('a' - 'A') : c);
	}
}

static void
text_mask(char *text, size_t len, unsigned share, uint64_t *state)
{
	size_t start, end;

	for (start = 0; start < len; start = end + 1) {
		for (end = start; end < len && is_letter(text[end]);)
			end++;
		if (end - start > KNOWN && next_number(state, 100) < share)
			word_mask(text + start, end - start, state);
	}
}

static void
section_add(struct corpus *c, size_t from, size_t section,
    const struct guise *guise, uint64_t *state)
{
	struct corpus_note *f = corpus_add_note(c);
	const struct corpus_note *n = &c->notes[from];
	const struct section *s = &n->sections[section];
	char *text = alloc_string_len(s->text.bytes, s->text.len);
	size_t i;

	text_mask(text, s->text.len, guise->masked, state);
	f->id = alloc_string(n->id);
	f->clinician = n->clinician;
	f->fragment = true;
	f->corrected = n->corrected;
	f->sections = alloc_zeroed(1, sizeof(*f->sections));
	f->sections[0].text = (struct span){text, s->text.len};
	if (guise->titled)
		f->sections[0].title = (struct span){
		    alloc_string_len(s->title.bytes, s->title.len),
		    s->title.len};
	f->section_count = 1;
	f->golds = alloc_zeroed(n->gold_count, sizeof(*f->golds));
	for (i = 0; i < n->gold_count; i++) {
		if (n->golds[i].section != section)
			continue;
		f->golds[f->gold_count] = n->golds[i];
		f->golds[f->gold_count++].section = 0;
	}
}

void
augment(struct corpus *c)
{
	size_t whole = c->count, n, i, g;
	uint64_t state = 1;

	for (g = 0; g < sizeof(guises) / sizeof(guises[0]); g++)
		for (n = 0; n < whole; n++)
			for (i = 0; i < c->notes[n].section_count; i++)
				section_add(c, n, i, &guises[g], &state);
}
