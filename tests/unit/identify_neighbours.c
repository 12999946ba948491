/* What identify.h promises holds whatever stands beside what: each sample is
 * searched cut off before and behind every word, with every kind of gap between
 * two words, and with each word in small letters, with a capital, in capitals.
 */
#include "suite.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

#include "identify/identify.h"

static struct identify *id;
static struct identify_scratch *scratch;
static size_t searched;

static void
open_all(void)
{
	static struct span given[2] = {{"Rosalinda", 9}, {"Hope", 4}};
	static struct span phones[1] = {{"217-555-0148", 12}};
	static struct span emails[1] = {{"rosa@example.org", 16}};
	static struct relative relatives[1] = {
	    {.name = {"Miles Okonkwo", 13}, .relation = {"brother", 7}}};
	static struct identifier identifiers[2] = {
	    {.value = {"ZX-88210", 8}}, {.value = {"unknown", 7}}};
	struct error e = {0};
	struct note n = {0};

	id = identify_open(&e);
	ck_assert_ptr_nonnull(id);
	scratch = identify_scratch_new(id);
	n.patient.id = span_of("MRN-30417");
	n.patient.name.family = span_of("Álvarez-Major");
	n.patient.name.given = (struct texts){given, 2};
	n.patient.phones = (struct texts){phones, 1};
	n.patient.emails = (struct texts){emails, 1};
	n.patient.relatives = relatives;
	n.patient.relative_count = 1;
	n.patient.identifiers = identifiers;
	n.patient.identifier_count = 2;
	n.patient.address.line = span_of("77 Larkspur Way, Apt 4");
	n.patient.address.city = span_of("Knoxboro");
	n.patient.employer = span_of("Tilden Freight");
	n.author.name = span_of("Imani Brooks");
	identify_learn(scratch, &n, NULL);
}

static void
close_all(void)
{
	identify_scratch_free(scratch);
	identify_free(id);
}

static bool
begins_character(const char *text, size_t len, size_t at)
{
	return at == len || ((unsigned char)text[at] & 0xc0) != 0x80;
}

/* Ascending, without overlap, within the text, on bounds of code points.  What
 * is known and stands from AT to END is among it; END 0: nothing is. */
static void
check(const char *text, size_t len, size_t at, size_t end)
{
	const struct identified *found;
	struct error e = {0};
	size_t i, count, behind = 0;
	bool whole = end == 0;

	searched++;
	ck_assert_int_eq(identify_text(scratch, (struct span){text, len},
			     &found, &count, &e),
	    0);
	for (i = 0; i < count; i++) {
		ck_assert_msg(found[i].start >= behind &&
				  found[i].end > found[i].start &&
				  found[i].end <= len,
		    "%.*s", (int)len, text);
		ck_assert_msg(begins_character(text, len, found[i].start) &&
				  begins_character(text, len, found[i].end),
		    "%.*s", (int)len, text);
		behind = found[i].end;
		whole |= found[i].start <= at && found[i].end >= end;
	}
	ck_assert_msg(
	    whole, "what is known is not found: %.*s", (int)len, text);
}

static void
check_text(const struct buf *b)
{
	static const char known[] = "MRN-30417";
	struct buf text = {0};
	char *exact;

	/* Nothing behind the text: a byte read there is a fault. */
	exact = malloc(b->len == 0 ? 1 : b->len);
	memcpy(exact, b->bytes, b->len);
	check(exact, b->len, 0, 0);
	free(exact);
	buf_addf(&text, "%s\n", known);
	buf_add(&text, b->bytes, b->len);
	check(text.bytes, text.len, 0, strlen(known));
	text.len = 0;
	buf_add(&text, b->bytes, b->len);
	buf_addf(&text, "\n%s", known);
	check(text.bytes, text.len, b->len + 1, text.len);
	buf_free(&text);
}

#define WORDS 40

/* The words of SAMPLE and, before each, what stands between it and the one
 * before. */
struct split {
	struct span gap[WORDS];
	struct span word[WORDS];
	size_t count;
	struct span tail;
};

static bool
is_part(unsigned char c)
{
	return isalnum(c) || c >= 0x80;
}

