#include "suite.h"

#include <string.h>

#include "base/digest.h"
#include "review/html.h"
#include "review/page.h"
#include "review/terminal.h"
#include "stream/record.h"

static void
assert_shows(const char *text, size_t len, const char *expected)
{
	struct buf out = {0};

	html_add(&out, (struct span){text, len});
	ck_assert_str_eq(buf_string(&out), expected);
	buf_free(&out);
}

START_TEST(markup_shows_as_text)
{
	assert_shows("<b a='1' b=\"2\">&amp;", 20,
	    "&lt;b a=&#39;1&#39; b=&quot;2&quot;&gt;&amp;amp;");
}
END_TEST

START_TEST(what_turns_the_direction_of_writing_is_named)
{
	assert_shows("a\xE2\x80\xAE"
		     "b\x1B[31mc\x7F\n",
	    13, "a[U+202E]b[U+001B][31mc[U+007F]\n");
	assert_shows("caf\xC3\xA9 \xD8\xB9", 8, "caf\xC3\xA9 \xD8\xB9");
}
END_TEST

/* A note with the same hostile text wherever text may stand. */
#define HOSTILE "</bdi><script>alert(1)</script>\\u001b[2J\\u202e\\\" x='"
static const char line[] =
    "{\"record\":\"note/1\",\"id\":\"" HOSTILE
    "\",\"patient\":{\"id\":\"" HOSTILE "\"},\"author\":{\"name\":\"" HOSTILE
    "\"},\"title\":\"" HOSTILE
    "\",\"date\":\"2026-03-02\",\"sections\":[{\"title\":\"" HOSTILE
    "\",\"text\":\"" HOSTILE "\"}],\"classification\":{\"class\":\"progress\","
    "\"confidence\":0.9,\"protection\":{\"status\":\"review\",\"reason\":"
    "\"" HOSTILE "\",\"citation\":\"" HOSTILE
    "\"},\"passages\":[{\"section\":0,"
    "\"start\":0,\"end\":20,\"label\":\"topic\",\"scope\":\"progress\","
    "\"score\":0.5,\"cues\":[\"" HOSTILE "\"],\"sensitivity\":[]}],"
    "\"findings\":[],\"text\":\"" HOSTILE "\"}}";

static struct record *
hostile_record(void)
{
	struct record *r = record_new();
	struct error e = {0};

	ck_assert_msg(
	    record_read(r, line, sizeof(line) - 1, &e) == 0, "%s", e.text);
	return r;
}

START_TEST(nothing_in_a_record_becomes_markup)
{
	struct law *law;
	struct review_page *page;
	struct record *r = hostile_record();
	struct buf out = {0};
	struct error e = {0};
	const char *at;
	int scripts = 0;

	ck_assert_int_eq(digest_init(&e), 0);
	law = law_load(NULL, &e);
	ck_assert_msg(law != NULL, "%s", e.text);
	page = review_page_open(law);
	ck_assert_msg(review_page_add(page, r, &e) == 0, "%s", e.text);
	review_page_write(page, "2026-06-15T10:00:00Z", &out);
	at = buf_string(&out);
	while ((at = strstr(at, "<script>")) != NULL) {
		scripts++;
		at++;
	}
	ck_assert_int_eq(scripts, 1); /* the page's own */
	ck_assert_ptr_null(memchr(out.bytes, 0x1B, out.len));
	ck_assert_ptr_null(strstr(out.bytes, "\xE2\x80\xAE"));
	ck_assert_ptr_nonnull(strstr(out.bytes, "[U+202E]"));
	/* Nothing is decided, so nothing goes. */
	ck_assert_ptr_nonnull(strstr(out.bytes, "data-state=stays"));
	ck_assert_ptr_null(strstr(out.bytes, "data-state=goes"));
	buf_free(&out);
	review_page_free(page);
	law_free(law);
	record_free(r);
}
END_TEST

START_TEST(nothing_in_a_record_steers_the_terminal)
{
	struct reviewed v;
	struct tally tally = {0};
	struct record *r = hostile_record();
	struct buf out = {0};
	struct error e = {0};
	struct law *law;

	law = law_load(NULL, &e);
	ck_assert_msg(law != NULL, "%s", e.text);
	ck_assert_msg(reviewed_read(&v, law, r, &e) == 0, "%s", e.text);
	terminal_add(&out, &v, false, &tally);
	ck_assert_ptr_null(memchr(out.bytes, 0x1B, out.len));
	ck_assert_ptr_null(strstr(buf_string(&out), "\xE2\x80\xAE"));
	ck_assert_uint_eq(tally.passages[LABEL_TOPIC][FATE_STAYS], 1);
	buf_free(&out);
	law_free(law);
	record_free(r);
}
END_TEST

SUITE("review", markup_shows_as_text,
    what_turns_the_direction_of_writing_is_named,
    nothing_in_a_record_becomes_markup, nothing_in_a_record_steers_the_terminal)
