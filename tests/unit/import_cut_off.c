/* Every format, read from an input that the system stops giving at each place
 * in turn: what is imported of it is never said to be all. */
#include "suite.h"

#include <stdio.h>
#include <string.h>

#include "base/digest.h"
#include "base/safe_file.h"
#include "import/import.h"
#include "import/map.h"
#include "import/origin.h"

#define SAMPLES SOURCE_DIR "/tests/unit/samples/"
#define CANARY "Said"

static const struct options quiet = {.tool = "test", .quiet = true};

/* An input that is given in pieces. */
struct source {
	struct span left;
	size_t piece; /* bytes */
	int until;    /* how many pieces come; -1: all */
};

static ssize_t
read_source(struct origin *in, void *to, size_t len, struct error *e)
{
	struct source *s = in->from;
	size_t n = s->piece < len ? s->piece : len;

	if (s->until == 0)
		return error_set(e, "reading");
	if (s->until > 0)
		s->until--;
	n = n < s->left.len ? n : s->left.len;
	memcpy(to, s->left.bytes, n);
	s->left.bytes += n;
	s->left.len -= n;
	return (ssize_t)n;
}

struct trial {
	void (*read)(struct import *im, struct origin *in);
	const char *name;
	const struct map *map;
	struct span text;
	size_t whole_most; /* 0: as it is */
};

/* Reads as much of T as UNTIL pieces are. */
static void
run(const struct trial *t, struct import *im, size_t piece, int until)
{
	struct error e = {0};
	int pass;

	ck_assert_int_eq(import_open(im, &quiet, &e), 0);
	im->sink.hold = true;
	im->map = t->map;
	if (t->whole_most > 0)
		im->whole_most = t->whole_most;
	for (pass = 0; pass < 2; pass++) {
		struct source s = {t->text, piece, until};
		struct origin in;

		im->indexing = pass == 0;
		im->input_number = im->document_number = 0;
		im->at = (struct place){.file = t->name};
		origin_open(&in, t->name);
		in.read = read_source;
		in.from = &s;
		t->read(im, &in);
		origin_close(&in);
	}
}

static void
try(const struct trial *t)
{
	static const size_t parts[] = {1, 2, 7, 19};
	struct error e = {0};
	size_t i, piece, notes;
	int until;

	ck_assert_int_eq(digest_init(&e), 0);
	ck_assert_ptr_nonnull(freopen("/dev/null", "w", stderr));
	for (i = 0; i < sizeof(parts) / sizeof(parts[0]); i++) {
		struct import im = {.zoned = true};

		piece = t->text.len / parts[i] + 1;
		run(t, &im, piece, -1);
		ck_assert(!im.sink.stopped);
		notes = im.sink.notes;
		ck_assert_uint_gt(notes, 0);
		import_close(&im);
		for (until = 0; until <= (int)parts[i] + 1; until++) {
			im = (struct import){.zoned = true};
			run(t, &im, piece, until);
			ck_assert_uint_le(im.sink.notes, notes);
			/* What ends is known to end where it is read again. */
			ck_assert_msg(
			    im.sink.rejected > 0 ||
				((size_t)until * piece >= t->text.len &&
				    im.sink.notes == notes),
			    "%s, %d of %zu bytes: whole", t->name, until,
			    piece);
			import_close(&im);
		}
	}
}

static struct span
sample(const char *name)
{
	struct buf b = {0};
	struct error e = {0};
	char path[512];

	snprintf(path, sizeof(path), "%s%s", SAMPLES, name);
	ck_assert_msg(
	    file_read(path, (size_t)1 << 24, &b, &e) == 0, "%s", e.text);
	return (struct span){buf_string(&b), b.len};
}

/* TEXT on one line. */
static struct span
one_line(struct span text)
{
	char *p = (char *)(uintptr_t)text.bytes;
	size_t i;

	for (i = 0; i < text.len; i++)
		if (p[i] == '\n')
			p[i] = ' ';
	return text;
}

static void
give_back(struct span s)
{
	free((char *)(uintptr_t)s.bytes);
}

START_TEST(FHIR_that_breaks_off_is_not_whole)
{
	struct trial t = {fhir_read, "a.json", .text = sample("fhir.json")};

	try(&t);
	t.whole_most = 64; /* entry by entry */
	try(&t);
	t.text = one_line(t.text);
	try(&t);
	t.whole_most = 0;
	try(&t);
	give_back(t.text);
}
END_TEST

