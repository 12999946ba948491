/* FHIR as servers and people write it: each resource is read, or refused by
 * name. */
#include "imported.h"

#define RESOURCE(type, rest)                                                   \
	"{\"resourceType\":\"" type "\",\"id\":\"d\",\"subject\":{"            \
	"\"reference\":\"Patient/p\"}" rest "}"
#define DOCUMENT(rest) RESOURCE("DocumentReference", rest)
#define ATTACHED(attachment)                                                   \
	DOCUMENT(",\"content\":[{\"attachment\":{" attachment "}}]")
#define SAID ",\"payload\":[{\"contentString\":\"Said so.\"}]"
#define COMMUNICATION(rest) RESOURCE("Communication", rest)

START_TEST(an_attachment_is_read_or_named)
{
	static const struct row rows[] = {
	    {ATTACHED("\"url\":\"data:text/plain\""), 0, 1,
		.said = "a data URL without data"},
	    {ATTACHED("\"url\":\"data:text/plain,Said\""), 0, 1,
		.said = "a data URL that is not base64"},
	    {ATTACHED("\"url\":\"data:,Said\""), 0, 1,
		.said = "a data URL that is not base64"},
	    {ATTACHED("\"url\":\"data:\""), 0, 1,
		.said = "url: of what is not in the input"},
	    {ATTACHED("\"url\":\"DATA:text/html;BASE64,PGI+U2FpZCBzbzwvYj4=\""),
		1, 0, .has = "\"text\":\"Said so\""},
	    {ATTACHED("\"contentType\":\"text/plain\",\"url\":\"data:text/"
		      "html;base64,PGI+U2FpZCBzbzwvYj4=\""),
		1, 0, .has = "\"text\":\"Said so\"",
		.said = "content is not of the type"},
	    {ATTACHED("\"contentType\":\"text/cda\",\"data\":\"U2FpZCBzbw==\""),
		1, 0, .has = "\"text\":\"Said so\"",
		.said = "content is not of the type"},
	    {ATTACHED(
		 "\"contentType\":\"application/"
		 "xml\",\"data\":\"PGh0bWw+PHA+U2FpZCBzby48L3A+PC9odG1sPg==\""),
		1, 0, .has = "\"text\":\"Said so.\""},
	    {DOCUMENT(",\"author\":[{\"display\":\"A. Reed\"}],\"content\":[{"
		      "\"attachment\":{\"data\":\"PENsaW5pY2FsRG9jdW1lbnQ+"
		      "PGF1dGhvcj48YXNzaWduZWRBdXRob3I+"
		      "PGFzc2lnbmVkUGVyc29uPjxuYW1lPk5vPC9uYW1lPjwvYXNzaWduZWRQ"
		      "ZXJzb24+PC9hc3NpZ25lZEF1dGhvcj48L2F1dGhvcj48Y29tcG9uZW50"
		      "PjxzdHJ1Y3R1cmVkQm9keT48Y29tcG9uZW50PjxzZWN0aW9uPjx0ZXh0"
		      "PlNhaWQgc28uPC90ZXh0Pjwvc2VjdGlvbj48L2NvbXBvbmVudD48L3N0"
		      "cnVjdHVyZWRCb2R5PjwvY29tcG9uZW50PjwvQ2xpbmljYWxEb2N1bWVu"
		      "dD4=\"}}]"),
		1, 0, .has = "\"name\":\"A. Reed\"", .hides = "\"No\""},
	    /* Base64's blanks between groups, and prose's. */
	    {ATTACHED("\"data\":\"U2Fp ZCBz\\nbw==\""), 1, 0,
		.has = "\"text\":\"Said so\""},
	    {ATTACHED("\"data\":\"U2Fp ZCBz b w = =\""), 0, 1,
		.said = "not base64"},
	    {ATTACHED("\"data\":\"U2F\\tpZCB\""), 0, 1, .said = "not base64"},
	    {ATTACHED("\"data\":\"U2F\\npZCBz\\tb\""), 0, 1,
		.said = "not base64"},
	    {ATTACHED("\"data\":\"She said\""), 0, 1, .said = "not base64"},
	    {ATTACHED("\"data\":\"U2FpZCBzbw \""), 1, 0,
		.has = "\"text\":\"Said so\""},
	    {ATTACHED("\"data\":\"U2FpZCBzbw \\n\""), 1, 0,
		.has = "\"text\":\"Said so\""}};

	reads.format = FORMAT_FHIR;
	ROWS_CHECK(rows);
}
END_TEST

