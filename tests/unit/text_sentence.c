#include <stdio.h>
#include <string.h>

#include "suite.h"
#include "text/sentence.h"
#include "text/word.h"

#define CUT 2048 /* bytes of sentences joined */

/* The sentences of TEXT that S finds, joined by bars. */
static void
cut_by(struct sentences *s, const char *text, char out[static CUT])
{
	size_t i, len = 0;

	sentences_find(s, text, strlen(text));
	out[0] = '\0';
	for (i = 0; i < s->count; i++)
		len += (size_t)snprintf(out + len, CUT - len, "%s%.*s",
		    i == 0 ? "" : "|",
		    (int)(s->items[i].end - s->items[i].start),
		    text + s->items[i].start);
}

/* The same, which are the same where blocks are remembered, or known. */
static const char *
cut(const char *text)
{
	static char out[CUT], again[CUT];
	struct fingerprint_points points;
	struct sentences plain = {0}, known = {0};
	int times;

	fingerprint_points_draw(&points);
	known.known = known_blocks_new(&points);
	cut_by(&plain, text, out);
	for (times = 0; times < 2; times++) {
		cut_by(&known, text, again);
		ck_assert_str_eq(out, again);
	}
	known_blocks_free(known.known);
	sentences_free(&known);
	sentences_free(&plain);
	return out;
}

#define CUTS(text, want) ck_assert_str_eq(cut(text), want)

START_TEST(sentences_end_where_their_punctuation_says)
{
	CUTS("Slept well. Ate little! Why? No SI.",
	    "Slept well.|Ate little!|Why?|No SI.");
	CUTS("slept bad. no si. wants help", "slept bad.|no si.|wants help");
	CUTS("It hurt.She left.", "It hurt.|She left.");
	CUTS("", "");
	CUTS(" \n\t ", "");
	CUTS("It hurt.I left.", "It hurt.|I left.");
	CUTS("It hurt.I left.She wept.", "It hurt.|I left.|She wept.");
	CUTS("It hurt.A lot.", "It hurt.|A lot.");
	CUTS("It hurt.X", "It hurt.X");
	CUTS("It hurt.MRI", "It hurt.MRI");
	CUTS("a.1. Wept. b.i.d. x.1y. Slept", "a.1.|Wept.|b.i.d. x.1y.|Slept");
}
END_TEST

START_TEST(abbreviations_initials_and_decimals_end_nothing)
{
	CUTS("Seen by Dr. Whitcomb and T. Mwangi, LPC.",
	    "Seen by Dr. Whitcomb and T. Mwangi, LPC.");
	CUTS("Lamictal 12.5 mg b.i.d. with food. Stable.",
	    "Lamictal 12.5 mg b.i.d. with food.|Stable.");
	CUTS("Pt. reports 5 hrs. of sleep. Approx. two meals.",
	    "Pt. reports 5 hrs. of sleep.|Approx. two meals.");
	CUTS("Began 2:03 p.m. She wept.", "Began 2:03 p.m.|She wept.");
	CUTS("Takes vitamin D. Sleeps.", "Takes vitamin D.|Sleeps.");
	CUTS("Was referred by Dr. X. She comes for a second opinion.",
	    "Was referred by Dr. X.|She comes for a second opinion.");
	CUTS("Referred by Dr. T. Shepherd.", "Referred by Dr. T. Shepherd.");
	CUTS(
	    "Return in 1 wk. 10:10 - 11:00a", "Return in 1 wk.|10:10 - 11:00a");
	CUTS("PASS 33. she wept", "PASS 33.|she wept");
	CUTS("1. Sleep 2 hrs.\n2. Eat.", "1. Sleep 2 hrs.|2. Eat.");
	/* A word that is too long to be known stands before a name. */
	CUTS("Saw Straightforwardlyson D. Sleeps.",
	    "Saw Straightforwardlyson D. Sleeps.");
}
END_TEST

START_TEST(a_quotation_is_not_cut)
{
	CUTS("She said, \"No. Never again.\" Then she left.",
	    "She said, \"No. Never again.\"|Then she left.");
	CUTS("“Stop. Please,” he said. He wept.",
	    "“Stop. Please,” he said.|He wept.");
}
END_TEST

START_TEST(a_quotation_that_never_ends_or_is_long_is_cut)
{
	char text[600], want[600];
	const char *fill = "the results of all that was tried and seen in the "
			   "weeks before this visit was made and in the ones "
			   "that came before it, at home and at the clinic and "
			   "in school,";

	CUTS("She said \"I will go. Then she left. Tired.",
	    "She said \"I will go.|Then she left.|Tired.");
	CUTS("Loss of words… The rest is well.",
	    "Loss of words…|The rest is well.");
	snprintf(text, sizeof(text),
	    "It says %s %s that \"there is some decline. This suggests that "
	    "all has declined, and not by age.\" She was told. He left.",
	    fill, fill);
	snprintf(want, sizeof(want),
	    "It says %s %s that \"there is some decline.|This suggests that "
	    "all has declined, and not by age.\"|She was told.|He left.",
	    fill, fill);
	CUTS(text, want);
}
END_TEST

