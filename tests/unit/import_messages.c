/* HL7 v2 as interfaces send it: each segment and each escape. */
#include "imported.h"

#define MSH "MSH|^~\\&|A||||20260304||MDM^T02|7|P|2.5\r"
#define HEAD MSH "PID|1||C-1\rTXA|1|PR|TX|20260304||||||||D-1\r"
#define OBX(type, value) "OBX|1|" type "|n^Note||" value "\r"
#define TEXT(value) HEAD OBX("TX", value)

START_TEST(an_escape_is_decoded_or_left_as_it_stands)
{
	static const struct row rows[] = {
	    {TEXT("Caf\\XC3A9\\ caf\\Xc3a9\\"), 1, 0,
		.has = "Caf\xc3\xa9 caf\xc3\xa9"},
	    {TEXT("a\\XG0\\b"), 1, 0, .has = "a\\\\XG0\\\\b", .said = "escape"},
	    {TEXT("a\\X0g\\b"), 1, 0, .has = "a\\\\X0g\\\\b", .said = "escape"},
	    {TEXT("a\\X0:\\b"), 1, 0, .has = "a\\\\X0:\\\\b", .said = "escape"},
	    {TEXT("a\\X41F\\b"), 1, 0, .has = "a\\\\X41F\\\\b",
		.said = "escape"},
	    {TEXT("a\\X4\\b"), 1, 0, .has = "a\\\\X4\\\\b", .said = "escape"},
	    {TEXT("a\\.sp\\b"), 1, 0, .has = "a\\nb"},
	    {TEXT("a\\.sp+2\\b"), 1, 0, .has = "a\\n\\nb"},
	    {TEXT("a\\.sp9\\b"), 1, 0, .has = "a\\nb"},
	    {TEXT("a\\.sp99999999\\b"), 1, 0, .has = "a\\nb"},
	    {TEXT("a\\.sp2:\\b"), 1, 0, .has = "a\\n\\nb"},
	    {TEXT("a\\.sp/\\b"), 1, 0, .has = "\"text\":\"ab\""},
	    {TEXT("a\\.sk3\\b"), 1, 0, .has = "a b"},
	    {TEXT("a\\.in+4\\b"), 1, 0, .has = "\"text\":\"ab\""},
	    {TEXT("a\\.xx\\b"), 1, 0, .has = "a\\\\.xx\\\\b", .said = "escape"},
	    {HEAD "OBX|1|FT|n^Note||one\vtwo\r", 1, 0, .has = "one\\ntwo"},
	    {HEAD "OBX|1|FT|n^Note||one\vtwo\r\nthree\r", 1, 0,
		.has = "one\\ntwo\\nthree"}};

	reads.format = FORMAT_HL7V2;
	ROWS_CHECK(rows);
}
END_TEST