START_TEST(what_is_void_is_refused_whatever_it_is)
{
	static const char *const types[] = {"DocumentReference",
	    "Communication", "DiagnosticReport", "QuestionnaireResponse",
	    "Composition"};
	static const char *const states[][2] = {
	    {"entered-in-error", "status: entered in error"},
	    {"cancelled", "status: cancelled or not done"},
	    {"not-done", "status: cancelled or not done"}};
	char text[400];
	size_t i, j;

	reads.format = FORMAT_FHIR;
	for (i = 0; i < 5; i++)
		for (j = 0; j < 3; j++) {
			struct row row = {text, 0, 1, .said = states[j][1]};

			snprintf(text, sizeof(text),
			    "{\"resourceType\":\"%s\",\"id\":\"d\",\"status\":"
			    "\"%s\",\"subject\":{\"reference\":\"Patient/p\"},"
			    "\"conclusion\":\"Said so.\"}",
			    types[i], states[j][0]);
			row_check(&row, span_of(text));
		}
}
END_TEST

/* BEFORE, COUNT times, then MIDDLE and AFTER as often. */
static char *
nested(const char *before, size_t count, const char *middle, const char *after)
{
	struct buf b = {0};
	size_t i;

	for (i = 0; i < count; i++)
		buf_add_string(&b, before);
	buf_add_string(&b, middle);
	for (i = 0; i < count; i++)
		buf_add_string(&b, after);
	buf_string(&b);
	return b.bytes;
}

static void
check_within(const char *head, const char *tail, const char *said)
{
	char *deep = nested("<div>", 300, "Said so.", "</div>");
	char *few = nested("<div>", 9, "Said so.", "</div>");
	struct buf text = {0};
	struct row good = {NULL, 1, 0, .has = "\"text\":\"Said so.\""},
		   bad = {NULL, 0, 1, .said = "HTML nested too deep"};

	good.said = said;
	buf_addf(&text, "%s%s%s", head, few, tail);
	good.text = buf_string(&text);
	row_check(&good, span_of(good.text));
	text.len = 0;
	buf_addf(&text, "%s%s%s", head, deep, tail);
	bad.text = buf_string(&text);
	row_check(&bad, span_of(bad.text));
	buf_free(&text);
	free(deep);
	free(few);
}

START_TEST(a_narrative_that_is_too_deep_is_refused_wherever_it_stands)
{
	reads.format = FORMAT_FHIR;
	check_within("{\"resourceType\":\"DocumentReference\",\"id\":\"d\","
		     "\"subject\":{\"reference\":\"Patient/p\"},\"text\":{"
		     "\"div\":\"",
	    "\"}}", "no attachment: its narrative is read");
	check_within("{\"resourceType\":\"Composition\",\"id\":\"d\","
		     "\"subject\":{\"reference\":\"Patient/p\"},\"section\":[{"
		     "\"text\":{\"div\":\"",
	    "\"}}]}", NULL);
	check_within("{\"resourceType\":\"Composition\",\"id\":\"d\","
		     "\"subject\":{\"reference\":\"Patient/p\"},\"section\":[{"
		     "\"title\":\"a\",\"section\":[{\"text\":{\"div\":\"",
	    "\"}}]}]}", NULL);
}
END_TEST

/* A note within MOST of what BEFORE and AFTER make is read, within one more
 * not. */
static void
check_depth(const char *before, const char *after, size_t most)
{
	static const char note[] = COMMUNICATION(SAID);
	char *inner;
	size_t count;

	for (count = most; count <= most + 1; count++) {
		struct row row = {NULL, count == most, count > most,
		    .has = count > most ? NULL : "Said so.",
		    .said = count > most ? "resources nested too deep" : NULL};

		inner = nested(before, count, note, after);
		row.text = inner;
		row_check(&row, span_of(inner));
		free(inner);
	}
}

