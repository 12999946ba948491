#include "law/watch.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

#include "base/alloc.h"
#include "base/safe_file.h"
#include "base/whole.h"
#include "note/writer.h"

#define CODE_TEXT_MAX 64
#define SEEN_LIMIT ((size_t)256 * 1024 * 1024) /* bytes */

/* In the order of the report. */
enum category {
	CATEGORY_EXPIRED,
	CATEGORY_EXPIRING,
	CATEGORY_REVOKED,
	CATEGORY_EVENT_UNKNOWN,
	CATEGORY_DEFECTIVE,
	CATEGORY_COPY_NOT_GIVEN,
	CATEGORY_OVERDUE,
	CATEGORY_DUE,
	CATEGORY_COUNT
};

static const struct {
	const char *name; /* of a finding/1, and of a code's `watch` */
	const char *title;
} categories[] = {
    [CATEGORY_EXPIRED] = {"expired", "Expired"},
    [CATEGORY_EXPIRING] = {"expiring", "Expiring"},
    [CATEGORY_REVOKED] = {"revoked", "Revoked"},
    [CATEGORY_EVENT_UNKNOWN] = {"event_unknown",
	"Ends with an event, or on a day, that a person must settle"},
    [CATEGORY_DEFECTIVE] = {"defective", "Defective"},
    [CATEGORY_COPY_NOT_GIVEN] = {"copy_not_given",
	"Copy not given to the individual"},
    [CATEGORY_OVERDUE] = {"overdue", "Requests overdue"},
    [CATEGORY_DUE] = {"due", "Requests due"},
};

/* Consents that a document brings with it, each with an end of its own. */
enum part {
	PART_NONE, /* the document itself */
	PART_STATE,
	PART_PART2,
};

static const struct {
	const char *name; /* the member, and `of` in a finding/1 */
	const char *title;
} parts[] = {
    [PART_NONE] = {NULL, NULL},
    [PART_STATE] = {"state_consent", "its consent under state law"},
    [PART_PART2] = {"part2_consent", "its consent under 42 CFR Part 2"},
};

struct item {
	enum category category;
	enum part part;
	date_days day; /* DATE_NONE: of no day */
	char *id;
	char *patient; /* NULL: a request */
	char *party;   /* recipient or requester; NULL: not given */
	char *codes;   /* "A10 A15"; NULL: none */
	char *key;     /* what makes it the same as one seen before */
};

struct watch {
	const struct law *law;
	int64_t as_of;
	date_days today;
	bool authorizations;
	bool requests;
	date_days expiring_to;
	date_days due_to;
	struct item *items;
	size_t count;
	size_t room;
	struct arena arena;
	char *seen_path;
	int seen_lock; /* of the folder, -1: none */
	struct buf seen;
	char **seen_keys; /* into `seen`, sorted */
	size_t seen_count;
};

struct watch *
watch_new(const struct law *l, int64_t as_of)
{
	struct watch *w = alloc_zeroed(1, sizeof(*w));

	w->law = l;
	w->as_of = as_of;
	w->today = instant_date(as_of);
	w->seen_lock = -1;
	return w;
}

static void
item_free(struct item *item)
{
	free(item->id);
	free(item->patient);
	free(item->party);
	free(item->codes);
	free(item->key);
}

void
watch_free(struct watch *w)
{
	size_t i;

	if (w == NULL)
		return;
	for (i = 0; i < w->count; i++)
		item_free(&w->items[i]);
	free(w->items);
	free(w->seen_keys);
	free(w->seen_path);
	buf_free(&w->seen);
	arena_free(&w->arena);
	if (w->seen_lock != -1)
		close(w->seen_lock);
	free(w);
}

void
watch_authorizations(struct watch *w, int64_t within)
{
	w->authorizations = true;
	w->expiring_to = instant_date(w->as_of + within);
}

void
watch_requests(struct watch *w, int64_t within)
{
	w->requests = true;
	w->due_to = instant_date(w->as_of + within);
}

static char *
copy_span(struct span s)
{
	return s.len == 0 ? NULL : alloc_string_len(s.bytes, s.len);
}