START_TEST(entries_and_headings_begin_anew)
{
	CUTS("S:Client sad. P: Return.", "S:Client sad.|P: Return.");
	CUTS("smokes 1/2 ppd, precontemplative PSYCH HX: 1 prior MDE",
	    "smokes 1/2 ppd, precontemplative|PSYCH HX: 1 prior MDE");
	CUTS("Total Minutes: 45 Type of service: Individual",
	    "Total Minutes: 45|Type of service: Individual");
	CUTS("10:00-10:32 am (32 min) Family session.",
	    "10:00-10:32 am (32 min)|Family session.");
	CUTS("9:02 PM to 9:40 PM.", "9:02 PM to 9:40 PM.");
	CUTS("Plan:\nReturn in a week.", "Plan:\nReturn in a week.");
	CUTS("Met: none • Sleep • Work", "Met: none|• Sleep|• Work");
	CUTS(
	    "Met ◦ Sleep ▪ Work ¶ End é fin", "Met|◦ Sleep|▪ Work|¶ End é fin");
	CUTS("PLAN:\nMEDS:\nReturn.", "PLAN:|MEDS:\nReturn.");
	CUTS("PLAN:", "PLAN:");
}
END_TEST

START_TEST(dictation_without_line_ends_is_cut)
{
	CUTS("PROBLEM LIST:,1.  HIV stable.,2.  Hepatitis.,PLAN: , Return.",
	    "PROBLEM LIST:,1.  HIV stable.,|2.  Hepatitis.,|PLAN: , Return.");
	CUTS("stable,9. Gout,10. Pain,11.5 mg,12 .,x. y,1",
	    "stable,|9. Gout,|10. "
	    "Pain,11.5 mg,12 .,x. y,1");
}
END_TEST

START_TEST(a_wrapped_line_goes_on)
{
	CUTS("The client came late again today and said that the bus had been\n"
	     "cancelled twice. She was tired.",
	    "The client came late again today and said that the bus had been\n"
	    "cancelled twice.|She was tired.");
	CUTS("no si\nno hi\nslept ok", "no si|no hi|slept ok");
	CUTS("Sad.\r\nTired.", "Sad.|Tired.");
}
END_TEST

/* A line before a list's mark was not wrapped there. */
START_TEST(a_list_below_a_line_begins_anew)
{
	static const char *const marks[] = {
	    "- ", "* ", "[ ", "# ", "> ", "1. ", "2) ", "11. ", "12) "};
	static const char *const others[] = {"1 ", "1, ", "12 ", "123 ", "a "};
	static const char line[] = "The client came late again today and said "
				   "that the bus was";
	char text[200], want[200];
	size_t i;

	for (i = 0; i < sizeof(marks) / sizeof(marks[0]); i++) {
		snprintf(text, sizeof(text), "%s\n%sb", line, marks[i]);
		snprintf(want, sizeof(want), "%s|%sb", line, marks[i]);
		CUTS(text, want);
	}
	for (i = 0; i < sizeof(others) / sizeof(others[0]); i++) {
		snprintf(text, sizeof(text), "%s\n%sb", line, others[i]);
		CUTS(text, text);
	}
}
END_TEST

START_TEST(white_space_of_every_script_is_trimmed)
{
	CUTS("\xc2\xa0Slept well.\xc2\xa0\nAte.\xe2\x80\x83",
	    "Slept well.|Ate.");
	CUTS("\xef\xbb\xbfSlept\xe2\x80\x89\xef\xbb\xbf\n\xc2\xa0", "Slept");
	/* A dash and a quote begin with the same bytes. */
	CUTS("Slept\xe2\x80\x94", "Slept\xe2\x80\x94");
	CUTS("Slept \xe2\x80\x98", "Slept \xe2\x80\x98");
	CUTS("\xc3\xa9", "\xc3\xa9");
}
END_TEST

