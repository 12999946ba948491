/* What a classifier is opened with: a file that is not whole, or that says what
 * nobody knows, opens nothing, and no message quotes it. */
#include "folder.h"
#include "suite.h"

#include <string.h>

#include "base/buf.h"
#include "base/digest.h"
#include "base/safe_file.h"
#include "classify/classify.h"
#include "classify/model.h"

#define CANARY "Quorvex the canary"

static void
put_bytes(const char *path, const void *bytes, size_t len)
{
	FILE *f = fopen(path, "wb");

	ck_assert_ptr_nonnull(f);
	ck_assert_uint_eq(fwrite(bytes, 1, len, f), len);
	ck_assert_int_eq(fclose(f), 0);
}

static void
put(const char *path, const char *text)
{
	put_bytes(path, text, strlen(text));
}

static void
begin(void)
{
	struct error e = {0};

	ck_assert_int_eq(digest_init(&e), 0);
	folder_enter();
}

/* The digest of all that decides; OPTIONS must be good. */
static void
rules_of(const struct classify_options *options, char rules[static DIGEST_HEX])
{
	struct error e = {0};
	struct classifier *c = classifier_open(options, &e);

	ck_assert_msg(c != NULL, "%s", e.text);
	memcpy(rules, classifier_rules(c), DIGEST_HEX);
	classifier_free(c);
}

static void
refuses(const struct classify_options *options, const char *want)
{
	struct error e = {0};

	ck_assert_ptr_null(classifier_open(options, &e));
	ck_assert_msg(strstr(e.text, want) != NULL, "%s, not %s", e.text, want);
	ck_assert_msg(strstr(e.text, "Quorvex") == NULL, "%s", e.text);
}

START_TEST(a_threshold_has_three_decimals_and_is_at_most_one)
{
	static const char *const same[][2] = {{"0", "0.000"}, {"1", "1.000"},
	    {"1.", "1.0"}, {"0.5", "0.500"}, {"0.05", "0.050"}};
	static const char *const wrong[] = {"", "2", "-0.5", ".5", "+1", "00",
	    "0.5x", "0,5", "0.0500", "1.001", "1.1", " 0", "0x1", "1e-1", "0./",
	    "0.:"};
	struct classify_options a = {0}, b = {0};
	char of_a[DIGEST_HEX], of_b[DIGEST_HEX];
	size_t i;

	begin();
	for (i = 0; i < sizeof(same) / sizeof(same[0]); i++) {
		a.threshold = same[i][0];
		b.threshold = same[i][1];
		rules_of(&a, of_a);
		rules_of(&b, of_b);
		ck_assert_str_eq(of_a, of_b);
		b.threshold = "0.123";
		rules_of(&b, of_b);
		ck_assert_str_ne(of_a, of_b);
	}
	for (i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
		a.threshold = wrong[i];
		refuses(&a, "--threshold: not a number");
	}
	folder_leave();
}
END_TEST

START_TEST(a_lexicon_says_what_is_a_label_and_how)
{
	static const char *const wrong[][2] = {
	    {"{\"medication\": [\"" CANARY "\"", "words: 1:36: not JSON"},
	    {"{\"medication\": [], \"medication\": [\"" CANARY "\"]}",
		"not JSON"},
	    {"[\"" CANARY "\"]", "not an object"},
	    {"\"" CANARY "\"", "not JSON"}, {"", "not JSON"},
	    {"{\"" CANARY "\": []}", "a member that is no label"},
	    {"{\"medication\": \"" CANARY "\"}", "medication: not an array"},
	    {"{\"medication\": null}", "medication: not an array"},
	    {"{\"medication\": {\"a\": \"" CANARY "\"}}",
		"medication: not an array"},
	    {"{\"medication\": [\"a\", 7]}", "medication[1]: not a string"},
	    {"{\"medication\": [\"a\", [\"" CANARY "\"]]}",
		"medication[1]: not a string"},
	    {"{\"medication\": [\"a b c " CANARY "\"]}",
		"medication[0]: more than five words"},
	    {"{\"medication\": [\"\"]}", "medication[0]: no word"},
	    {"{\"risk\": 1, \"medication\": [\"a\"]}", "risk: not an array"}};
	struct classify_options o = {.lexicon = "words"}, none = {0};
	char plain[DIGEST_HEX], taught[DIGEST_HEX];
	char *large = malloc((4u << 20) + 1);
	size_t i;

	begin();
	refuses(&o, "words");
	for (i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
		put("words", wrong[i][0]);
		refuses(&o, wrong[i][1]);
	}
	memset(large, ' ', (4u << 20) + 1);
	put_bytes("words", large, (4u << 20) + 1);
	refuses(&o, "words");
	free(large);
	put("words", "{\"risk\": [], \"medication\": [\"a b c d e\"]}");
	rules_of(&none, plain);
	rules_of(&o, taught);
	ck_assert_str_ne(plain, taught);
	folder_leave();
}
END_TEST

