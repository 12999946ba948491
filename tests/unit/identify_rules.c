/* The bounds of each rule of lib/identify: what is just one, and what is just
 * none. */
#include "suite.h"

#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "identify/identify.h"

static struct identify *id;
static struct identify_scratch *scratch;

static void
learn(const struct note *n)
{
	struct error e = {0};

	id = identify_open(&e);
	ck_assert_ptr_nonnull(id);
	scratch = identify_scratch_new(id);
	identify_learn(scratch, n, NULL);
}

static void
open_all(void)
{
	static struct span given[1] = {{"Rosalinda", 9}};
	struct note n = {0};

	n.patient.id = span_of("MRN-30417");
	n.patient.name.given = (struct texts){given, 1};
	learn(&n);
}

static void
close_all(void)
{
	identify_scratch_free(scratch);
	identify_free(id);
}

/* What is found in LEN bytes with nothing behind them, one found thing a bar;
 * SUBJECTS: with whose it is. */
static const char *
found_with(const char *text, size_t len, bool subjects)
{
	static struct buf out;
	const struct identified *f;
	struct error e = {0};
	char *alone = alloc_zeroed(len == 0 ? 1 : len, 1);
	size_t i, count;

	out.len = 0;
	memcpy(alone, text, len);
	ck_assert_int_eq(
	    identify_text(scratch, (struct span){alone, len}, &f, &count, &e),
	    0);
	for (i = 0; i < count; i++) {
		ck_assert_uint_lt(f[i].start, f[i].end);
		buf_addf(&out, "%s%s %.*s%s%s", i == 0 ? "" : "|",
		    identifier_kind_name(f[i].kind),
		    (int)(f[i].end - f[i].start), text + f[i].start,
		    subjects ? " of " : "",
		    subjects ? subject_name(f[i].subject) : "");
	}
	free(alone);
	return buf_string(&out);
}

struct row {
	const char *text;
	const char *found; /* "": nothing */
};

static void
check(const struct row *rows, size_t count)
{
	size_t i;

	open_all();
	for (i = 0; i < count; i++)
		ck_assert_msg(strcmp(found_with(rows[i].text,
					 strlen(rows[i].text), false),
				  rows[i].found) == 0,
		    "%s: %s, not %s", rows[i].text,
		    found_with(rows[i].text, strlen(rows[i].text), false),
		    rows[i].found);
	close_all();
}
#define CHECK(rows) check(rows, sizeof(rows) / sizeof(rows[0]))

START_TEST(a_full_date_has_a_month_a_day_and_a_year_that_may_be)
{
	static const struct row rows[] = {
	    {"since May of 2024 she", "date May of 2024"},
	    {"in May 1987, then", "date May 1987"},
	    {"in May 345 pages", "date May"},
	    {"in May 3456 pages", "date May"},
	    {"in May 12345 pages", "date May"},
	    {"build 2026-45-77 ran", ""},
	    {"on 2026-31-12 she", "date 2026-31-12"},
	    {"on 3/14/2200 she", ""},
	    {"00/2026 she", ""},
	    {"read 12/345 of it", ""},
	    {"1787/3/14 she", ""},
	    {"2026/3/145 she", ""},
	};

	CHECK(rows);
}
END_TEST

START_TEST(two_numbers_and_a_slash_are_a_date_unless_something_else_is_said)
{
	static const struct row rows[] = {
	    {"seen 3/14 ", "date 3/14"},
	    {"4/5 & 4/12 she", "date 4/5|date 4/12"},
	    {"uncharacteristically 3/14", "date 3/14"},
	    {"uncharacteristically 3/4", ""},
	    {"PHQ-9: 12/27", ""},
	    {"anger 4/5, 3/b", ""},
	    {"pain 4/5, 3/b", ""},
	    {"she 4/5, 3/b", ""},
	    {"ratio 3/14.5 now", ""},
	    {"next 4/5 call", "date 4/5"},
	    {"annext 4/5 call", ""},
	    {"next call 4/5 she", "date 4/5"},
	    {"annext call 4/5 she", ""},
	    {"G2/12 today", ""},
	};

	CHECK(rows);
}
END_TEST

