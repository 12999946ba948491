/* What becomes of a request: who may see what, who answers for it, and what the
 * ledger keeps of it. */
#include "suite.h"

#include <signal.h>
#include <sys/resource.h>

#include "response.h"

#define INDEX (1u << FORMAT_CSV)

/* One edit of the sample; WHY is in what is said of it, NULL: it goes out. */
struct edit {
	const char *path, *json, *why;
};

static void
try_edits(const struct edit *edits, size_t count, bool two)
{
	size_t i;

	for (i = 0; i < count; i++) {
		struct package_plan plan = {.dry_run = true};
		struct trial t = {.formats = 0};
		struct error e = {0};
		int made;

		begin(&t);
		if (two)
			add_note(&t, "N-2");
		set(&t, edits[i].path, edits[i].json);
		seal(part_of(&t, "note"));
		made = answer(&t, plan, &e);
		if (edits[i].why == NULL)
			ck_assert_msg(made == 0, "%s %s: %s", edits[i].path,
			    edits[i].json, e.text);
		else
			ck_assert_msg(
			    made == -1 && strstr(e.text, edits[i].why) != NULL,
			    "%s %s: %s", edits[i].path, edits[i].json, e.text);
		end(&t);
	}
}
#define EDITS(edits) edits, sizeof(edits) / sizeof((edits)[0])

START_TEST(one_response_is_made_by_one_set_of_rules)
{
	static const struct edit edits[] = {
	    {"notes/0/trail/0/version", "\"0.2.0\"", "another version"},
	    {"notes/0/trail/0/rules", "\"01\"", "other rules"},
	    {"notes/0/trail/0/rules", NULL, "other rules"},
	    {"notes/0/trail/2/rules", "\"01\"", "other rules"},
	    {"notes/0/trail/0/tool", NULL, "a step without its tool"},
	    {"notes/0/trail/1/version", "1", "a step without its tool"},
	    {"notes/0/trail/0/since", "\"spelled otherwise\"", NULL},
	    {"notes/0/redaction/profile", "\"minimum\"", "another than in"},
	};

	try_edits(EDITS(edits), true);
}
END_TEST

START_TEST(a_trail_of_more_tools_than_there_are_is_refused)
{
	struct package_plan plan = {.dry_run = true};
	struct trial t = {.formats = 0};
	struct error e = {0};
	json_t *trail;
	char tool[24];
	int i;

	begin(&t);
	trail = json_object_get(part_of(&t, "note"), "trail");
	for (i = 3; i < 16; i++) {
		snprintf(tool, sizeof(tool), "tool-%d", i);
		json_array_append_new(trail,
		    json_pack("{s:s, s:s}", "tool", tool, "version", "1"));
	}
	ck_assert_msg(answer(&t, plan, &e) == 0, "%s", e.text);
	json_array_append_new(
	    trail, json_pack("{s:s, s:s}", "tool", "one more", "version", "1"));
	ck_assert_int_eq(answer(&t, plan, &e), -1);
	ck_assert_ptr_nonnull(strstr(e.text, "more than 16 tools"));
	end(&t);
}
END_TEST

/* The sample's last passage goes out by a person's word alone. */
START_TEST(
    only_a_release_of_its_section_lets_a_passage_out_that_nothing_permits)
{
	static const struct edit edits[] = {
	    {"note/redaction/overrides/0/reason", "\"again\"", NULL},
	    {"note/redaction/overrides/0/section", "0", "nothing permits"},
	    {"note/redaction/overrides/0/action", "\"withhold\"",
		"nothing permits"},
	    {"note/redaction/overrides/0",
		"{\"note\": \"N-1\", \"whole\": true, \"action\": "
		"\"release\", \"by\": \"O\", \"text\": \"00\"}",
		NULL},
	    {"note/decision/scopes/process-in-chart", NULL, NULL},
	    {"note/decision/scopes/progress/authorization", NULL, NULL},
	};
	struct package_plan plan = {.dry_run = true};
	struct trial t = {.formats = 0};
	struct error e = {0};

	try_edits(EDITS(edits), false);
	/* By which no authorization is used. */
	begin(&t);
	set(&t, "note/decision/scopes/progress/authorization", NULL);
	set(&t, "note/decision/scopes/process-in-chart", NULL);
	ck_assert_msg(answer(&t, plan, &e) == 0, "%s", e.text);
	end(&t);
}
END_TEST

