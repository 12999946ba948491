/* notes-import over folders and archives: what is no record's is passed over,
 * what cannot be read is named, and what was rejected is kept. */
#include "folder.h"
#include "imported.h"

#include <archive.h>
#include <archive_entry.h>
#include <sys/stat.h>
#include <sys/wait.h>

#include "base/safe_file.h"

static struct buf out, said;

static void
get(const char *path, struct buf *b)
{
	struct error e = {0};

	b->len = 0;
	ck_assert_msg(
	    file_read(path, (size_t)1 << 26, b, &e) == 0, "%s", e.text);
	buf_string(b);
}

/* Where the process has its temporary files; NULL: where others have. */
static const char *temporary;

/* The exit status, as of a process of its own; what it wrote and said are in
 * OUT and SAID.  FILE is read, "-" from the file `in`. */
static int
run(struct options o, const char *file)
{
	char *files[] = {
	    (char *)(uintptr_t)file, (char *)(uintptr_t)file, NULL};
	struct import im = {.zoned = true};
	struct error e = {0};
	int status;
	pid_t child;

	o.tool = "test";
	o.quiet = true;
	o.files = files;
	o.file_count = o.jobs == 2 ? 2 : 1;
	ck_assert_int_eq(digest_init(&e), 0);
	fflush(NULL);
	child = fork();
	if (child == 0) {
		if (freopen("said", "w", stderr) == NULL ||
		    freopen("out", "w", stdout) == NULL)
			_exit(9);
		if (strcmp(file, "-") == 0 && freopen("in", "r", stdin) == NULL)
			_exit(9);
		if (temporary != NULL)
			setenv("TMPDIR", temporary, 1);
		status = import_run(&im, &o);
		fflush(stderr);
		_exit(status);
	}
	ck_assert_int_eq(waitpid(child, &status, 0), child);
	ck_assert(WIFEXITED(status));
	get("out", &out);
	get("said", &said);
	return WEXITSTATUS(status);
}

#define WROTE(text)                                                            \
	ck_assert_msg(                                                         \
	    strstr(out.bytes, text) != NULL, "%s%s", out.bytes, said.bytes)
#define SAID(text)                                                             \
	ck_assert_msg(strstr(said.bytes, text) != NULL, "%s", said.bytes)

#define ENDS(notes, rejected)                                                  \
	WROTE("{\"record\":\"end/1\",\"notes\":" notes                         \
	      ",\"rejected\":" rejected "}\n")

START_TEST(a_systems_own_files_are_passed_over)
{
	static const char *const names[] = {
	    "in/.DS_Store", "in/Thumbs.db", "in/desktop.ini", "in/.hidden"};
	size_t i;

	folder_enter();
	ck_assert_int_eq(mkdir("in", 0700), 0);
	folder_put("in/a.txt", "Patient ID: C-1\n\nSaid so.\n");
	for (i = 0; i < 4; i++)
		folder_put(names[i], "Patient ID: C-2\n\nNo.\n");
	ck_assert_int_eq(run((struct options){0}, "in//"), 0);
	ENDS("1", "0");
	ck_assert_uint_eq(said.len, 0);
	ck_assert_int_eq(run((struct options){.verbose = true}, "in/"), 0);
	for (i = 0; i < 4; i++)
		SAID(names[i]);
	ck_assert_ptr_null(strstr(out.bytes, "No."));
	folder_leave();
}
END_TEST

START_TEST(what_is_no_file_is_named_and_the_rest_read)
{
	char path[400] = "in";
	int i;

	folder_enter();
	ck_assert_int_eq(mkdir("in", 0700), 0);
	folder_put("in/z.txt", "Patient ID: C-1\n\nSaid so.\n");
	ck_assert_int_eq(mkfifo("in/a", 0600), 0);
	ck_assert_int_eq(symlink("z.txt", "in/b"), 0);
	ck_assert_int_eq(run((struct options){0}, "in"), 1);
	ENDS("1", "2");
	SAID("in/a: not a regular file: not read");
	SAID("in/b: not a regular file: not read");
	/* An operand may be a link; where there is none nothing is whole. */
	ck_assert_int_eq(run((struct options){0}, "in/b"), 0);
	ENDS("1", "0");
	ck_assert_int_eq(run((struct options){0}, "in/none"), 2);
	ck_assert_uint_eq(out.len, 0);
	for (i = 0; i < 65; i++) {
		strcat(path, "/c");
		ck_assert_int_eq(mkdir(path, 0700), 0);
	}
	ck_assert_int_eq(run((struct options){0}, "in"), 1);
	ENDS("1", "3");
	SAID("folders nested deeper than 64");
	/* The first of them may be the last. */
	ck_assert_int_eq(run((struct options){.fail = true}, "in"), 1);
	ck_assert_uint_eq(out.len, 0);
	folder_leave();
}
END_TEST