START_TEST(FHIR_in_XML_that_breaks_off_is_not_whole)
{
	static const char text[] =
	    "<?xml version=\"1.0\"?><!-- made by hand --><Bundle "
	    "xmlns='http://hl7.org/fhir'><type value='batch'/><entry>"
	    "<resource><Patient><id value='p'/></Patient></resource></entry>"
	    "<entry><resource><Communication><id value='c'/><subject>"
	    "<reference value='Patient/p'/></subject><payload><contentString "
	    "value='Said so.'/></payload></Communication></resource></entry>"
	    "</Bundle>";
	struct trial t = {fhir_read, "a.xml", .text = span_of(text)};

	try(&t);
	t.whole_most = 64;
	try(&t);
}
END_TEST

#define LONG 200000 /* bytes: more than are looked at at once */

/* TEXT with LONG letters in place of its '@', or blanks in that of its '#'. */
static struct span
padded(const char *text)
{
	const char *at = strpbrk(text, "@#");
	struct buf b = {0};

	buf_add(&b, text, (size_t)(at - text));
	memset(buf_reserve(&b, LONG), *at == '@' ? 'a' : ' ', LONG);
	b.len += LONG;
	buf_add_string(&b, at + 1);
	return (struct span){buf_string(&b), b.len};
}

#define NOTE                                                                   \
	"{\"resourceType\":\"Communication\",\"id\":\"c\",\"subject\":{"       \
	"\"reference\":\"Patient/p\"},\"payload\":[{\"contentString\":"        \
	"\"Said so.\"}]}"

/* Behind its beginning, which says what it is. */
START_TEST(what_is_long_and_breaks_off_is_not_whole)
{
	static const struct {
		void (*read)(struct import *im, struct origin *in);
		const char *text;
		size_t whole_most;
	} rows[] = {{fhir_read,
			"{\n\"resourceType\":\"Bundle\",\"x\":\"@\",\"entry\":["
			"{\"resource\":" NOTE "}]}\n",
			0},
	    {fhir_read,
		"{\n\"resourceType\":\"Bundle\",\"x\":\"@\",\"entry\":[{"
		"\"resource\":" NOTE "}]}\n",
		64},
	    {fhir_read,
		"{\"resourceType\":\"Bundle\",\"entry\":[{\"resource\":" NOTE
		"}],\"x\":\"@\"}\n" NOTE "\n",
		64},
	    {fhir_read, NOTE "\n{\"resourceType\":\"Basic\",\"x\":\"@\"}\n", 0},
	    {fhir_read,
		"{\n\"resourceType\":\"Bundle\",\"entry\":[{\"resource\":" NOTE
		"}]}\n#",
		64},
	    {fhir_read,
		"<Bundle xmlns='http://hl7.org/fhir'><!--@--><entry>"
		"<resource><Communication><subject><reference value="
		"'Patient/p'/></subject><payload><contentString value='Said "
		"so.'/></payload></Communication></resource></entry></Bundle>",
		0},
	    {fhir_read,
		"<Bundle xmlns='http://hl7.org/fhir'><entry><resource>"
		"<Communication><subject><reference value='Patient/p'/>"
		"</subject><payload><contentString value='Said so.'/>"
		"</payload></Communication></resource></entry><!--@-->"
		"</Bundle>",
		64},
	    {fhir_read,
		"<Communication xmlns='http://hl7.org/fhir'><!--@--><subject>"
		"<reference value='Patient/p'/></subject><payload>"
		"<contentString value='Said so.'/></payload></Communication>",
		64},
	    {notes_read,
		"{\"record\":\"note/"
		"1\",\"id\":\"1\",\"patient\":{\"id\":\"p\"},"
		"\"sections\":[{\"text\":\"Said so.\"}],\"x\":\"@\"}\n",
		0},
	    {text_read, "Patient ID: C-1\n\n@\n", 0}};
	size_t i;

	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct trial t = {rows[i].read, "a", NULL, padded(rows[i].text),
		    rows[i].whole_most};

		try(&t);
		give_back(t.text);
	}
}
END_TEST