START_TEST(what_is_nested_too_deep_is_refused_and_not_passed_over)
{
	reads.format = FORMAT_FHIR;
	check_depth("{\"resourceType\":\"Bundle\",\"entry\":[{\"resource\":",
	    "}]}", 16);
}
END_TEST

static char *
parts_of(size_t count)
{
	struct buf text = {0};
	char *parts = nested("{\"part\":[", count,
	    "{\"resource\":" COMMUNICATION(SAID) "}", "]}");

	buf_addf(&text, "{\"resourceType\":\"Parameters\",\"parameter\":[%s]}",
	    parts);
	free(parts);
	buf_string(&text);
	return text.bytes;
}

START_TEST(parts_within_parts_are_read_or_refused)
{
	struct row good = {"parts", 1, 0, .has = "Said so."},
		   bad = {"too many parts", 0, 1,
		       .said = "resources nested too deep"};
	char *text = parts_of(15);

	reads.format = FORMAT_FHIR;
	row_check(&good, span_of(text));
	free(text);
	text = parts_of(20);
	row_check(&bad, span_of(text));
	free(text);
}
END_TEST

#define CONSENT                                                                \
	"{\"resourceType\":\"Consent\",\"id\":\"k\",\"status\":\"active\","    \
	"\"patient\":{\"reference\":\"Patient/p\"},\"provision\":{\"type\":"   \
	"\"permit\""

START_TEST(notes_and_consents_stand_within_others)
{
	static const struct row rows[] = {
	    {"{\"resourceType\":\"Task\",\"id\":\"t\",\"contained\":[{"
	     "\"resourceType\":\"Bundle\",\"entry\":[{"
	     "\"resource\":" COMMUNICATION(SAID) "}]}]}",
		1, 0, .has = "Said so."},
	    {"{\"resourceType\":\"Task\",\"id\":\"t\",\"contained\":[{"
	     "\"resourceType\":\"Parameters\",\"parameter\":[{"
	     "\"resource\":" COMMUNICATION(SAID) "}]}]}",
		1, 0, .has = "Said so."},
	    {"{\"resourceType\":\"Task\",\"id\":\"t\",\"contained\":[" CONSENT
	     "}}]}",
		0, 0, .has = "\"record\":\"authorization/1\""},
	    {"{\"resourceType\":\"Task\",\"contained\":[{\"resourceType\":"
	     "\"Patient\",\"id\":\"x\"}]}",
		0, 0, .has = NULL},
	    {"  " COMMUNICATION(SAID), 1, 0, .has = "Said so."},
	    {"\xef\xbb\xbf" COMMUNICATION(SAID) "\n", 1, 0, .has = "Said so."},
	    {CONSENT ",\"period\":{\"end\":\"2026-13-45\"}}}", 0, 0,
		.has = "authorization/1", .hides = "expiry"},
	    {CONSENT ",\"period\":{\"end\":\"2026-03-04\"}}}", 0, 0,
		.has =
		    "\"expiry\":{\"kind\":\"date\",\"value\":\"2026-03-04\"}"}};

	reads.format = FORMAT_FHIR;
	ROWS_CHECK(rows);
}
END_TEST

/* With --on-error=fail the first that is refused is the last that is named. */
START_TEST(the_first_refused_may_be_the_last_looked_at)
{
	static const struct row rows[] = {
	    {"{\"resourceType\":\"Bundle\",\"entry\":[{\"resource\":{}},{"
	     "\"resource\":{}}]}",
		0, 1, .said = "entry 1: resourceType"},
	    {"{\"resourceType\":\"Parameters\",\"parameter\":[{\"resource\":{}}"
	     ",{\"resource\":{}}]}",
		0, 1, .said = "resourceType: missing"},
	    {"{\"resourceType\":\"Task\",\"contained\":[{\"resourceType\":"
	     "\"Communication\"},{\"resourceType\":\"Communication\"}]}",
		0, 1, .said = "subject: no patient"},
	    {"<Bundle xmlns='http://hl7.org/fhir'><entry><resource><Basic>"
	     "<resourceType value='a'/></Basic></resource></entry><entry>"
	     "<resource><Communication/></resource></entry></Bundle>",
		0, 1, .said = "entry 1: column 38: key stands twice"}};
	size_t i;

	reads.format = FORMAT_FHIR;
	reads.options.fail = true;
	for (i = 0; i < 3; i++)
		row_check(&rows[i], span_of(rows[i].text));
	reads.whole_most = 8;
	row_check(&rows[0], span_of(rows[0].text));
	row_check(&rows[3], span_of(rows[3].text));
}
END_TEST