START_TEST(a_word_of_a_date_is_one_where_a_day_may_be)
{
	static const struct row rows[] = {
	    {"on may 3 she", "date may 3"},
	    {"you may 3 she", ""},
	    {"you May 10% off", ""},
	    {"the 0th.", ""},
	    {"the 1st.", "date the 1st"},
	};

	CHECK(rows);
}
END_TEST

START_TEST(an_address_of_the_net_is_found_to_its_end)
{
	static const struct row rows[] = {
	    {"see bbc.co.uk now", "url bbc.co.uk"},
	    {"see bbc.co.uk", "url bbc.co.uk"},
	    {"see example.com.~", "url example.com"},
	    {"see bbc.co.uk. Then", "url bbc.co.uk"},
	    {"bbc.co.uk/notes7 now", "url bbc.co.uk/notes7"},
	    {"at mail.health.gov/notes7", "url mail.health.gov/notes7"},
	    {"on example.com:8080/notes7", "url example.com:8080/notes7"},
	    {"go example.com?id=7", "url example.com?id=7"},
	    {"go example.com#notes7", "url example.com#notes7"},
	    {"see example.com: there", "url example.com"},
	    {"is it example.com?", "url example.com"},
	    {"1:2:3:4:5:6:7:8", "ip 1:2:3:4:5:6:7:8"},
	    {"at 1::2 she", ""},
	    {"'@example.org she", ""},
	    {"as @___ there", ""},
	    {"as @_a_ there", "other @_a"},
	};

	CHECK(rows);
}
END_TEST

START_TEST(a_telephone_is_found_with_its_extension)
{
	static const struct row rows[] = {
	    {"555-0148x12 now", "phone 555-0148x12"},
	    {"call 555-0148x12", "phone 555-0148x12"},
	    {"call 555-0148x12 now", "phone 555-0148x12"},
	    {"1330-1475\nnow", "phone 1330-1475"},
	    {"1330-1455\nnow", ""},
	    {"at 1330-1475 she", ""},
	};

	CHECK(rows);
}
END_TEST

START_TEST(a_number_is_found_whatever_number_stands_before_it)
{
	static const struct row rows[] = {
	    {"room 11 312-555-0142 she", "phone 312-555-0142"},
	    {"room 11 312-555-0142x7", "phone 312-555-0142x7"},
	    {"call 312-555-0142 ext. 12 she", "phone 312-555-0142 ext. 12"},
	    {"call 312-555-0142 even", "phone 312-555-0142"},
	    {"+44207946095831255501420000 she", ""},
	    {"suite 1101 312 555 0142 she", "phone 312 555 0142"},
	    {"room 301 (312) 555-0142", "phone (312) 555-0142"},
	    {"vm 2/11 312-555-0142 left", "date 2/11|phone 312-555-0142"},
	    {"room 31-312-555-0142 she", "phone 312-555-0142"},
	    {"room 11 555-0142 she", "phone 555-0142"},
	    {"cell312-555-0142 she", "phone 312-555-0142"},
	    {"total 41312-555-0142 she", ""},
	    {"312-555-0142a", ""},
	    {"1.312.555.0142", "phone 1.312.555.0142"},
	    {"0.512.555.0142", ""},
	    {"512-555-0101/312-555-0142",
		"phone 512-555-0101|phone 312-555-0142"},
	    {"512-555-0102.312-555-0142 she",
		"phone 512-555-0102|phone 312-555-0142"},
	    {"at 3.312-555-0142 she", "phone 312-555-0142"},
	    {"+44 20 7946 0958 312-555-0142 she",
		"phone +44 20 7946 0958 312-555-0142"},
	    {"on 14 March 2026 3:30 PM", "date 14 March 2026"},
	    {"session 6 Oct 27 she", "date Oct 27"},
	    {"3:30 PM St. Mary's Hospital", "org PM St. Mary's Hospital"},
	    {"in 2026 4111 1111 1111 1111 paid", "account 4111 1111 1111 1111"},
	    {"of 78701 4111 1111 1111 1111 paid",
		"account 4111 1111 1111 1111"},
	    {"of 78701 4111 1111 1111 1112 paid", ""},
	    {"at no12 DE89 3704 0044 0532 0130 00 paid",
		"account DE89 3704 0044 0532 0130 00"},
	    {"vm 2/27. 75 minutes", "date 2/27"},
	    {"vm 4/14 3:30 PM", "date 4/14"},
	    {"vm 317/555 0121 she", "phone 317/555 0121"},
	};

	CHECK(rows);
}
END_TEST

