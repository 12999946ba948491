#include "suite.h"

#include <stdio.h>
#include <string.h>

#include "identify/identify.h"

static struct identify *id;
static struct identify_scratch *scratch;

static void
open_all(void)
{
	static struct span given[2] = {{"Rosalinda", 9}, {"Mae", 3}};
	static struct span phones[1] = {{"217-555-0148", 12}};
	struct error e = {0};
	struct note n = {0};

	id = identify_open(&e);
	ck_assert_ptr_nonnull(id);
	scratch = identify_scratch_new(id);
	n.patient.id = (struct span){"MRN-30417", 9};
	n.patient.name.family = (struct span){"Álvarez-Okonkwo", 16};
	n.patient.name.given = (struct texts){given, 2};
	n.patient.phones = (struct texts){phones, 1};
	identify_learn(scratch, &n, NULL);
}

static void
close_all(void)
{
	identify_scratch_free(scratch);
	identify_free(id);
}

/* The bytes that are found in TEXT, one found thing a line. */
static const char *
found_in(const char *text)
{
	static struct buf out;
	const struct identified *found;
	struct error e = {0};
	size_t i, count;

	out.len = 0;
	ck_assert_int_eq(
	    identify_text(scratch, span_of(text), &found, &count, &e), 0);
	for (i = 0; i < count; i++)
		buf_addf(&out, "%s%s %.*s", i == 0 ? "" : "|",
		    identifier_kind_name(found[i].kind),
		    (int)(found[i].end - found[i].start),
		    text + found[i].start);
	return buf_string(&out);
}

START_TEST(what_the_record_knows_is_found_in_any_spelling)
{
	open_all();
	ck_assert_str_eq(found_in("ALVAREZ was late"), "name ALVAREZ");
	ck_assert_str_eq(found_in("with alvarez today"), "name alvarez");
	ck_assert_str_eq(
	    found_in("A\xcc\x81lvarez’s plan"), "name A\xcc\x81lvarez");
	ck_assert_str_eq(found_in("Ros\xe2\x80\x8b"
				  "alinda left"),
	    "name Ros\xe2\x80\x8b"
	    "alinda");
	ck_assert_str_eq(found_in("chart mrn 30417"), "mrn mrn 30417");
	ck_assert_str_eq(found_in("at 217\xc2\xa0"
				  "555–0148."),
	    "phone 217\xc2\xa0"
	    "555–0148");
	ck_assert_str_eq(found_in("Rosie laughed"), "name Rosie");
	close_all();
}
END_TEST

START_TEST(a_check_digit_tells_a_number_from_an_identifier)
{
	open_all();
	ck_assert_str_eq(
	    found_in("4111 1111 1111 1111"), "account 4111 1111 1111 1111");
	ck_assert_str_eq(found_in("4111 1111 1111 1112"), "");
	ck_assert_str_eq(
	    found_in("1HGCM82633A004352"), "vehicle 1HGCM82633A004352");
	ck_assert_str_eq(found_in("1HGCM82633A004353"), "");
	ck_assert_str_eq(found_in("GB82WEST12345698765432"),
	    "account GB82WEST12345698765432");
	ck_assert_str_eq(found_in("GB83WEST12345698765432"), "");
	ck_assert_str_eq(found_in("256.1.1.1"), "");
	close_all();
}
END_TEST

START_TEST(eponyms_measures_and_words_that_are_names_stay)
{
	static const char *const stay[] = {"Beck Depression Inventory 21",
	    "a Hamilton anxiety score", "Hope is low.", "She will mark it.",
	    "Paxil 20 mg daily", "Parkinson disease", "Pain 6/10 today.",
	    "PHQ-9: 14", "the Columbia protocol"};
	size_t i;

	open_all();
	for (i = 0; i < sizeof(stay) / sizeof(stay[0]); i++)
		ck_assert_msg(found_in(stay[i])[0] == '\0', "%s: %s", stay[i],
		    found_in(stay[i]));
	close_all();
}
END_TEST

