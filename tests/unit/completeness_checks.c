/* What each check makes of what a note, its plan and its code say. */
#include "completeness/checks.h"

#include <stdio.h>
#include <string.h>

#include "suite.h"

static struct note note;
static struct evidence evidence;
static struct plan plan;
static struct subject subject;

static void
begin(void)
{
	note = (struct note){.date = date_parse("2026-03-02", 10)};
	note.patient.birth_date = note.encounter.claimed = DATE_NONE;
	note.encounter.start = note.encounter.end = INSTANT_NONE;
	evidence = (struct evidence){.classified = true};
	evidence.signed_on = DATE_NONE;
	plan = (struct plan){.in_force = {DATE_NONE, DATE_NONE}};
	subject = (struct subject){.note = &note, .evidence = &evidence};
}

/* The status, and why. */
static const char *
says(enum check check, enum weight weight)
{
	static const char *const words[] = {[ITEM_PRESENT] = "present",
	    [ITEM_ABSENT] = "absent",
	    [ITEM_NOT_CHECKABLE] = "not-checkable"};
	static char out[80];
	struct item item = {.check = check, .weight = weight};
	const char *why;
	enum item_status status = subject_check(&subject, &item, &why);

	snprintf(out, sizeof(out), "%s%s%s", words[status],
	    why[0] == '\0' ? "" : " ", why);
	return out;
}

START_TEST(a_patient_is_known_by_a_name_and_one_thing_more)
{
	begin();
	ck_assert_str_eq(says(CHECK_PATIENT, WEIGHT_REQUIRED),
	    "absent no-second-identifier");
	note.patient.member_id = span_of("M-1");
	ck_assert_str_eq(says(CHECK_PATIENT, WEIGHT_REQUIRED), "absent");
	note.patient.id = span_of("p");
	ck_assert_str_eq(says(CHECK_PATIENT, WEIGHT_REQUIRED), "present");
	note.patient.id = (struct span){0};
	note.patient.name.family = span_of("Rowe");
	note.patient.member_id = (struct span){0};
	note.patient.birth_date = 0;
	ck_assert_str_eq(says(CHECK_PATIENT, WEIGHT_REQUIRED), "present");
}
END_TEST

/* Start and end by the encounter, where the text does not say. */
static const char *
lasts(long seconds)
{
	note.encounter.present = true;
	note.encounter.start = 1000000;
	note.encounter.end = 1000000 + seconds;
	return says(CHECK_TIMES, WEIGHT_REQUIRED);
}

START_TEST(a_session_has_a_length_or_none_was_said)
{
	begin();
	ck_assert_str_eq(says(CHECK_TIMES, WEIGHT_REQUIRED), "absent");
	evidence.classified = false;
	ck_assert_str_eq(
	    says(CHECK_TIMES, WEIGHT_REQUIRED), "not-checkable not-classified");
	evidence.time_not_read = true;
	ck_assert_str_eq(
	    says(CHECK_TIMES, WEIGHT_REQUIRED), "not-checkable times-not-read");
	ck_assert_str_eq(lasts(3000), "present");
	ck_assert_str_eq(lasts(86400), "present");
	/* Backwards, without a minute, or over a day: a mistake. */
	ck_assert_str_eq(lasts(86401), "not-checkable times-not-read");
	ck_assert_str_eq(lasts(0), "not-checkable times-not-read");
	ck_assert_str_eq(lasts(-60), "not-checkable times-not-read");
	note.encounter.end = INSTANT_NONE;
	ck_assert_str_eq(
	    says(CHECK_TIMES, WEIGHT_REQUIRED), "not-checkable times-not-read");
	evidence.time.minutes = 50;
	ck_assert_str_eq(says(CHECK_TIMES, WEIGHT_REQUIRED), "present");
}
END_TEST

START_TEST(minutes_bear_the_code_from_its_least_to_its_most)
{
	static const struct {
		int minutes;
		const char *said;
	} rows[] = {{0, "not-checkable no-minutes"},
	    {37, "absent too-short-for-code"}, {38, "present"}, {52, "present"},
	    {53, "absent too-long-for-code"}};
	size_t i;

	begin();
	ck_assert_str_eq(says(CHECK_MINUTES, WEIGHT_REQUIRED),
	    "not-checkable no-timed-code");
	evidence.service_kind = SERVICE_TIMED; /* 90834 */
	evidence.least = 38;
	evidence.most = 52;
	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		evidence.time.minutes = rows[i].minutes;
		ck_assert_str_eq(
		    says(CHECK_MINUTES, WEIGHT_REQUIRED), rows[i].said);
	}
	evidence.service_kind = SERVICE_ADD_ON;
	ck_assert_str_eq(
	    says(CHECK_MINUTES, WEIGHT_REQUIRED), "absent too-long-for-code");
	evidence.most = 0; /* 90838 */
	ck_assert_str_eq(says(CHECK_MINUTES, WEIGHT_REQUIRED), "present");
}
END_TEST

