/* What a watch reports, on which day, in which order, and how often. */
#include "law/watch.h"

#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/safe_file.h"
#include "suite.h"

#define DAY INT64_C(86400)
#define AS_OF (INT64_C(20619) * DAY + 43200) /* noon of 2026-06-15 */

static struct law *law;
static struct record *rec;
static struct buf out;
static char folder[32];

static void
open_all(void)
{
	struct error e = {{0}};

	ck_assert_int_eq(digest_init(&e), 0);
	law = law_load(NULL, &e);
	ck_assert_msg(law != NULL, "%s", e.text);
	rec = record_new();
	strcpy(folder, "/tmp/law-watch-XXXXXX");
	ck_assert_ptr_nonnull(mkdtemp(folder));
}

static void
close_all(void)
{
	char path[64];

	snprintf(path, sizeof(path), "%s/out", folder);
	unlink(path);
	snprintf(path, sizeof(path), "%s/seen", folder);
	unlink(path);
	rmdir(folder);
	record_free(rec);
	buf_free(&out);
	law_free(law);
}

/* ID's document, whole but for MORE, JSON with ' for ". */
static void
tell_document(struct watch *w, const char *id, const char *more)
{
	char line[2000], *at;
	struct authorization a;
	struct error e = {{0}};

	snprintf(line, sizeof(line),
	    "{'record':'authorization/1','id':'%s','patient':'p',"
	    "'description':'notes','scope':['PSY'],'discloser':'us',"
	    "'recipient':'A Plan','purposes':['payment_audit'],"
	    "'statements':{'revocation':true,'conditioning':true,"
	    "'redisclosure':true},'combined_with':[],'known_false':false,"
	    "'research':false,'signature':{'present':true,"
	    "'date':'2026-01-05','by':'individual','type':'wet'},%s}",
	    id, more);
	while ((at = strchr(line, '\'')) != NULL)
		*at = '"';
	ck_assert_msg(
	    record_read(rec, line, strlen(line), &e) == 0, "%s", e.text);
	ck_assert_msg(
	    authorization_read_record(&a, rec, &e) == 0, "%s", e.text);
	watch_authorization(w, &a);
}

static void
tell_request(struct watch *w, const char *id, const char *due)
{
	char line[400];
	struct request r;
	struct error e = {{0}};

	snprintf(line, sizeof(line),
	    "{\"record\":\"request/1\",\"id\":\"%s\",\"kind\":\"audit\"%s%s%s,"
	    "\"requester\":{\"name\":\"A Plan\",\"type\":\"health_plan\"}}",
	    id, due == NULL ? "" : ",\"due\":\"", due == NULL ? "" : due,
	    due == NULL ? "" : "\"");
	ck_assert_msg(
	    record_read(rec, line, strlen(line), &e) == 0, "%s", e.text);
	ck_assert_msg(request_read(&r, rec, &e) == 0, "%s", e.text);
	watch_request(w, &r);
}

static const char *
said(struct watch *w, bool ndjson)
{
	struct error e = {{0}};
	char path[64];
	int fd;

	snprintf(path, sizeof(path), "%s/out", folder);
	watch_finish(w);
	fd = open(path, O_RDWR | O_CREAT | O_TRUNC, 0600);
	ck_assert_int_ne(fd, -1);
	ck_assert_msg(watch_say(w, ndjson, fd, "out", &e) == 0, "%s", e.text);
	close(fd);
	out.len = 0;
	ck_assert_int_eq(file_read(path, 1 << 20, &out, &e), 0);
	return buf_string(&out);
}