START_TEST(text_that_is_no_mark_of_redaction_is_refused)
{
	static const char never[] = "text that was never classified";
	static const struct edit edits[] = {
	    {"note/sections/0/text",
		"\"He slept poorly. [withheld  Next week.\"", never},
	    {"note/sections/1/text", "\"Seen in [Place] on 2026\"", never},
	    {"note/sections/1/text", "\"Seen in [place  on 2026\"", never},
	    {"note/sections/1/text", "\"Seen in [place] on 20th\"", never},
	    {"note/sections/1/text", "\"Seen in [place] on 2026 [\"", never},
	    {"note/sections/1/text", "\"Seen in [place] on 2026 x\"", never},
	    {"note/sections/1/text",
		"\"Seen in [place] on 2026 [a place that is longer than a mark "
		"of what was taken out may ever be in a text]\"",
		never},
	    {"note/sections/1/text",
		"\"Seen in [place] on 2026 [person 2] 432**\"", NULL},
	    {"note/redaction/identifiers", "[]", never},
	};

	try_edits(EDITS(edits), false);
}
END_TEST

/* The outcome that the index has for the sample's note. */
static void
check_outcome(struct trial *t, const char *outcome)
{
	struct package_plan plan = {.formats = INDEX};
	struct error e = {0};

	ck_assert_msg(answer(t, plan, &e) == 0, "%s", e.text);
	ck_assert_msg(says(t, "out/index.csv", outcome), "%s", outcome);
	clear(t);
}

START_TEST(a_record_without_a_date_of_service_waits_for_one)
{
	struct trial t = {.formats = 0};

	begin(&t);
	check_outcome(&t, "\"released in part\"");
	set(&t, "note/date", NULL);
	check_outcome(&t, "\"held back\"");
	end(&t);
}
END_TEST

START_TEST(a_record_of_which_nothing_goes_out_is_logged_by_its_reason)
{
	struct trial t = {.formats = 0};
	struct package_plan plan = {.formats = INDEX | 1u << FORMAT_PDF};
	struct error e = {0};

	begin(&t);
	empty(&t);
	check_outcome(&t, "\"withheld\"");
	set(&t, "note/redaction/withheld", "[]");
	set(&t, "note/decision/citation", "\"45 CFR 164.508(a)(2)\"");
	ck_assert_msg(answer(&t, plan, &e) == 0, "%s", e.text);
	ck_assert(
	    says(&t, "out/withholding-log.csv", "\"psychotherapy note\""));
	clear(&t);
	set(&t, "note/decision/citation", NULL);
	ck_assert_msg(answer(&t, plan, &e) == 0, "%s", e.text);
	ck_assert(says(&t, "out/withholding-log.csv", "\"other\""));
	clear(&t);
	set(&t, "note/date", NULL);
	ck_assert_msg(answer(&t, plan, &e) == 0, "%s", e.text);
	ck_assert(says(&t, "out/index.csv", "\"withheld\""));
	clear(&t);
	set(&t, "note/decision/outcome", "\"needs-review\"");
	check_outcome(&t, "\"held back\"");
	end(&t);
}
END_TEST

START_TEST(the_recipient_is_told_of_no_restriction_but_by_a_claim_of_its_own)
{
	struct trial t = {.formats = 0};
	struct package_plan plan = {.formats = INDEX};
	struct error e = {0};

	begin(&t);
	empty(&t);
	set(&t, "request/claims", "[]");
	set(&t, "note/encounter/claim", NULL);
	set(&t, "note/decision/citation", "\"45 CFR 164.522(a)(1)(vi)\"");
	ck_assert_msg(answer(&t, plan, &e) == 0, "%s", e.text);
	ck_assert(!says(&t, "out/index.csv", "N-1"));
	/* Nor is anything that the record says of him. */
	ck_assert(!says(&t, "out/index.csv", "Lindqvist"));
	ck_assert(!says(&t, "out/index.csv", "1987-05-14"));
	ck_assert(says(&t, "out/index.csv", "\"P-1\""));
	clear(&t);
	set(&t, "note/decision/outcome", "\"permit\"");
	check_outcome(&t, "\"N-1\"");
	end(&t);
}
END_TEST