START_TEST(digits_alone_are_no_number_until_a_card_s)
{
	static const struct row rows[] = {
	    {"total 773021", ""},
	    {"total 41111111111", ""},
	    {"total 411111111111", ""},
	    {"total 4111111111111111", "account 4111111111111111"},
	    {"takes 90 mg", ""},
	    {"a 90 m she", "age90 90"},
	    {"a 90f she", "age90 90"},
	};

	CHECK(rows);
}
END_TEST

START_TEST(a_number_with_rules_of_its_own_is_none_where_they_are_broken)
{
	static const struct row rows[] = {
	    {"123 45 6789 she", "ssn 123 45 6789"},
	    {"000 12 3456 she", ""},
	    {"666 12 3456 she", ""},
	    {"912 12 3456 she", ""},
	    {"123 00 3456 she", ""},
	    {"123 45 0000 she", ""},
	    {"his last 4:", ""},
	    {"his last 4", ""},
	    {"GB82WEST1234569876543212345698765432", ""},
	    {"udi (01)00889024562356(", "device (01)00889024562356"},
	    {"udi (01)00889024562356$(17)280131",
		"device (01)00889024562356$(17)280131"},
	    {"+H123ABC0123/ab she", ""},
	};

	CHECK(rows);
}
END_TEST

START_TEST(what_a_cue_announces_is_a_number_within_its_reach)
{
	static const struct row rows[] = {
	    {"MRN ....................30999", "mrn ....30999"},
	    {"MRN: .................. 30999", ""},
	    {"chart number id no id 30999", "mrn 30999"},
	    {"chart number is the id of 30999", ""},
	    {"plate CT 4", ""},
	    {"plate CT 4471-B", "vehicle CT 4471-B"},
	    {"MRN AB12345 she", "mrn AB12345"},
	    {"MRN AB1.345 she", "mrn AB1.345"},
	    {"MRN A1-2345 she", "mrn A1-2345"},
	    {"MRN F43.10 she", ""},
	    {"auth 0900-0930 she", ""},
	    {"auth 9900-0930 she", "other 9900-0930"},
	    {"auth 0960-0930 she", "other 0960-0930"},
	    {"auth 0900-3000 she", "other 0900-3000"},
	    {"auth 0900-0960 she", "other 0900-0960"},
	    {"zip:  -85719", "geo 85719"},
	    {"zip:   -85719", ""},
	};

	CHECK(rows);
}
END_TEST

START_TEST(a_measure_in_letters_of_other_scripts_is_a_measure)
{
	static const struct row rows[] = {
	    {"took 10\xc2\xb5g daily", ""},
	    {"took 2\xc2\xb5g daily", ""},
	};

	CHECK(rows);
}
END_TEST