static void
split(const char *sample, struct split *s)
{
	const char *at = sample, *from;

	s->count = 0;
	for (;;) {
		for (from = at; *at != '\0' && !is_part((unsigned char)*at);)
			at++;
		s->tail = (struct span){from, (size_t)(at - from)};
		if (*at == '\0')
			return;
		ck_assert_uint_lt(s->count, WORDS);
		s->gap[s->count] = s->tail;
		for (from = at; is_part((unsigned char)*at);)
			at++;
		s->word[s->count++] = (struct span){from, (size_t)(at - from)};
	}
}

enum letters { AS_IT_IS, SMALL, CAPITAL, CAPITALS };

static void
add_word(struct buf *b, struct span word, enum letters letters)
{
	size_t i;

	for (i = 0; i < word.len; i++) {
		char c = word.bytes[i];

		if (letters == SMALL || (letters == CAPITAL && i > 0))
			c = (char)(c >= 'A' && c <= 'Z' ? c + 32 : c);
		else if (letters != AS_IT_IS)
			c = (char)(c >= 'a' && c <= 'z' ? c - 32 : c);
		buf_add_byte(b, c);
	}
}

/* Words FROM to TO, with GAP (NULL: its own) before word AT and that word in
 * LETTERS. */
static void
put_together(struct buf *b, const struct split *s, size_t from, size_t to,
    size_t at, const char *gap, enum letters letters)
{
	size_t i;

	b->len = 0;
	for (i = from; i < to; i++) {
		if (i == at && gap != NULL)
			buf_add_string(b, gap);
		else if (i > from || from == 0)
			buf_add(b, s->gap[i].bytes, s->gap[i].len);
		add_word(b, s->word[i], i == at ? letters : AS_IT_IS);
	}
	if (to == s->count)
		buf_add(b, s->tail.bytes, s->tail.len);
	check_text(b);
}

static const char *const samples[] = {
#define SAMPLE(text) text,
#include "identify_samples.def"
#undef SAMPLE
};
#define SAMPLES (sizeof(samples) / sizeof(samples[0]))

START_TEST(what_is_known_is_found_wherever_a_text_is_cut)
{
	struct buf b = {0};
	struct split s;
	size_t i, w;

	open_all();
	for (i = 0; i < SAMPLES; i++) {
		split(samples[i], &s);
		for (w = 0; w < s.count; w++) {
			put_together(&b, &s, w, s.count, w, NULL, AS_IT_IS);
			put_together(&b, &s, 0, w + 1, w, NULL, AS_IT_IS);
		}
	}
	ck_assert_uint_gt(searched, 2000);
	buf_free(&b);
	close_all();
}
END_TEST

START_TEST(what_is_known_is_found_whatever_parts_the_words)
{
	static const char *const gaps[] = {
	    " ", "-", ". ", ", ", "\n", " (", "; ", "'s "};
	struct buf b = {0};
	struct split s;
	size_t i, w, g;

	open_all();
	for (i = 0; i < SAMPLES; i++) {
		split(samples[i], &s);
		for (w = 1; w < s.count; w++)
			for (g = 0; g < sizeof(gaps) / sizeof(gaps[0]); g++)
				put_together(
				    &b, &s, 0, s.count, w, gaps[g], AS_IT_IS);
	}
	buf_free(&b);
	close_all();
}
END_TEST

START_TEST(what_is_known_is_found_whatever_letters_words_are_in)
{
	static const enum letters all[] = {SMALL, CAPITAL, CAPITALS};
	struct buf b = {0};
	struct split s;
	size_t i, w, l;

	open_all();
	for (i = 0; i < SAMPLES; i++) {
		split(samples[i], &s);
		for (w = 0; w < s.count; w++)
			for (l = 0; l < sizeof(all) / sizeof(all[0]); l++)
				put_together(
				    &b, &s, 0, s.count, w, NULL, all[l]);
	}
	buf_free(&b);
	close_all();
}
END_TEST

SUITE("identify neighbours", what_is_known_is_found_wherever_a_text_is_cut,
    what_is_known_is_found_whatever_parts_the_words,
    what_is_known_is_found_whatever_letters_words_are_in)