START_TEST(a_zip_has_a_password_or_none_never_an_empty_one)
{
	struct package_plan plan = {.formats = INDEX | 1u << FORMAT_ZIP};
	struct trial t = {.formats = 0};
	struct error e = {0};
	char path[160];

	begin(&t);
	put_file(&t, "password", "\n");
	path_of(&t, "password", path);
	plan.password_file = path;
	ck_assert_int_eq(answer(&t, plan, &e), -1);
	ck_assert_ptr_nonnull(strstr(e.text, "--password-file: empty"));
	unlink(path);
	e.text[0] = '\0';
	ck_assert_int_eq(answer(&t, plan, &e), -1);
	ck_assert_ptr_nonnull(strstr(e.text, "password"));
	end(&t);
}
END_TEST

/* In a child: its files may grow to LIMIT bytes. */
static void
answer_within(struct trial *t, struct package_plan plan, rlim_t limit)
{
	struct rlimit was, now;
	struct error e = {0};

	signal(SIGXFSZ, SIG_IGN);
	ck_assert_int_eq(getrlimit(RLIMIT_FSIZE, &was), 0);
	now = was;
	now.rlim_cur = limit;
	ck_assert_int_eq(setrlimit(RLIMIT_FSIZE, &now), 0);
	ck_assert_int_eq(answer(t, plan, &e), -1);
	ck_assert_int_eq(setrlimit(RLIMIT_FSIZE, &was), 0);
	ck_assert_str_ne(e.text, "");
	ck_assert_ptr_null(strstr(e.text, "slept"));
	ck_assert_int_eq(access(t->output, F_OK), -1);
}

START_TEST(a_disk_that_is_full_leaves_nothing_however_much_is_written)
{
	static const struct {
		unsigned formats;
		rlim_t limit;
	} disks[] = {{1u << FORMAT_NDJSON, 1000}, {1u << FORMAT_FHIR, 700000},
	    {1u << FORMAT_CDEX, 700000}};
	struct trial t = {.formats = 0};
	struct package_plan plan = {.formats = 0};
	char *text = malloc(600001);
	size_t i;

	for (i = 0; i < 600000; i++)
		text[i] = "He slept poorly and said so. "[i % 29];
	text[i] = '\0';
	begin(&t);
	set_text(&t, text);
	for (i = 0; i < sizeof(disks) / sizeof(disks[0]); i++) {
		plan.formats = disks[i].formats;
		answer_within(&t, plan, disks[i].limit);
	}
	/* Letters and digits as they come: a zip of three files of them is
	 * larger than any of the three. */
	srandom(1);
	for (i = 0; i < 100000; i++)
		text[i] = "0123456789abcdef"[random() % 16];
	text[i] = '\0';
	set_text(&t, text);
	plan.formats = 1u << FORMAT_NDJSON | 1u << FORMAT_TEXT |
		       1u << FORMAT_CDEX | 1u << FORMAT_ZIP;
	answer_within(&t, plan, 140000);
	free(text);
	end(&t);
}
END_TEST

START_TEST(a_response_is_split_in_one_of_two_ways)
{
	enum package_split split = SPLIT_NONE;
	struct error e = {0};

	ck_assert_int_eq(package_split("patient", &split, &e), 0);
	ck_assert_int_eq(split, SPLIT_PATIENT);
	ck_assert_int_eq(package_split("claim", &split, &e), 0);
	ck_assert_int_eq(split, SPLIT_CLAIM);
	ck_assert_int_eq(package_split("clinician", &split, &e), -1);
}
END_TEST

