/* The readers of lib/import on what others wrote (../shared, where it is), and
 * on what is too large for a case folder. */
#include "suite.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/digest.h"
#include "base/safe_file.h"
#include "import/base64.h"
#include "import/charset.h"
#include "import/import.h"
#include "import/refs.h"
#include "import/siphash.h"
#include "import/when.h"
#include "stream/cursor.h"
#include "stream/record.h"

static const struct options quiet = {.tool = "test", .quiet = true};

static struct span
text(const char *s)
{
	return span_of(s);
}

/* An import whose messages go nowhere. */
static void
begin(struct import *im)
{
	struct error e = {0};

	ck_assert_int_eq(digest_init(&e), 0);
	if (freopen("/dev/null", "w", stderr) == NULL)
		ck_abort_msg("stderr");
	ck_assert_int_eq(import_open(im, &quiet, &e), 0);
	im->sink.hold = true;
}

/* The text of all sections of the first note written, one behind the other. */
static void
first_text(struct import *im, struct buf *out)
{
	const char *lf = memchr(im->sink.out.bytes, '\n', im->sink.out.len);
	struct record *r = record_new();
	struct error e = {0};
	struct cursor c;
	struct value v;
	struct span s;

	ck_assert_ptr_nonnull(lf);
	ck_assert_int_eq(record_read(r, im->sink.out.bytes,
			     (size_t)(lf - im->sink.out.bytes), &e),
	    0);
	cursor_open(&c, record_member(r, "sections"));
	while (cursor_next(&c, NULL, &v)) {
		if (value_text(value_member(v, "text"), record_arena(r), &s))
			buf_add(out, s.bytes, s.len);
		buf_add_byte(out, '\n');
	}
	record_free(r);
}

static bool
shared(const char *name, struct buf *out)
{
	char path[512];
	struct error e = {0};

	snprintf(path, sizeof(path), "%s/data/%s", SHARED_DIR, name);
	if (access(path, R_OK) == -1) {
		printf("skipped: %s is not there\n", name);
		return false;
	}
	ck_assert_int_eq(file_read(path, (size_t)1 << 24, out, &e), 0);
	return true;
}

START_TEST(an_MDM_has_the_text_of_its_published_FHIR_bundle)
{
	struct import hl7 = {0}, fhir = {0};
	struct buf raw = {0}, a = {0}, b = {0};
	char *p, *q;

	if (!shared("hl7v2/Message.hl7_MDM_T02.txt", &raw))
		return;
	begin(&hl7);
	import_bytes(
	    &hl7, FORMAT_HL7V2, "mdm", (struct span){raw.bytes, raw.len});
	first_text(&hl7, &a);
	raw.len = 0;
	if (!shared("hl7v2/expected-MDM_T02-bundle.xml", &raw))
		return;
	begin(&fhir);
	import_bytes(
	    &fhir, FORMAT_FHIR, "bundle", (struct span){raw.bytes, raw.len});
	first_text(&fhir, &b);
	/* Its converter wrote a backslash and n for each line end of FT. */
	buf_string(&b);
	for (p = q = b.bytes; *p != '\0'; p++)
		if (strncmp(p, "\\\\n", 3) == 0) {
			*q++ = '\n';
			p += 2;
		} else {
			*q++ = *p;
		}
	*q = '\0';
	ck_assert_str_eq(buf_string(&a), b.bytes);
	ck_assert_uint_gt(a.len, 700);
	import_close(&hl7);
	import_close(&fhir);
	buf_free(&raw);
	buf_free(&a);
	buf_free(&b);
}
END_TEST

START_TEST(every_note_of_a_published_bulk_export_is_read)
{
	struct import im = {0};
	struct buf raw = {0};

	if (!shared("fhir/bulk-DocumentReference.ndjson", &raw) ||
	    !shared("fhir/bulk-Patient.ndjson", &raw) ||
	    !shared("fhir/bulk-Encounter.ndjson", &raw))
		return;
	begin(&im);
	import_bytes(
	    &im, FORMAT_FHIR, "bulk", (struct span){raw.bytes, raw.len});
	ck_assert_uint_eq(im.sink.notes, 40);
	ck_assert_uint_eq(im.sink.rejected, 0);
	/* Each has its patient's name and its encounter's start. */
	raw.len = 0;
	buf_add(&raw, im.sink.out.bytes, im.sink.out.len);
	buf_string(&raw);
	ck_assert_ptr_nonnull(strstr(raw.bytes, "\"family\""));
	import_close(&im);
	buf_free(&raw);
}
END_TEST