/* A key is one line; what would break it is part of an id nobody can type. */
static void
add_key_part(struct buf *key, const char *part)
{
	for (; part != NULL && *part != '\0'; part++)
		if (*part == '\n' || *part == '\t' || *part == '%')
			buf_addf(key, "%%%02x", (unsigned char)*part);
		else
			buf_add_byte(key, *part);
	buf_add_byte(key, '\t');
}

static void
add_item(struct watch *w, struct item item)
{
	struct buf key = {NULL, 0, 0};
	char day[DATE_TEXT] = "";

	if (item.day != DATE_NONE)
		date_format(item.day, day);
	add_key_part(&key, categories[item.category].name);
	add_key_part(&key, item.id);
	add_key_part(&key, day);
	add_key_part(&key, item.codes);
	if (item.part != PART_NONE)
		add_key_part(&key, parts[item.part].name);
	item.key = alloc_string(buf_string(&key));
	buf_free(&key);
	if (w->count == w->room) {
		w->room = 2 * w->room + 64;
		w->items = alloc_resize(w->items, w->room, sizeof(*w->items));
	}
	w->items[w->count++] = item;
}

static void
add_document(struct watch *w, enum category category, enum part part,
    date_days day, const struct authorization *a, const char *codes)
{
	add_item(w, (struct item){
			.category = category,
			.part = part,
			.day = day,
			.id = alloc_string_len(a->id.bytes, a->id.len),
			.patient = copy_span(a->patient),
			.party = a->recipient_count == 0
				     ? NULL
				     : copy_span(a->recipients[0].name),
			.codes = codes == NULL ? NULL : alloc_string(codes),
		    });
}

/* The day a document ends on, where it names one. */
static date_days
last_day(const struct authorization *a)
{
	if (a->expiry.day != DATE_NONE)
		return a->expiry.day;
	return a->expiry.at == INSTANT_NONE ? DATE_NONE
					    : instant_date(a->expiry.at);
}

/* A day that a consent names as its end; words that are no day are for
 * whoever asks with it to refuse. */
static void
add_consent_end(struct watch *w, const struct authorization *a, enum part part,
    struct value consent, const char *member)
{
	struct span text;
	date_days day;

	if (!value_text(value_member(consent, member), &w->arena, &text))
		return;
	day = date_parse(text.bytes, text.len);
	if (day == DATE_NONE || day > w->expiring_to)
		return;
	add_document(w, day < w->today ? CATEGORY_EXPIRED : CATEGORY_EXPIRING,
	    part, day, a, NULL);
}

/* The codes of each category, as one text. */
static void
sort_codes(const struct watch *w, const struct authorization *a,
    struct arena *arena, struct buf out[static CATEGORY_COUNT])
{
	struct texts codes;
	struct span watch;
	size_t i;
	int c;

	law_check_authorization(w->law, a, w->as_of, arena, &codes);
	for (i = 0; i < codes.count; i++) {
		watch = law_code_watch(w->law, codes.at[i]);
		for (c = 0; c < CATEGORY_COUNT; c++)
			if (span_is(watch, categories[c].name))
				break;
		if (c == CATEGORY_COUNT)
			c = CATEGORY_DEFECTIVE;
		if (out[c].len > 0)
			buf_add_byte(&out[c], ' ');
		buf_add(&out[c], codes.at[i].bytes, codes.at[i].len);
	}
}