START_TEST(a_practice_is_one_or_opens_nothing)
{
	static const char *const wrong[][2] = {
	    {"{\"record\":\"note/1\"}", "home: "},
	    {"{\"record\":\"practice/1\",\"name\":7}", "home: "},
	    {"{\"record\":\"practice/1\",\"name\":\"A\",\"clinicians\":"
	     "\"Quorvex\"}",
		"home: "},
	    {"{\"record\":\"practice/1\"}", "home: "},
	    {"{\"record\":\"practice/1\"", "home"}};
	struct classify_options o = {.practice = "home"}, none = {0};
	char plain[DIGEST_HEX], known[DIGEST_HEX];
	size_t i;

	begin();
	refuses(&o, "home");
	for (i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
		put("home", wrong[i][0]);
		refuses(&o, wrong[i][1]);
	}
	put("home", "{\"record\":\"practice/1\",\"name\":\"A\"}");
	rules_of(&none, plain);
	rules_of(&o, known);
	/* It says who somebody is, not what a passage is. */
	ck_assert_str_eq(plain, known);
	folder_leave();
}
END_TEST

/* The weights that are built in. */
static struct buf
weights(void)
{
	struct buf b = {0};
	struct error e = {0};

	ck_assert_msg(file_read(SOURCE_DIR "/lib/classify/model.bin",
			  (size_t)1 << 26, &b, &e) == 0,
	    "%s", e.text);
	return b;
}

START_TEST(a_model_of_other_features_is_refused)
{
	struct classify_options o = {.model = "weights"}, none = {0};
	char built_in[DIGEST_HEX], own[DIGEST_HEX];
	struct model_head head;
	struct buf b = weights();
	size_t len = b.len;

	begin();
	refuses(&o, "weights");
	put_bytes("weights", b.bytes, len);
	rules_of(&none, built_in);
	rules_of(&o, own);
	ck_assert_str_eq(own, built_in);
	put_bytes("weights", b.bytes, len - 1);
	refuses(&o, "weights: cut short");
	put("weights", CANARY);
	refuses(&o, "weights: not a model");
	/* one column more, with its weights */
	memcpy(&head, b.bytes, sizeof(head));
	head.columns++;
	memcpy(b.bytes, &head, sizeof(head));
	memset(buf_reserve(&b, 2 * MODEL_LABELS), 0, 2 * MODEL_LABELS);
	put_bytes("weights", b.bytes, len + 2 * MODEL_LABELS);
	refuses(&o, "weights: a model of another version's features");
	buf_free(&b);
	folder_leave();
}
END_TEST

/* Sets a number of the head, tries, and puts it back. */
static void
head_refused(struct buf *b, size_t at, uint32_t value, const char *want)
{
	struct model m = {0};
	struct error e = {0};
	uint32_t was;

	memcpy(&was, b->bytes + at, sizeof(was));
	memcpy(b->bytes + at, &value, sizeof(value));
	ck_assert_int_eq(
	    model_read(&m, (struct span){b->bytes, b->len}, &e), -1);
	ck_assert_str_eq(e.text, want);
	memcpy(b->bytes + at, &was, sizeof(was));
	model_close(&m);
}

#define AT(member) offsetof(struct model_head, member)

START_TEST(a_model_whose_numbers_would_overflow_is_refused)
{
	static const int16_t least = -MODEL_SECOND_MOST - 1,
			     most = MODEL_SECOND_MOST + 1;
	struct buf b = weights();
	struct model m = {0};
	struct error e = {0};
	size_t last = b.len - 2;

	ck_assert_int_eq(digest_init(&e), 0);
	head_refused(&b, 0, 0, "not a model");
	head_refused(&b, AT(bits), 0, "not a model");
	head_refused(&b, AT(bits), MODEL_BITS_MAX + 1, "not a model");
	head_refused(&b, AT(bits), MODEL_BITS_MAX, "cut short");
	head_refused(&b, AT(bits), 1, "cut short");
	head_refused(&b, AT(columns), MODEL_DENSE - 1, "not a model");
	head_refused(&b, AT(columns), UINT32_MAX, "cut short");
	head_refused(&b, AT(sharpness), MODEL_SHARPEST + 1, "not a model");
	head_refused(&b, AT(exponentials), 65535, "not a model");
	head_refused(&b, AT(exponentials[1]), 65537, "not a model");
	head_refused(
	    &b, AT(exponentials[MODEL_EXPONENTIALS - 1]), 65537, "not a model");
	ck_assert_int_eq(
	    model_read(&m, (struct span){b.bytes, sizeof(m.head)}, &e), -1);
	ck_assert_str_eq(e.text, "cut short");
	e = (struct error){0};
	/* it may be read where another was */
	ck_assert_int_eq(model_read(&m, (struct span){b.bytes, b.len}, &e), 0);
	ck_assert_int_eq(model_read(&m, (struct span){b.bytes, b.len}, &e), 0);
	ck_assert_str_eq(m.digest, model_default()->digest);
	memcpy(b.bytes + last, &most, sizeof(most));
	ck_assert_int_eq(model_read(&m, (struct span){b.bytes, b.len}, &e), -1);
	ck_assert_str_eq(e.text, "not a model");
	e = (struct error){0};
	memcpy(b.bytes + last, &least, sizeof(least));
	ck_assert_int_eq(model_read(&m, (struct span){b.bytes, b.len}, &e), -1);
	ck_assert_str_eq(e.text, "not a model");
	model_close(&m);
	buf_free(&b);
}
END_TEST

SUITE("classify, opened", a_threshold_has_three_decimals_and_is_at_most_one,
    a_lexicon_says_what_is_a_label_and_how, a_practice_is_one_or_opens_nothing,
    a_model_of_other_features_is_refused,
    a_model_whose_numbers_would_overflow_is_refused)