START_TEST(an_end_is_reported_from_the_first_day_of_the_window_on)
{
	struct watch *w;

	open_all();
	w = watch_new(law, AS_OF);
	watch_authorizations(w, 30 * DAY);
	tell_document(
	    w, "B-31", "'expiry':{'kind':'date','value':'2026-07-16'}");
	tell_document(
	    w, "B-30", "'expiry':{'kind':'date','value':'2026-07-15'}");
	tell_document(
	    w, "A-30", "'expiry':{'kind':'date','value':'2026-07-15'}");
	tell_document(
	    w, "B-0", "'expiry':{'kind':'date','value':'2026-06-15'}");
	tell_document(
	    w, "B-1", "'expiry':{'kind':'date','value':'2026-06-14'}");
	tell_document(w, "I-1",
	    "'expiry':{'kind':'instant','value':'2026-06-20T00:00:00Z'}");
	tell_document(w, "I-0",
	    "'expiry':{'kind':'instant','value':'2026-06-15T12:00:00Z'}");
	tell_document(w, "R-1",
	    "'expiry':{'kind':'date','value':'2026-07-01'},'revocation':"
	    "{'received_at':'2026-06-01T00:00:00Z','written':true}");
	tell_document(w, "R-2",
	    "'expiry':{'kind':'date','value':'2026-07-01'},'revocation':"
	    "{'received_at':'2026-06-15T12:00:01Z','written':true}");
	tell_document(w, "R-3",
	    "'expiry':{'kind':'date','value':'2026-06-01'},'revocation':"
	    "{'written':true}");
	tell_request(w, "Q", "2026-06-16");
	ck_assert_str_eq(said(w, false),
	    "Expired:\n"
	    "  2026-06-14  B-1, patient p, to A Plan\n"
	    "      A01 expired_date, 45 CFR 164.508(b)(2)(i)\n"
	    "  2026-06-15  I-0, patient p, to A Plan\n"
	    "      A01 expired_date, 45 CFR 164.508(b)(2)(i)\n"
	    "\n"
	    "Expiring:\n"
	    "  2026-06-15  B-0, patient p, to A Plan\n"
	    "  2026-06-20  I-1, patient p, to A Plan\n"
	    "  2026-07-01  R-2, patient p, to A Plan\n"
	    "  2026-07-15  A-30, patient p, to A Plan\n"
	    "  2026-07-15  B-30, patient p, to A Plan\n"
	    "\n"
	    "Revoked:\n"
	    "  R-3, patient p, to A Plan\n"
	    "      A30 revoked, 45 CFR 164.508(b)(2)(iii), (b)(5)\n"
	    "  2026-06-01  R-1, patient p, to A Plan\n"
	    "      A30 revoked, 45 CFR 164.508(b)(2)(iii), (b)(5)\n");
	watch_free(w);
	close_all();
}
END_TEST

START_TEST(what_is_wrong_is_filed_by_its_kind)
{
	struct watch *w;

	open_all();
	w = watch_new(law, AS_OF);
	watch_authorizations(w, 30 * DAY);
	tell_document(w, "E-1",
	    "'expiry':{'kind':'event','value':'end of treatment',"
	    "'relates':true}");
	tell_document(w, "C-1",
	    "'expiry':{'kind':'date','value':'2027-01-01'},"
	    "'copy_given':false");
	tell_document(w, "C-2",
	    "'expiry':{'kind':'date','value':'2027-01-01'},"
	    "'copy_given':true");
	tell_document(w, "S-1",
	    "'expiry':{'kind':'date','value':'2027-01-01'},"
	    "'state_consent':{'expires_on':'2026-07-15',"
	    "'calendar_expiry':'2026-06-14'},"
	    "'part2_consent':{'expires_on':'2026-06-15'}");
	tell_document(w, "S-2",
	    "'expiry':{'kind':'date','value':'2027-01-01'},"
	    "'state_consent':{'expires_on':'2026-07-16',"
	    "'calendar_expiry':'next spring'},"
	    "'part2_consent':{'expires_on':7}");
	ck_assert_str_eq(said(w, true),
	    "{\"record\":\"finding/1\",\"what\":\"expired\",\"id\":\"S-1\","
	    "\"patient\":\"p\",\"recipient\":\"A Plan\","
	    "\"date\":\"2026-06-14\",\"of\":\"state_consent\"}\n"
	    "{\"record\":\"finding/1\",\"what\":\"expiring\",\"id\":\"S-1\","
	    "\"patient\":\"p\",\"recipient\":\"A Plan\","
	    "\"date\":\"2026-06-15\",\"of\":\"part2_consent\"}\n"
	    "{\"record\":\"finding/1\",\"what\":\"expiring\",\"id\":\"S-1\","
	    "\"patient\":\"p\",\"recipient\":\"A Plan\","
	    "\"date\":\"2026-07-15\",\"of\":\"state_consent\"}\n"
	    "{\"record\":\"finding/1\",\"what\":\"event_unknown\","
	    "\"id\":\"E-1\",\"patient\":\"p\",\"recipient\":\"A Plan\","
	    "\"codes\":[\"R01\"]}\n"
	    "{\"record\":\"finding/1\",\"what\":\"copy_not_given\","
	    "\"id\":\"C-1\",\"patient\":\"p\",\"recipient\":\"A Plan\"}\n");
	watch_free(w);
	close_all();
}
END_TEST

