#include "classify/protection.h"
#include "suite.h"

/* A note for which all four elements hold. */
static struct note
psychotherapy_note(void)
{
	return (struct note){.author.credential = span_of("LCSW"),
	    .filed_separately = ANSWER_YES,
	    .declared_class = CLASS_PSYCHOTHERAPY};
}

static const struct content talk = {
    .note_class = CLASS_PSYCHOTHERAPY, .conversation = true};

static enum protection
protection_of(const struct note *n, const struct content *c)
{
	return protection_find_of(n, NULL, c).protection;
}

START_TEST(four_elements_make_a_protected_note)
{
	struct note n = psychotherapy_note();

	ck_assert_int_eq(protection_of(&n, &talk), PROTECTION_PROTECTED);
}
END_TEST

START_TEST(what_nothing_shows_is_for_review)
{
	struct note n = psychotherapy_note();
	struct content c = talk;

	n.author.credential = span_of("MD");
	ck_assert_int_eq(protection_of(&n, &talk), PROTECTION_REVIEW);
	n.author.credential = span_of("LCSW intern");
	ck_assert_int_eq(protection_of(&n, &talk), PROTECTION_REVIEW);
	n = psychotherapy_note();
	n.filed_separately = ANSWER_UNKNOWN;
	ck_assert_int_eq(protection_of(&n, &talk), PROTECTION_REVIEW);
	n = psychotherapy_note();
	n.declared_class = CLASS_UNKNOWN;
	ck_assert_int_eq(protection_of(&n, &talk), PROTECTION_REVIEW);
	n = psychotherapy_note();
	c.conversation = false;
	ck_assert_int_eq(protection_of(&n, &c), PROTECTION_REVIEW);
	ck_assert_int_eq(protection_of(&(struct note){0}, &(struct content){0}),
	    PROTECTION_REVIEW);
}
END_TEST

START_TEST(the_chart_protects_nothing)
{
	struct note n = psychotherapy_note();
	struct protection_result r;

	n.filed_separately = ANSWER_NO;
	r = protection_find_of(&n, NULL, &talk);
	ck_assert_int_eq(r.protection, PROTECTION_NOT_PROTECTED);
	ck_assert(r.findings[FINDING_CHART_BUT_PSYCHOTHERAPY]);
	ck_assert(r.findings[FINDING_PROCESS_IN_CHART]);
}
END_TEST

START_TEST(a_contradiction_is_for_review_and_named)
{
	struct note n = psychotherapy_note();
	struct protection_result r;

	n.declared_class = CLASS_PROGRESS;
	r = protection_find_of(&n, NULL, &talk);
	ck_assert_int_eq(r.protection, PROTECTION_REVIEW);
	ck_assert(r.findings[FINDING_SEPARATE_BUT_PROGRESS]);
	ck_assert(r.findings[FINDING_PROGRESS_READS_PROCESS]);
}
END_TEST

START_TEST(the_practice_knows_its_clinicians)
{
	struct clinician who = {.id = span_of("C-1"),
	    .name = span_of("A. Reed"),
	    .mental_health_professional = ANSWER_NO};
	struct practice p = {.clinicians = &who, .clinician_count = 1};
	struct note n = psychotherapy_note();

	n.author.id = span_of("C-1");
	ck_assert_int_eq(protection_find_of(&n, &p, &talk).protection,
	    PROTECTION_NOT_PROTECTED);
	who.mental_health_professional = ANSWER_YES;
	n.author.credential = span_of("MD");
	ck_assert_int_eq(
	    protection_find_of(&n, &p, &talk).protection, PROTECTION_PROTECTED);
}
END_TEST

START_TEST(a_transcript_is_for_review)
{
	struct note n = psychotherapy_note();
	struct content c = talk;

	c.transcript = true;
	ck_assert_int_eq(protection_of(&n, &c), PROTECTION_REVIEW);
}
END_TEST

START_TEST(a_credential_counts_in_any_list_and_a_students_never)
{
	static const char *const known[] = {"LCSW", "lcsw", "MA, LPC",
	    "MA; L.P.C.", "MD/LCSW", "LCSW, PMH-C", "BCBA LMFT", "RN,Psy.D."};
	static const char *const others[] = {"", "MD", "RN; BSN", "LCSWX",
	    "Intern, LCSW", "LCSW student", "LCSW/Trainee", "LCSW (intern)",
	    "LCSWLCSWLCSWLCSWLCSW", "L1C2S3WX", "{}[]"};
	struct note n = psychotherapy_note();
	size_t i;

	for (i = 0; i < sizeof(known) / sizeof(known[0]); i++) {
		n.author.credential = span_of(known[i]);
		ck_assert_msg(
		    protection_author(&n, NULL) == ANSWER_YES, "%s", known[i]);
	}
	for (i = 0; i < sizeof(others) / sizeof(others[0]); i++) {
		n.author.credential = span_of(others[i]);
		ck_assert_msg(protection_author(&n, NULL) == ANSWER_UNKNOWN,
		    "%s", others[i]);
	}
}
END_TEST

