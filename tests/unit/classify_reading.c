#include <ctype.h>
#include <stdio.h>
#include <string.h>

#include "classify/note_class.h"
#include "classify/reading.h"
#include "classify/sensitivity.h"
#include "classify/title.h"
#include "classify/transcript.h"
#include "suite.h"

static struct section
section_of(const char *title, const char *text)
{
	return (struct section){.title = span_of(title), .text = span_of(text)};
}

static enum label
label_at(const struct reading *r, size_t i)
{
	return label_chosen(reading_impressions(r)[i].share, 500);
}

START_TEST(what_stands_for_itself_is_read)
{
	struct section s = section_of("Note",
	    "Session started 2:03 PM and ended 2:56 PM. PHQ-9 = 14 today, down "
	    "from 19. Denies suicidal ideation, plan or intent. Continue "
	    "sertraline 100 mg daily, no side effects. Major depressive "
	    "disorder, recurrent, moderate (F33.1).");
	struct reading *r = reading_new(model_default(), NULL, NULL);

	reading_read(r, &s, 1);
	ck_assert_uint_eq(reading_outline(r)->count, 5);
	ck_assert_int_eq(label_at(r, 0), LABEL_SESSION_TIMES);
	ck_assert_int_eq(label_at(r, 1), LABEL_TEST_RESULTS);
	ck_assert_int_eq(label_at(r, 2), LABEL_RISK);
	ck_assert_int_eq(label_at(r, 3), LABEL_MEDICATION);
	ck_assert_int_eq(label_at(r, 4), LABEL_DIAGNOSIS);
	reading_free(r);
}
END_TEST

START_TEST(a_reading_depends_on_its_note_alone)
{
	struct section s[2] = {
	    section_of("Data", "She told me of the night her sister left."),
	    section_of("Plan", "Return 3/9. CBT weekly.")};
	struct section other = section_of("Labs", "TSH 1.9, lithium 0.7.");
	struct reading *r = reading_new(model_default(), NULL, NULL);
	uint16_t share[3][MODEL_LABELS];
	size_t i;

	reading_read(r, s, 2);
	for (i = 0; i < 3; i++)
		memcpy(share[i], reading_impressions(r)[i].share,
		    sizeof(share[i]));
	reading_read(r, &other, 1);
	reading_read(r, s, 2);
	for (i = 0; i < 3; i++)
		ck_assert_mem_eq(share[i], reading_impressions(r)[i].share,
		    sizeof(share[i]));
	reading_free(r);
}
END_TEST

START_TEST(cues_are_words_of_their_passage)
{
	struct section s = section_of(
	    "Data", "Slept badly. PHQ-9 was 14. Takes sertraline 50 mg daily.");
	struct reading *r = reading_new(model_default(), NULL, NULL);
	struct cues cues;
	size_t i, j;

	reading_read(r, &s, 1);
	for (i = 0; i < reading_outline(r)->count; i++) {
		struct span text = reading_outline(r)->passages[i].text;

		reading_cues(r, i, (int)label_at(r, i) - 1, &cues);
		ck_assert_uint_gt(cues.count, 0);
		for (j = 0; j < cues.count; j++) {
			ck_assert(cues.words[j].bytes >= text.bytes);
			ck_assert(cues.words[j].bytes + cues.words[j].len <=
				  text.bytes + text.len);
		}
	}
	reading_free(r);
}
END_TEST

START_TEST(a_lexicons_word_moves_its_passage)
{
	struct section s = section_of("Note", "Quorvex as before.");
	struct phrases *words = phrases_new();
	struct reading *plain = reading_new(model_default(), NULL, NULL);
	struct reading *taught = reading_new(model_default(), words, NULL);
	int k = LABEL_MEDICATION - 1;

	phrases_add(
	    words, span_of("quorvex"), LABEL_BIT(LABEL_MEDICATION), NULL);
	reading_read(plain, &s, 1);
	reading_read(taught, &s, 1);
	ck_assert_uint_gt(reading_impressions(taught)[0].share[k],
	    reading_impressions(plain)[0].share[k]);
	reading_free(plain);
	reading_free(taught);
	phrases_free(words);
}
END_TEST