START_TEST(requests_are_reported_when_they_are_due)
{
	struct watch *w;

	open_all();
	w = watch_new(law, AS_OF);
	watch_requests(w, 7 * DAY);
	tell_request(w, "Q-3", "2026-06-22");
	tell_request(w, "Q-4", "2026-06-23");
	tell_request(w, "Q-2", "2026-06-15");
	tell_request(w, "Q-1", "2026-06-14");
	tell_request(w, "Q-0", NULL);
	tell_document(
	    w, "B-1", "'expiry':{'kind':'date','value':'2026-06-14'}");
	ck_assert_str_eq(said(w, false),
	    "Requests overdue:\n  2026-06-14  Q-1, A Plan\n\n"
	    "Requests due:\n  2026-06-15  Q-2, A Plan\n"
	    "  2026-06-22  Q-3, A Plan\n");
	watch_free(w);
	w = watch_new(law, AS_OF);
	tell_request(w, "Q-1", "2026-06-14");
	ck_assert_uint_eq(watch_finish(w), 0);
	ck_assert_str_eq(said(w, false), "");
	watch_free(w);
	watch_free(NULL);
	close_all();
}
END_TEST

/* Once reported, not again; what else there is, and all where the file is not
 * there. */
START_TEST(what_was_seen_is_not_reported_again)
{
	struct error e = {{0}};
	struct watch *w;
	char path[64];
	int run;

	open_all();
	snprintf(path, sizeof(path), "%s/seen", folder);
	for (run = 0; run < 3; run++) {
		w = watch_new(law, AS_OF);
		watch_requests(w, 7 * DAY);
		ck_assert_int_eq(watch_open_seen(w, path, &e), 0);
		tell_request(w, "Q\\t%\\n-2", "2026-06-15");
		tell_request(w, "Q-1", "2026-06-14");
		if (run == 2)
			tell_request(w, "Q-3", "2026-06-16");
		said(w, false);
		if (run == 0)
			ck_assert_str_eq(buf_string(&out),
			    "Requests overdue:\n  2026-06-14  Q-1, A Plan\n\n"
			    "Requests due:\n"
			    "  2026-06-15  Q?%?-2, A Plan\n");
		else if (run == 1)
			ck_assert_str_eq(buf_string(&out), "");
		else
			ck_assert_str_eq(buf_string(&out),
			    "Requests due:\n  2026-06-16  Q-3, A Plan\n");
		watch_free(w);
	}
	out.len = 0;
	ck_assert_int_eq(file_read(path, 1 << 20, &out, &e), 0);
	ck_assert_str_eq(buf_string(&out), "due\tQ%09%25%0a-2\t2026-06-15\t\t\n"
					   "overdue\tQ-1\t2026-06-14\t\t\n"
					   "due\tQ-3\t2026-06-16\t\t\n");
	/* One that is empty says that nothing was. */
	ck_assert_int_eq(truncate(path, 0), 0);
	w = watch_new(law, AS_OF);
	watch_requests(w, 7 * DAY);
	ck_assert_int_eq(watch_open_seen(w, path, &e), 0);
	tell_request(w, "Q-1", "2026-06-14");
	ck_assert_ptr_nonnull(strstr(said(w, true), "\"id\":\"Q-1\""));
	watch_free(w);
	/* Half a line is no file of ours. */
	w = watch_new(law, AS_OF);
	ck_assert_int_eq(truncate(path, 5), 0);
	ck_assert_int_eq(watch_open_seen(w, path, &e), -1);
	ck_assert_ptr_nonnull(
	    strstr(e.text, "/seen: not a file of what was reported"));
	watch_free(w);
	w = watch_new(law, AS_OF);
	memset(&e, 0, sizeof(e));
	ck_assert_int_eq(watch_open_seen(w, "/nonexistent/seen", &e), -1);
	ck_assert_str_eq(
	    e.text, "/nonexistent/seen: its folder: No such file or directory");
	watch_free(w);
	close_all();
}
END_TEST