START_TEST(a_name_of_another_script_is_one_and_a_mark_none)
{
	static const struct row rows[] = {
	    {"with \xd0\x9c\xd0\xb0\xd1\x80\xd0\xb8\xd1\x8f today",
		"name \xd0\x9c\xd0\xb0\xd1\x80\xd0\xb8\xd1\x8f"},
	    {"with \xe5\xb1\xb1\xe7\x94\xb0\xe3\x80\x82",
		"name \xe5\xb1\xb1\xe7\x94\xb0"},
	    {"with \xe3\x80\x8a\xe5\xb1\xb1\xe7\x94\xb0\xe3\x80\x8b",
		"name \xe5\xb1\xb1\xe7\x94\xb0"},
	    {"with \xe3\x81\x95\xe3\x81\x8f\xe3\x82\x89.",
		"name \xe3\x81\x95\xe3\x81\x8f\xe3\x82\x89"},
	    {"Rosalinda\xc3\x97Rosalinda", "name Rosalinda\xc3\x97Rosalinda"},
	    {"Rosalinda\xc3\xb7Rosalinda", "name Rosalinda\xc3\xb7Rosalinda"},
	    /* three dots, of which the initial has the first */
	    {"roommate K.R\xe2\x80\xa6 left", "name K.R\xe2\x80\xa6"},
	};

	CHECK(rows);
}
END_TEST

START_TEST(a_word_that_may_be_a_name_is_one_by_its_neighbours)
{
	static const struct row rows[] = {
	    {"Will Price's plan", "name Will Price"},
	    {"Will Walmart reopen", ""},
	    {"Mark and Hope came.", "name Mark|name Hope"},
	    {"Hope and April returned.", "date April"},
	    {"the Rivers flooded", ""},
	    {"the Withers flooded", ""},
	    {"the Xyrelbrandtoniaswerdelbrandtoniaswerdelbrands", ""},
	    {"Zelvara mg daily", ""},
	    {"with Zelvara daily", "name Zelvara"},
	    {"with Zelvara mg daily", ""},
	    {"Grace Freudian teachings", ""},
	    {"saw Freudian Law today", ""},
	    {"saw Acadian Law today", ""},
	    {"met Grace Acadian today", "name Grace Acadian"},
	    {"Grace Acadian teachings", ""},
	    {"met Anh.", "name Anh"},
	    {"the stanley-Brown plan", ""},
	    {"the mckinney-Vento program", ""},
	    {"Wolfeschlegelsteinhausen Bergerdorffsonnen left",
		"name Wolfeschlegelsteinhausen Bergerdorffsonnen"},
	    {"MARIA LI here", ""},
	    {"KWAME LOPEZ here", "name KWAME LOPEZ"},
	    {"KWAME WU here", ""},
	    {"Dr. OKONJOWEX left", "name Dr. OKONJOWEX"},
	    {"Her brother Capt. Mensah left", "name Capt. Mensah"},
	    {"Her maiden name is Key.", "name Key"},
	};

	CHECK(rows);
}
END_TEST

START_TEST(a_family_name_before_a_comma_is_one_where_a_given_name_follows)
{
	static const struct row rows[] = {
	    {"Brennan, Thomas: no", "name Brennan, Thomas"},
	    {"Brennan, Texas: no", "name Brennan"},
	    {"met Brennan, Thomas today", "name Brennan|name Thomas"},
	};

	CHECK(rows);
}
END_TEST

START_TEST(initials_are_a_name_with_it_or_where_they_act)
{
	static const struct row rows[] = {
	    {"met with D. Okafor K. today", "name D. Okafor K."},
	    {"Later K.R.M. left early.", "name K.R.M."},
	    {"Later K.R.  left early.", "name K.R."},
	    {"Later K.R.left early.", ""},
	    {"peer R.; sat down", "name R."},
	    {"roommate K.R.M. left", "name K.R.M."},
	    {"with peer R.", "name R."},
	};

	CHECK(rows);
}
END_TEST

