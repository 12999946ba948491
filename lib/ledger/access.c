#include "ledger/access.h"

#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "base/arena.h"
#include "ledger/entry.h"
#include "ledger/ledger_files.h"
#include "ledger/log.h"
#include "ledger/seen.h"
#include "note/writer.h"

#define SETTLED 20 /* accesses after which a user's habits count */

struct row {
	struct span user; /* or absent: */
	date_days day;
	uint64_t accesses, patients, first, hours, counts;
};

struct user {
	struct span name;
	uint64_t total; /* before today, as */
	uint64_t at_hour[24];
	uint64_t today_at[24];
	date_days day; /* the last one seen */
	uint64_t today;
	bool told;	/* that today is unusual */
	uint64_t *days; /* counts of the days before, ascending */
	size_t day_count;
};

struct review {
	const struct access_request *q;
	struct arena arena;
	struct user *users;
	size_t user_count;
	struct row *rows;
	size_t row_count;
	struct seen touched; /* user and patient, ever */
	struct seen counted; /* row and patient */
};

static struct user *
user_of(struct review *r, struct span name)
{
	for (size_t i = 0; i < r->user_count; i++)
		if (span_equal(r->users[i].name, name))
			return &r->users[i];
	r->users = alloc_resize(r->users, r->user_count + 1, sizeof(*r->users));
	r->users[r->user_count] = (struct user){
	    .name = {arena_string(&r->arena, name.bytes, name.len), name.len},
	    .day = DATE_NONE};
	return &r->users[r->user_count++];
}

static struct row *
row_of(struct review *r, struct span user, date_days day)
{
	struct row key = {.user = r->q->by_day ? (struct span){0} : user,
	    .day = r->q->by_day ? day : DATE_NONE};

	for (size_t i = r->row_count; i > 0; i--) {
		struct row *row = &r->rows[i - 1];

		if (row->day == key.day &&
		    (r->q->by_day || span_equal(row->user, user)))
			return row;
	}
	r->rows = alloc_resize(r->rows, r->row_count + 1, sizeof(*r->rows));
	r->rows[r->row_count] = key;
	return &r->rows[r->row_count++];
}

/* A day is over: its count takes its place among the others. */
static void
day_end(struct user *u)
{
	size_t at = u->day_count;

	if (u->today == 0)
		return;
	u->days = alloc_resize(u->days, u->day_count + 1, sizeof(*u->days));
	for (; at > 0 && u->days[at - 1] > u->today; at--)
		u->days[at] = u->days[at - 1];
	u->days[at] = u->today;
	u->day_count++;
	for (int hour = 0; hour < 24; hour++)
		u->at_hour[hour] += u->today_at[hour];
	memset(u->today_at, 0, sizeof(u->today_at));
	u->total += u->today;
	u->today = 0;
	u->told = false;
}

static bool
count_stands_out(struct user *u)
{
	if (u->told || u->day_count < 5 ||
	    u->today <= 3 * u->days[u->day_count / 2] + 10)
		return false;
	u->told = true;
	return true;
}

static bool
hour_stands_out(const struct user *u, unsigned hour)
{
	if (u->total < SETTLED)
		return hour >= 22 || hour < 6;
	return u->at_hour[hour] * 50 < u->total;
}

/* ROW: NULL where the access is history alone. */
static void
patients_take(struct review *r, const struct access *a, const struct user *u,
    struct row *row)
{
	char number[24];

	for (size_t i = 0; i < a->patients.count; i++) {
		struct span patient = a->patients.at[i];
		bool first = seen_add(&r->touched, seen_text(u->name, patient));

		if (row == NULL)
			continue;
		snprintf(
		    number, sizeof(number), "%zu", (size_t)(row - r->rows));
		if (seen_add(&r->counted, seen_text(span_of(number), patient)))
			row->patients++;
		if (first && u->total >= SETTLED)
			row->first++;
	}
}