/* What has ended is not looked at further. */
void
watch_authorization(struct watch *w, const struct authorization *a)
{
	struct buf codes[CATEGORY_COUNT] = {{NULL, 0, 0}};
	date_days day = last_day(a);
	int c;

	if (!w->authorizations)
		return;
	sort_codes(w, a, &w->arena, codes);
	if (codes[CATEGORY_REVOKED].len > 0) {
		add_document(w, CATEGORY_REVOKED, PART_NONE,
		    a->revocation.received_at == INSTANT_NONE
			? DATE_NONE
			: instant_date(a->revocation.received_at),
		    a, buf_string(&codes[CATEGORY_REVOKED]));
	} else if (codes[CATEGORY_EXPIRED].len > 0) {
		add_document(w, CATEGORY_EXPIRED, PART_NONE, day, a,
		    buf_string(&codes[CATEGORY_EXPIRED]));
	} else {
		if (day != DATE_NONE && day <= w->expiring_to)
			add_document(
			    w, CATEGORY_EXPIRING, PART_NONE, day, a, NULL);
		for (c = CATEGORY_EVENT_UNKNOWN; c <= CATEGORY_DEFECTIVE; c++)
			if (codes[c].len > 0)
				add_document(w, (enum category)c, PART_NONE,
				    DATE_NONE, a, buf_string(&codes[c]));
		if (a->copy_given == ANSWER_NO)
			add_document(w, CATEGORY_COPY_NOT_GIVEN, PART_NONE,
			    DATE_NONE, a, NULL);
		add_consent_end(
		    w, a, PART_STATE, a->state_consent, "expires_on");
		add_consent_end(
		    w, a, PART_STATE, a->state_consent, "calendar_expiry");
		add_consent_end(
		    w, a, PART_PART2, a->part2_consent, "expires_on");
	}
	for (c = 0; c < CATEGORY_COUNT; c++)
		buf_free(&codes[c]);
	arena_reset(&w->arena);
}

void
watch_request(struct watch *w, const struct request *r)
{
	if (!w->requests || r->due == DATE_NONE || r->due > w->due_to)
		return;
	add_item(w,
	    (struct item){
		.category = r->due < w->today ? CATEGORY_OVERDUE : CATEGORY_DUE,
		.day = r->due,
		.id = alloc_string_len(r->id.bytes, r->id.len),
		.party = copy_span(r->requester.name),
	    });
}

/* A run at a time: the folder is locked, for the file itself is replaced. */
static int
lock_folder(struct watch *w, const char *path, struct error *e)
{
	char *folder = file_folder(path);

	w->seen_lock = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	free(folder);
	if (w->seen_lock == -1)
		return error_set_errno(e, "%s: its folder", path);
	if (file_lock_wait(w->seen_lock) == -1)
		return error_set_errno(e, "%s: locking failed", path);
	return 0;
}