START_TEST(a_plan_is_whole_and_in_force_or_says_what_it_lacks)
{
	static const struct goal goal = {{"1", 1}, {"work", 4}, {NULL, 0}};
	static const struct span code = {"F33.1", 5};

	begin();
	ck_assert_str_eq(
	    says(CHECK_PLAN, WEIGHT_REQUIRED), "not-checkable no-plans-given");
	subject.plans_given = true;
	ck_assert_str_eq(says(CHECK_PLAN, WEIGHT_REQUIRED), "absent no-plan");
	subject.plan = &plan;
	ck_assert_str_eq(
	    says(CHECK_PLAN, WEIGHT_REQUIRED), "absent not-in-force");
	subject.plan_in_force = true;
	ck_assert_str_eq(says(CHECK_PLAN, WEIGHT_REQUIRED), "absent no-goals");
	plan.goals = &goal;
	plan.goal_count = 1;
	ck_assert_str_eq(
	    says(CHECK_PLAN, WEIGHT_REQUIRED), "absent no-diagnosis");
	plan.diagnosis = (struct texts){&code, 1};
	ck_assert_str_eq(
	    says(CHECK_PLAN, WEIGHT_REQUIRED), "absent no-type-or-frequency");
	plan.type = span_of("individual");
	ck_assert_str_eq(
	    says(CHECK_PLAN, WEIGHT_REQUIRED), "absent no-type-or-frequency");
	plan.frequency = span_of("weekly");
	ck_assert_str_eq(
	    says(CHECK_PLAN, WEIGHT_REQUIRED), "absent no-duration");
	plan.duration = span_of("six months");
	ck_assert_str_eq(says(CHECK_PLAN, WEIGHT_REQUIRED), "present");
	plan.duration = (struct span){0};
	plan.in_force.to = note.date;
	ck_assert_str_eq(says(CHECK_PLAN, WEIGHT_REQUIRED), "present");
	note.date = DATE_NONE;
	ck_assert_str_eq(
	    says(CHECK_PLAN, WEIGHT_REQUIRED), "not-checkable no-date");
}
END_TEST

START_TEST(a_goal_is_one_of_the_plan_by_name_or_by_its_words)
{
	static const struct goal goals[] = {
	    {{"G2", 2}, {"Return to part-time work by spring", 34}, {NULL, 0}},
	    {{"12", 2}, {"Sleep through the night", 23}, {NULL, 0}},
	    {{"Goal B", 6}, {"", 0}, {NULL, 0}},
	    {{"93", 2}, {"", 0}, {NULL, 0}},
	    {{"\xc3\xa9"
	      "7",
		 3},
		{"", 0}, {NULL, 0}}};
	static const struct {
		const char *behind, *said;
	} rows[] = {{" 2", "present"}, {" #2", "present"},
	    {": G2.", "not-checkable goal-not-named"}, {" 12", "present"},
	    {" B", "present"}, {" b", "not-checkable goal-not-named"},
	    {" 3", "absent goal-not-in-plan"}, {" 7", "present"},
	    {" \xc3\xa9", "not-checkable goal-not-named"},
	    {" C", "absent goal-not-in-plan"},
	    {" 1234", "not-checkable goal-not-named"},
	    {"", "not-checkable goal-not-named"},
	    {" of therapy", "not-checkable goal-not-named"},
	    {" Bea", "not-checkable goal-not-named"},
	    {" of Return to work in SPRING", "present"},
	    {" to return soon", "not-checkable goal-not-named"},
	    {" of springtime returns", "not-checkable goal-not-named"},
	    {"      2", "not-checkable goal-not-named"}};
	size_t i;

	begin();
	ck_assert_str_eq(says(CHECK_PLAN_LINK, WEIGHT_REQUIRED), "absent");
	evidence.goal_count = 1;
	ck_assert_str_eq(says(CHECK_PLAN_LINK, WEIGHT_REQUIRED), "present");
	subject.plans_given = true;
	ck_assert_str_eq(
	    says(CHECK_PLAN_LINK, WEIGHT_REQUIRED), "not-checkable no-plan");
	subject.plan = &plan;
	plan.goals = goals;
	plan.goal_count = sizeof(goals) / sizeof(goals[0]);
	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		evidence.goals[0] = span_of(rows[i].behind);
		ck_assert_msg(strcmp(says(CHECK_PLAN_LINK, WEIGHT_REQUIRED),
				  rows[i].said) == 0,
		    "goal%s: %s", rows[i].behind,
		    says(CHECK_PLAN_LINK, WEIGHT_REQUIRED));
	}
	/* One of several mentions is enough. */
	evidence.goals[0] = span_of(" 3");
	evidence.goals[1] = span_of(" 2");
	evidence.goal_count = 2;
	ck_assert_str_eq(says(CHECK_PLAN_LINK, WEIGHT_REQUIRED), "present");
}
END_TEST