START_TEST(a_value_is_read_by_its_type_or_named)
{
	static const struct row rows[] = {
	    {HEAD OBX("TX", "Said so."), 1, 0, .has = "Said so."},
	    {HEAD OBX("NM", "7.5"), 1, 0, .has = "Note: 7.5"},
	    {HEAD OBX("NM", ""), 1, 0, .has = "\"text\":\"\""},
	    {HEAD OBX("SN", ">^7"), 1, 0, .has = "Note: >7"},
	    {HEAD OBX("CNE", "c^Said so."), 1, 0, .has = "Said so."},
	    {HEAD OBX("CWE", "^^^^^^^^Said so."), 1, 0, .has = "Said so."},
	    {HEAD OBX("RP", "a"), 0, 1, .said = "segment 4 (OBX): a reference"},
	    {HEAD OBX("HD", "a"), 0, 1, .said = "segment 4 (OBX): a reference"},
	    {HEAD OBX("TX", "Said so.") "OBX|2|HD|o^Other||a\r", 1, 1,
		.has = "Said so.", .said = "a reference"},
	    {HEAD OBX("TX", "Said so.") "OBX|2|HD|n^Note||a\r", 1, 1,
		.has = "Said so.", .said = "a reference"},
	    {HEAD OBX("ED", "^TEXT^PLAIN^HEX^5361"), 0, 1,
		.said = "ED in hex: not read"},
	    {HEAD OBX("ED", "^TEXT^PLAIN^ABC^Said so."), 1, 0,
		.has = "Said so."},
	    {HEAD OBX("ED", "^IM^PNG^Base64^U2FpZA=="), 0, 1,
		.said = "an image: needs OCR"},
	    {HEAD OBX("ED", "^I^PLAIN^Base64^U2FpZA=="), 1, 0,
		.has = "\"text\":\"Said\""},
	    {HEAD OBX("DTM", "20260304101500"), 1, 0,
		.has = "2026-03-04T10:15:00"},
	    {HEAD OBX("DT", "20260304"), 1, 0,
		.has = "\"text\":\"2026-03-04\""},
	    {HEAD OBX("DT", "soon"), 1, 0, .has = "\"text\":\"soon\""},
	    {MSH "PID|1||C-1\rTXA|1|PR|TX|20260304||||||||D-1|||||R|U|OB\r" OBX(
		 "TX", "Said so."),
		1, 0, .has = "{\"system\":\"HL70273\",\"code\":\"OB\"}"},
	    {MSH "PID|1||C-1\rTXA|1|PR|TX|20260304||||||||D-1|||||R|U\r" OBX(
		 "TX", "Said so."),
		1, 0, .has = "\"security_labels\":[\"N\"]"},
	    {MSH "PID|1||C-1\rTXA|1|PR|TX|20260304||||||||D-1|||||||CA\r" OBX(
		 "TX", "Said so."),
		0, 1, .said = "TXA-19: deleted"},
	    /* The number that the practice gives wins over another. */
	    {MSH "PID|1||X-9^^^o^PI~C-1^^^o^MR\rTXA|1|PR\r" OBX(
		 "TX", "Said so."),
		1, 0, .has = "\"patient\":{\"id\":\"C-1\""},
	    {MSH "TXA|1|PR|||||||||D-1\rPID|1||X-9^^^o^PI~C-1^^^o^MR\r" OBX(
		 "TX", "Said so."),
		1, 0, .has = "\"patient\":{\"id\":\"C-1\""},
	    {MSH "PID|1||C-1^^^o^MR~X-9^^^o^PI\rTXA|1|PR\r" OBX(
		 "TX", "Said so."),
		1, 0, .has = "\"patient\":{\"id\":\"C-1\""},
	    /* The first of them, wherever TXA stands. */
	    {MSH "TXA|1|PR\rPID|1||X-9^^^o^PI~C-1^^^o^MR~C-2^^^p^MR\r" OBX(
		 "TX", "Said so."),
		1, 0, .has = "\"patient\":{\"id\":\"C-1\""},
	    {HEAD OBX("ED", "^AP^PDF^Base64^U2FpZA=="), 1, 0,
		.has = "\"text\":\"Said\"",
		.said = "not of the type that it declares"},
	    {HEAD OBX("ED", "^TEXT^plain^A"), 0, 1, .said = "ED without data"},
	    {HEAD "OBX|1|TX|n^Note||Said\rOBX|2|RP|n^Note||a\r"
		  "OBX|3|TX|n^Note||so.\r",
		1, 1, .has = "Said\\nso.", .said = "segment 5 (OBX)"}};

	reads.format = FORMAT_HL7V2;
	ROWS_CHECK(rows);
	reads.not_zoned = true;
	row_check(&(struct row){"no zone", 1, 0, .has = "20260304101500"},
	    span_of(HEAD OBX("DTM", "20260304101500")));
}
END_TEST

START_TEST(separators_are_none_of_the_others)
{
	static const struct row rows[] = {
	    {"MSH~^~\\&~A~~~~20260304~~MDM^T02~7~P~2.5\r", 0, 1,
		.said = "MSH: odd separators"},
	    {"MSH||||||20260304||MDM^T02|7|P|2.5\rPID|1||C-1\rTXA|1|PR\r"
	     "OBX|1|TX|n^Note||Said so.\r",
		1, 0, .has = "Said so."},
	    {"MSHa^~\\&a", 0, 1, .said = "MSH: no field separator"},
	    {"MSH|\xc3\xa9~\\&|", 0, 1, .said = "MSH: odd separators"},
	    {"MSH|^~\\", 0, 1, .said = "no MSH"},
	    {"PID|1||C-1\r", 0, 1, .said = "no MSH"}};

	reads.format = FORMAT_HL7V2;
	ROWS_CHECK(rows);
}
END_TEST