START_TEST(a_pair_of_numbers_is_a_telephone_or_nothing)
{
	open_all();
	ck_assert_str_eq(found_in("call 555-0144 today"), "phone 555-0144");
	ck_assert_str_eq(found_in("seen 1410-1428 today"), "");
	ck_assert_str_eq(found_in("ZIP 62704-1234"), "geo 62704-1234");
	ck_assert_str_eq(found_in("at 41.888, -87.623"), "geo 41.888, -87.623");
	close_all();
}
END_TEST

START_TEST(a_code_is_no_identifier_where_a_day_a_corner_or_a_box_may_be)
{
	static const char *const codes[] = {"mood stable q6h, G2P1",
	    "period 1st", "P2P done", "F17.210 is stable", "2018, 2021 were"};
	size_t i;

	open_all();
	for (i = 0; i < sizeof(codes) / sizeof(codes[0]); i++)
		ck_assert_msg(found_in(codes[i])[0] == '\0', "%s: %s", codes[i],
		    found_in(codes[i]));
	ck_assert_str_eq(found_in("seen Jan5 again"), "date Jan5");
	ck_assert_str_eq(found_in("he is 92yo, well"), "age90 92");
	ck_assert_str_ne(found_in("lives at RR2 now"), "");
	ck_assert_str_ne(found_in("at 4th & Pine now"), "");
	close_all();
}
END_TEST

START_TEST(the_only_one_of_a_town_is_known_by_it)
{
	open_all();
	ck_assert_str_ne(
	    found_in("she is the only dentist in the whole county"), "");
	ck_assert_str_eq(found_in("she has only one friend in school"), "");
	close_all();
}
END_TEST

START_TEST(no_odd_character_hides_an_identifier)
{
	/* of the samples' blanks, hyphens and apostrophes, and in their middle
	 */
	static const struct {
		const char *plain, *odd;
	} hides[] = {{" ", "\xc2\xa0"}, {" ", "\xe2\x80\xaf"},
	    {"-", "\xe2\x80\x91"}, {"-", "\xe2\x80\x93"}, {"-", "\xe2\x88\x92"},
	    {"'", "\xe2\x80\x99"}, {"", "\xe2\x80\x8b"}, {"", "\xef\xbb\xbf"},
	    {"", "\xc2\xad"}, {"", "\xe2\x81\xa0"}};
	static const char *const samples[] = {"Kwabena Mensah",
	    "Siobhan O'Brien", "3/14/2026", "March 14, 2026", "217-555-0148",
	    "078-05-1120", "remy@example.org", "https://example.org/a",
	    "203.0.113.9", "412 Knollwood Dr", "1HGCM82633A004352",
	    "4111 1111 1111 1111"};
	struct buf text = {0};
	size_t i, j, len, cut;
	const char *at;

	open_all();
	for (i = 0; i < sizeof(samples) / sizeof(samples[0]); i++)
		for (j = 0; j < sizeof(hides) / sizeof(hides[0]); j++) {
			len = strlen(hides[j].plain);
			at = len > 0 ? strstr(samples[i], hides[j].plain)
				     : samples[i] + strlen(samples[i]) / 2;
			if (at == NULL)
				continue;
			cut = (size_t)(at - samples[i]);
			text.len = 0;
			buf_addf(&text, "seen: %.*s%s%s by us", (int)cut,
			    samples[i], hides[j].odd, at + len);
			at = strchr(found_in(buf_string(&text)), ' ');
			ck_assert_msg(
			    at != NULL &&
				strlen(at + 1) + strlen("seen:  by us") ==
				    text.len &&
				strchr(at, '|') == NULL,
			    "%s, %zu: %s", samples[i], j,
			    found_in(buf_string(&text)));
		}
	buf_free(&text);
	close_all();
}
END_TEST

