#include <stdio.h>
#include <string.h>

#include "classify/split.h"
#include "suite.h"

/* Sixteen places are looked at together, what is left one by one. */
START_TEST(a_clause_is_seen_wherever_it_stands)
{
	static const char *const joints[] = {"; ", " - ", "-- ",
	    "\xe2\x80\x93 ", "\xe2\x80\x94  ", ", she ", ",  but he ",
	    " and then ", " AND THEN "};
	static const char *const others[] = {", so ", " and ", " any ", "- ",
	    ": ", ",she ", " and then", "\x93 "};
	char text[120];
	size_t i;
	int before, n;

	for (before = 2; before < 70; before++) {
		for (i = 0; i < sizeof(joints) / sizeof(joints[0]); i++) {
			n = snprintf(text, sizeof(text), "%0*d%s%0*d", before,
			    1, joints[i], 75 - before, 1);
			ck_assert(
			    split_has_clauses((struct span){text, (size_t)n}));
		}
		for (i = 0; i < sizeof(others) / sizeof(others[0]); i++) {
			n = snprintf(text, sizeof(text), "%0*d%s%0*d", before,
			    1, others[i], 75 - before, 1);
			ck_assert(
			    !split_has_clauses((struct span){text, (size_t)n}));
		}
	}
}
END_TEST

START_TEST(one_kind_is_not_cut)
{
	struct split_clause clauses[2] = {
	    {.start = 0, .words = 5}, {.start = 20, .words = 5}};
	struct span text = span_of("Began at two o'clock; and she told me all");
	size_t cuts[SPLIT_WORDS];

	clauses[0].weights[LABEL_SESSION_TIMES - 1] = 4000;
	clauses[1].weights[LABEL_SESSION_TIMES - 1] = 4000;
	ck_assert_uint_eq(split_clauses(text, clauses, 2, 65536, cuts), 0);
	clauses[1].weights[LABEL_SESSION_TIMES - 1] = 0;
	clauses[1].weights[LABEL_CONVERSATION - 1] = 4000;
	ck_assert_uint_eq(split_clauses(text, clauses, 2, 65536, cuts), 1);
	ck_assert_uint_eq(cuts[0], 20);
	clauses[1].words = 2;
	ck_assert_uint_eq(split_clauses(text, clauses, 2, 65536, cuts), 0);
}
END_TEST

/* Words that run on, with HEAD before them and TAIL behind. */
static bool
runs_on(const char *head, const char *tail)
{
	char text[400];
	int n = snprintf(text, sizeof(text),
	    "%spt states he went to the shop and then home to his mother who "
	    "said nothing all day long and slept and got up and ate and went "
	    "out again with the dog until it was dark%s",
	    head, tail);

	return split_runs_on((struct span){text, (size_t)n});
}

START_TEST(who_writes_sentences_does_not_run_on)
{
	static const char *const stops[] = {
	    ". he wept", "! he wept", "? he wept", "; he wept", "\nhe wept"};
	static const char *const labels[] = {"Subjective: ", "S: ",
	    "Pt Is Seen For The 2nd Time: ", "HPI:", "7: ", ": ",
	    "this is a label of too many words: "};
	char text[160];
	size_t i;

	ck_assert(runs_on("", ""));
	ck_assert(runs_on("", "."));
	ck_assert(runs_on("", "\n"));
	ck_assert(runs_on("", " .he wept"));
	for (i = 0; i < sizeof(stops) / sizeof(stops[0]); i++)
		ck_assert_msg(!runs_on("", stops[i]), "%s", stops[i]);
	/* A capital at its start and a comma are care; behind a label that it
	 * is glued to, the capital is the label's. */
	ck_assert(runs_on("Today ", ""));
	ck_assert(!runs_on("Today, ", ""));
	ck_assert(runs_on("today, ", ""));
	ck_assert(runs_on("[Today, ", ""));
	ck_assert(runs_on("Subjective: ", ", slept"));
	ck_assert(!runs_on("Subjective: Today ", ", slept"));
	ck_assert(!runs_on("Subjective:", ", slept"));
	for (i = 0; i < sizeof(labels) / sizeof(labels[0]); i++)
		ck_assert_msg(runs_on(labels[i], ""), "%s", labels[i]);
	memset(text, 'a', sizeof(text));
	ck_assert(!split_runs_on((struct span){text, 159}));
	ck_assert(split_runs_on((struct span){text, 160}));
}
END_TEST

#define TALK (LABEL_CONVERSATION - 1)
#define OTHER (LABEL_MEDICATION - 1)
#define PLAIN_UNIT 65536 /* a weight is worth 1/256 of a logit */

/* The cuts of words of which each letter of KINDS is one: t for talk. */
static size_t
cuts_of(const char *kinds, uint32_t unit, size_t *cuts)
{
	struct split_word words[SPLIT_WORDS] = {0};
	size_t i;

	for (i = 0; kinds[i] != '\0'; i++)
		words[i].weights[kinds[i] == 't' ? TALK : OTHER] = 400;
	return split_find(words, i, unit, cuts);
}

