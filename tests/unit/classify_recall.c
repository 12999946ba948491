#include <stdio.h>
#include <string.h>

#include "base/safe_file.h"
#include "classify/reading.h"
#include "classify/recall.h"
#include "suite.h"

#define KEYS 200000u /* three times as many as there are places */

static struct fingerprint
key_of(const char *text)
{
	static struct fingerprint_points points;

	if (points.low[0] == 0)
		fingerprint_points_draw(&points);
	return fingerprint_of(&points, span_of(text));
}

START_TEST(what_was_not_read_is_not_known)
{
	struct recall *r = recall_new();
	struct fingerprint key = key_of("Slept badly.");

	ck_assert_ptr_null(recall_find(r, key));
	recall_ask(r, key);
	recall_add(r, key);
	ck_assert_ptr_nonnull(recall_find(r, key));
	recall_free(r);
}
END_TEST

/* Half a key is none; what is added again begins anew. */
START_TEST(a_key_is_both_its_halves)
{
	struct recall *r = recall_new();
	struct fingerprint key = key_of("Slept badly.");
	struct fingerprint other = {key.low, key.high + 1};
	struct recalled *one = recall_add(r, key);

	one->cut_count = 1;
	ck_assert_ptr_null(recall_find(r, other));
	ck_assert_ptr_eq(recall_find(r, key), one);
	ck_assert_ptr_eq(recall_add(r, key), one);
	ck_assert_uint_eq(one->cut_count, 0);
	ck_assert_ptr_ne(recall_add(r, other), one);
	ck_assert_ptr_eq(recall_find(r, key), one);
	recall_free(r);
}
END_TEST

/* More than there is room for: a passage is known or not, never another. */
START_TEST(what_is_known_is_its_own)
{
	struct recall *r = recall_new();
	unsigned i, known = 0;
	char text[16];

	for (i = 0; i < KEYS; i++) {
		snprintf(text, sizeof(text), "%u", i);
		recall_add(r, key_of(text))->sensitivity = i;
	}
	for (i = 0; i < KEYS; i++) {
		const struct recalled *one;

		snprintf(text, sizeof(text), "%u", i);
		one = recall_find(r, key_of(text));
		if (one == NULL)
			continue;
		ck_assert_uint_eq(one->sensitivity, i);
		ck_assert_uint_eq(one->cut_count, 0);
		known++;
	}
	ck_assert_ptr_nonnull(recall_find(r, key_of("199999")));
	ck_assert_uint_gt(known, 64000);
	ck_assert_uint_le(known, 65536);
	recall_free(r);
}
END_TEST

#define SECTIONS 3
#define LINES 5 /* of the corpus, that a section has */

/* A note of the lines that follow *AT, which moves behind them. */
static size_t
note_of(struct section *sections, char *room, struct span corpus, size_t *at)
{
	static const char *const titles[] = {"Data", "Plan", "Dictation"};
	size_t count, line, len = 0, start;

	for (count = 0; count < SECTIONS; count++) {
		start = len;
		for (line = 0; line < LINES && *at < corpus.len;) {
			const char *p = corpus.bytes + *at;
			const char *lf = memchr(p, '\n', corpus.len - *at);
			size_t n =
			    lf == NULL ? corpus.len - *at : (size_t)(lf - p);
			const char *bar = memchr(p, '|', n);

			*at += n + 1;
			if (bar == NULL)
				continue;
			n -= (size_t)(bar + 1 - p);
			memcpy(room + len, bar + 1, n);
			len += n;
			line++;
		}
		if (line < LINES)
			break;
		sections[count] =
		    (struct section){.title = span_of(titles[count]),
			.text = {room + start, len - start}};
	}
	return count;
}

/* The cues of two labels, in either order. */
static void
check_cues(struct reading *a, struct reading *b, size_t i)
{
	struct cues of_a[2], of_b[2];
	size_t j;
	int k;

	for (k = 0; k < 2; k++)
		reading_cues(a, i, k, &of_a[k]);
	for (k = 1; k >= 0; k--)
		reading_cues(b, i, k, &of_b[k]);
	for (k = 0; k < 2; k++) {
		ck_assert_uint_eq(of_a[k].count, of_b[k].count);
		for (j = 0; j < of_a[k].count; j++)
			ck_assert(
			    span_equal(of_a[k].words[j], of_b[k].words[j]));
	}
}

static void
check_glimpse(const struct glimpse *a, const struct glimpse *b)
{
	ck_assert_mem_eq(a->share, b->share, sizeof(a->share));
	ck_assert_mem_eq(a->score, b->score, sizeof(a->score));
	ck_assert_uint_eq(a->strongest, b->strongest);
}

/* OLD, which read much before, reads as one does that is new; how many
 * passages it recalls. */
static size_t
check_read(struct reading *old, const struct section *sections, size_t count)
{
	struct reading *new = reading_new(model_default(), NULL, NULL);
	const struct outline *o = reading_outline(old);
	size_t i, recalled = 0;

	reading_read(old, sections, count);
	reading_read(new, sections, count);
	ck_assert_uint_eq(o->count, reading_outline(new)->count);
	for (i = 0; i < o->count; i++) {
		const struct impression *a = &reading_impressions(old)[i];
		const struct impression *b = &reading_impressions(new)[i];

		ck_assert_uint_eq(
		    o->passages[i].end, reading_outline(new)->passages[i].end);
		check_glimpse(&a->glimpse, &b->glimpse);
		ck_assert_mem_eq(a->share, b->share, sizeof(a->share));
		ck_assert_uint_eq(a->letters, b->letters);
		ck_assert_uint_eq(a->sensitivity, b->sensitivity);
		check_cues(old, new, i);
		recalled += a->state == IMPRESSION_RECALLED;
	}
	reading_free(new);
	return recalled;
}