static int
compare_keys(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

static void
split_seen(struct watch *w)
{
	char *at, *lf;

	buf_string(&w->seen);
	for (at = w->seen.bytes; (lf = strchr(at, '\n')) != NULL; at = lf + 1) {
		*lf = '\0';
		w->seen_keys = alloc_resize(
		    w->seen_keys, w->seen_count + 1, sizeof(*w->seen_keys));
		w->seen_keys[w->seen_count++] = at;
	}
	if (w->seen_count > 0)
		qsort(w->seen_keys, w->seen_count, sizeof(*w->seen_keys),
		    compare_keys);
}

int
watch_open_seen(struct watch *w, const char *path, struct error *e)
{
	w->seen_path = alloc_string(path);
	if (lock_folder(w, path, e) == -1)
		return -1;
	if (access(path, F_OK) == -1 && errno == ENOENT)
		return 0;
	if (file_read(path, SEEN_LIMIT, &w->seen, e) == -1)
		return -1;
	/* It is written whole or not at all: anything else is no file of
	 * ours. */
	if (w->seen.len > 0 && w->seen.bytes[w->seen.len - 1] != '\n')
		return error_set(
		    e, "%s: not a file of what was reported", path);
	split_seen(w);
	return 0;
}

static bool
was_seen(const struct watch *w, const char *key)
{
	return w->seen_count > 0 &&
	       bsearch(&key, w->seen_keys, w->seen_count, sizeof(*w->seen_keys),
		   compare_keys) != NULL;
}

static int
write_seen(struct watch *w, struct error *e)
{
	struct buf out = {NULL, 0, 0};
	size_t i;
	int status;

	if (w->seen_path == NULL || w->count == 0)
		return 0;
	for (i = 0; i < w->seen_count; i++)
		buf_addf(&out, "%s\n", w->seen_keys[i]);
	for (i = 0; i < w->count; i++)
		buf_addf(&out, "%s\n", w->items[i].key);
	status = file_replace(w->seen_path, out.bytes, out.len, e);
	buf_free(&out);
	return status;
}

static int
compare_items(const void *a, const void *b)
{
	const struct item *x = a, *y = b;
	int order;

	if (x->category != y->category)
		return x->category < y->category ? -1 : 1;
	if (x->day != y->day)
		return x->day < y->day ? -1 : 1;
	order = strcmp(x->id, y->id);
	return order != 0 ? order : strcmp(x->key, y->key);
}

size_t
watch_finish(struct watch *w)
{
	size_t i, kept = 0;

	for (i = 0; i < w->count; i++) {
		if (was_seen(w, w->items[i].key))
			item_free(&w->items[i]);
		else
			w->items[kept++] = w->items[i];
	}
	w->count = kept;
	if (kept > 0)
		qsort(w->items, kept, sizeof(*w->items), compare_items);
	return kept;
}

static void
add_field(struct buf *out, const char *before, const char *text)
{
	if (text == NULL)
		return;
	buf_add_string(out, before);
	buf_add_visible(out, text, strlen(text));
}

/* "A10 missing_description, 45 CFR …; A15 …" */
static void
add_code_names(const struct watch *w, struct buf *out, const char *codes)
{
	struct reason reason;
	struct span code;
	size_t len;

	while (codes != NULL && *codes != '\0') {
		len = strcspn(codes, " ");
		code = (struct span){codes, len};
		reason = law_reason(w->law, code);
		buf_addf(out, "\n      %.*s %.*s, %.*s", (int)len, codes,
		    (int)reason.text.len, reason.text.bytes,
		    (int)reason.citation.len, reason.citation.bytes);
		codes += len + (codes[len] == ' ');
	}
}

static void
add_text_line(const struct watch *w, const struct item *item, struct buf *out)
{
	char day[DATE_TEXT];

	buf_add_string(out, "  ");
	if (item->day != DATE_NONE) {
		date_format(item->day, day);
		buf_addf(out, "%s  ", day);
	}
	add_field(out, "", item->id);
	add_field(out, ", patient ", item->patient);
	add_field(out, item->patient == NULL ? ", " : ", to ", item->party);
	add_field(out, ": ", parts[item->part].title);
	add_code_names(w, out, item->codes);
	buf_add_byte(out, '\n');
}

static void
add_json_line(const struct item *item, struct buf *out)
{
	struct writer w = {out, false};
	struct span codes[CODE_TEXT_MAX];
	const char *at = item->codes;
	size_t n = 0, len;

	write_open(&w, NULL, '{');
	write_word(&w, "record", "finding/1");
	write_word(&w, "what", categories[item->category].name);
	write_text(&w, "id", span_of(item->id));
	write_text(&w, "patient", span_of(item->patient));
	write_text(&w, item->patient == NULL ? "requester" : "recipient",
	    span_of(item->party));
	write_date(&w, "date", item->day);
	if (item->part != PART_NONE)
		write_word(&w, "of", parts[item->part].name);
	for (; at != NULL && *at != '\0' && n < CODE_TEXT_MAX;
	     at += len + (at[len] == ' ')) {
		len = strcspn(at, " ");
		codes[n++] = (struct span){at, len};
	}
	write_texts(&w, "codes", (struct texts){codes, n});
	write_close(&w, '{');
	buf_add_byte(out, '\n');
}

static void
report(const struct watch *w, bool ndjson, struct buf *out)
{
	const struct item *item;
	size_t i;

	for (i = 0; i < w->count; i++) {
		item = &w->items[i];
		if (ndjson) {
			add_json_line(item, out);
			continue;
		}
		if (i == 0 || w->items[i - 1].category != item->category)
			buf_addf(out, "%s%s:\n", i == 0 ? "" : "\n",
			    categories[item->category].title);
		add_text_line(w, item, out);
	}
}

int
watch_say(
    struct watch *w, bool ndjson, int fd, const char *name, struct error *e)
{
	struct buf out = {NULL, 0, 0};
	int status;

	report(w, ndjson, &out);
	status = file_write(fd, out.bytes, out.len, e);
	buf_free(&out);
	if (status == -1)
		return error_prefix(e, "%s", name);
	if (fsync(fd) == -1 && errno != EINVAL && errno != EROFS)
		return error_set_errno(e, "%s", name);
	return write_seen(w, e);
}
