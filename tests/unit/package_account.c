/* Who answers for what did not go out, and what the ledger keeps of what did
 * and of who looked. */
#include "suite.h"

#include "ledger/ledger.h"
#include "response.h"

#define INDEX (1u << FORMAT_CSV)

/* What a file of held-back lines makes of the response to the sample. */
static int
hold_back(struct trial *t, const char *lines, size_t rejected, struct error *e)
{
	struct option_list held = {0};
	char path[160];
	const char *name = path;
	struct package_plan plan = {.formats = INDEX, .held_back = &held};
	int made;

	path_of(t, "held", path);
	put_file(t, "held", lines);
	held.values = &name;
	held.count = 1;
	t->rejected = rejected;
	made = answer(t, plan, e);
	unlink(path);
	return made;
}

START_TEST(what_is_held_back_is_named_whatever_can_be_read_of_it)
{
	struct trial t = {.formats = 0};
	struct error e = {0};
	json_t *note;
	char *line;
	struct buf lines = {0};

	begin(&t);
	note = json_deep_copy(part_of(&t, "note"));
	json_object_set_new(note, "id", json_string("N-5"));
	line = dump(note);
	buf_addf(
	    &lines, "%s\r\n\r\n\nN-7\r\n{\"record\":\"note/1\"}\n{\n", line);
	free(line);
	/* One that was not asked for is counted, and not named. */
	json_object_set_new(note, "id", json_string("N-6"));
	json_object_set_new(
	    json_object_get(note, "patient"), "id", json_string("P-2"));
	json_object_set_new(
	    json_object_get(note, "patient"), "member_id", json_string("LKM2"));
	line = dump(note);
	buf_add_string(&lines, line);
	free(line);
	json_decref(note);
	ck_assert_int_eq(hold_back(&t, buf_string(&lines), 4, &e), -1);
	ck_assert_ptr_nonnull(strstr(e.text, "accounts for 5"));
	e.text[0] = '\0';
	ck_assert_msg(hold_back(&t, lines.bytes, 5, &e) == 0, "%s", e.text);
	ck_assert(says(&t, "out/index.csv", "\"N-5\""));
	ck_assert(says(&t, "out/index.csv", "\"N-7\""));
	ck_assert(!says(&t, "out/index.csv", "\"N-6\""));
	ck_assert(says(&t, "out/manifest.json", "\"held_back\": 4"));
	clear(&t);
	buf_free(&lines);
	end(&t);
}
END_TEST

START_TEST(an_account_that_cannot_be_read_is_none)
{
	struct option_list held = {0};
	const char *name = "/nonexistent/held";
	struct package_plan plan = {.formats = INDEX, .held_back = &held};
	struct trial t = {.rejected = 1};
	struct error e = {0};

	begin(&t);
	held.values = &name;
	held.count = 1;
	ck_assert_int_eq(answer(&t, plan, &e), -1);
	ck_assert_ptr_nonnull(strstr(e.text, "held"));
	end(&t);
}
END_TEST

/* The entries that the ledger has, as an array. */
static json_t *
entries_of(const struct trial *t)
{
	char *text = text_of(t, "ledger/log.ndjson"), *rest = text, *line;
	json_t *entries = json_array();

	while ((line = strsep(&rest, "\n")) != NULL)
		if (line[0] != '\0')
			json_array_append_new(
			    entries, json_loads(line, 0, NULL));
	free(text);
	return entries;
}

static void
ledger_make(const struct trial *t, char path[static 160])
{
	struct error e = {0};

	path_of(t, "ledger", path);
	ck_assert_msg(ledger_init(path, "test", NULL, &e) == 0, "%s", e.text);
}

static void
ledger_remove(const struct trial *t)
{
	char command[160];

	snprintf(command, sizeof(command), "rm -rf %s/ledger", t->folder);
	ck_assert_int_eq(system(command), 0);
}