START_TEST(phrases_are_found_as_wholes)
{
	struct section s = section_of("Note",
	    "Opioid use disorder, on Suboxone. Intimate partner left. "
	    "Intimate partner violence.");
	struct phrases *p = sensitivity_phrases();
	struct reading *r = reading_new(model_default(), NULL, p);
	const struct impression *all;

	reading_read(r, &s, 1);
	all = reading_impressions(r);
	ck_assert(all[0].sensitivity & SENSITIVITY_BIT(SENSITIVITY_OPIOIDUD));
	ck_assert(!(all[1].sensitivity & SENSITIVITY_BIT(SENSITIVITY_SDV)));
	ck_assert(all[2].sensitivity & SENSITIVITY_BIT(SENSITIVITY_SDV));
	reading_free(r);
	phrases_free(p);
}
END_TEST

START_TEST(a_phrase_of_six_words_is_refused)
{
	struct phrases *p = phrases_new();
	struct error e = {0};

	ck_assert_int_eq(phrases_add(p, span_of("a b c d e f"), 1, &e), -1);
	ck_assert_str_eq(e.text, "more than five words");
	ck_assert_int_eq(phrases_add(p, span_of(" "), 1, NULL), -1);
	phrases_free(p);
}
END_TEST

START_TEST(titles_that_say_nothing_are_known)
{
	ck_assert(title_known(span_of("PLAN")));
	ck_assert(title_known(span_of("1. Admin:")));
	ck_assert(title_known(span_of("S/O")));
	ck_assert(title_known(span_of("")));
	ck_assert(title_known((struct span){NULL, 0}));
	ck_assert(!title_known(span_of("The night on the boat")));
	ck_assert(!title_known(span_of("Plan for Dana")));
	ck_assert(!title_known(span_of("312-555-0144")));
	ck_assert(title_known(span_of("Treatment  Plan")));
	ck_assert(title_known(span_of("{Plan}")));
	ck_assert(title_known(span_of("--")));
	/* What is longer than any title, or hides in marks, may say much. */
	ck_assert(!title_known(span_of("\xe2\x9c\x9d\xe2\x9c\x9d")));
	ck_assert(!title_known(span_of("plan of the night on the boat")));
	ck_assert(!title_known(
	    span_of("plan, plan, plan, plan, plan, plan, plan, plan, plan, "
		    "plan, plan, plan, plan, plan, plan, plan, plan")));
}
END_TEST

/* A title of letters and spaces alone is folded in a shorter way; a point
 * takes it the long one. */
START_TEST(a_title_is_known_in_every_dress)
{
	static const char *const titles[] = {
#define TITLE(folded) folded,
#include "classify/title.def"
#undef TITLE
	};
	/* what stands before the words and behind them */
	static const char *const dresses[][2] = {{"", ""}, {"", ":"},
	    {" ", " "}, {"", "."}, {"(", ")"}, {"2. ", ""}, {"", " :"}};
	char upper[96], text[112];
	size_t i, j, k;

	for (i = 0; i < sizeof(titles) / sizeof(titles[0]); i++) {
		for (k = 0; titles[i][k] != '\0'; k++)
			upper[k] = (char)toupper((unsigned char)titles[i][k]);
		upper[k] = '\0';
		for (j = 0; j < sizeof(dresses) / sizeof(dresses[0]); j++) {
			snprintf(text, sizeof(text), "%s%s%s", dresses[j][0],
			    titles[i], dresses[j][1]);
			ck_assert_msg(title_known(span_of(text)), "%s", text);
			snprintf(text, sizeof(text), "%s%s%s", dresses[j][0],
			    upper, dresses[j][1]);
			ck_assert_msg(title_known(span_of(text)), "%s", text);
		}
		snprintf(text, sizeof(text), "%s xq", titles[i]);
		ck_assert_msg(!title_known(span_of(text)), "%s", text);
		snprintf(text, sizeof(text), "%s: 7", titles[i]);
		ck_assert_msg(!title_known(span_of(text)), "%s", text);
	}
	ck_assert(!title_known(span_of("As:sessment")));
}
END_TEST