START_TEST(a_name_without_capitals_is_one_as_a_line_or_by_a_given_name)
{
	static const struct row rows[] = {
	    {"okafor mensah\nhe said so.", "name okafor mensah"},
	    {"he said.\nokafor mensah\nhe said so.", "name okafor mensah"},
	    {"he said so.\nokafor mensah", "name okafor mensah"},
	    {"he said okafor mensah\nhe said so.", ""},
	    {"he said.\nokafor mensah so.", ""},
	    {"andrea brian carla diego elena fatima gino",
		"name andrea brian carla diego elena|name fatima gino"},
	    {"her cousin titi left", ""},
	    {"Her brother Church left", ""},
	};

	CHECK(rows);
}
END_TEST

START_TEST(an_age_behind_a_name_goes_from_ninety_on)
{
	static const struct row rows[] = {
	    {"Walter, 89, sat", "name Walter"},
	    {"Walter, 90, sat", "name Walter|age90 90"},
	    {"Walter, 101, sat", "name Walter|age90 101"},
	    {"Walter, 150, sat", "name Walter"},
	    {"Walter, 250, sat", "name Walter"},
	};

	CHECK(rows);
}
END_TEST

START_TEST(a_town_named_like_a_test_is_one_where_somebody_lives)
{
	static const struct row rows[] = {
	    {"lives in Huntington now", "geo Huntington"},
	    {"moved to Montgomery today", "geo Montgomery"},
	    {"from Edinburgh to Framingham", "geo Edinburgh|geo Framingham"},
	    {"the Glasgow was 15", ""},
	    {"the Framingham risk score", ""},
	    {"in the Framingham cohort", ""},
	    {"of Columbia", ""},
	    {"Columbia was done", ""},
	    {"born in Quebec", ""}, /* no part of a state */
	    {"the Boston naming test", ""},
	    {"in TROY NY today", "geo TROY"},
	    {"in TROY today", ""},
	    {"New Xyrelbrandtoniaswerdelbrandtoniaswerdelbrandtoniaswerdelbr",
		"name Xyrelbrandtoniaswerdelbrandtoniaswerdelbrandtoniaswerdel"
		"br"},
	};

	CHECK(rows);
}
END_TEST

START_TEST(an_organization_has_a_name_or_stands_where_one_is_gone_to)
{
	static const struct row rows[] = {
	    {"at Mercy Hospital of Tacoma now", "org Mercy Hospital of Tacoma"},
	    {"at Mercy Hospital of nothing", "org Mercy Hospital"},
	    {"seen, Community Hospital now", "org Community Hospital"},
	    {"at Community Hospital now", "org Community Hospital"},
	    {"Attended Suboxone Clinic", ""},
	    {"at Suboxone Clinic now", "org Suboxone Clinic"},
	    {"seen, Suboxone Clinic now", "org Suboxone Clinic"},
	    {"helped Suboxone Clinic now", ""},
	    {"Suboxone Clinic now", ""},
	    {"fired by IBM now", "org IBM"},
	    {"fired by HP now", ""},
	    {"fired by XQ now", ""},
	    {"works at Walmart now", "org Walmart"},
	    {"works at Target now", ""},
	    {"job with Walmart now", ""},
	};

	CHECK(rows);
}
END_TEST