static void
member(struct archive *a, const char *name, mode_t kind, const char *text)
{
	struct archive_entry *entry = archive_entry_new();

	archive_entry_set_pathname(entry, name);
	archive_entry_set_filetype(entry, kind);
	archive_entry_set_perm(entry, 0600);
	if (kind == AE_IFLNK)
		archive_entry_set_symlink(entry, text);
	else
		archive_entry_set_size(entry, (la_int64_t)strlen(text));
	ck_assert_int_eq(archive_write_header(a, entry), ARCHIVE_OK);
	if (kind == AE_IFREG)
		archive_write_data(a, text, strlen(text));
	archive_entry_free(entry);
}

START_TEST(a_member_is_read_where_it_stands_or_named)
{
	static const char note[] = "Patient ID: C-1\n\nSaid so.\n";
	static const char *const outside[] = {"../a", "/a", "b/../../a"};
	static const char *const inside[] = {
	    "a..b/c", "b..", "b/..c/d", "caf\xe9.txt"};
	static const char *const hidden[] = {"..a", "b/..", "b/...", "b/.c"};
	struct archive *a = archive_write_new();
	char text[100];
	size_t i;

	folder_enter();
	archive_write_set_format_ustar(a);
	archive_write_open_filename(a, "a.tar");
	for (i = 0; i < 3; i++)
		member(a, outside[i], AE_IFREG, note);
	for (i = 0; i < 4; i++)
		member(a, hidden[i], AE_IFREG, note);
	for (i = 0; i < 4; i++) {
		snprintf(text, sizeof(text), "%sID: %zu\n", note, i);
		member(a, inside[i], AE_IFREG, text);
	}
	member(a, "link", AE_IFLNK, "b..");
	member(a, "b/", AE_IFDIR, "");
	member(a, "__MACOSX/b", AE_IFREG, note);
	archive_write_free(a);
	ck_assert_int_eq(run((struct options){0}, "a.tar"), 1);
	ENDS("4", "4");
	SAID("a.tar: a member outside the archive: not read");
	SAID("a.tar/link: not a regular file: not read");
	ck_assert_int_eq(run((struct options){.fail = true}, "a.tar"), 1);
	ck_assert_uint_eq(out.len, 0);
	folder_leave();
}
END_TEST

/* A header of ustar, and BODY in blocks behind it. */
static void
add_member(FILE *f, const char *name, char type, const char *body)
{
	char head[512] = "", block[512] = "", number[24];
	unsigned sum = 8 * ' ';
	size_t i;

	snprintf(head, 100, "%s", name);
	snprintf(head + 100, 8, "0000600");
	snprintf(number, sizeof(number), "%011zo", strlen(body));
	memcpy(head + 124, number, 11);
	head[156] = type;
	memcpy(head + 257,
	    "ustar\0"
	    "00",
	    8);
	for (i = 0; i < sizeof(head); i++)
		sum += (unsigned char)head[i];
	snprintf(head + 148, 8, "%06o", sum);
	head[155] = ' ';
	fwrite(head, 1, sizeof(head), f);
	memcpy(block, body, strlen(body));
	fwrite(block, 1, sizeof(block), f);
}

/* A name that the locale does not have is read all the same. */
START_TEST(a_member_of_any_name_is_read)
{
	static const char zeros[1024];
	FILE *f;

	folder_enter();
	f = fopen("a.tar", "wb");
	ck_assert_ptr_nonnull(f);
	add_member(f, "x", 'x', "18 path=caf\xc3\xa9.txt\n");
	add_member(f, "caf.txt", '0', "Patient ID: C-1\n\n");
	fwrite(zeros, 1, sizeof(zeros), f);
	fclose(f);
	ck_assert_int_eq(run((struct options){0}, "a.tar"), 0);
	ENDS("1", "0");
	WROTE("a.tar/caf\xc3\xa9.txt");
	folder_leave();
}
END_TEST

START_TEST(what_was_rejected_is_kept_as_it_came)
{
	struct buf kept = {0};

	folder_enter();
	folder_put("a.ndjson",
	    "{\"record\":\"note/1\",\"id\":7}\n"
	    "{\"resourceType\":\"Bundle\",\"entry\":[{\"resource\":{}}]}\n");
	ck_assert_int_eq(
	    run((struct options){.quarantine = "kept"}, "a.ndjson"), 1);
	get("kept", &kept);
	ck_assert_ptr_nonnull(
	    strstr(kept.bytes, "{\"record\":\"note/1\",\"id\":7}\n"));
	folder_put("b.ndjson",
	    "{\"resourceType\":\"Bundle\",\"entry\":[{\"resource\":{}}]}\n");
	folder_put("c.xml", "<ClinicalDocument/>");
	ck_assert_int_eq(
	    run((struct options){.quarantine = "kept"}, "b.ndjson"), 1);
	ck_assert_int_eq(
	    run((struct options){.quarantine = "kept"}, "c.xml"), 1);
	get("kept", &kept);
	ck_assert_ptr_nonnull(strstr(kept.bytes,
	    "{\"record\":\"rejected/1\",\"source\":{\"file\":\"b.ndjson\","
	    "\"line\":1,\"entry\":1,\"sha256\":\""));
	ck_assert_ptr_nonnull(strstr(kept.bytes,
	    "{\"record\":\"rejected/1\",\"source\":{\"file\":\"c.xml\","
	    "\"sha256\":\""));
	/* Where it cannot be kept nothing goes on. */
	ck_assert_int_eq(
	    run((struct options){.quarantine = "no/kept"}, "c.xml"), 2);
	ck_assert_uint_eq(out.len, 0);
	if (access("/dev/full", W_OK) == 0) {
		ck_assert_int_eq(
		    run((struct options){.quarantine = "/dev/full"}, "c.xml"),
		    2);
		ck_assert_uint_eq(out.len, 0);
	}
	buf_free(&kept);
	folder_leave();
}
END_TEST