/* How many passages TEXT is, and that none begins or ends within a word. */
static size_t
passages_of(const char *text)
{
	struct section s = section_of("Note", text);
	struct reading *r = reading_new(model_default(), NULL, NULL);
	size_t count;

	reading_read(r, &s, 1);
	count = reading_outline(r)->count;
	reading_free(r);
	return count;
}

START_TEST(a_clause_that_is_conversation_stands_alone)
{
	const char *text = "Session 10:00-10:50 a.m., and then she told me how "
			   "her father threw the plates at the wall one by "
			   "one.";
	struct section s = section_of("Note", text);
	struct reading *r = reading_new(model_default(), NULL, NULL);
	const struct outline *o = reading_outline(r);

	reading_read(r, &s, 1);
	ck_assert_uint_eq(o->count, 2);
	ck_assert_uint_eq(
	    o->passages[0].end, strlen("Session 10:00-10:50 a.m.,"));
	ck_assert_int_eq(label_at(r, 0), LABEL_SESSION_TIMES);
	ck_assert_uint_eq(
	    o->passages[1].start, strlen("Session 10:00-10:50 a.m., "));
	ck_assert(reading_impressions(r)[1].share[LABEL_CONVERSATION - 1] >
		  reading_impressions(r)[0].share[LABEL_CONVERSATION - 1]);
	reading_free(r);
	/* of one kind; or nothing that begins a clause; or within brackets */
	ck_assert_uint_eq(passages_of("Continue Zoloft 100 mg; return in two "
				      "weeks for a check of blood pressure."),
	    1);
	ck_assert_uint_eq(passages_of("Session 10:00-10:50 a.m. (late; she "
				      "told me how her father threw plates)."),
	    1);
}
END_TEST

/* Whether turns of these speakers are a transcript. */
static bool
transcribed(const char *const *turns, size_t count)
{
	struct outline_passage passages[10];
	struct outline o = {.passages = passages, .count = count};
	size_t i;

	for (i = 0; i < count; i++)
		passages[i] =
		    (struct outline_passage){.text = span_of(turns[i])};
	return transcript_found(&o);
}

START_TEST(three_turns_of_each_are_a_transcript)
{
	static const char *const both[] = {"T: And then?", "C: I fled.",
	    "Therapist: You fled.", "PT: Yes", "me: where", "Client: home"};
	static const char *const one[] = {"T: And then?", "T: And then?",
	    "C: I fled.", "C: And hid.", "T: So.", "C: So."};
	static const char *const alone[] = {"T: a", "Plan: b", "T: c", "x: d",
	    "Th: e", "nobody here said anything", "Interviewer: f"};
	static const char *const client[] = {
	    "T: a", "C: b", "T: c", "C: d", "Dana: e", "C: f"};

	ck_assert(transcribed(both, 6));
	ck_assert(!transcribed(both, 5));
	ck_assert(!transcribed(one, 6));
	ck_assert(!transcribed(alone, 7));
	ck_assert(!transcribed(client, 6));
	ck_assert(!transcribed(both, 0));
}
END_TEST

static void
check_same(const struct section *a, const struct section *b, size_t count)
{
	struct reading *of_a = reading_new(model_default(), NULL, NULL);
	struct reading *of_b = reading_new(model_default(), NULL, NULL);
	size_t i;

	reading_read(of_a, a, count);
	reading_read(of_b, b, count);
	ck_assert_uint_eq(
	    reading_outline(of_a)->count, reading_outline(of_b)->count);
	for (i = 0; i < reading_outline(of_a)->count; i++)
		ck_assert_mem_eq(reading_impressions(of_a)[i].glimpse.score,
		    reading_impressions(of_b)[i].glimpse.score,
		    sizeof(reading_impressions(of_a)[i].glimpse.score));
	reading_free(of_a);
	reading_free(of_b);
}

/* Two titles may stand at one place, and one be the other's beginning; a long
 * one has more words than are added together. */