static unsigned
local_hour(int64_t at)
{
	char text[INSTANT_TEXT]; /* "2026-03-14T15:… */

	instant_format(at, text);
	return (unsigned)(text[11] - '0') * 10 + (unsigned)(text[12] - '0');
}

static void
access_take(struct review *r, const struct access *a)
{
	date_days day = instant_date(a->when);
	unsigned hour = local_hour(a->when);
	struct user *u = user_of(r, a->who);
	struct row *row = NULL;

	if ((r->q->from == DATE_NONE || day >= r->q->from) &&
	    (r->q->to == DATE_NONE || day <= r->q->to))
		row = row_of(r, u->name, day);
	if (day != u->day) {
		day_end(u);
		u->day = day;
	}
	u->today++;
	patients_take(r, a, u, row);
	if (row != NULL) {
		row->accesses++;
		row->hours += hour_stands_out(u, hour);
		row->counts += count_stands_out(u);
	}
	u->today_at[hour]++;
}

static int
log_take(struct ledger *l, struct review *r, struct error *e)
{
	struct record *rec = record_new();
	struct log_reader reader;
	struct span line;
	uint64_t left = l->checkpoint.size;
	int got = 0;

	log_reader_open(&reader, l->log, 0, log_size(l->log, NULL));
	while ((got = log_next_counted(&reader, &left, &line, e)) == 1) {
		struct entry entry;

		if (record_read(rec, line.bytes, line.len, e) == -1 ||
		    entry_read(&entry, rec, e) == -1) {
			got = -1;
			break;
		}
		if (entry.kind == ENTRY_ACCESS)
			access_take(r, &entry.access);
	}
	log_reader_close(&reader);
	record_free(rec);
	return got == -1 ? -1 : 0;
}

static void
row_text(const struct row *row, struct span key, struct buf *out)
{
	buf_addf(out, "%-20.*s %8ju %8ju", (int)key.len, key.bytes,
	    (uintmax_t)row->accesses, (uintmax_t)row->patients);
	if (row->first > 0)
		buf_addf(out, "  first %ju", (uintmax_t)row->first);
	if (row->hours > 0)
		buf_addf(out, "  hour %ju", (uintmax_t)row->hours);
	if (row->counts > 0)
		buf_addf(out, "  count %ju", (uintmax_t)row->counts);
	buf_add_byte(out, '\n');
}

static void
row_ndjson(
    const struct row *row, const char *by, struct span key, struct buf *out)
{
	struct writer w = {.out = out};

	write_open(&w, NULL, '{');
	write_word(&w, "record", "access-review/1");
	write_text(&w, by, key);
	write_number(&w, "accesses", (long)row->accesses);
	write_number(&w, "patients", (long)row->patients);
	write_number(&w, "first", (long)row->first);
	write_number(&w, "hour", (long)row->hours);
	write_number(&w, "count", (long)row->counts);
	write_close(&w, '{');
	buf_add_byte(out, '\n');
}

static void
rows_write(const struct review *r, struct buf *out)
{
	const char *by = r->q->by_day ? "day" : "user";

	if (!r->q->ndjson && r->row_count > 0)
		buf_addf(out, "%-20s accesses patients  stands out\n", by);
	for (size_t i = 0; i < r->row_count; i++) {
		char date[DATE_TEXT];
		struct span key = r->rows[i].user;

		if (r->q->by_day) {
			date_format(r->rows[i].day, date);
			key = span_of(date);
		}
		if (r->q->ndjson)
			row_ndjson(&r->rows[i], by, key, out);
		else
			row_text(&r->rows[i], key, out);
	}
}

int
access_review(struct ledger *l, const struct access_request *q, struct buf *out,
    struct error *e)
{
	struct review r = {.q = q};
	int result = log_take(l, &r, e);

	if (result == 0)
		rows_write(&r, out);
	for (size_t i = 0; i < r.user_count; i++)
		free(r.users[i].days);
	free(r.users);
	free(r.rows);
	seen_free(&r.touched);
	seen_free(&r.counted);
	arena_free(&r.arena);
	return result;
}
