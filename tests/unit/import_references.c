/* Whose note it is and who wrote it, as FHIR refers to them: what two could be
 * is nobody. */
#include "imported.h"

#define NOTE(reference)                                                        \
	"{\"resourceType\":\"Communication\",\"id\":\"d\",\"subject\":"        \
	"{" reference "},\"payload\":[{\"contentString\":\"Said so.\"}]}"
#define OF_P NOTE("\"reference\":\"Patient/p\"") "\n"
#define PATIENT(rest) "{\"resourceType\":\"Patient\",\"id\":\"p\"" rest "}\n"
#define BY(rest)                                                               \
	"{\"resourceType\":\"DocumentReference\",\"id\":\"d\",\"subject\":{"   \
	"\"reference\":\"Patient/p\"}" rest ",\"content\":[{\"attachment\":{"  \
	"\"contentType\":\"text/plain\",\"data\":\"U2FpZCBzbw==\"}}]}\n"

#define FIFTY "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
#define LONG FIFTY FIFTY FIFTY FIFTY FIFTY FIFTY FIFTY FIFTY FIFTY FIFTY

START_TEST(a_subject_is_one_patient_or_none)
{
	static const struct row rows[] = {
	    {OF_P, 1, 0, .has = "\"patient\":{\"id\":\"p\"}"},
	    {PATIENT(",\"deceasedBoolean\":true") OF_P, 1, 0,
		.has = "\"deceased\":true"},
	    {PATIENT(",\"deceasedBoolean\":false") OF_P, 1, 0,
		.has = "\"deceased\":false"},
	    {PATIENT(",\"deceasedBoolean\":\"perhaps\"") OF_P, 1, 0,
		.hides = "deceased"},
	    {PATIENT(",\"deceasedDateTime\":\"last year\"") OF_P, 1, 0,
		.has = "\"deceased\":true"},
	    /* Two patients of one identifier. */
	    {"{\"resourceType\":\"Patient\",\"id\":\"a\",\"identifier\":[{"
	     "\"system\":\"s\",\"value\":\"1\"}]}\n"
	     "{\"resourceType\":\"Patient\",\"id\":\"b\",\"identifier\":[{"
	     "\"system\":\"s\",\"value\":\"1\"},{\"system\":\"t\"}]}\n" NOTE(
		 "\"identifier\":{\"system\":\"s\",\"value\":\"1\"}"),
		0, 1, .said = "subject: stands for two in the input"},
	    {"{\"resourceType\":\"Patient\",\"id\":\"a\",\"identifier\":[{"
	     "\"system\":\"s\",\"value\":\"1\"}]}\n" NOTE(
		 "\"identifier\":{\"system\":\"s\",\"value\":\"1\"}"),
		1, 0, .has = "\"patient\":{\"id\":\"a\""},
	    /* Known by its URL alone. */
	    {"{\"resourceType\":\"Bundle\",\"entry\":[{\"fullUrl\":"
	     "\"http://h/Patient/7\",\"resource\":{\"resourceType\":"
	     "\"Patient\",\"birthDate\":\"1980-01-02\"}},{\"resource\":" NOTE(
		 "\"reference\":\"http://h/Patient/7\"") "}]}",
		1, 0,
		.has =
		    "\"patient\":{\"id\":\"7\",\"birth_date\":\"1980-01-02\""},
	    {NOTE("\"reference\":\"#x\""), 0, 1,
		.said = "subject: no patient that has an id"},
	    {NOTE("\"display\":\"Said\""), 0, 1,
		.said = "subject: no patient that has an id"}};

	reads.format = FORMAT_FHIR;
	ROWS_CHECK(rows);
}
END_TEST

START_TEST(an_author_is_who_the_input_says)
{
	static const struct row rows[] = {
	    {BY(",\"author\":[{\"reference\":\"Practitioner/7\",\"display\":"
		"\"A. Reed\"}]"),
		1, 0, .has = "\"author\":{\"name\":\"A. Reed\",\"id\":\"7\"}"},
	    {BY(",\"author\":[{\"reference\":\"x\",\"display\":\"A. Reed\"}]"),
		1, 0, .has = "\"author\":{\"name\":\"A. Reed\",\"id\":\"x\"}"},
	    {BY(",\"author\":[{\"reference\":\"urn:uuid:1\",\"display\":\"A. "
		"Reed\"}]"),
		1, 0, .has = "\"author\":{\"name\":\"A. Reed\"}"},
	    {"{\"resourceType\":\"PractitionerRole\",\"id\":\"r\","
	     "\"practitioner\":{\"reference\":\"Practitioner/7\",\"display\":"
	     "\"B. Osei\"}}\n" BY(
		 ",\"author\":[{\"reference\":\"PractitionerRole/r\"}]"),
		1, 0, .has = "\"author\":{\"name\":\"B. Osei\""},
	    {"{\"resourceType\":\"PractitionerRole\",\"id\":\"r\","
	     "\"practitioner\":{\"reference\":\"Practitioner/7\",\"display\":"
	     "\"B. Osei\"}}\n" BY(",\"author\":[{\"reference\":"
				  "\"PractitionerRole/r\",\"display\":"
				  "\"Dr. Osei\"}]"),
		1, 0, .has = "\"author\":{\"name\":\"Dr. Osei\""}};

	reads.format = FORMAT_FHIR;
	ROWS_CHECK(rows);
}
END_TEST