START_TEST(a_request_that_nothing_is_found_for_is_answered)
{
	struct package_plan plan = {.formats = INDEX, .split = SPLIT_CLAIM};
	struct trial t = {.formats = 0};
	struct error e = {0};

	begin(&t);
	set(&t, "request/patients", "[\"P-8\"]");
	set(&t, "request/members", "[]");
	set(&t, "request/claims", "[]");
	ck_assert_msg(answer(&t, plan, &e) == 0, "%s", e.text);
	ck_assert(says(&t, "out/claim-001/index.csv", "\"not found\""));
	clear(&t);
	/* Nobody named, and no record in those days. */
	set(&t, "request/patients", "[]");
	set(&t, "request/services",
	    "{\"from\": \"2020-01-01\", \"to\": \"2020-01-31\"}");
	ck_assert_msg(answer(&t, plan, &e) == 0, "%s", e.text);
	ck_assert(says(&t, "out/manifest.json", "\"requested\": 0"));
	clear(&t);
	end(&t);
}
END_TEST

/* The prefix of its pages' numbers, by the practice's name. */
static const struct {
	const char *name, *pages;
} practices[] = {
    {"\"Tamarack Hill Counseling, LLC\"", "\"THC000001\""},
    {"\"well-being and growth in every county\"", "\"WBAG000001\""},
    {"\"\\u00c9cole 3rd\"", "\"P000001\""},
};

START_TEST(pages_are_numbered_by_the_practices_initials)
{
	struct package_plan plan = {.formats = INDEX | 1u << FORMAT_PDF};
	struct trial t = {.formats = 0};
	size_t i;

	begin(&t);
	for (i = 0; i < sizeof(practices) / sizeof(practices[0]); i++) {
		struct error e = {0};

		set(&t, "practice/name", practices[i].name);
		ck_assert_msg(answer(&t, plan, &e) == 0, "%s", e.text);
		ck_assert_msg(says(&t, "out/index.csv", practices[i].pages),
		    "%s", practices[i].name);
		clear(&t);
	}
	end(&t);
}
END_TEST

/* Facts that may be missing, in every form of the response. */
START_TEST(what_a_record_does_not_say_no_form_of_it_says)
{
	static const char *const gone[] = {"note/patient/birth_date",
	    "note/patient/member_id", "note/patient/name", "note/encounter/end",
	    "note/encounter/start", "note/author", "request/requester/id",
	    "request/requester/role", "request/received", "note/state",
	    "practice"};
	struct package_plan plan = {
	    .formats = INDEX | 1u << FORMAT_PDF | 1u << FORMAT_FHIR |
		       1u << FORMAT_TEXT | 1u << FORMAT_CDEX};
	struct trial t = {.formats = 0};
	size_t i;

	begin(&t);
	set(&t, "request/kind", "\"prior-authorization\"");
	set(&t, "request/purpose", "\"treatment\"");
	set(&t, "request/requester/type", "\"government_program\"");
	set(&t, "note/decision/purpose", "\"treatment\"");
	set(&t, "practice/state", NULL);
	set(&t, "note/encounter/modality", "\"AMB\"");
	set(&t, "note/redaction/withheld",
	    "[{\"citation\": \"45 CFR 164.508(a)(2)\"}, "
	    "{\"citation\": \"42 CFR 2.31\"}]");
	set(&t, "note/id",
	    "\"a-record-of-which-the-name-is-longer-than-an-id-of-FHIR-may-be-"
	    "by-far\"");
	for (i = 0; i < sizeof(gone) / sizeof(gone[0]); i++) {
		struct error e = {0};

		set(&t, gone[i], NULL);
		ck_assert_msg(
		    answer(&t, plan, &e) == 0, "%s: %s", gone[i], e.text);
		ck_assert(says(&t, "out/cdex-001.json", "\"prior-auth\""));
		ck_assert(!says(&t, "out/bundle.json", "purposeOfEvent"));
		ck_assert(!says(&t, "out/bundle.json", "\"id\":\"a-record-of"));
		ck_assert_int_eq(says(&t, "out/records.txt", "Born: "), 0);
		ck_assert_int_eq(says(&t, "out/index.csv", "Lindqvist"), i < 2);
		clear(&t);
	}
	end(&t);
}
END_TEST