START_TEST(a_later_message_makes_an_earlier_void)
{
	static const char first[] = TEXT("Said so.");
	static const struct {
		const char *later;
		struct row row;
	} rows[] = {/* It replaces another document, or none, or itself. */
	    {"MSH|^~\\&|A||||20260305||MDM^T10|8|P|2.5\rPID|1||C-1\r"
	     "TXA|1|PR|TX|20260305||||||||D-2|D-1\rOBX|1|TX|n^Note||No.\r",
		{"replaced", 1, 1, .has = "No.", .hides = "Said",
		    .said = "replaced by another message"}},
	    {"MSH|^~\\&|A||||20260305||MDM^T10|8|P|2.5\rPID|1||C-1\r"
	     "TXA|1|PR|TX|20260305||||||||D-2\rOBX|1|TX|n^Note||No.\r",
		{"of none", 2, 0, .has = "Said so."}},
	    {"MSH|^~\\&|A||||20260305||MDM^T08|8|P|2.5\rPID|1||C-1\r"
	     "TXA|1|PR|TX|20260305||||||||D-1|D-1\rOBX|1|TX|n^Note||No.\r",
		{"of itself", 1, 1, .has = "No.", .hides = "Said",
		    .said = "replaced by another message"}},
	    {"MSH|^~\\&|A||||20260305||MDM^T11|8|P|2.5\rPID|1||C-1\r"
	     "TXA|1|PR|TX|20260305||||||||D-1\r",
		{"cancelled", 0, 1, .said = "cancelled by another message"}},
	    {"MSH|^~\\&|A||||20260305||ADT^A01|8|P|2.5\rPID|1||C-1\r",
		{"of another kind", 1, 0, .has = "Said so."}}};
	struct buf text = {0};
	size_t i;

	reads.format = FORMAT_HL7V2;
	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		text.len = 0;
		buf_add_string(&text, first);
		buf_add_string(&text, rows[i].later);
		row_check(
		    &rows[i].row, (struct span){buf_string(&text), text.len});
	}
	buf_free(&text);
	/* With --on-error=fail nothing is read behind what is refused. */
	reads.options.fail = true;
	row_check(&(struct row){"refused", 0, 1, .said = "no text"},
	    span_of(HEAD MSH "PID|1||C-1\rTXA|1|PR\r"));
}
END_TEST

START_TEST(what_stands_around_messages_is_passed_over)
{
	static const struct row rows[] = {
	    {"\xef\xbb\xbf\r\n \v" TEXT("Said so."), 1, 0, .has = "Said so."},
	    {"FHS|^~\\&\rBHS|^~\\&\r" TEXT("Said so.") "BTS|1\rFTS|1\r", 1, 0,
		.has = "Said so."},
	    {"\v" TEXT("Said so.") "\x1c\r\v" MSH "PID|1||C-2\rTXA|1|PR\r" OBX(
		 "TX", "Said no.") "\x1c\r",
		2, 0, .has = "Said no."},
	    {"\x1c\r", 0, 1, .said = "no MSH"},
	    {TEXT("Said so.") "MSHX|1\r", 1, 0, .has = "Said so."},
	    {"MS", 0, 1, .said = "no MSH"}};

	reads.format = FORMAT_HL7V2;
	ROWS_CHECK(rows);
	/* But a NUL is no blank. */
	row_check(&(struct row){"NUL", 0, 1, .said = "no MSH"},
	    (struct span){"\0" MSH, sizeof(MSH)});
}
END_TEST

START_TEST(a_message_has_its_bounds)
{
	struct row row = {
	    "segments", 0, 1, .said = "more than 200000 segments"};
	struct buf text = {0};
	char page[300 * 5 + 40] = "";
	int i;

	reads.format = FORMAT_HL7V2;
	buf_add_string(&text, HEAD);
	for (i = 0; i < 200000; i++)
		buf_add_string(&text, "NTE\r");
	row_check(&row, (struct span){buf_string(&text), text.len});
	/* A page that is too deep to be read as one stays the text it is. */
	for (i = 0; i < 300; i++)
		strcat(page, "<div>");
	text.len = 0;
	buf_addf(&text, HEAD "OBX|1|TX|n^Note||%s Said so.\r", page);
	row = (struct row){"a page", 1, 0, .has = "<div> Said so.",
	    .said = "kept with its marks: HTML nested too deep"};
	row_check(&row, (struct span){buf_string(&text), text.len});
	buf_free(&text);
}
END_TEST

/* What comes behind it is read. */
START_TEST(a_message_of_more_than_64_MiB_is_named)
{
	static const char tail[] = "\r" TEXT("Said so.");
	const size_t most = (size_t)64 << 20;
	char *bytes = malloc(most + sizeof(tail));
	struct imported got = {0};

	ck_assert_ptr_nonnull(bytes);
	memset(bytes, 'a', most);
	memcpy(bytes, "MSH|", 4);
	memcpy(bytes + most, tail, sizeof(tail));
	reads.format = FORMAT_HL7V2;
	import_read((struct span){bytes, most + sizeof(tail) - 1}, &got);
	ck_assert_uint_eq(got.notes, 1);
	ck_assert_uint_gt(got.rejected, 0);
	ck_assert_ptr_nonnull(
	    strstr(got.said.bytes, "a:1: a message of more than 64 MiB"));
	free(bytes);
	buf_free(&got.out);
	buf_free(&got.said);
}
END_TEST

SUITE("import, messages", an_escape_is_decoded_or_left_as_it_stands,
    a_value_is_read_by_its_type_or_named, separators_are_none_of_the_others,
    a_later_message_makes_an_earlier_void,
    what_stands_around_messages_is_passed_over, a_message_has_its_bounds,
    a_message_of_more_than_64_MiB_is_named)