START_TEST(ten_thousand_OBX_make_one_note)
{
	struct import im = {0};
	struct buf raw = {0}, out = {0};
	int i;

	buf_add_string(&raw, "MSH|^~\\&|A||||20260304||MDM^T02|1|P|2.5\r"
			     "PID|1||C-1\rTXA|1|PR|TX|20260304||||||||D-1\r");
	for (i = 0; i < 10000; i++)
		buf_addf(&raw, "OBX|%d|TX|a^Note||line %d\r", i, i);
	begin(&im);
	import_bytes(&im, FORMAT_HL7V2, "a", (struct span){raw.bytes, raw.len});
	ck_assert_uint_eq(im.sink.notes, 1);
	first_text(&im, &out);
	ck_assert_ptr_nonnull(strstr(buf_string(&out), "\nline 9999\n"));
	import_close(&im);
	buf_free(&raw);
	buf_free(&out);
}
END_TEST

START_TEST(a_segment_of_a_megabyte_is_read_whole)
{
	struct import im = {0};
	struct buf raw = {0}, out = {0};
	size_t i;

	buf_add_string(&raw, "MSH|^~\\&|A||||20260304||MDM^T02|1|P|2.5\n"
			     "PID|1||C-1\nTXA|1|PR|TX|20260304||||||||D-1\n"
			     "OBX|1|TX|a^Note||");
	for (i = 0; i < (size_t)3 << 20; i++)
		buf_add_byte(&raw, (char)('a' + i % 26));
	begin(&im);
	import_bytes(&im, FORMAT_HL7V2, "a", (struct span){raw.bytes, raw.len});
	ck_assert_uint_eq(im.sink.notes, 1);
	first_text(&im, &out);
	ck_assert_uint_eq(out.len, ((size_t)3 << 20) + 1);
	import_close(&im);
	buf_free(&raw);
	buf_free(&out);
}
END_TEST

START_TEST(references_are_found_again_once_they_are_spilt)
{
	struct refs *r = refs_new();
	struct buf got = {0};
	struct error e = {0};
	char key[32], *value = malloc(4096);
	int i;

	ck_assert_int_eq(digest_init(&e), 0);
	for (i = 0; i < 6000; i++) { /* 24 MB */
		snprintf(key, sizeof(key), "Patient/%d", i);
		memset(value, 'a' + i % 26, 4096);
		ck_assert_int_eq(
		    refs_put(r, text(key), (struct span){value, 4096}, &e), 0);
	}
	for (i = 0; i < 6000; i += 7) {
		snprintf(key, sizeof(key), "Patient/%d", i);
		ck_assert_int_eq(refs_get(r, text(key), &got), REFS_FOUND);
		ck_assert_uint_eq(got.len, 4096);
		ck_assert_int_eq(got.bytes[4095], 'a' + i % 26);
	}
	ck_assert_int_eq(refs_get(r, text("Patient/x"), &got), REFS_NONE);
	refs_put(r, text("Patient/3"), text("other"), &e);
	ck_assert_int_eq(refs_get(r, text("Patient/3"), &got), REFS_AMBIGUOUS);
	refs_replace(r, text("Patient/3"), text("last"), &e);
	ck_assert_int_eq(refs_get(r, text("Patient/3"), &got), REFS_FOUND);
	refs_free(r);
	buf_free(&got);
	free(value);
}
END_TEST

START_TEST(siphash_gives_its_authors_vectors)
{
	/* Aumasson and Bernstein, SipHash, appendix A. */
	struct siphash h = {
	    {UINT64_C(0x0706050403020100), UINT64_C(0x0f0e0d0c0b0a0908)}};
	unsigned char in[15];
	size_t i;

	for (i = 0; i < sizeof(in); i++)
		in[i] = (unsigned char)i;
	ck_assert_uint_eq(
	    siphash_bytes(&h, in, 15), UINT64_C(0xa129ca6149be45e5));
	ck_assert_uint_eq(
	    siphash_bytes(&h, in, 0), UINT64_C(0x726fdb47dd0e0e31));
}
END_TEST

START_TEST(base64_of_every_length_comes_back)
{
	struct arena arena = {0};
	struct error e = {0};
	unsigned char in[64];
	char coded[128];
	struct span out;
	size_t len, i;

	for (i = 0; i < sizeof(in); i++)
		in[i] = (unsigned char)(i * 37 + 11);
	for (len = 0; len <= sizeof(in); len++) {
		digest_base64(in, len, coded);
		ck_assert_int_eq(
		    base64_decode(text(coded), &arena, &out, &e), 0);
		ck_assert_uint_eq(out.len, len);
		ck_assert_int_eq(memcmp(out.bytes, in, len), 0);
	}
	arena_free(&arena);
}
END_TEST