START_TEST(a_run_on_is_cut_a_few_words_off_the_conversation)
{
	size_t cuts[SPLIT_WORDS];

	ck_assert_uint_eq(cuts_of("mmmmmmmmtttttttt", PLAIN_UNIT, cuts), 1);
	ck_assert_uint_eq(cuts[0], 5);
	ck_assert_uint_eq(cuts_of("ttttttttmmmmmmmm", PLAIN_UNIT, cuts), 1);
	ck_assert_uint_eq(cuts[0], 11);
	ck_assert_uint_eq(
	    cuts_of("mmmmmmmmttttttttmmmmmmmm", PLAIN_UNIT, cuts), 2);
	ck_assert_uint_eq(cuts[0], 5);
	ck_assert_uint_eq(cuts[1], 19);
	/* At an end nothing is left to cut off; where two cuts cross, all
	 * between them stays with the conversation. */
	ck_assert_uint_eq(cuts_of("mmmtttttttt", PLAIN_UNIT, cuts), 0);
	ck_assert_uint_eq(cuts_of("ttttttttmmm", PLAIN_UNIT, cuts), 0);
	ck_assert_uint_eq(
	    cuts_of("ttttttttmmmmmtttttttt", PLAIN_UNIT, cuts), 1);
	ck_assert_uint_eq(cuts[0], 11);
	/* A change costs more than one word says; weights that are worth
	 * nothing cut nothing. */
	ck_assert_uint_eq(cuts_of("mmmmmmmmtmmmmmmmm", PLAIN_UNIT, cuts), 0);
	ck_assert_uint_eq(cuts_of("mmmmmmmmtttttttt", 0, cuts), 0);
	ck_assert_uint_eq(cuts_of("", PLAIN_UNIT, cuts), 0);
}
END_TEST

/* Whether TEXT, whose second clause at BAR is conversation and whose first is
 * not, is cut there. */
static bool
cut_at_bar(const char *text)
{
	struct split_clause clauses[2] = {{.words = 5}, {.words = 5}};
	size_t cuts[SPLIT_WORDS];

	clauses[1].start = (size_t)(strchr(text, '|') - text);
	clauses[0].weights[OTHER] = 4000;
	clauses[1].weights[TALK] = 4000;
	return split_clauses(span_of(text), clauses, 2, PLAIN_UNIT, cuts) == 1;
}

START_TEST(what_is_quoted_or_bracketed_stays_together)
{
	ck_assert(cut_at_bar("at two, | she told me"));
	ck_assert(cut_at_bar("at \"two\", | she told me"));
	ck_assert(!cut_at_bar("at \"two, | she told me\""));
	ck_assert(cut_at_bar("at (two), | she told me"));
	ck_assert(!cut_at_bar("at (two, | she told me)"));
	ck_assert(!cut_at_bar("at two), | she told me"));
	ck_assert(cut_at_bar("at \xe2\x80\x9ctwo\xe2\x80\x9d, | she told me"));
	ck_assert(!cut_at_bar("at \xe2\x80\x9ctwo, | she told me\xe2\x80\x9d"));
	ck_assert(!cut_at_bar(
	    "at \xe2\x80\x9ctwo \xe2\x80\xa6, | she told me\xe2\x80\x9d"));
	/* Of the same bytes, and no quotation marks. */
	ck_assert(cut_at_bar("at two \xe2\x80\xa6, | she told me"));
	ck_assert(cut_at_bar("at two \xe2\x82\xac, | she told me"));
	ck_assert(cut_at_bar("at two\xe2\x80|\x9c she told me"));
}
END_TEST

START_TEST(sides_that_hardly_speak_are_not_cut_apart)
{
	struct split_clause clauses[2] = {
	    {.start = 0, .words = 5}, {.start = 20, .words = 5}};
	struct span text = span_of("Began at two o'clock; and she told me all");
	size_t cuts[SPLIT_WORDS];

	clauses[0].weights[OTHER] = 800;
	clauses[1].weights[TALK] = 800;
	ck_assert_uint_eq(split_clauses(text, clauses, 2, PLAIN_UNIT, cuts), 1);
	clauses[0].weights[OTHER] = 780;
	ck_assert_uint_eq(split_clauses(text, clauses, 2, PLAIN_UNIT, cuts), 0);
	clauses[0].weights[OTHER] = 800;
	clauses[1].weights[TALK] = 780;
	ck_assert_uint_eq(split_clauses(text, clauses, 2, PLAIN_UNIT, cuts), 0);
	clauses[1].weights[TALK] = 800;
	clauses[0].words = 2;
	ck_assert_uint_eq(split_clauses(text, clauses, 2, PLAIN_UNIT, cuts), 0);
}
END_TEST

START_TEST(no_clause_begins_behind_nothing)
{
	ck_assert(!split_clause_begins(span_of("   and then"), 3));
	ck_assert(!split_clause_begins(span_of("a  and then x"), 1));
	ck_assert(!split_clause_begins(span_of(", she said"), 2));
	ck_assert(!split_clause_begins(span_of("wept, and "), 6));
	ck_assert(!split_clause_begins(span_of("wept, and"), 6));
	ck_assert(!split_clause_begins(span_of("wept, she"), 6));
	ck_assert(!split_clause_begins(span_of("wept,she went"), 5));
	ck_assert(split_clause_begins(span_of("wept, she went"), 6));
	ck_assert(split_clause_begins(span_of("wept, and she went"), 6));
	ck_assert(split_clause_begins(span_of("a; b"), 3));
	ck_assert(!split_clause_begins(span_of("\x80\x93 b c d e"), 3));
}
END_TEST

SUITE("split", a_clause_is_seen_wherever_it_stands, one_kind_is_not_cut,
    who_writes_sentences_does_not_run_on,
    a_run_on_is_cut_a_few_words_off_the_conversation,
    what_is_quoted_or_bracketed_stays_together,
    sides_that_hardly_speak_are_not_cut_apart, no_clause_begins_behind_nothing)
