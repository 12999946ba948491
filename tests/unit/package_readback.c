/* What was withheld is looked for in all that was written, whatever the file's
 * form, and what cannot be looked through does not go out. */
#include "suite.h"

#include <signal.h>
#include <sys/resource.h>
#include <sys/stat.h>

#include "response.h"

#define SECRET "the house of seven green doors burned down twice"
#define WITHHELD(text, len)                                                    \
	"{\"record\":\"withheld/1\",\"note\":\"N-9\",\"section\":0,"           \
	"\"start\":0,\"end\":" len ",\"text\":\"" text                         \
	"\",\"passages\":[{\"start\":0,\"end\":" len ",\"label\":"             \
	"\"conversation\"}]}\n"

static int
answer_withheld(struct trial *t, struct package_plan plan, struct error *e)
{
	char path[160];
	int made;

	put_file(t, "withheld", WITHHELD(SECRET, "48"));
	path_of(t, "withheld", path);
	plan.withheld = path;
	e->text[0] = '\0';
	made = answer(t, plan, e);
	unlink(path);
	return made;
}

/* The author's name, with the passage in it. */
static const char *const names[] = {SECRET,
    "The house of \\\"seven\\\" green "
    "doors (burned\\ndown) twice",
    "the\\u0001house of seven green doors "
    "burned\\tdown\\/twice"};

START_TEST(a_passage_is_found_in_any_file_however_it_is_spelled_there)
{
	static const struct {
		unsigned format;
		const char *file;
	} files[] = {{1u << FORMAT_NDJSON, "records.ndjson"},
	    {1u << FORMAT_FHIR, "bundle.json"},
	    {1u << FORMAT_CDEX, "cdex-001.json"},
	    {1u << FORMAT_TEXT, "records.txt"}, {1u << FORMAT_CSV, "index.csv"},
	    {1u << FORMAT_ZIP | 1u << FORMAT_CSV, "index.csv"}};
	struct trial t = {.formats = 0};
	char json[120];
	size_t i, k;

	begin(&t);
	for (i = 0; i < sizeof(files) / sizeof(files[0]); i++) {
		struct package_plan plan = {.formats = files[i].format};
		struct error e = {0};

		set(&t, "note/author/name", "\"Marisol Reyes\"");
		ck_assert_msg(answer_withheld(&t, plan, &e) == 0, "%s", e.text);
		clear(&t);
		for (k = 0; k < sizeof(names) / sizeof(names[0]); k++) {
			snprintf(json, sizeof(json), "\"%s\"", names[k]);
			set(&t, "note/author/name", json);
			ck_assert_int_eq(answer_withheld(&t, plan, &e), -1);
			ck_assert_msg(
			    strstr(e.text, "withheld text stands in it") !=
				    NULL &&
				strstr(e.text, files[i].file) != NULL,
			    "%s: %s", names[k], e.text);
		}
	}
	end(&t);
}
END_TEST

/* LEN characters, those of PIECE again and again. */
static char *
much(const char *piece, size_t len)
{
	char *text = malloc(len + 1);
	size_t i;

	ck_assert_ptr_nonnull(text);
	for (i = 0; i < len; i++)
		text[i] = piece[i % strlen(piece)];
	text[len] = '\0';
	return text;
}

START_TEST(a_text_without_a_space_or_a_letter_is_read_to_its_end)
{
	static const struct {
		const char *title, *piece;
		size_t len;
	} texts[] = {{"\"Data\"", "\"", 300001}, {"\"Datum\"", "\"", 300001},
	    {"\"Data\"", "\001", 150001}, {"\"Data\"", "...", 64},
	    {"\"Data\"", "\\", 64}};
	struct package_plan plan = {
	    .formats = 1u << FORMAT_NDJSON | 1u << FORMAT_FHIR};
	struct trial t = {.formats = 0};
	struct error e = {0};
	size_t i;

	begin(&t);
	/* As long as base64 may be, and none. */
	set(&t, "note/title",
	    "\"Progress note of a session that was held by video on the day "
	    "off\"");
	for (i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
		char *text = much(texts[i].piece, texts[i].len);

		set(&t, "note/sections/0/title", texts[i].title);
		set_text(&t, text);
		ck_assert_msg(answer_withheld(&t, plan, &e) == 0, "%s: %s",
		    texts[i].piece, e.text);
		clear(&t);
		free(text);
	}
	end(&t);
}
END_TEST

START_TEST(a_record_spelled_by_escapes_is_read_like_another)
{
	struct package_plan plan = {.formats = 1u << FORMAT_NDJSON};
	struct trial t = {.ascii = true};
	struct error e = {0};

	begin(&t);
	set(&t, "note/author/name", "\"Zo\u00eb Wa\u0142\u0119sa\"");
	ck_assert_msg(answer_withheld(&t, plan, &e) == 0, "%s", e.text);
	ck_assert(says(&t, "out/records.ndjson", "Zo\\u00EB"));
	clear(&t);
	end(&t);
}
END_TEST

START_TEST(a_record_without_a_letter_has_no_passage)
{
	struct package_plan plan = {.formats = 1u << FORMAT_TEXT};
	struct trial t = {.formats = 0};
	struct error e = {0};

	begin(&t);
	set(&t, "note/sections", "[{\"text\": \"...\"}]");
	set(&t, "note/classification/passages",
	    "[{\"section\": 0, \"start\": 0, \"end\": 3, \"label\": "
	    "\"administrative\", \"scope\": \"administrative\", \"score\": "
	    "0.8, \"cues\": [], \"sensitivity\": []}]");
	seal(part_of(&t, "note"));
	ck_assert_msg(answer_withheld(&t, plan, &e) == 0, "%s", e.text);
	clear(&t);
	/* Nor has one that is in no file: nothing goes out at all. */
	set(&t, "note/sections", "[]");
	set(&t, "note/classification/passages", "[]");
	seal(part_of(&t, "note"));
	ck_assert_msg(answer_withheld(&t, plan, &e) == 0, "%s", e.text);
	clear(&t);
	end(&t);
}
END_TEST