/* A line that is too long is named by its digest alone. */
START_TEST(what_is_too_long_to_be_kept_is_named)
{
	struct buf text = {0}, kept = {0};

	folder_enter();
	buf_add_string(&text,
	    "{\"record\":\"note/1\",\"id\":\"n\",\"patient\":{\"id\":\"p\"},"
	    "\"sections\":[]}\n");
	memset(buf_reserve(&text, (size_t)17 << 20), 'a', (size_t)17 << 20);
	text.len += (size_t)17 << 20;
	folder_put("a.ndjson", buf_string(&text));
	ck_assert_int_eq(
	    run((struct options){.quarantine = "kept"}, "a.ndjson"), 1);
	ENDS("1", "1");
	get("kept", &kept);
	ck_assert_uint_lt(kept.len, 400);
	ck_assert_ptr_nonnull(strstr(kept.bytes, "\"line\":2,\"sha256\""));
	buf_free(&text);
	buf_free(&kept);
	folder_leave();
}
END_TEST

/* Where a sandbox must be, nothing is read without one. */
START_TEST(without_its_sandbox_it_reads_nothing)
{
	int status;

	folder_enter();
	folder_put("a.txt", "Patient ID: C-1\n\nSaid so.\n");
	status = run((struct options){.require_sandbox = true}, "a.txt");
	if (status == 0)
		ENDS("1", "0");
	else
		ck_assert(status == 2 && out.len == 0 && said.len > 0);
	folder_leave();
}
END_TEST

START_TEST(stdin_needs_a_place_to_be_read_twice_from)
{
	char longer[5000];

	folder_enter();
	folder_put("in", "Patient ID: C-1\n\nSaid so.\n");
	ck_assert_int_eq(run((struct options){0}, "-"), 0);
	ENDS("1", "0");
	WROTE("\"file\":\"<stdin>\"");
	temporary = "";
	ck_assert_int_eq(run((struct options){0}, "-"), 0);
	ENDS("1", "0");
	temporary = "none/at/all";
	ck_assert_int_eq(run((struct options){0}, "-"), 2);
	ck_assert_uint_eq(out.len, 0);
	SAID("temporary file");
	memset(longer, 'a', sizeof(longer) - 1);
	longer[sizeof(longer) - 1] = '\0';
	temporary = longer;
	ck_assert_int_eq(run((struct options){0}, "-"), 2);
	SAID("TMPDIR: too long");
	/* A file needs none. */
	ck_assert_int_eq(run((struct options){0}, "in"), 0);
	ENDS("1", "0");
	temporary = NULL;
	/* The same file twice is the same note; the first may be the last. */
	ck_assert_int_eq(run((struct options){.jobs = 2}, "in"), 1);
	ENDS("1", "1");
	folder_put("in", "Said so.\n");
	ck_assert_int_eq(
	    run((struct options){.jobs = 2, .fail = true}, "in"), 1);
	ck_assert_ptr_eq(
	    strstr(said.bytes, "missing"), strrchr(said.bytes, 'm'));
	folder_leave();
}
END_TEST

START_TEST(what_holds_no_note_is_counted_where_asked)
{
	folder_enter();
	folder_put("a.ndjson", "{\"resourceType\":\"Patient\",\"id\":\"p\"}\n"
			       "{\"resourceType\":\"Patient\",\"id\":\"q\"}\n");
	ck_assert_int_eq(run((struct options){0}, "a.ndjson"), 0);
	ck_assert_uint_eq(said.len, 0);
	ck_assert_int_eq(run((struct options){.verbose = true}, "a.ndjson"), 0);
	SAID("test: 2 resources that hold no note\n");
	folder_leave();
}
END_TEST

SUITE("import, folder", a_systems_own_files_are_passed_over,
    what_is_no_file_is_named_and_the_rest_read,
    a_member_is_read_where_it_stands_or_named, a_member_of_any_name_is_read,
    what_was_rejected_is_kept_as_it_came, what_is_too_long_to_be_kept_is_named,
    without_its_sandbox_it_reads_nothing,
    stdin_needs_a_place_to_be_read_twice_from,
    what_holds_no_note_is_counted_where_asked)