#define VISIT ",\"context\":{\"encounter\":[{\"reference\":\"Encounter/e\"}]}"
#define CLAIM(rest)                                                            \
	"{\"resourceType\":\"Claim\"" rest "}\n"                               \
	"{\"resourceType\":\"Encounter\",\"id\":\"e\"}\n" BY(VISIT)

START_TEST(a_claim_or_a_replacement_is_known_by_what_it_names)
{
	static const struct row rows[] = {
	    {CLAIM(",\"id\":\"9\",\"item\":[{\"encounter\":[{\"reference\":"
		   "\"Encounter/e\"},{\"display\":\"a\"}]}]"),
		1, 0, .has = "\"claim\":\"9\""},
	    {CLAIM(",\"identifier\":[{\"value\":\"C9\"}],\"id\":\"9\",\"item\":"
		   "[{\"encounter\":[{\"reference\":\"Encounter/e\"}]}]"),
		1, 0, .has = "\"claim\":\"C9\""},
	    {CLAIM(",\"item\":[{\"encounter\":[{\"reference\":\"Encounter/e\"}]"
		   "}]"),
		1, 0, .hides = "claim"},
	    {BY(",\"status\":\"superseded\",\"relatesTo\":[{\"code\":"
		"\"replaces\",\"target\":{\"display\":\"a\"}}]"),
		1, 0, .has = "superseded", .said = "status: superseded"}};

	reads.format = FORMAT_FHIR;
	ROWS_CHECK(rows);
}
END_TEST

/* A patient's relatives have their bound; a large resource, and a member spelt
 * with escapes, are read as others are. */
START_TEST(what_is_large_is_read_as_what_is_small)
{
	struct row row = {"relatives", 1, 0, .has = "\"name\":\"Ada 1 Rowe\""},
		   members = {"members", 1, 0, .has = "Said so."};
	struct buf text = {0};
	int i;

	reads.format = FORMAT_FHIR;
	for (i = 0; i < 700; i++)
		buf_addf(&text,
		    "{\"resourceType\":\"RelatedPerson\",\"patient\":{"
		    "\"reference\":\"Patient/p\"},\"name\":[{\"given\":[\"Ada "
		    "%d\"],\"family\":\"Rowe\"}],\"relationship\":[{\"text\":"
		    "\"a relationship of many words\"}]}\n",
		    i);
	buf_add_string(&text, OF_P);
	row_check(&row, (struct span){buf_string(&text), text.len});
	/* More of them than are looked at by an index at once. */
	text.len = 0;
	for (i = 0; i < 5; i++) {
		static const char *const each[] = {
		    "\"resourceType\":\"Patient\",\"id\":\"p\"",
		    "\"resourceType\":\"Practitioner\",\"id\":\"a\",\"name\":[{"
		    "\"family\":\"Osei\"}]",
		    "\"resourceType\":\"Encounter\",\"id\":\"e\",\"location\":["
		    "{\"location\":{\"reference\":\"Location/l\"}}]",
		    "\"resourceType\":\"Location\",\"id\":\"l\",\"name\":"
		    "\"" LONG "\"",
		    "\"resourceType\":\"DocumentReference\",\"id\":\"d\","
		    "\"subject\":{\"reference\":\"Patient/p\"},\"author\":[{"
		    "\"reference\":\"Practitioner/a\"}],\"context\":{"
		    "\"encounter\":[{\"reference\":\"Encounter/e\"}]},"
		    "\"content\":[{\"attachment\":{\"contentType\":"
		    "\"text/plain\",\"data\":\"U2FpZCBzby4=\"}}]"};

		buf_addf(&text,
		    "{%s,\"identifier\":[{\"system\":\"%0500d\"}]}\n", each[i],
		    i);
	}
	row = (struct row){
	    "five", 1, 0, .has = "\"author\":{\"name\":\"Osei\",\"id\":\"a\"}"};
	row_check(&row, (struct span){buf_string(&text), text.len});
	for (i = 2; i < 60; i += 19) {
		int j;

		text.len = 0;
		buf_add_string(&text, "{\"resourceType\":\"Communication\"");
		for (j = 0; j < i; j++)
			buf_addf(&text, ",\"extension%d\":\"%0400d\"", j, j);
		buf_add_string(&text,
		    ",\"sub\\u006aect\":{\"reference\":\"Patient/p\"},"
		    "\"pay\\noad\":1,\"\\u0070ayload\":[{\"contentString\":"
		    "\"Said so.\"}]}");
		row_check(&members, (struct span){buf_string(&text), text.len});
	}
	buf_free(&text);
}
END_TEST

SUITE("import, references", a_subject_is_one_patient_or_none,
    an_author_is_who_the_input_says,
    a_claim_or_a_replacement_is_known_by_what_it_names,
    what_is_large_is_read_as_what_is_small)