/* It is neither taken for one that is not there yet, nor written over. */
START_TEST(what_cannot_be_read_is_not_taken_for_nothing)
{
	struct error e = {{0}};
	struct watch *w;
	char path[64];

	open_all();
	snprintf(path, sizeof(path), "%s/seen", folder);
	ck_assert_int_eq(symlink("seen", path), 0);
	w = watch_new(law, AS_OF);
	ck_assert_int_eq(watch_open_seen(w, path, &e), -1);
	ck_assert_ptr_nonnull(strstr(e.text, "/seen: Too many levels of"));
	watch_free(w);
	ck_assert_int_eq(unlink(path), 0);
	ck_assert_int_eq(mkdir(path, 0700), 0);
	memset(&e, 0, sizeof(e));
	w = watch_new(law, AS_OF);
	ck_assert_int_eq(watch_open_seen(w, path, &e), -1);
	ck_assert_ptr_nonnull(strstr(e.text, "/seen: not a regular file"));
	watch_free(w);
	ck_assert_int_eq(rmdir(path), 0);
	close_all();
}
END_TEST

/* It is told again, then. */
START_TEST(what_could_not_be_said_is_not_remembered)
{
	struct error e = {{0}};
	struct watch *w;
	char path[64];
	int full = open("/dev/full", O_WRONLY);

	open_all();
	snprintf(path, sizeof(path), "%s/seen", folder);
	w = watch_new(law, AS_OF);
	watch_requests(w, 7 * DAY);
	ck_assert_int_eq(watch_open_seen(w, path, &e), 0);
	tell_request(w, "Q-1", "2026-06-14");
	ck_assert_uint_eq(watch_finish(w), 1);
	ck_assert_int_eq(watch_say(w, false, full, "out", &e), -1);
	ck_assert_ptr_nonnull(strstr(e.text, "out: "));
	watch_free(w);
	ck_assert_int_eq(access(path, F_OK), -1);
	close(full);
	close_all();
}
END_TEST