START_TEST(a_date_is_one_in_any_hand)
{
	static const char *const dates[] = {"27JAN26", "03/2026", "mid-May",
	    "the ninth of May", "27 de abril", "since sept", "Wed 2/18",
	    "Monday the 19th", "the 10th", "early January"};
	static const char *const stay[] = {"Mondays are hard", "every Tuesday",
	    "COWS 7/12", "anger 4/5", "GDS 5/15", "the 96th percentile",
	    "the 4th session", "you may 3 times", "christmas cards",
	    "F43.10 stays", "from 1330-1415"};
	char text[80];
	size_t i;

	open_all();
	for (i = 0; i < sizeof(dates) / sizeof(dates[0]); i++) {
		snprintf(text, sizeof(text), "seen %s, then", dates[i]);
		ck_assert_msg(strncmp(found_in(text), "date ", 5) == 0,
		    "%s: %s", text, found_in(text));
	}
	for (i = 0; i < sizeof(stay) / sizeof(stay[0]); i++)
		ck_assert_msg(found_in(stay[i])[0] == '\0', "%s: %s", stay[i],
		    found_in(stay[i]));
	close_all();
}
END_TEST

START_TEST(a_name_in_lower_case_is_one_where_nothing_has_capitals)
{
	open_all();
	ck_assert_str_eq(
	    found_in("wife marge hides the keys. she laughed."), "name marge");
	ck_assert_str_eq(
	    found_in("She cried. The vida was hard. He left."), "");
	ck_assert_str_eq(found_in("Sgt. Dorsey left."), "name Sgt. Dorsey");
	ck_assert_str_eq(found_in("has Wilson's disease"), "");
	ck_assert_str_eq(found_in("(Stanley-Brown) done"), "");
	ck_assert_str_eq(found_in("with the nurse. Major depression."), "");
	ck_assert_str_eq(found_in("SEEN IN CLINIC TODAY"), "");
	close_all();
}
END_TEST

START_TEST(a_word_that_is_a_name_is_one_where_the_sentence_says_so)
{
	open_all();
	ck_assert_str_eq(found_in("Will Smith said no."), "name Will Smith");
	ck_assert_str_eq(found_in("We met Will Smith."), "name Will Smith");
	ck_assert_str_eq(
	    found_in("Mark and Hope came along."), "name Mark|name Hope");
	ck_assert_str_eq(found_in("the Okonkwos visit"), "name Okonkwos");
	ck_assert_str_eq(found_in("Will Continue weekly."), "");
	ck_assert_str_eq(found_in("Hope and faith returned."), "");
	ck_assert_str_eq(found_in("Drives the Toyotas."), "");
	close_all();
}
END_TEST

START_TEST(a_town_that_is_a_name_is_a_place_behind_a_preposition)
{
	open_all();
	ck_assert_str_eq(found_in("moved from Boston to Portland"),
	    "geo Boston|geo Portland");
	ck_assert_str_eq(found_in("lives near Chinle"), "geo Chinle");
	ck_assert_str_eq(found_in("works at Walmart now"), "org Walmart");
	ck_assert_str_eq(found_in("shops at Walmart"), "");
	close_all();
}
END_TEST

/* Words that rules look behind, where nothing stands behind: the sanitizers
 * watch. */
START_TEST(a_text_begins_with_any_mark_and_any_word)
{
	static const char *const marks[] = {".", "-", ",", "@", "(", "+", ""};
	static const char *const words[] = {"com", "monday", "May 5", "day",
	    "years", "to", "at", "and", "Jr", "Will", "named", "12", "2/24",
	    "St", "dr", "Boston", "mg", "zip 85719"};
	char text[32];
	size_t m, w;

	open_all();
	for (m = 0; m < sizeof(marks) / sizeof(marks[0]); m++)
		for (w = 0; w < sizeof(words) / sizeof(words[0]); w++) {
			snprintf(
			    text, sizeof(text), "%s%s is", marks[m], words[w]);
			found_in(text);
		}
	ck_assert_str_eq(found_in(".com is his"), "");
	ck_assert_str_eq(found_in("on example.com"), "url example.com");
	close_all();
}
END_TEST

/* Whose the first name found in TEXT is. */
static enum subject
subject_in(const char *text)
{
	const struct identified *found;
	struct error e = {0};
	size_t count;

	ck_assert_int_eq(
	    identify_text(scratch, span_of(text), &found, &count, &e), 0);
	ck_assert_uint_gt(count, 0);
	return found[0].subject;
}