START_TEST(who_signed_when_and_as_what_is_said)
{
	begin();
	ck_assert_str_eq(
	    says(CHECK_RENDERER, WEIGHT_REQUIRED), "absent no-name");
	note.author.id = span_of("C-1");
	ck_assert_str_eq(
	    says(CHECK_RENDERER, WEIGHT_REQUIRED), "absent no-credentials");
	ck_assert_str_eq(
	    says(CHECK_SIGNATURE, WEIGHT_REQUIRED), "absent no-signature");
	evidence.has_signature = true;
	ck_assert_str_eq(
	    says(CHECK_SIGNATURE, WEIGHT_REQUIRED), "absent no-credentials");
	note.author.credential = span_of("LCSW");
	ck_assert_str_eq(says(CHECK_RENDERER, WEIGHT_REQUIRED), "present");
	ck_assert_str_eq(says(CHECK_SIGNATURE, WEIGHT_REQUIRED), "present");
	evidence.heard[WORDS_UNSIGNED] = (label_set)1;
	ck_assert_str_eq(
	    says(CHECK_SIGNATURE, WEIGHT_REQUIRED), "absent unsigned");
	evidence.heard[WORDS_UNSIGNED] = 0;
	ck_assert_str_eq(
	    says(CHECK_FILED, WEIGHT_REQUIRED), "not-checkable no-claim-date");
	note.encounter.present = true;
	note.encounter.claimed = note.date;
	ck_assert_str_eq(says(CHECK_FILED, WEIGHT_REQUIRED),
	    "not-checkable no-signature-date");
	evidence.signed_on = note.date;
	ck_assert_str_eq(says(CHECK_FILED, WEIGHT_REQUIRED), "present");
	ck_assert_str_eq(says(CHECK_SIGNATURE, WEIGHT_REQUIRED), "present");
	evidence.signed_on = note.date + 1;
	ck_assert_str_eq(
	    says(CHECK_FILED, WEIGHT_REQUIRED), "absent signed-after-claim");
	ck_assert_str_eq(says(CHECK_SIGNATURE, WEIGHT_REQUIRED),
	    "absent signed-after-claim");
	note.encounter.present = false; /* no encounter, no claim */
	ck_assert_str_eq(says(CHECK_SIGNATURE, WEIGHT_REQUIRED), "present");
}
END_TEST

START_TEST(a_place_is_a_code_a_way_or_a_word)
{
	begin();
	ck_assert_str_eq(says(CHECK_PLACE, WEIGHT_REQUIRED), "absent");
	note.encounter.modality = span_of("video");
	ck_assert_str_eq(says(CHECK_PLACE, WEIGHT_REQUIRED), "present");
	note.encounter.modality = (struct span){0};
	note.encounter.place = span_of("11");
	ck_assert_str_eq(says(CHECK_PLACE, WEIGHT_REQUIRED), "present");
	note.encounter.place = (struct span){0};
	evidence.heard[WORDS_PLACE] = (label_set)1;
	ck_assert_str_eq(says(CHECK_PLACE, WEIGHT_REQUIRED), "present");
}
END_TEST