/* What ends where a mark would go on is not looked at behind its end. */
START_TEST(nothing_is_read_behind_a_text)
{
	static const char *const ends[] = {"It hurt,1", "It hurt,12",
	    "It hurt,12.", "It hurt,1.", "It hurt.A", "It hurt, \xe2\x80",
	    "It hurt.\xe2", "It hurt.\xe2\x80", "It hurt A", "PLAN:", "1", "1.",
	    "\xe2\x80", "\xc2", "\xe2", "10:00-10:50 P"};
	struct sentences s = {0};
	char *text;
	size_t i, len;

	for (i = 0; i < sizeof(ends) / sizeof(ends[0]); i++) {
		len = strlen(ends[i]);
		text = malloc(len);
		memcpy(text, ends[i], len);
		sentences_find(&s, text, len);
		ck_assert_uint_gt(s.count, 0);
		ck_assert_uint_eq(s.items[s.count - 1].end, len);
		free(text);
	}
	sentences_free(&s);
}
END_TEST

START_TEST(words_are_folded_and_codes_are_one)
{
	static const char text[] = "Didn’t F33.1 9:02–9:57 É w/ 7.5%";
	static const char *const want[] = {
	    "didn't", "f33.1", "9:02", "-", "9:57", "e", "w", "/", "7.5", "%"};
	struct word w;
	size_t at = 0, i;

	for (i = 0; word_next(text, strlen(text), &at, &w); i++) {
		ck_assert_uint_lt(i, sizeof(want) / sizeof(want[0]));
		ck_assert_uint_eq(w.len, strlen(want[i]));
		ck_assert_mem_eq(w.text, want[i], w.len);
	}
	ck_assert_uint_eq(i, sizeof(want) / sizeof(want[0]));
}
END_TEST

static enum word_kind
kind_of(const char *text)
{
	struct word w;
	size_t at = 0;

	ck_assert(word_next(text, strlen(text), &at, &w));
	return w.kind;
}

START_TEST(punctuation_of_any_script_is_a_mark)
{
	ck_assert_int_eq(kind_of("\xe3\x80\x93"), WORD_MARK); /* U+3013 */
	ck_assert_int_eq(kind_of("\xe2\x86\x92"), WORD_MARK); /* U+2192 */
	ck_assert_int_eq(kind_of("\xc2\xbf"), WORD_MARK);     /* U+00BF */
	ck_assert_int_eq(kind_of("\xf0\x9f\x98\x80"), WORD_MARK);
	ck_assert_int_eq(kind_of("\xe3\x81\x82"), WORD_LETTERS); /* U+3042 */
	ck_assert_int_eq(kind_of("\xe4\xb8\xad"), WORD_LETTERS);
	ck_assert_int_eq(kind_of("\xce\xb1"), WORD_LETTERS);
}
END_TEST

static const char *const abbreviations[] = {
#define ABBREVIATION(text, follows) text,
#include "text/abbreviation.def"
#undef ABBREVIATION
};
static const char *const headings[] = {
#define HEADING(text) text,
#include "text/heading.def"
#undef HEADING
};

START_TEST(the_tables_are_sorted)
{
	size_t i;

	for (i = 1; i < sizeof(abbreviations) / sizeof(abbreviations[0]); i++)
		ck_assert_str_lt(abbreviations[i - 1], abbreviations[i]);
	for (i = 1; i < sizeof(headings) / sizeof(headings[0]); i++)
		ck_assert_str_lt(headings[i - 1], headings[i]);
}
END_TEST

/* Sixteen bytes are looked at together, what is left one by one. */
START_TEST(a_sentence_ends_wherever_it_stands)
{
	static const char *const ends[] = {
	    ". ", "! ", "? ", "\xe2\x80\xa6 ", ".,", " PLAN: "};
	struct sentences s = {0};
	char text[80];
	size_t i, before, behind;

	for (i = 0; i < sizeof(ends) / sizeof(ends[0]); i++)
		for (before = 4; before < 34; before++)
			for (behind = 1; behind < 20; behind++) {
				int n = snprintf(text, sizeof(text),
				    "%.*s%sB%.*s", (int)before,
				    "Waaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
				    ends[i], (int)behind,
				    "eeeeeeeeeeeeeeeeeeeee");

				sentences_find(&s, text, (size_t)n);
				ck_assert_uint_eq(s.count, 2);
				ck_assert_uint_eq(s.items[0].start, 0);
				ck_assert_uint_eq(s.items[1].end, (size_t)n);
			}
	sentences_free(&s);
}
END_TEST

SUITE("sentence", a_sentence_ends_wherever_it_stands,
    sentences_end_where_their_punctuation_says,
    abbreviations_initials_and_decimals_end_nothing, a_quotation_is_not_cut,
    a_quotation_that_never_ends_or_is_long_is_cut,
    entries_and_headings_begin_anew, dictation_without_line_ends_is_cut,
    a_wrapped_line_goes_on, a_list_below_a_line_begins_anew,
    white_space_of_every_script_is_trimmed, nothing_is_read_behind_a_text,
    words_are_folded_and_codes_are_one, punctuation_of_any_script_is_a_mark,
    the_tables_are_sorted)