START_TEST(another_client_is_not_the_patient)
{
	open_all();
	ck_assert_int_eq(subject_in("Client, Kwame, left."), SUBJECT_PATIENT);
	ck_assert_int_eq(subject_in("Pt named Kwame left."), SUBJECT_PATIENT);
	ck_assert_int_eq(
	    subject_in("another client, Carl, left"), SUBJECT_OTHER);
	ck_assert_int_eq(subject_in("her student Maya left"), SUBJECT_OTHER);
	ck_assert_int_eq(subject_in("a guy named Rodrigo"), SUBJECT_OTHER);
	ck_assert_int_eq(subject_in("Then R. left early."), SUBJECT_PATIENT);
	ck_assert_int_eq(subject_in("Roommate K.R. left."), SUBJECT_OTHER);
	ck_assert_int_eq(subject_in("Later K.R. left."), SUBJECT_OTHER);
	close_all();
}
END_TEST

START_TEST(a_diagnosis_is_no_number_and_a_local_call_is_one)
{
	open_all();
	ck_assert_str_eq(found_in("A: F33.1 recurrent"), "");
	ck_assert_str_eq(found_in("A# 076543219"), "other 076543219");
	ck_assert_str_eq(found_in("Walgreens, 555-0142."), "phone 555-0142");
	ck_assert_str_eq(found_in("eats 900-1200 a day"), "");
	ck_assert_str_eq(found_in("200-1000 mg"), "");
	ck_assert_str_eq(found_in("brother 555 0117."), "phone 555 0117");
	ck_assert_str_eq(found_in("mother died at 101."), "age90 101");
	ck_assert_str_eq(found_in("login mayfly92"), "other mayfly92");
	ck_assert_str_eq(found_in("on Instagram @mayfly"), "other @mayfly");
	ck_assert_str_eq(found_in("as @may_fly7 there"), "other @may_fly7");
	ck_assert_str_eq(found_in("seen @home, qhs @10pm"), "");
	ck_assert_str_eq(found_in("Next f/u call 6/6"), "date 6/6");
	ck_assert_str_eq(found_in("in session 3/10"), "");
	close_all();
}
END_TEST

START_TEST(devices_and_plates_are_told_by_their_grammar)
{
	open_all();
	ck_assert_str_eq(found_in("udi (01)00889024562356(17)280131(10)A2"),
	    "device (01)00889024562356(17)280131(10)A2");
	ck_assert_str_eq(found_in("code (01)00889024562357 here"), "");
	ck_assert_str_eq(found_in("lot AJK4471 given"), "device AJK4471");
	ck_assert_str_eq(
	    found_in("plate CT BX-4471 seen"), "vehicle CT BX-4471");
	ck_assert_str_eq(found_in("LADC #304417"), "license 304417");
	close_all();
}
END_TEST

START_TEST(the_patterns_are_read_and_not_compiled_at_start)
{
	struct error e = {0};

	id = identify_open(&e);
	ck_assert_ptr_nonnull(id);
	ck_assert(!identify_was_compiled(id));
	identify_free(id);
}
END_TEST

START_TEST(of_two_cues_the_longer_one_says_what_a_number_is)
{
	open_all();
	ck_assert_str_eq(found_in("member ID FLB90023118"), "plan FLB90023118");
	ck_assert_str_eq(
	    found_in("insurance number: 123456789"), "plan 123456789");
	ck_assert_str_eq(found_in("MRN: 12345-6789"), "mrn 12345-6789");
	ck_assert_str_eq(
	    found_in("license plate VA 8XK-2210"), "vehicle VA 8XK-2210");
	ck_assert_str_eq(
	    found_in("certificate # 88-20931"), "license 88-20931");
	ck_assert_str_eq(
	    found_in("driver's lic no D4417-88210"), "license D4417-88210");
	ck_assert_str_eq(found_in("a#: 204417981"), "other 204417981");
	ck_assert_str_eq(found_in("reach him at 555-0199"), "phone 555-0199");
	close_all();
}
END_TEST