static void
check_when(const char *in, bool hl7, const char *date, const char *instant)
{
	struct draft d = {0};
	struct when w;
	struct span s;
	bool ok =
	    hl7 ? when_hl7(text(in), &w) : when_pattern(text(in), NULL, &w);

	ck_assert_msg(ok == (date != NULL), "%s", in);
	if (ok) {
		s = when_date(&w, &d);
		ck_assert_msg(span_is(s, date), "%s", in);
		s = when_instant(&w, true, &d);
		ck_assert_msg(
		    instant == NULL ? s.bytes == NULL : span_is(s, instant),
		    "%s", in);
	}
	draft_free(&d);
}

START_TEST(days_and_times_are_read_as_they_are_written)
{
	struct error e = {0};

	ck_assert_int_eq(zone_use("America/Chicago", &e), 0);
	check_when("20260304", true, "2026-03-04", NULL);
	check_when("20260304101530.123-0600", true, "2026-03-04",
	    "2026-03-04T10:15:30-06:00");
	check_when(
	    "202603041015", true, "2026-03-04", "2026-03-04T10:15:00-06:00");
	/* The day on which clocks go forward, and back. */
	check_when(
	    "202603081015", true, "2026-03-08", "2026-03-08T10:15:00-05:00");
	check_when(
	    "202611011015", true, "2026-11-01", "2026-11-01T10:15:00-06:00");
	check_when("20260230", true, NULL, NULL);
	check_when("2026030", true, NULL, NULL);
	check_when("3/4/2026", false, "2026-03-04", NULL);
	check_when("March 4, 2026", false, "2026-03-04", NULL);
	check_when("3/4/2026 1:05 pm", false, "2026-03-04",
	    "2026-03-04T13:05:00-06:00");
	check_when("12/31/2026 12:00 AM", false, "2026-12-31",
	    "2026-12-31T00:00:00-06:00");
	check_when("2026-03-04T10:15:30Z", false, "2026-03-04",
	    "2026-03-04T10:15:30+00:00");
	check_when("13/4/2026", false, NULL, NULL);
}
END_TEST

/* The same Bundle, whole and entry by entry, in either syntax. */
START_TEST(a_bundle_read_by_entries_gives_what_it_gives_whole)
{
	static const char json[] =
	    "\xef\xbb\xbf{ \"type\":\"batch\",\n\"entry\" : [ {\"fullUrl\":"
	    "\"urn:uuid:1\",\"resource\":{\"resourceType\":\"Patient\","
	    "\"id\":\"p\",\"name\":[{\"family\":\"a\\\"]}\"}]}},\n"
	    "{\"resource\":{\"resourceType\":\"Communication\",\"id\":\"c\","
	    "\"subject\":{\"reference\":\"urn:uuid:1\"},\"payload\":["
	    "{\"contentString\":\"x {[\\\\\"}]}} ],\"meta\":{\"tag\":[1,2]},"
	    "\"resourceType\":\"Bundle\"}\n";
	static const char xml[] =
	    "<Bundle xmlns='http://hl7.org/fhir'><!-- c --><type "
	    "value='batch'/>"
	    "<entry><fullUrl value='urn:uuid:1'/><resource><Patient><id "
	    "value='p'/><name><family value='a&quot;]}'/></name></Patient>"
	    "</resource></entry> text <entry><resource><Communication><id "
	    "value='c'/><subject><reference value='urn:uuid:1'/></subject>"
	    "<payload><contentString value='x {[\\'/></payload>"
	    "</Communication></resource></entry></Bundle>";
	const char *const forms[] = {json, xml};
	struct import whole, split;
	size_t i;

	for (i = 0; i < 2; i++) {
		whole = split = (struct import){0};
		begin(&whole);
		begin(&split);
		split.whole_most = 8;
		import_bytes(&whole, FORMAT_FHIR, "b", text(forms[i]));
		import_bytes(&split, FORMAT_FHIR, "b", text(forms[i]));
		ck_assert_uint_eq(whole.sink.notes, 1);
		ck_assert_uint_eq(whole.sink.rejected, 0);
		ck_assert_uint_eq(split.sink.rejected, 0);
		ck_assert_str_eq(
		    buf_string(&split.sink.out), buf_string(&whole.sink.out));
		import_close(&whole);
		import_close(&split);
	}
}
END_TEST

SUITE("import", a_bundle_read_by_entries_gives_what_it_gives_whole,
    an_MDM_has_the_text_of_its_published_FHIR_bundle,
    every_note_of_a_published_bulk_export_is_read,
    ten_thousand_OBX_make_one_note, a_segment_of_a_megabyte_is_read_whole,
    references_are_found_again_once_they_are_spilt,
    siphash_gives_its_authors_vectors, base64_of_every_length_comes_back,
    days_and_times_are_read_as_they_are_written)