START_TEST(what_was_not_classified_is_not_judged_by_its_passages)
{
	static const enum check checks[] = {CHECK_LABELS, CHECK_DIAGNOSIS,
	    CHECK_RISK, CHECK_CLIENT, CHECK_PROCESS};
	size_t i;

	begin();
	evidence.classified = false;
	for (i = 0; i < sizeof(checks) / sizeof(checks[0]); i++)
		ck_assert_str_eq(says(checks[i], WEIGHT_REQUIRED),
		    "not-checkable not-classified");
	evidence.heard[WORDS_DIAGNOSIS] = (label_set)1;
	ck_assert_str_eq(says(CHECK_DIAGNOSIS, WEIGHT_REQUIRED), "present");
}
END_TEST

START_TEST(risk_is_asked_for_where_it_is_spoken_of)
{
	begin();
	ck_assert_str_eq(says(CHECK_RISK, WEIGHT_REQUIRED), "absent");
	ck_assert_str_eq(says(CHECK_RISK, WEIGHT_CONDITIONAL),
	    "not-checkable none-spoken-of");
	ck_assert_str_eq(says(CHECK_LABELS, WEIGHT_REQUIRED), "absent");
	ck_assert_str_eq(says(CHECK_LABELS, WEIGHT_CONDITIONAL),
	    "not-checkable none-spoken-of");
	evidence.heard[WORDS_RISK] = (label_set)1;
	ck_assert_str_eq(says(CHECK_RISK, WEIGHT_CONDITIONAL),
	    "absent spoken-of-not-assessed");
	evidence.labels = LABEL_BIT(LABEL_RISK);
	ck_assert_str_eq(says(CHECK_RISK, WEIGHT_CONDITIONAL), "present");
	evidence.conversation = true;
	ck_assert_str_eq(
	    says(CHECK_PROCESS, WEIGHT_WARNING), "absent conversation");
	note.encounter.modality = span_of("video");
	ck_assert_str_eq(says(CHECK_PLACE, WEIGHT_REQUIRED), "present");
	note.encounter.modality = (struct span){0};
	ck_assert_str_eq(says(CHECK_PLACE, WEIGHT_REQUIRED), "absent");
	evidence.heard[WORDS_PLACE] = (label_set)1;
	ck_assert_str_eq(says(CHECK_PLACE, WEIGHT_REQUIRED), "present");
	ck_assert_str_eq(
	    says(CHECK_PERSON, WEIGHT_REQUIRED), "not-checkable for-a-person");
}
END_TEST

START_TEST(an_item_applies_to_the_services_it_is_of)
{
	begin();
	ck_assert(subject_has(&subject, WHEN_ALWAYS));
	/* Without a code it may be one that is timed. */
	ck_assert(subject_has(&subject, WHEN_TIMED));
	ck_assert(!subject_has(&subject, WHEN_LONG));
	ck_assert(!subject_has(&subject, WHEN_ADD_ON));
	ck_assert(!subject_has(&subject, WHEN_GROUP));
	ck_assert(!subject_has(&subject, WHEN_TELEHEALTH));
	ck_assert(!subject_has(&subject, WHEN_PRESCRIBER));
	ck_assert(!subject_has(&subject, WHEN_SUPERVISED));
	evidence.service = span_of("90853");
	evidence.service_kind = SERVICE_GROUP;
	ck_assert(!subject_has(&subject, WHEN_TIMED));
	ck_assert(subject_has(&subject, WHEN_GROUP));
	evidence.service_kind = SERVICE_ADD_ON;
	evidence.least = 53;
	ck_assert(subject_has(&subject, WHEN_TIMED));
	ck_assert(subject_has(&subject, WHEN_ADD_ON));
	ck_assert(subject_has(&subject, WHEN_LONG));
	evidence.telehealth = evidence.prescriber = evidence.supervised = true;
	ck_assert(subject_has(&subject, WHEN_TELEHEALTH));
	ck_assert(subject_has(&subject, WHEN_PRESCRIBER));
	ck_assert(subject_has(&subject, WHEN_SUPERVISED));
	ck_assert(!subject_has(&subject, WHEN_COUNT));
}
END_TEST

SUITE("completeness checks", a_patient_is_known_by_a_name_and_one_thing_more,
    a_session_has_a_length_or_none_was_said,
    minutes_bear_the_code_from_its_least_to_its_most,
    a_plan_is_whole_and_in_force_or_says_what_it_lacks,
    a_goal_is_one_of_the_plan_by_name_or_by_its_words,
    who_signed_when_and_as_what_is_said, a_place_is_a_code_a_way_or_a_word,
    what_was_not_classified_is_not_judged_by_its_passages,
    risk_is_asked_for_where_it_is_spoken_of,
    an_item_applies_to_the_services_it_is_of)