START_TEST(a_street_is_found_with_what_belongs_to_its_address)
{
	static const struct row rows[] = {
	    {"412 N. Court St now", "geo 412 N. Court St"},
	    {"412 Knollwood Dr, Norway", "geo 412 Knollwood Dr, Norway"},
	    {"412 Knollwood Dr, Turkey", "geo 412 Knollwood Dr"},
	    {"412 Knollwood Dr, Apt Unit. Springfield",
		"geo 412 Knollwood Dr, Apt Unit. Springfield"},
	    {"412 Elm St. Springfield, IL 62704",
		"geo 412 Elm St. Springfield, IL 62704"},
	    /* of eight parts at most */
	    {"412 Knollwood Dr, Apt 4, Unit 3, Lot 2, Box 1, Suite 5, Flat 6, "
	     "Ste 7, Apt 8, Unit 9",
		"geo 412 Knollwood Dr, Apt 4, Unit 3, Lot 2, Box 1, Suite 5, "
		"Flat 6, Ste 7, Apt 8"},
	    {"Knollwood Loop is", ""},
	    {"on Knollwood Loop is", "geo Knollwood Loop"},
	    {"at 12 viale Roma today", "geo 12 viale Roma"},
	    {"at calle Ocho today", "geo calle Ocho"},
	    {"at rua Augusta today", "geo rua Augusta"},
	    {"at via Zoom today", ""},
	    {"Plaza Mayor was", ""},
	    {"Plaza Mayor 3 was", "geo Plaza Mayor 3"},
	    {"at boulevard 12 she", ""},
	    {"at 12 Paxilo 20 she", "geo 12 Paxilo 20"},
	    {"12 Paxilo 20 she", ""},
	    {" 12 Paxilo 20 she", ""},
	    {"at 10 Zelva 20 mg", ""},
	};

	CHECK(rows);
}
END_TEST

START_TEST(a_corner_ends_with_the_words_of_its_second_street)
{
	static const struct row rows[] = {
	    {"the corner of Oak and Elm Ash Row Hill Way now",
		"geo the corner of Oak and Elm Ash Row Hill"},
	    /* too far to be of it */
	    {"the corner of Oak which is a very long way from all there is and "
	     "Elm",
		""},
	    {"the corner of Oak and Elm ", "geo the corner of Oak and Elm"},
	    {"the corner of Oak and "
	     "\xd0\x9b\xd0\xb5\xd0\xbd\xd0\xb8\xd0\xbd\xd0\xb0",
		"geo the corner of Oak and "
		"\xd0\x9b\xd0\xb5\xd0\xbd\xd0\xb8\xd0\xbd\xd0\xb0"},
	};

	CHECK(rows);
}
END_TEST

START_TEST(a_text_of_nothing_has_nothing)
{
	open_all();
	ck_assert_str_eq(found_with("", 0, false), "");
	/* without a width, and so without a letter */
	ck_assert_str_eq(found_with("\xe2\x80\x8b", 3, false), "");
	/* no end of a cue */
	ck_assert_str_eq(found_with("MRN\0 12345", 10, false), "");
	close_all();
	identify_scratch_free(NULL);
	identify_free(NULL);
}
END_TEST

START_TEST(each_of_many_known_numbers_is_found)
{
	struct identifier all[40];
	struct buf values[40] = {{0}}, wanted = {0};
	struct note n = {0};
	const char *value;
	size_t i;

	for (i = 0; i < 40; i++) {
		buf_addf(&values[i], "QX%zu", 88200 + i);
		all[i] = (struct identifier){
		    .value = span_of(buf_string(&values[i]))};
	}
	n.patient.identifiers = all;
	n.patient.identifier_count = 40;
	learn(&n);
	for (i = 0; i < 40; i++) {
		value = buf_string(&values[i]);
		wanted.len = 0;
		buf_addf(&wanted, "mrn %s of patient", value);
		ck_assert_str_eq(found_with(value, strlen(value), true),
		    buf_string(&wanted));
		buf_free(&values[i]);
	}
	buf_free(&wanted);
	close_all();
}
END_TEST