/* Each piece of the note that was read last, as a note of its own. */
static size_t
check_pieces(struct reading *old)
{
	struct section pieces[SECTIONS * LINES] = {0};
	const struct outline *o = reading_outline(old);
	size_t count, i, recalled = 0;

	for (count = 0; count < o->count && count < SECTIONS * LINES; count++)
		pieces[count] = (struct section){
		    o->passages[count].title, o->passages[count].text};
	for (i = 0; i < count; i++)
		recalled += check_read(old, &pieces[i], 1);
	return recalled;
}

/* One reading reads all notes twice, as they are and backwards, and their
 * pieces. */
START_TEST(what_is_recalled_is_what_would_be_read)
{
	struct reading *old = reading_new(model_default(), NULL, NULL);
	struct section note[SECTIONS];
	struct buf corpus = {0};
	size_t at, count, times, recalled = 0;
	char *room;

	ck_assert_int_eq(
	    file_read(SOURCE_DIR "/lib/classify/training/dev-01.notes",
		1u << 20, &corpus, NULL),
	    0);
	room = malloc(corpus.len);
	for (times = 0; times < 2; times++)
		for (at = 0;
		     (count = note_of(note, room,
			  (struct span){corpus.bytes, corpus.len}, &at)) > 0;) {
			struct section first = note[0];

			recalled += check_read(old, note, count);
			note[0] = note[count - 1];
			note[count - 1] = first;
			recalled += check_read(old, note, count);
			if (at < corpus.len / 8)
				recalled += check_pieces(old);
		}
	ck_assert_uint_gt(recalled, 100);
	reading_free(old);
	buf_free(&corpus);
	free(room);
}
END_TEST

/* Behind 65,536 words a passage has no cues, whether it was read before or
 * not. */
START_TEST(a_long_note_recalls_nothing)
{
	static const char one[] = "Slept badly, cried. ";
	struct reading *r = reading_new(model_default(), NULL, NULL);
	size_t count = MEMORY_NOTE / 3 + 2, i;
	char *text = malloc(count * strlen(one));
	struct section note = {.title = span_of("Data")};
	struct cues cues;

	for (i = 0; i < count; i++)
		memcpy(text + i * strlen(one), one, strlen(one));
	note.text = (struct span){text, strlen(one)};
	reading_read(r, &note, 1);
	note.text.len = count * strlen(one);
	for (i = 0; i < 2; i++) {
		reading_read(r, &note, 1);
		ck_assert_uint_eq(reading_outline(r)->count, count);
		reading_cues(r, 0, LABEL_SYMPTOMS - 1, &cues);
		ck_assert_uint_gt(cues.count, 0);
		reading_cues(r, count - 1, LABEL_SYMPTOMS - 1, &cues);
		ck_assert_uint_eq(cues.count, 0);
	}
	reading_free(r);
	free(text);
}
END_TEST

/* Words, COUNT of them: they run on, or are clauses, with marks between. */
static size_t
run_on(char *text, size_t count, bool clauses)
{
	static const char *const words[] = {"session", "ten", "to", "eleven",
	    "cbt", "she", "told", "me", "how", "her", "father", "threw", "the",
	    "plates", "at", "mother", "and", "wept", "sertraline", "fifty",
	    "daily", "no", "side", "effects"};
	size_t len = clauses ? (size_t)sprintf(text, "Today ") : 0, i, n;

	for (i = 0; i < count; i++) {
		if (i % 7 == 3)
			len += (size_t)sprintf(text + len, "/ ");
		if (clauses && i > 0 && i % 10 == 0)
			len += (size_t)sprintf(text + len - 1, ", she ") - 1;
		/* runs of one kind, each long enough to be cut off */
		const char *word = words[i / 30 % 2 == 0 ? i % 5 : 5 + i % 13];

		n = strlen(word);
		memcpy(text + len, word, n);
		len += n;
		text[len++] = ' ';
	}
	return len - 1;
}

/* What is too long to be remembered, has more cuts than are, or more words than
 * are looked at for cuts: it reads the second time as the first, and all of it
 * is in some passage. */
START_TEST(a_long_run_on_is_read_whole_each_time)
{
	static const size_t counts[] = {
	    40, 100, 150, 200, 400, 511, 512, 513, 600, 2000};
	struct reading *old = reading_new(model_default(), NULL, NULL);
	const struct outline *o = reading_outline(old);
	char *text = malloc(20000);
	struct section note = {.title = span_of("Data")};
	size_t i, j, end, most = 0;

	for (i = 0; i < 2 * sizeof(counts) / sizeof(counts[0]); i++) {
		note.text = (struct span){
		    text, run_on(text, counts[i / 2], i % 2 == 1)};
		check_read(old, &note, 1);
		check_read(old, &note, 1);
		for (j = end = 0; j < o->count; j++) {
			ck_assert_uint_le(o->passages[j].start - end, 1);
			ck_assert_uint_gt(
			    o->passages[j].end, o->passages[j].start);
			end = o->passages[j].end;
		}
		ck_assert_uint_eq(end, note.text.len);
		most = o->count > most ? o->count : most;
	}
	ck_assert_uint_gt(most, RECALL_CUTS + 1);
	reading_free(old);
	free(text);
}
END_TEST

SUITE("recall", a_key_is_both_its_halves, a_long_run_on_is_read_whole_each_time,
    what_was_not_read_is_not_known, what_is_known_is_its_own,
    what_is_recalled_is_what_would_be_read, a_long_note_recalls_nothing)