START_TEST(a_finding_says_for_whom_and_of_what)
{
	struct watch *w;

	open_all();
	w = watch_new(law, AS_OF);
	watch_authorizations(w, 30 * DAY);
	watch_requests(w, 7 * DAY);
	tell_request(w, "Q-1", "2026-06-14");
	/* Two consents that end on one day, told in one order. */
	tell_document(w, "A-1",
	    "'expiry':{'kind':'date','value':'2027-01-01'},"
	    "'copy_given':true,"
	    "'state_consent':{'expires_on':'2026-06-20',"
	    "'calendar_expiry':'2026-06-20'},"
	    "'part2_consent':{'expires_on':'2026-06-20'}");
	said(w, true);
	ck_assert_ptr_nonnull(strstr(out.bytes,
	    "{\"record\":\"finding/1\",\"what\":\"overdue\",\"id\":\"Q-1\","
	    "\"requester\":\"A Plan\",\"date\":\"2026-06-14\""));
	ck_assert_ptr_nonnull(strstr(out.bytes,
	    "\"patient\":\"p\",\"recipient\":\"A Plan\",\"date\":"
	    "\"2026-06-20\",\"of\":\"part2_consent\""));
	ck_assert(strstr(out.bytes, "\"of\":\"part2_consent\"") <
		  strstr(out.bytes, "\"of\":\"state_consent\""));
	watch_free(w);
	close_all();
}
END_TEST

/* Whoever is not named is still told of. */
START_TEST(a_finding_needs_no_other_party)
{
	struct request r = {
	    .id = span_of("Q-1"), .due = date_parse("2026-06-14", 10)};
	struct authorization a;
	struct watch *w;

	open_all();
	memset(&a, 0, sizeof(a));
	a.present = true;
	a.id = span_of("A-1");
	a.patient = span_of("p");
	a.expiry.kind = EXPIRY_DATE;
	a.expiry.value = span_of("2026-06-14");
	a.expiry.day = date_parse("2026-06-14", 10);
	a.expiry.at = a.revocation.received_at = INSTANT_NONE;
	w = watch_new(law, AS_OF);
	watch_authorizations(w, 30 * DAY);
	watch_requests(w, 7 * DAY);
	watch_request(w, &r);
	watch_authorization(w, &a);
	said(w, false);
	ck_assert_msg(strstr(out.bytes,
			  "Expired:\n  2026-06-14  A-1, patient p\n") != NULL,
	    "%s", out.bytes);
	ck_assert_ptr_nonnull(
	    strstr(out.bytes, "Requests overdue:\n  2026-06-14  Q-1\n"));
	watch_free(w);
	close_all();
}
END_TEST

/* One day may be the end of a document, and of a consent in it. */
START_TEST(each_part_of_a_document_is_reported_by_itself)
{
	static const char *const ends[] = {
	    "'expiry':{'kind':'date','value':'2026-06-20'}",
	    "'expiry':{'kind':'date','value':'2026-06-20'},"
	    "'part2_consent':{'expires_on':'2026-06-20'}",
	    "'expiry':{'kind':'date','value':'2026-06-20'},"
	    "'state_consent':{'expires_on':'2026-06-20'},"
	    "'part2_consent':{'expires_on':'2026-06-20'}"};
	struct error e = {{0}};
	struct watch *w;
	char path[64];
	size_t i;

	open_all();
	snprintf(path, sizeof(path), "%s/seen", folder);
	for (i = 0; i < 3; i++) {
		w = watch_new(law, AS_OF);
		watch_authorizations(w, 30 * DAY);
		ck_assert_int_eq(watch_open_seen(w, path, &e), 0);
		tell_document(w, "D-1", ends[i]);
		ck_assert_uint_eq(watch_finish(w), 1);
		said(w, true);
		ck_assert(
		    i == 0 || strstr(buf_string(&out),
				  i == 1 ? "\"of\":\"part2_consent\""
					 : "\"of\":\"state_consent\"") != NULL);
		watch_free(w);
	}
	close_all();
}
END_TEST

SUITE("watch", each_part_of_a_document_is_reported_by_itself,
    an_end_is_reported_from_the_first_day_of_the_window_on,
    what_is_wrong_is_filed_by_its_kind, requests_are_reported_when_they_are_due,
    what_was_seen_is_not_reported_again,
    what_cannot_be_read_is_not_taken_for_nothing,
    what_could_not_be_said_is_not_remembered,
    a_finding_says_for_whom_and_of_what, a_finding_needs_no_other_party)