#define ENTRY "{\"resource\":" COMMUNICATION(SAID) "}"

START_TEST(a_bundle_of_any_size_is_read_to_its_end_or_named)
{
	static const struct row rows[] = {
	    {"{\"resourceType\":\"Bundle\",\"entry\":[" ENTRY "]}", 1, 0,
		.has = "Said so."},
	    {"{\"resourceType\":\"Bundle\",\"entry\":[]}", 0, 0, .has = NULL},
	    {"{\"resourceType\":\"Bundle\",\"entry\":{}}", 0, 0, .has = NULL},
	    {"{\"resourceType\":\"Bundle\",\"entry\":[" ENTRY, 1, 1,
		.said = "read entry by entry to its end"},
	    {"{\"resourceType\":\"Bundle\",\"entry\":[" ENTRY "}", 1, 1,
		.said = "to its end"},
	    {"{\"resourceType\":\"Bundle\",\"entry\":[{\"a", 0, 1,
		.said = "to its end"},
	    {"{\"resourceType\":\"Bundle\"]", 0, 1, .said = "to its end"},
	    {"{\"resourceType\":\"Bundle\",\"a\"\"b\"}", 0, 1,
		.said = "not JSON around"},
	    {"{\"resourceType\":\"Group\",\"entry\":[]}", 0, 1,
		.said = "not a Bundle"},
	    {"<Bundle xmlns='http://hl7.org/fhir'><entry/>", 0, 1,
		.said = "ill-formed"},
	    {"<Bundle xmlns='http://hl7.org/fhir'><entry><a/></entry></Bundle>",
		0, 0, .has = NULL},
	    {"<?a?><a/>      ", 0, 1, .said = "not known here"},
	    {"<:a/>          ", 0, 1, .said = "XML"},
	    {"<!-- no more --><a/>", 0, 1, .said = "not known here"},
	    {"{}\n", 0, 1, .said = "resourceType: missing"},
	    {"<!-- no more -->", 0, 1, .said = "ill-formed"},
	    {"<a><Bundle/></a>", 0, 1, .said = "not known here"},
	    {"<!DOCTYPE Bundle [<!ENTITY a 'b'>]><Bundle/>", 0, 1,
		.said = "document type"}};

	reads.format = FORMAT_FHIR;
	reads.whole_most = 8;
	ROWS_CHECK(rows);
}
END_TEST

/* What stands around the entries of a Bundle has its bound. */
START_TEST(a_bundle_of_little_else_than_its_head_is_refused)
{
	struct row row = {"a head of a megabyte", 0, 1, .said = "to its end"};
	char *text = nested("a", (size_t)1 << 20, "", "");
	struct buf whole = {0};

	reads.format = FORMAT_FHIR;
	reads.whole_most = 8;
	buf_addf(&whole,
	    "{\"resourceType\":\"Bundle\",\"x\":\"%s\",\"entry\":[" ENTRY "]}",
	    text);
	row_check(&row, (struct span){buf_string(&whole), whole.len});
	free(text);
	buf_free(&whole);
}
END_TEST

SUITE("import, FHIR", an_attachment_is_read_or_named,
    what_is_void_is_refused_whatever_it_is,
    a_narrative_that_is_too_deep_is_refused_wherever_it_stands,
    what_is_nested_too_deep_is_refused_and_not_passed_over,
    parts_within_parts_are_read_or_refused,
    notes_and_consents_stand_within_others,
    the_first_refused_may_be_the_last_looked_at,
    a_bundle_of_any_size_is_read_to_its_end_or_named,
    a_bundle_of_little_else_than_its_head_is_refused)