/* While a line that is too long is passed over. */
START_TEST(a_line_without_an_end_is_not_whole)
{
	static const char map[] = "{\"record\":\"map/1\",\"format\":\"json\","
				  "\"members\":{\"patient.id\":\"/p\"}}";
	struct trial t = {notes_read, "a", NULL, {0}, 0};
	const size_t len = (size_t)19 << 20;
	char *text = malloc(len);
	struct error e = {0};
	int i;

	ck_assert_ptr_nonnull(freopen("/dev/null", "w", stderr));
	ck_assert_int_eq(digest_init(&e), 0);
	memset(text, 'a', len);
	text[0] = '{';
	t.text = (struct span){text, len};
	for (i = 0; i < 2; i++) {
		struct import im = {.zoned = true};

		run(&t, &im, (size_t)1 << 18, 4 * 18);
		ck_assert_uint_gt(im.sink.rejected, 0);
		import_close(&im);
		if (i > 0)
			break;
		t.read = json_read;
		t.map = map_parse(map, strlen(map), &e);
		ck_assert_ptr_nonnull(t.map);
	}
	map_close(t.map);
	free(text);
}
END_TEST

START_TEST(HL7_that_breaks_off_is_not_whole)
{
	struct trial t = {hl7_read, "a.hl7", .text = sample("mdm.hl7")};

	try(&t);
	give_back(t.text);
	t.text = sample("oru.hl7");
	try(&t);
	give_back(t.text);
}
END_TEST

START_TEST(a_document_that_breaks_off_is_not_whole)
{
	struct trial t = {ccda_read, "a.xml", .text = sample("ccda.xml")};

	try(&t);
	give_back(t.text);
	t = (struct trial){text_read, "a.txt",
	    .text = span_of("Patient ID: C-1\nDate: 2026-03-04\n\nSaid so.\n")};
	try(&t);
}
END_TEST

START_TEST(a_table_that_breaks_off_is_not_whole)
{
	struct trial t = {csv_read, "a.csv", .text = sample("table.csv")};
	struct error e = {0};
	int until;

	t.map = map_open(SAMPLES "table.map.json", &e);
	ck_assert_msg(t.map != NULL, "%s", e.text);
	try(&t);
	map_close(t.map);
	/* Nor is one whose separator and columns nobody names. */
	t.map = NULL;
	for (until = 0; until < 3; until++) {
		struct import im = {.zoned = true};

		run(&t, &im, t.text.len / 2, until);
		ck_assert_uint_gt(im.sink.rejected, 0);
		import_close(&im);
	}
	give_back(t.text);
}
END_TEST

START_TEST(JSON_of_a_mapping_that_breaks_off_is_not_whole)
{
	static const char lines[] = "{\"record\":\"map/1\",\"format\":\"json\","
				    "\"members\":{\"patient.id\":\"/p\"},"
				    "\"sections\":[\"/t\"]}";
	struct trial t = {json_read, "a.json", .text = sample("shape.json")};
	struct error e = {0};

	t.map = map_open(SAMPLES "shape.map.json", &e);
	ck_assert_msg(t.map != NULL, "%s", e.text);
	try(&t);
	give_back(t.text);
	t.text = padded("{\"notes\":[{\"id\":\"1\",\"who\":[{\"id\":\"p\"}],"
			"\"text\":\"@\"}]}");
	try(&t);
	map_close(t.map);
	give_back(t.text);
	t.map = map_parse(lines, strlen(lines), &e);
	ck_assert_msg(t.map != NULL, "%s", e.text);
	t.text = span_of("{\"p\":\"1\",\"t\":\"Said so.\"}\n\n"
			 "{\"p\":\"2\",\"t\":\"Said no.\"}\n");
	try(&t);
	t.text = padded("{\"p\":\"1\",\"t\":\"@\"}\n{\"p\":\"2\"}\n");
	try(&t);
	give_back(t.text);
	map_close(t.map);
}
END_TEST

START_TEST(notes_that_break_off_are_not_whole)
{
	struct trial t = {notes_read, "a.ndjson",
	    .text = span_of(
		"{\"record\":\"note/1\",\"id\":\"1\",\"patient\":{\"id\":\"p\"}"
		",\"sections\":[{\"text\":\"Said so.\"}]}\n \t\r\n"
		"{\"record\":\"note/1\",\"id\":\"2\",\"patient\":{\"id\":\"p\"}"
		",\"sections\":[{\"text\":\"Said no.\"}]}\n")};

	try(&t);
}
END_TEST

SUITE("import, cut off", a_line_without_an_end_is_not_whole,
    what_is_long_and_breaks_off_is_not_whole, FHIR_that_breaks_off_is_not_whole,
    FHIR_in_XML_that_breaks_off_is_not_whole, HL7_that_breaks_off_is_not_whole,
    a_document_that_breaks_off_is_not_whole,
    a_table_that_breaks_off_is_not_whole,
    JSON_of_a_mapping_that_breaks_off_is_not_whole,
    notes_that_break_off_are_not_whole)