START_TEST(a_short_number_is_found_beside_what_makes_it_one)
{
	open_all();
	ck_assert_str_eq(found_in("seen May 5, then"), "date May 5");
	ck_assert_str_eq(found_in("in mid-Sept. 3 of"), "date mid-Sept. 3");
	ck_assert_str_eq(found_in("the 5th of May,"), "date the 5th of May");
	ck_assert_str_eq(found_in("el 5 de mayo"), "date 5 de mayo");
	ck_assert_str_eq(found_in("le 5 janvier"), "date 5 janvier");
	ck_assert_str_eq(found_in("since sept she"), "date sept");
	ck_assert_str_eq(found_in("on 3/14 she"), "date 3/14");
	ck_assert_str_eq(found_in("in 3/2026,"), "date 3/2026");
	ck_assert_str_eq(found_in("dob 3/14/1988"), "date 3/14/1988");
	ck_assert_str_eq(found_in("of 5-12-24."), "date 5-12-24");
	ck_assert_str_eq(found_in("P.O. Box 12"), "geo P.O. Box 12");
	ck_assert_str_eq(found_in("off Route 66"), "geo Route 66");
	ck_assert_str_eq(found_in("in TX 78227, then"), "geo 78227");
	ck_assert_str_eq(found_in("a 92-year-old"), "age90 92");
	ck_assert_str_eq(found_in("101F with"), "age90 101");
	ck_assert_str_eq(found_in("from 10.0.0.12."), "ip 10.0.0.12");
	ck_assert_str_eq(found_in("at fe80::1, then"), "ip fe80::1");
	close_all();
}
END_TEST

START_TEST(a_text_that_ends_in_a_slashed_number_is_read_to_its_end_only)
{
	const struct identified *found;
	struct error e = {0};
	size_t count, len = strlen("on 3/4/1");
	char *text = malloc(len);

	open_all();
	memcpy(text, "on 3/4/1", len); /* and nothing behind */
	ck_assert_int_eq(identify_text(scratch, (struct span){text, len},
			     &found, &count, &e),
	    0);
	ck_assert_uint_eq(count, 0);
	free(text);
	close_all();
}
END_TEST

START_TEST(a_corner_whose_second_street_is_cut_off_ends_with_the_text)
{
	open_all();
	ck_assert_str_eq(found_in("the corner of Oak Hill and Elm Row today"),
	    "geo the corner of Oak Hill and Elm Row");
	ck_assert_str_eq(found_in("the corner of Nyquist and"), "name Nyquist");
	ck_assert_str_eq(found_in("the corner of Nyquist"), "name Nyquist");
	close_all();
}
END_TEST

START_TEST(a_short_number_alone_is_none)
{
	static const char *const plain[] = {"for 50 minutes", "10:00-10:50",
	    "2.5 mg, 100mg, 2x", "F43.10, F33.1", "PHQ-9: 12", "BP 130/85",
	    "2-3 times", "5, 6, and 7", "38F", "level 0.7, 1.1", "CPT 90834."};
	size_t i;

	open_all();
	for (i = 0; i < sizeof(plain) / sizeof(plain[0]); i++)
		ck_assert_str_eq(found_in(plain[i]), "");
	close_all();
}
END_TEST

SUITE("identify", what_the_record_knows_is_found_in_any_spelling,
    a_check_digit_tells_a_number_from_an_identifier,
    eponyms_measures_and_words_that_are_names_stay,
    a_pair_of_numbers_is_a_telephone_or_nothing,
    a_code_is_no_identifier_where_a_day_a_corner_or_a_box_may_be,
    the_only_one_of_a_town_is_known_by_it, no_odd_character_hides_an_identifier,
    a_date_is_one_in_any_hand,
    a_name_in_lower_case_is_one_where_nothing_has_capitals,
    a_word_that_is_a_name_is_one_where_the_sentence_says_so,
    a_town_that_is_a_name_is_a_place_behind_a_preposition,
    a_text_begins_with_any_mark_and_any_word, another_client_is_not_the_patient,
    a_diagnosis_is_no_number_and_a_local_call_is_one,
    devices_and_plates_are_told_by_their_grammar,
    the_patterns_are_read_and_not_compiled_at_start,
    of_two_cues_the_longer_one_says_what_a_number_is,
    a_short_number_is_found_beside_what_makes_it_one,
    a_short_number_alone_is_none,
    a_corner_whose_second_street_is_cut_off_ends_with_the_text,
    a_text_that_ends_in_a_slashed_number_is_read_to_its_end_only)