/* A name of which some character is in no font; each form but the pages. */
START_TEST(a_name_that_no_font_has_goes_out_by_any_other_form)
{
	struct package_plan plan = {.formats = INDEX | 1u << FORMAT_TEXT};
	struct trial t = {.formats = 0};
	struct error e = {0};

	begin(&t);
	set(&t, "note/encounter/claim", "\"CLM-1 \xf0\xbf\xbf\xbd\"");
	set(&t, "request/claims", "[]");
	ck_assert_msg(answer(&t, plan, &e) == 0, "%s", e.text);
	clear(&t);
	plan.formats = 1u << FORMAT_PDF;
	ck_assert_int_eq(answer(&t, plan, &e), -1);
	ck_assert_ptr_nonnull(strstr(e.text, "no installed font"));
	ck_assert_ptr_null(strstr(e.text, "CLM"));
	end(&t);
}
END_TEST

/* Claims of one patient, and notes of his without one, by turns. */
START_TEST(a_submission_has_the_notes_of_its_claim_wherever_they_stand)
{
	static const char *const claims[] = {
	    "CLM-2", "CLM-1", NULL, "CLM-2", NULL};
	struct package_plan plan = {.formats = 1u << FORMAT_CDEX};
	struct trial t = {.formats = 0};
	struct error e = {0};
	char id[16], date[16];
	json_t *note, *file;
	size_t i;

	begin(&t);
	set(&t, "request/claims", "[]");
	for (i = 0; i < 5; i++) {
		snprintf(id, sizeof(id), "N-%zu", i + 2);
		snprintf(date, sizeof(date), "2026-04-%02zu", i + 3);
		note = add_note(&t, id);
		json_object_set_new(note, "date", json_string(date));
		if (claims[i] == NULL)
			json_object_del(
			    json_object_get(note, "encounter"), "claim");
		else
			json_object_set_new(json_object_get(note, "encounter"),
			    "claim", json_string(claims[i]));
	}
	/* One that stays, between them. */
	note = add_note(&t, "N-9");
	json_object_set_new(note, "date", json_string("2026-04-05"));
	json_object_set_new(note, "sections",
	    json_loads("[{\"text\": \"[withheld]\"}]", 0, NULL));
	json_object_set_new(
	    json_object_get(note, "classification"), "passages", json_array());
	json_object_set_new(
	    json_object_get(note, "decision"), "outcome", json_string("deny"));
	seal(note);
	ck_assert_msg(answer(&t, plan, &e) == 0, "%s", e.text);
	for (i = 1; i <= 3; i++) {
		char path[160], name[32];
		json_t *part;
		size_t k, documents = 0;

		snprintf(name, sizeof(name), "out/cdex-%03zu.json", i);
		path_of(&t, name, path);
		file = json_load_file(path, 0, NULL);
		ck_assert_msg(file != NULL, "%s", name);
		json_array_foreach (json_object_get(file, "parameter"), k, part)
			documents +=
			    strcmp(text_at(part, "name"), "Attachment") == 0;
		ck_assert_uint_eq(documents, 2);
		json_decref(file);
	}
	ck_assert(!says(&t, "out/manifest.json", "cdex-004"));
	clear(&t);
	end(&t);
}
END_TEST

SUITE("package answers", what_a_record_does_not_say_no_form_of_it_says,
    a_name_that_no_font_has_goes_out_by_any_other_form,
    a_submission_has_the_notes_of_its_claim_wherever_they_stand,
    one_response_is_made_by_one_set_of_rules,
    a_trail_of_more_tools_than_there_are_is_refused,
    only_a_release_of_its_section_lets_a_passage_out_that_nothing_permits,
    text_that_is_no_mark_of_redaction_is_refused,
    a_record_without_a_date_of_service_waits_for_one,
    a_record_of_which_nothing_goes_out_is_logged_by_its_reason,
    the_recipient_is_told_of_no_restriction_but_by_a_claim_of_its_own,
    a_zip_has_a_password_or_none_never_an_empty_one,
    a_disk_that_is_full_leaves_nothing_however_much_is_written,
    a_response_is_split_in_one_of_two_ways,
    a_request_that_nothing_is_found_for_is_answered,
    pages_are_numbered_by_the_practices_initials)