/* Programs that stand in for those that are installed; NULL: none does. */
static const struct {
	const char *qpdf, *pdftotext, *why;
} programs[] = {
    {"/bin/cat", "echo nothing", NULL},
    {"/bin/cat; exit 3", "echo nothing", NULL}, /* with a warning */
    {"/bin/cat; exit 2", "echo nothing", "--cover: qpdf cannot put it"},
    {"kill -9 $$", "echo nothing", "--cover: qpdf cannot put it"},
    {NULL, "echo nothing", "qpdf is not installed"},
    {"/bin/cat", NULL, "pdftotext is not installed"},
    {"/bin/cat", "/bin/rm \"$0\"", "pdftotext is not installed"},
    {"/bin/cat", "exit 1", "pdftotext failed"},
    {"/bin/cat", "exit 3", "pdftotext failed"},
    {"/bin/cat", "kill -9 $$", "pdftotext failed"},
    {"/bin/cat", "echo '" SECRET "'", "withheld text stands in it"},
    {"/bin/cat",
	"yes() { while echo 'He slept poorly.'; do :; done; }\n"
	"yes | /usr/bin/head -c 300000",
	NULL},
    {"/bin/cat", "/usr/bin/head -c 300000 /dev/zero; echo ' " SECRET "'",
	"withheld text stands in it"},
};

static void
put_program(const struct trial *t, const char *name, const char *script)
{
	struct buf text = {0};
	char path[160], file[96];

	snprintf(file, sizeof(file), "bin/%s", name);
	path_of(t, file, path);
	if (script == NULL) {
		unlink(path);
		return;
	}
	buf_addf(&text, "#!/bin/sh\n%s\n", script);
	put_file(t, file, buf_string(&text));
	ck_assert_int_eq(chmod(path, 0700), 0);
	buf_free(&text);
}

/* A folder of programs that is all of PATH. */
static void
programs_begin(struct trial *t)
{
	char path[160];

	begin(t);
	path_of(t, "bin", path);
	ck_assert_int_eq(mkdir(path, 0700), 0);
	ck_assert_int_eq(setenv("PATH", path, 1), 0);
}

static void
programs_end(struct trial *t)
{
	char path[160];

	put_program(t, "qpdf", NULL);
	put_program(t, "pdftotext", NULL);
	path_of(t, "bin", path);
	ck_assert_int_eq(rmdir(path), 0);
	ck_assert_int_eq(setenv("PATH", "/usr/bin:/bin", 1), 0);
	end(t);
}

START_TEST(pages_go_out_where_the_programs_read_them_and_find_nothing)
{
	struct package_plan plan = {
	    .formats = 1u << FORMAT_PDF, .cover = "cover.pdf"};
	struct trial t = {.formats = 0};
	struct error e = {0};
	size_t i;

	programs_begin(&t);
	for (i = 0; i < sizeof(programs) / sizeof(programs[0]); i++) {
		int made;

		put_program(&t, "qpdf", programs[i].qpdf);
		put_program(&t, "pdftotext", programs[i].pdftotext);
		made = answer_withheld(&t, plan, &e);
		if (programs[i].why == NULL) {
			ck_assert_msg(made == 0, "%zu: %s", i, e.text);
			clear(&t);
			continue;
		}
		ck_assert_msg(
		    made == -1 && strstr(e.text, programs[i].why) != NULL,
		    "%zu: %s", i, e.text);
		ck_assert_ptr_null(strstr(e.text, "seven"));
	}
	programs_end(&t);
}
END_TEST

START_TEST(a_cover_that_does_not_fit_on_the_disk_leaves_nothing)
{
	struct package_plan plan = {
	    .formats = 1u << FORMAT_PDF, .cover = "cover.pdf"};
	struct rlimit was, now;
	struct trial t = {.formats = 0};
	struct error e = {0};

	programs_begin(&t);
	put_program(&t, "qpdf", "/usr/bin/head -c 900000 /dev/zero");
	signal(SIGXFSZ, SIG_IGN);
	ck_assert_int_eq(getrlimit(RLIMIT_FSIZE, &was), 0);
	now = was;
	now.rlim_cur = 400000;
	ck_assert_int_eq(setrlimit(RLIMIT_FSIZE, &now), 0);
	ck_assert_int_eq(answer(&t, plan, &e), -1);
	ck_assert_int_eq(setrlimit(RLIMIT_FSIZE, &was), 0);
	ck_assert_ptr_nonnull(strstr(e.text, "File too large"));
	ck_assert_int_eq(access(t.output, F_OK), -1);
	programs_end(&t);
}
END_TEST

SUITE("package readback",
    a_passage_is_found_in_any_file_however_it_is_spelled_there,
    a_text_without_a_space_or_a_letter_is_read_to_its_end,
    a_record_spelled_by_escapes_is_read_like_another,
    a_record_without_a_letter_has_no_passage,
    pages_go_out_where_the_programs_read_them_and_find_nothing,
    a_cover_that_does_not_fit_on_the_disk_leaves_nothing)
