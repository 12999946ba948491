#include <string.h>

#include "folder.h"
#include "package/files.h"

#include "package/index.h"
#include "suite.h"

static struct index_row *
add(struct index *x, const char *id, const char *patient, int day,
    const char *claim, enum disposition d)
{
	struct index_row *row = index_add(x);

	row->id = id;
	if (patient != NULL)
		row->patient = index_patient(x, span_of(patient));
	row->date = day;
	row->claim = claim;
	row->disposition = d;
	return row;
}

static const struct index_row *
find(const struct index *x, const char *id)
{
	size_t i;

	for (i = 0; i < x->count; i++)
		if (x->rows[i].id != NULL && strcmp(x->rows[i].id, id) == 0)
			return &x->rows[i];
	return NULL;
}

static const struct request any = {.services = {DATE_NONE, DATE_NONE}};

START_TEST(rows_stand_by_patient_as_first_seen_then_by_day_then_by_id)
{
	struct index x = {0};

	add(&x, "b", "P-2", 5, NULL, DISPOSITION_RELEASED);
	add(&x, "d", "P-1", 2, NULL, DISPOSITION_RELEASED);
	add(&x, "c", "P-2", 1, NULL, DISPOSITION_WITHHELD);
	add(&x, "a", "P-2", 5, NULL, DISPOSITION_PART);
	ck_assert_int_eq(index_close(&x, &any, NULL), 0);
	ck_assert_str_eq(x.rows[0].id, "c");
	ck_assert_str_eq(x.rows[1].id, "a");
	ck_assert_str_eq(x.rows[2].id, "b");
	ck_assert_str_eq(x.rows[3].id, "d");
	ck_assert_uint_eq(x.counts.requested, 4);
	ck_assert_uint_eq(x.counts.of[DISPOSITION_RELEASED], 2);
	index_free(&x);
}
END_TEST

START_TEST(an_id_that_stands_twice_is_an_error)
{
	struct index x = {0};
	struct error e = {0};

	add(&x, "a", "P-1", 1, NULL, DISPOSITION_RELEASED);
	add(&x, "a", NULL, DATE_NONE, NULL, DISPOSITION_HELD_BACK);
	ck_assert_int_eq(index_close(&x, &any, &e), -1);
	ck_assert_ptr_nonnull(strstr(e.text, "twice"));
	index_free(&x);
}
END_TEST

START_TEST(two_lines_that_nobody_can_read_are_two_rows)
{
	struct index x = {0};

	add(&x, NULL, NULL, DATE_NONE, NULL, DISPOSITION_HELD_BACK);
	add(&x, NULL, NULL, DATE_NONE, NULL, DISPOSITION_HELD_BACK);
	ck_assert_int_eq(index_close(&x, &any, NULL), 0);
	ck_assert_uint_eq(x.counts.of[DISPOSITION_HELD_BACK], 2);
	index_free(&x);
}
END_TEST

START_TEST(where_claims_are_asked_for_a_note_without_one_follows_its_day)
{
	struct index x = {0};
	const struct span claims[] = {{"C-1", 3}, {"C-2", 3}};
	struct request r = any;

	r.claims = (struct texts){claims, 2};
	add(&x, "visit", "P-1", 1, "C-1", DISPOSITION_RELEASED);
	add(&x, "process", "P-1", 1, NULL, DISPOSITION_WITHHELD);
	add(&x, "call", "P-1", 2, NULL, DISPOSITION_RELEASED);
	add(&x, "other", "P-2", 1, NULL, DISPOSITION_RELEASED);
	ck_assert_int_eq(index_close(&x, &r, NULL), 0);
	ck_assert_ptr_nonnull(find(&x, "visit"));
	ck_assert_ptr_nonnull(find(&x, "process"));
	ck_assert_ptr_null(find(&x, "call"));
	ck_assert_ptr_null(find(&x, "other"));
	ck_assert_uint_eq(x.counts.not_asked, 2);
	ck_assert_uint_eq(x.counts.of[DISPOSITION_NOT_FOUND], 1);
	ck_assert_uint_eq(x.counts.requested, 3);
	index_free(&x);
}
END_TEST

START_TEST(what_a_patient_paid_for_alone_is_named_only_by_its_claim)
{
	struct index x = {0};

	add(&x, "a", "P-1", 1, NULL, DISPOSITION_WITHHELD)->unnamed = true;
	add(&x, "b", "P-1", 1, "C-1", DISPOSITION_WITHHELD)->unnamed = true;
	ck_assert_int_eq(index_close(&x, &any, NULL), 0);
	ck_assert_ptr_null(find(&x, "a"));
	ck_assert_ptr_nonnull(find(&x, "b"));
	ck_assert_uint_eq(x.counts.unnamed, 1);
	index_free(&x);
}
END_TEST

START_TEST(a_patient_or_member_without_a_note_is_said_not_to_be_found)
{
	struct index x = {0};
	const struct span patients[] = {{"P-1", 3}, {"P-9", 3}};
	struct request r = any;

	r.patients = (struct texts){patients, 2};
	add(&x, "a", "P-1", 1, NULL, DISPOSITION_RELEASED);
	ck_assert_int_eq(index_close(&x, &r, NULL), 0);
	ck_assert_uint_eq(x.count, 2);
	ck_assert_str_eq(x.rows[1].patient->id, "P-9");
	ck_assert_int_eq(x.rows[1].disposition, DISPOSITION_NOT_FOUND);
	index_free(&x);
}
END_TEST

START_TEST(every_reason_but_psychotherapy_notes_is_in_one_category)
{
	static const char *const other[] = {"42 CFR 2.31", "42 CFR 2.13(a)",
	    "45 CFR 164.502(b)", "45 CFR 164.522(a)(1)(vi)", ""};
	size_t i;

	for (i = 0; i < sizeof(other) / sizeof(other[0]); i++)
		ck_assert_int_eq(
		    category_of(span_of(other[i])), CATEGORY_OTHER);
	ck_assert_int_eq(category_of((struct span){0}), CATEGORY_OTHER);
	ck_assert_int_eq(category_of(span_of("45 CFR 164.508(a)(2)")),
	    CATEGORY_PSYCHOTHERAPY);
	ck_assert_str_eq(category_name(CATEGORY_OTHER), "other");
	ck_assert_str_eq(
	    category_citation(CATEGORY_OTHER), "45 CFR 164.502(b)");
}
END_TEST

/* Of a folder, its files, and those of the folders in it. */
START_TEST(only_files_are_listed_and_no_deeper_than_one_folder)
{
	struct files files = {0};
	struct error e = {0};

	folder_enter();
	ck_assert_int_eq(system("mkdir -p out/in/deep; cd out; touch b .a in/c "
				"in/deep/d; ln -s b e; mkfifo f"),
	    0);
	ck_assert_int_eq(files_list("out", &files, &e), 0);
	ck_assert_uint_eq(files.count, 2);
	ck_assert_str_eq(files.names[0], "b");
	ck_assert_str_eq(files.names[1], "in/c");
	files_free(&files);
	folder_leave();
}
END_TEST

SUITE("index", only_files_are_listed_and_no_deeper_than_one_folder,
    rows_stand_by_patient_as_first_seen_then_by_day_then_by_id,
    an_id_that_stands_twice_is_an_error,
    two_lines_that_nobody_can_read_are_two_rows,
    where_claims_are_asked_for_a_note_without_one_follows_its_day,
    what_a_patient_paid_for_alone_is_named_only_by_its_claim,
    a_patient_or_member_without_a_note_is_said_not_to_be_found,
    every_reason_but_psychotherapy_notes_is_in_one_category)