START_TEST(the_ledger_keeps_what_went_out_to_whom_and_by_whose_word)
{
	struct package_plan plan = {.formats = INDEX};
	struct trial t = {.formats = 0};
	json_t *entries, *entry, *what;
	struct error e = {0};
	char path[160];

	begin(&t);
	ledger_make(&t, path);
	plan.ledger = path;
	ck_assert_msg(answer(&t, plan, &e) == 0, "%s", e.text);
	entries = entries_of(&t);
	ck_assert_uint_eq(json_array_size(entries), 2);
	entry = json_array_get(entries, 0);
	what = json_object_get(entry, "what");
	ck_assert_str_eq(text_at(entry, "patient"), "P-1");
	ck_assert_str_eq(text_at(entry, "authorization"), "A-1");
	ck_assert_str_eq(text_at(entry, "by"), "Opal Brandvold");
	ck_assert_str_eq(text_at(what, "description"), "1 record of treatment");
	ck_assert(json_is_true(json_object_get(entry, "accountable")));
	ck_assert(json_is_true(json_object_get(entry, "part2")));
	ck_assert_uint_eq(
	    json_array_size(json_object_get(entry, "overrides")), 1);
	ck_assert_str_eq(
	    text_at(
		json_object_get(json_object_get(entry, "recipient"), "address"),
		"city"),
	    "Columbus");
	json_decref(entries);
	clear(&t);
	ledger_remove(&t);

	/* Without what the records do not say. */
	ledger_make(&t, path);
	set(&t, "note/decision/scopes/progress/accounting", "\"exempt\"");
	set(&t, "note/decision/scopes/progress/authorization", NULL);
	set(&t, "note/decision/scopes/substance-use",
	    "{\"outcome\": \"permit\", \"accounting\": \"exempt\"}");
	set(&t, "note/decision/part2", NULL);
	set(&t, "note/decision/scopes/process-in-chart",
	    "{\"outcome\": \"permit\", \"accounting\": \"exempt\"}");
	set(&t, "note/redaction/overrides", "[]");
	set(&t, "request/requester/address", NULL);
	json_object_del(t.sample, "practice");
	ck_assert_msg(answer(&t, plan, &e) == 0, "%s", e.text);
	entries = entries_of(&t);
	entry = json_array_get(entries, 0);
	ck_assert_ptr_null(json_object_get(entry, "authorization"));
	ck_assert_ptr_null(json_object_get(entry, "by"));
	ck_assert(json_is_false(json_object_get(entry, "accountable")));
	ck_assert_ptr_null(json_object_get(entry, "part2"));
	ck_assert_ptr_null(
	    json_object_get(json_object_get(entry, "recipient"), "address"));
	json_decref(entries);
	clear(&t);
	ledger_remove(&t);
	end(&t);
}
END_TEST

START_TEST(who_looked_is_written_down_where_nothing_goes_out)
{
	struct option_list held = {0};
	struct package_plan plan = {.formats = INDEX, .held_back = &held};
	char path[160], file[160];
	const char *name = file;
	struct trial t = {.rejected = 1};
	struct error e = {0};
	json_t *entries, *entry;

	begin(&t);
	ledger_make(&t, path);
	path_of(&t, "held", file);
	put_file(&t, "held", "N-7\n");
	held.values = &name;
	held.count = 1;
	plan.ledger = path;
	empty(&t);
	ck_assert_msg(answer(&t, plan, &e) == 0, "%s", e.text);
	entries = entries_of(&t);
	ck_assert_uint_eq(json_array_size(entries), 1);
	entry = json_array_get(entries, 0);
	ck_assert_str_eq(text_at(entry, "record"), "access/1");
	/* Of a held-back line that is an id alone, no patient is known. */
	ck_assert_uint_eq(
	    json_array_size(json_object_get(entry, "patients")), 1);
	ck_assert_uint_eq(json_array_size(json_object_get(entry, "ids")), 2);
	json_decref(entries);
	clear(&t);
	ledger_remove(&t);
	unlink(file);
	end(&t);
}
END_TEST

START_TEST(without_the_time_nobody_can_have_looked_and_nothing_goes_out)
{
	struct package_plan plan = {.formats = INDEX};
	struct trial t = {.formats = 0};
	struct error e = {0};
	char path[160];

	begin(&t);
	ledger_make(&t, path);
	plan.ledger = path;
	ck_assert_int_eq(setenv("SOURCE_DATE_EPOCH", "canary", 1), 0);
	ck_assert_int_eq(answer(&t, plan, &e), -1);
	ck_assert_ptr_nonnull(strstr(e.text, "SOURCE_DATE_EPOCH"));
	ck_assert_ptr_null(strstr(e.text, "canary"));
	ck_assert(!says(&t, "ledger/log.ndjson", "disclosure/1"));
	ck_assert_int_eq(unsetenv("SOURCE_DATE_EPOCH"), 0);
	ledger_remove(&t);
	end(&t);
}
END_TEST

START_TEST(without_its_ledger_or_its_key_nothing_goes_out)
{
	struct package_plan plan = {.formats = INDEX};
	struct trial t = {.formats = 0};
	struct error e = {0};
	char path[160];

	begin(&t);
	plan.ledger = "/nonexistent/ledger";
	ck_assert_int_eq(answer(&t, plan, &e), -1);
	plan.ledger = NULL;
	plan.key = "/nonexistent/key";
	e.text[0] = '\0';
	ck_assert_int_eq(answer(&t, plan, &e), -1);
	ck_assert_ptr_nonnull(strstr(e.text, "key"));
	put_file(&t, "key", "canary, which is no key\n");
	path_of(&t, "key", path);
	plan.key = path;
	e.text[0] = '\0';
	ck_assert_int_eq(answer(&t, plan, &e), -1);
	ck_assert_ptr_nonnull(strstr(e.text, "--key"));
	ck_assert_ptr_null(strstr(e.text, "canary"));
	unlink(path);
	end(&t);
}
END_TEST

SUITE("package account", what_is_held_back_is_named_whatever_can_be_read_of_it,
    an_account_that_cannot_be_read_is_none,
    the_ledger_keeps_what_went_out_to_whom_and_by_whose_word,
    who_looked_is_written_down_where_nothing_goes_out,
    without_the_time_nobody_can_have_looked_and_nothing_goes_out,
    without_its_ledger_or_its_key_nothing_goes_out)