/* Where the practice does not answer, the credential that it or the note
 * gives does. */
START_TEST(a_clinician_of_no_answer_is_known_by_a_credential)
{
	struct clinician who = {.id = span_of("C-1"),
	    .name = span_of("A. Reed"),
	    .credential = span_of("LMFT")};
	struct practice p = {.clinicians = &who, .clinician_count = 1};
	struct note n = {.author = {.id = span_of("C-1")}};

	ck_assert_int_eq(protection_author(&n, &p), ANSWER_YES);
	who.credential = span_of("MD");
	ck_assert_int_eq(protection_author(&n, &p), ANSWER_UNKNOWN);
	n.author.credential = span_of("LCSW");
	ck_assert_int_eq(protection_author(&n, &p), ANSWER_YES);
	n.author.id = span_of("C-2");
	n.author.credential = span_of("MD");
	ck_assert_int_eq(protection_author(&n, &p), ANSWER_UNKNOWN);
}
END_TEST

static enum answer
session_of(const char *service, const char *code, enum note_class reads,
    bool labelled, enum note_class declared, bool session)
{
	struct span label = span_of("PSYTHPN");
	struct coding coding = {.system = span_of("s")};
	struct note n = {.declared_class = declared,
	    .security_labels = {&label, labelled},
	    .codes = &coding,
	    .code_count = code != NULL,
	    .encounter = {.present = service != NULL}};
	struct content c = {.note_class = reads, .session = session};

	if (service != NULL && service[0] != '\0')
		n.encounter.service_code = span_of(service);
	if (code != NULL)
		coding.code = span_of(code);
	return protection_session(&n, &c);
}

START_TEST(a_session_is_shown_by_code_text_or_both_words)
{
	const enum note_class none = CLASS_UNKNOWN, psy = CLASS_PSYCHOTHERAPY;

	ck_assert_int_eq(
	    session_of("90834", NULL, none, false, none, false), ANSWER_YES);
	ck_assert_int_eq(
	    session_of("90880", NULL, none, false, none, false), ANSWER_YES);
	/* The visit's own code says what the visit was. */
	ck_assert_int_eq(
	    session_of("99213", "90834", psy, true, psy, true), ANSWER_UNKNOWN);
	ck_assert_int_eq(
	    session_of("", "90853", none, false, none, false), ANSWER_YES);
	ck_assert_int_eq(
	    session_of(NULL, "34788-0", none, false, none, false), ANSWER_YES);
	ck_assert_int_eq(session_of(NULL, "11506-3", none, false, none, false),
	    ANSWER_UNKNOWN);
	ck_assert_int_eq(
	    session_of(NULL, NULL, none, false, none, true), ANSWER_YES);
	/* Text and source, each for itself; neither alone. */
	ck_assert_int_eq(
	    session_of(NULL, NULL, psy, true, none, false), ANSWER_YES);
	ck_assert_int_eq(
	    session_of(NULL, NULL, psy, false, psy, false), ANSWER_YES);
	ck_assert_int_eq(
	    session_of(NULL, NULL, psy, false, none, false), ANSWER_UNKNOWN);
	ck_assert_int_eq(
	    session_of(NULL, NULL, none, true, psy, false), ANSWER_UNKNOWN);
}
END_TEST

START_TEST(findings_are_of_what_is_there)
{
	static const struct content silent = {.note_class = CLASS_PROGRESS};
	struct note n = {.declared_class = CLASS_ADMINISTRATIVE};
	struct protection_result r = protection_find_of(&n, NULL, &talk);

	ck_assert(r.findings[FINDING_ADMINISTRATIVE_WITH_TALK]);
	r = protection_find_of(&n, NULL, &silent);
	ck_assert(!r.findings[FINDING_ADMINISTRATIVE_WITH_TALK]);
	n = (struct note){.declared_class = CLASS_PSYCHOTHERAPY,
	    .filed_separately = ANSWER_NO};
	r = protection_find_of(&n, NULL, &silent);
	ck_assert(r.findings[FINDING_PROCESS_READS_PROGRESS]);
	ck_assert(r.findings[FINDING_CHART_BUT_PSYCHOTHERAPY]);
	ck_assert(!r.findings[FINDING_PROCESS_IN_CHART]);
	ck_assert(!r.findings[FINDING_TRANSCRIPT]);
	ck_assert_str_eq(finding_code(FINDING_NONE), "none");
	ck_assert_str_eq(
	    finding_code(FINDING_TRANSCRIPT), "transcript-or-recording");
}
END_TEST

SUITE("protection", four_elements_make_a_protected_note,
    what_nothing_shows_is_for_review, the_chart_protects_nothing,
    a_contradiction_is_for_review_and_named, the_practice_knows_its_clinicians,
    a_transcript_is_for_review,
    a_credential_counts_in_any_list_and_a_students_never,
    a_clinician_of_no_answer_is_known_by_a_credential,
    a_session_is_shown_by_code_text_or_both_words,
    findings_are_of_what_is_there)