START_TEST(what_people_call_each_other_is_known)
{
	static const struct {
		const char *name;
		const char *called;
	} rows[] = {
#define NICKNAME(name, called) {name, called},
#include "identify/nicknames.def"
#undef NICKNAME
	};
	struct span given;
	struct buf text = {0};
	struct note n = {0};
	const char *at;
	size_t i, len, known;

	open_all();
	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		given = span_of(rows[i].name);
		n.patient.name.given = (struct texts){&given, 1};
		identify_learn(scratch, &n, NULL);
		known = 0;
		for (at = rows[i].called; *at != '\0'; at += len) {
			at += *at == ' ';
			len = strcspn(at, " ");
			text.len = 0;
			buf_addf(&text, "told by %c%.*s alone", *at - 'a' + 'A',
			    (int)len - 1, at + 1);
			known += strstr(found_with(
					    buf_string(&text), text.len, true),
				     "of patient") != NULL;
		}
		/* Don is a title. */
		ck_assert_msg(known > 0, "%s", rows[i].name);
	}
	buf_free(&text);
	close_all();
}
END_TEST

START_TEST(a_known_number_is_found_through_few_marks_and_not_through_many)
{
	open_all();
	ck_assert_str_eq(found_with("mrn-3 0 4-1 7 is", 16, true),
	    "mrn mrn-3 0 4-1 7 of patient");
	ck_assert_str_eq(
	    found_with("m - r - n - - 3 - - 0 - - 4 - - 1 - - 7", 39, true),
	    "");
	close_all();
}
END_TEST

START_TEST(a_known_employer_of_another_script_is_found)
{
	static const char text[] =
	    "at \xd1\x82\xd0\xb5\xd1\x85\xd0\xbd\xd0\xbe now";
	struct note n = {0};

	n.patient.employer =
	    span_of("\xd0\xa2\xd0\xb5\xd1\x85\xd0\xbd\xd0\xbe");
	learn(&n);
	ck_assert_str_eq(found_with(text, strlen(text), false),
	    "org \xd1\x82\xd0\xb5\xd1\x85\xd0\xbd\xd0\xbe");
	close_all();
}
END_TEST

START_TEST(a_family_name_that_is_a_title_too_is_known)
{
	struct note n = {0};

	n.patient.name.family = span_of("Bishop");
	learn(&n);
	ck_assert_str_eq(found_with("Later Bishop left.", 18, true),
	    "name Bishop of patient");
	close_all();
}
END_TEST

/* Who has the family name of the patient may be anybody of the family. */
START_TEST(a_name_is_the_patients_by_more_than_the_family_name)
{
	static struct span given[1] = {{"Rosalinda", 9}};
	static struct relative relatives[1] = {
	    {.name = {"Miles Okonkwo", 13}, .relation = {"brother", 7}}};
	static const struct row rows[] = {
	    {"Her brother Kwame Okonkwo came.", "name Kwame Okonkwo of other"},
	    {"Kwame Okonkwo came.", "name Kwame Okonkwo of other"},
	    {"Okonkwo, Kwame: no show.", "name Okonkwo, Kwame of other"},
	    {"with K. Okonkwo today", "name K. Okonkwo of other"},
	    {"Uncle Okonkwo came.", "name Uncle Okonkwo of other"},
	    {"with Miles Okonkwo today", "name Miles Okonkwo of other"},
	    {"told Rosalinda Miles came", "name Rosalinda Miles of other"},
	    {"seen by Imani Okonkwo, then", "name Imani Okonkwo of provider"},
	    {"with R. Okonkwo today", "name R. Okonkwo of patient"},
	    {"with Rosalinda Q. Okonkwo", "name Rosalinda Q. Okonkwo of "
					  "patient"},
	    {"with Rosalinda de Okonkwo", "name Rosalinda de Okonkwo of "
					  "patient"},
	    {"with Ms. Okonkwo today", "name Ms. Okonkwo of patient"},
	    {"Okonkwo, Rosalinda: here.", "name Okonkwo, Rosalinda of "
					  "patient"},
	    {"with Mensah today", "name Mensah of other"},
	    {"Her brother Kwame Mbeki came.", "name Kwame Mbeki of other"},
	    {"Uncle Mbeki came.", "name Uncle Mbeki of other"},
	    {"Her therapist Imani Mbeki came.",
		"provider Imani Mbeki of provider"},
	    {"Her brother Mbeki came.", "provider Mbeki of provider"},
	    {"Kwame Mbeki came.", "provider Kwame Mbeki of provider"},
	    {"with Kwame Mbeki today", "provider Kwame Mbeki of provider"},
	    {"Her brother Miles came.", "name Miles of other"},
	};
	struct note n = {0};
	size_t i;

	n.patient.name.given = (struct texts){given, 1};
	n.patient.name.family = span_of("Okonkwo");
	n.patient.relatives = relatives;
	n.patient.relative_count = 1;
	n.author.name = span_of("Imani Mbeki Okonkwo");
	learn(&n);
	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		ck_assert_str_eq(
		    found_with(rows[i].text, strlen(rows[i].text), true),
		    rows[i].found);
	close_all();
}
END_TEST