START_TEST(a_heading_is_known_by_its_bytes_and_length)
{
	static const char title[] = "Plan for the day", copy[] = "Plan";
	char words[1200] = "", more[1200];
	struct section shared[] = {
	    {.title = {title, 16}, .text = span_of("Return soon.")},
	    {.title = {title, 4}, .text = span_of("Return soon.")}};
	struct section apart[] = {
	    {.title = {title, 16}, .text = span_of("Return soon.")},
	    {.title = {copy, 4}, .text = span_of("Return soon.")}};
	struct section once = {.text = span_of("Return soon.")}, twice = once;
	int i;

	check_same(shared, apart, 2);
	for (i = 0; i < 150; i++)
		strcat(words, "cedar ");
	once.title = span_of(words);
	strcpy(more, words);
	twice.title = span_of(more);
	check_same(&once, &twice, 1);
}
END_TEST

/* Thirty-two words are read at once; what is no character is no word. */
START_TEST(what_stands_behind_the_last_word_changes_nothing)
{
	char plain[400] = "", marked[400];
	struct section a = {0}, b = {0};
	int i;

	for (i = 0; i < 32; i++)
		strcat(plain, i == 0 ? "cedar" : " cedar");
	strcat(strcpy(marked, plain), "\xe2\x80\x8d");
	a.text = span_of(plain);
	b.text = span_of(marked);
	check_same(&a, &b, 1);
}
END_TEST

START_TEST(a_labels_sensitivity_is_that_of_what_it_says)
{
	const sensitivity_set psy = SENSITIVITY_BIT(SENSITIVITY_PSYTHPN);
	static const struct {
		enum label label;
		enum scope scope;
		sensitivity_set set;
	} rows[] = {{LABEL_SUBSTANCE_USE, SCOPE_PROGRESS,
			SENSITIVITY_BIT(SENSITIVITY_SUD)},
	    {LABEL_DIAGNOSIS, SCOPE_PROGRESS, SENSITIVITY_BIT(SENSITIVITY_PSY)},
	    {LABEL_ADMINISTRATIVE, SCOPE_ADMINISTRATIVE, 0}};
	size_t i;

	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		ck_assert_uint_eq(
		    sensitivity_of_label(rows[i].label, rows[i].scope),
		    rows[i].set);
	ck_assert_uint_eq(
	    sensitivity_of_label(LABEL_CONVERSATION, SCOPE_PROGRESS), psy);
	ck_assert_uint_eq(
	    sensitivity_of_label(LABEL_HISTORY, SCOPE_PSYCHOTHERAPY), psy);
	ck_assert_uint_eq(
	    sensitivity_of_label(LABEL_SUBSTANCE_USE, SCOPE_PSYCHOTHERAPY),
	    psy | SENSITIVITY_BIT(SENSITIVITY_SUD));
}
END_TEST

START_TEST(a_damaged_model_is_refused)
{
	char bytes[4096] = "notes-model/1";
	struct model m = {0};
	struct error e = {0};

	ck_assert_int_eq(
	    model_read(&m, (struct span){bytes, sizeof(bytes)}, &e), -1);
	ck_assert_int_eq(model_read(&m, (struct span){bytes, 10}, NULL), -1);
	bytes[16] = 16;
	ck_assert_int_eq(
	    model_read(&m, (struct span){bytes, sizeof(bytes)}, NULL), -1);
	model_close(&m);
}
END_TEST

SUITE("reading", what_stands_for_itself_is_read,
    a_reading_depends_on_its_note_alone, cues_are_words_of_their_passage,
    a_lexicons_word_moves_its_passage, phrases_are_found_as_wholes,
    a_phrase_of_six_words_is_refused, titles_that_say_nothing_are_known,
    a_title_is_known_in_every_dress, a_clause_that_is_conversation_stands_alone,
    three_turns_of_each_are_a_transcript,
    a_heading_is_known_by_its_bytes_and_length,
    what_stands_behind_the_last_word_changes_nothing,
    a_labels_sensitivity_is_that_of_what_it_says, a_damaged_model_is_refused)