/* An initial is the patient's where the record says so: else it is somebody's,
 * whose name goes. */
START_TEST(an_initial_is_the_patients_by_the_record_alone)
{
	static struct span rosa[1] = {{"Rosalinda", 9}};
	static struct span ines[1] = {{"Ines", 4}};
	static struct span none[1] = {{"", 0}};
	static const struct {
		struct texts given;
		const char *text, *found;
	} rows[] = {
	    {{rosa, 1}, "R. arrived late.", "name R. of patient"},
	    {{rosa, 1}, "Later K. R. arrived.", "name R. of patient"},
	    {{rosa, 1}, "Roommate K.R. arrived.", "name K.R. of other"},
	    {{rosa, 1}, "Later K.R. arrived.", "name K.R. of other"},
	    {{ines, 1}, "I. arrived late.", ""}, /* and I, the pronoun */
	    {{none, 1}, "R. arrived late.", "name R. of other"},
	    {{NULL, 0}, "R. arrived late.", "name R. of other"},
	};
	struct note n = {0};
	size_t i;

	n.patient.name.family = span_of("Okonkwo");
	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		n.patient.name.given = rows[i].given;
		learn(&n);
		ck_assert_str_eq(
		    found_with(rows[i].text, strlen(rows[i].text), true),
		    rows[i].found);
		close_all();
	}
}
END_TEST

SUITE("identify rules", a_full_date_has_a_month_a_day_and_a_year_that_may_be,
    two_numbers_and_a_slash_are_a_date_unless_something_else_is_said,
    a_word_of_a_date_is_one_where_a_day_may_be,
    an_address_of_the_net_is_found_to_its_end,
    a_telephone_is_found_with_its_extension,
    a_number_is_found_whatever_number_stands_before_it,
    digits_alone_are_no_number_until_a_card_s,
    what_people_call_each_other_is_known,
    a_number_with_rules_of_its_own_is_none_where_they_are_broken,
    what_a_cue_announces_is_a_number_within_its_reach,
    a_measure_in_letters_of_other_scripts_is_a_measure,
    a_name_of_another_script_is_one_and_a_mark_none,
    a_word_that_may_be_a_name_is_one_by_its_neighbours,
    a_family_name_before_a_comma_is_one_where_a_given_name_follows,
    initials_are_a_name_with_it_or_where_they_act,
    a_name_without_capitals_is_one_as_a_line_or_by_a_given_name,
    an_age_behind_a_name_goes_from_ninety_on,
    a_town_named_like_a_test_is_one_where_somebody_lives,
    an_organization_has_a_name_or_stands_where_one_is_gone_to,
    a_street_is_found_with_what_belongs_to_its_address,
    a_corner_ends_with_the_words_of_its_second_street,
    a_text_of_nothing_has_nothing, each_of_many_known_numbers_is_found,
    a_known_number_is_found_through_few_marks_and_not_through_many,
    a_known_employer_of_another_script_is_found,
    a_family_name_that_is_a_title_too_is_known,
    a_name_is_the_patients_by_more_than_the_family_name,
    an_initial_is_the_patients_by_the_record_alone)
