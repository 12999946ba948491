#include "stream/filter.h"

#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/alloc.h"
#include "base/safe_file.h"
#include "stream/count.h"
#include "stream/input.h"
#include "stream/progress.h"

/* What one thread needs to judge lines. */
struct worker {
	const struct filter *filter;
	const struct options *options;
	struct record *record;
	void *scratch;
};

/* A chunk and what became of it. */
struct batch {
	bool done;
	struct chunk chunk;
	struct buf out, side, quarantine, messages;
	struct count count;
	bool failed; /* --on-error=fail, and a line was rejected */
};

struct run {
	const struct filter *filter;
	const struct options *options;
	struct input *input;
	int quarantine; /* descriptors, or -1 */
	int side;
	struct count count;
	struct progress progress;
	bool stop;

	/* The ring that workers share. */
	struct batch *batches;
	size_t batch_count;
	size_t oldest, newest; /* running numbers; the slot is modulo count */
	bool reading, writing; /* one of the workers */
	bool ended;	       /* no more is to be read, */
	bool torn;	       /* or written */
	struct error error;    /* why, where it is not the end */
	pthread_mutex_t lock;
	pthread_cond_t changed;
};

static void
reject(struct batch *b, const struct worker *w, size_t line, const char *bytes,
    size_t len, const struct error *e)
{
	b->count.rejected++;
	error_say(&b->messages, w->filter->tool, b->chunk.file, line, e->text);
	buf_add(&b->quarantine, bytes, len);
	buf_add_byte(&b->quarantine, '\n');
	if (w->options->fail)
		b->failed = true;
}

/* Of whatever version. */
static bool
same_name(struct span kind, const char *known)
{
	size_t name = (size_t)(strchr(known, '/') - known) + 1;

	return kind.len > name && memcmp(kind.bytes, known, name) == 0;
}

/* Whether the filter is to see a record of this kind; -1: of a version that it
 * does not know. */
static int
filter_wants(const struct filter *f, struct span kind, struct error *e)
{
	const char *const *known;

	for (known = f->kinds; *known != NULL; known++)
		if (span_is(kind, *known))
			return 1;
	for (known = f->kinds; *known != NULL; known++)
		if (same_name(kind, *known))
			return error_set(e,
			    "member record: a version other than %s", *known);
	return 0;
}

static enum filter_verdict
judge(struct worker *w, struct batch *b, struct filter_task *task,
    struct span kind, struct error *e)
{
	int wants;

	if (count_is_mark(kind)) {
		if (count_mark(&b->count, w->record, kind, e) == -1)
			return FILTER_REJECT;
		return w->options->part && span_is(kind, "end/1") ? FILTER_KEEP
								  : FILTER_DROP;
	}
	wants = filter_wants(w->filter, kind, e);
	if (wants == -1)
		return FILTER_REJECT;
	if (wants == 0)
		return FILTER_KEEP;
	return w->filter->apply(w->filter->context, w->record, task, e);
}

static bool
is_blank(const char *line, size_t len)
{
	size_t i;

	for (i = 0; i < len; i++)
		if (line[i] != ' ' && line[i] != '\t' && line[i] != '\r')
			return false;
	return true;
}

static void
do_line(struct worker *w, struct batch *b, size_t number, const char *line,
    size_t len)
{
	size_t extra_at = b->out.len, side_at = b->side.len;
	struct filter_task task = {.scratch = w->scratch,
	    .side = &b->side,
	    .file = b->chunk.file,
	    .line = number};
	enum filter_verdict verdict = FILTER_REJECT;
	struct buf extra = {0};
	struct span kind = {0};
	struct error e = {0};
	bool mark;

	if (is_blank(line, len))
		return;
	task.extra = &extra;
	if (record_read(w->record, line, len, &e) == 0 &&
	    record_kind(w->record, &kind, &e) == 0)
		verdict = judge(w, b, &task, kind, &e);
	mark = count_is_mark(kind);
	if (!mark)
		count_record(&b->count, kind, verdict != FILTER_REJECT,
		    verdict == FILTER_KEEP ||
			(verdict == FILTER_DROP && w->filter->consume));
	if (verdict == FILTER_REJECT) {
		size_t side_end = b->side.len;

		b->out.len = extra_at;
		b->side.len = side_at;
		buf_wipe_behind(&b->side, side_end);
		reject(b, w, number, line, len, &e);
	} else {
		if (verdict == FILTER_KEEP) {
			record_write(w->record, &b->out);
			buf_add_byte(&b->out, '\n');
		}
		buf_add(&b->out, extra.bytes, extra.len);
		b->count.extra += task.extra_notes;
	}
	buf_wipe(&extra);
	buf_free(&extra);
}

static void
do_piece(struct worker *w, struct batch *b)
{
	struct error e = {0};
	const struct chunk *c = &b->chunk;

	if (c->first_piece) {
		error_set(&e, "line of more than %u bytes", SCAN_LINE);
		count_record(&b->count, (struct span){0}, false, false);
		reject(b, w, c->first_line, NULL, 0, &e);
		b->quarantine.len = 0;
	}
	buf_add(&b->quarantine, c->bytes.bytes, c->bytes.len);
}

static void
do_lines(struct worker *w, struct batch *b)
{
	const char *p = b->chunk.bytes.bytes;
	const char *end = p + b->chunk.bytes.len;
	size_t line = b->chunk.first_line;

	for (; p < end && !b->failed; line++) {
		const char *lf = memchr(p, '\n', (size_t)(end - p));
		const char *stop = lf == NULL ? end : lf;

		do_line(w, b, line, p, (size_t)(stop - p));
		p = stop + 1;
	}
}

/* Of the batch before, nothing stays in memory behind this one. */
static void
do_batch(struct worker *w, struct batch *b)
{
	struct buf *const made[] = {
	    &b->out, &b->side, &b->quarantine, &b->messages};
	size_t before[sizeof(made) / sizeof(made[0])], i;

	for (i = 0; i < sizeof(made) / sizeof(made[0]); i++) {
		before[i] = made[i]->len;
		made[i]->len = 0;
	}
	b->count = (struct count){0};
	b->failed = false;
	if (b->chunk.piece)
		do_piece(w, b);
	else
		do_lines(w, b);
	for (i = 0; i < sizeof(made) / sizeof(made[0]); i++)
		buf_wipe_behind(made[i], before[i]);
}

static int
write_batch(struct run *r, const struct batch *b, struct error *e)
{
	const struct filter *f = r->filter;

	count_add(&r->count, &b->count);
	if (b->messages.len > 0) {
		progress_clear(&r->progress);
		fwrite(b->messages.bytes, 1, b->messages.len, stderr);
	}
	if (r->quarantine != -1 &&
	    file_write(
		r->quarantine, b->quarantine.bytes, b->quarantine.len, e) == -1)
		return error_prefix(e, "quarantine");
	if (r->side != -1 &&
	    file_write(r->side, b->side.bytes, b->side.len, e) == -1)
		return error_prefix(e, "side file");
	if (!f->consume &&
	    file_write(STDOUT_FILENO, b->out.bytes, b->out.len, e) == -1)
		return error_prefix(e, "<stdout>");
	progress_show(
	    &r->progress, b->chunk.bytes.len, r->count.notes + r->count.others);
	return 0;
}

static void
worker_open(struct worker *w, const struct run *r)
{
	*w = (struct worker){.filter = r->filter, .options = r->options};
	w->record = record_new();
	if (r->filter->scratch_new != NULL)
		w->scratch = r->filter->scratch_new(r->filter->context);
}

static void
worker_close(struct worker *w)
{
	if (w->filter->scratch_free != NULL)
		w->filter->scratch_free(w->scratch);
	record_free(w->record);
}

static int
run_alone(struct run *r, struct error *e)
{
	struct batch *b = &r->batches[0];
	struct worker w;
	int got = 0;

	worker_open(&w, r);
	while (!r->stop && (got = input_next(r->input, &b->chunk, e)) == 1) {
		do_batch(&w, b);
		if (write_batch(r, b, e) == -1) {
			got = -1;
			break;
		}
		r->stop = b->failed;
	}
	worker_close(&w);
	return got == -1 ? -1 : 0;
}

/* The next chunk, read by the worker that judges it, so that it need not move
 * from one processor to another; NULL where none is left.  The lock is held. */
static struct batch *
batch_take(struct run *r)
{
	struct error e = {0};
	struct batch *b;
	int got;

	while (!r->ended && !r->stop &&
	       (r->reading || r->newest - r->oldest == r->batch_count))
		pthread_cond_wait(&r->changed, &r->lock);
	if (r->ended || r->stop)
		return NULL;
	b = &r->batches[r->newest % r->batch_count];
	r->reading = true;
	pthread_mutex_unlock(&r->lock);
	got = input_next(r->input, &b->chunk, &e);
	pthread_mutex_lock(&r->lock);
	r->reading = false;
	if (got == -1 && !r->torn)
		r->error = e;
	if (got == 1) {
		b->done = false;
		r->newest++;
	} else {
		r->ended = true;
	}
	pthread_cond_broadcast(&r->changed);
	return got == 1 ? b : NULL;
}

/* Writes what is done, in order, up to what is not; whoever writes takes along
 * what others finish meanwhile.  What was read before the input failed is
 * written, too.  The lock is held. */
static void
batches_write(struct run *r)
{
	struct error e = {0};
	int wrote;

	if (r->writing)
		return;
	r->writing = true;
	while (r->oldest < r->newest && !r->stop && !r->torn) {
		struct batch *b = &r->batches[r->oldest % r->batch_count];

		if (!b->done)
			break;
		pthread_mutex_unlock(&r->lock);
		wrote = write_batch(r, b, &e);
		pthread_mutex_lock(&r->lock);
		if (wrote == -1) {
			r->error = e;
			r->torn = r->ended = true;
		}
		r->stop = b->failed;
		r->oldest++;
		pthread_cond_broadcast(&r->changed);
	}
	r->writing = false;
}

static void *
work(void *with)
{
	struct run *r = with;
	struct worker w;
	struct batch *b;

	worker_open(&w, r);
	pthread_mutex_lock(&r->lock);
	while ((b = batch_take(r)) != NULL) {
		pthread_mutex_unlock(&r->lock);
		do_batch(&w, b);
		pthread_mutex_lock(&r->lock);
		b->done = true;
		batches_write(r);
	}
	pthread_mutex_unlock(&r->lock);
	worker_close(&w);
	return NULL;
}

static int
run_threads(struct run *r, struct error *e)
{
	size_t jobs = (size_t)r->options->jobs, started = 0;
	pthread_t *threads = alloc_zeroed(jobs, sizeof(*threads));
	int result = 0;

	while (started < jobs &&
	       pthread_create(&threads[started], NULL, work, r) == 0)
		started++;
	if (started == 0)
		result = error_set(e, "cannot start a thread");
	while (started > 0)
		pthread_join(threads[--started], NULL);
	if (r->error.text[0] != '\0') {
		*e = r->error;
		result = -1;
	}
	free(threads);
	return result;
}

/* What was kept beside the stream is on disk before the stream says that it is
 * whole.  A pipe cannot be synced, and need not. */
static int
sync_file(int fd, struct error *e)
{
	struct stat st;

	if (fstat(fd, &st) == 0 && !S_ISREG(st.st_mode))
		return 0;
	return fsync(fd) == -1 ? error_set_errno(e, "fsync") : 0;
}

static int
close_beside(int *fd, const char *what, struct error *e)
{
	int closing = *fd;

	if (closing == -1)
		return 0;
	if (sync_file(closing, e) == -1)
		return error_prefix(e, "%s", what);
	*fd = -1;
	return close(closing) == -1 ? error_set_errno(e, "%s", what) : 0;
}

static int
run_end(struct run *r, struct filter_totals *totals, struct error *e)
{
	const struct filter *f = r->filter;
	struct buf line = {0};
	int result = 0;

	if (close_beside(&r->side, "side file", e) == -1 ||
	    close_beside(&r->quarantine, "quarantine", e) == -1)
		return -1;
	if (!r->stop)
		result = count_end(&r->count, r->options->part, &line, e);
	if (totals != NULL)
		*totals = (struct filter_totals){.notes = r->count.notes,
		    .written = r->count.written,
		    .rejected = r->count.rejected,
		    .upstream = r->count.end_rejected + r->count.part_rejected,
		    .bytes = r->progress.bytes,
		    .whole = result == 0 && line.len > 0 && !r->options->part};
	if (result == 0 && !f->consume &&
	    file_write(STDOUT_FILENO, line.bytes, line.len, e) == -1)
		result = error_prefix(e, "<stdout>");
	buf_free(&line);
	return result;
}

/* A file that is both read and written would grow while it is read. */
static int
check_files(const struct filter *f, const struct options *o, struct error *e)
{
	struct stat in, out;
	int i;

	if (f->consume)
		return 0;
	if (fstat(STDOUT_FILENO, &out) == -1)
		return error_set_errno(e, "<stdout>");
	if (!S_ISREG(out.st_mode))
		return 0;
	for (i = 0; i < (o->file_count == 0 ? 1 : o->file_count); i++) {
		if (o->file_count == 0 || strcmp(o->files[i], "-") == 0
			? fstat(STDIN_FILENO, &in) == -1
			: stat(o->files[i], &in) == -1)
			continue; /* said when it is read */
		if (in.st_dev == out.st_dev && in.st_ino == out.st_ino)
			return error_set(e, "input and output are one file");
	}
	return 0;
}

static int
shut_in(const struct filter *f, const struct options *o, struct error *e)
{
	const char **read =
	    alloc_zeroed((size_t)o->file_count + 1, sizeof(*read));
	char *folder = f->writes == NULL ? NULL : file_folder(f->writes);
	const char *write[] = {NULL, NULL, NULL};
	struct sandbox s = {.read = read, .write = write};
	size_t writes = 0;
	int i, result;

	for (i = 0; i < o->file_count; i++)
		read[i] = o->files[i];
	if (folder != NULL)
		write[writes++] = folder;
	if (f->appends != NULL)
		write[writes++] = f->appends;
	result = options_shut_in(o, &s, e);
	free(folder);
	free(read);
	return result;
}

static int
run_all(struct run *r, struct filter_totals *totals, struct error *e)
{
	const struct options *o = r->options;
	int result;

	if (check_files(r->filter, o, e) == -1)
		return -1;
	if (o->quarantine != NULL) {
		r->quarantine = file_open_append(o->quarantine, e);
		if (r->quarantine == -1)
			return -1;
	}
	if (!r->filter->opens_later && shut_in(r->filter, o, e) == -1)
		return -1;
	progress_start(&r->progress, o->tool, !o->quiet);
	result = o->jobs == 1 || r->filter->consume ? run_alone(r, e)
						    : run_threads(r, e);
	progress_clear(&r->progress);
	if (result == 0)
		result = run_end(r, totals, e);
	if (r->quarantine != -1)
		close(r->quarantine);
	if (r->side != -1)
		close(r->side);
	return result;
}

int
filter_run(const struct filter *f, const struct options *o,
    struct filter_totals *totals)
{
	struct run r = {
	    .filter = f, .options = o, .quarantine = -1, .side = f->side};
	struct error e = {0};
	int result;
	size_t i;

	signal(SIGPIPE, SIG_IGN);
	if (totals != NULL)
		*totals = (struct filter_totals){0};
	r.input = input_open(o->files, o->file_count);
	r.batch_count = o->jobs == 1 ? 1 : (size_t)o->jobs + 2;
	r.batches = alloc_zeroed(r.batch_count, sizeof(*r.batches));
	pthread_mutex_init(&r.lock, NULL);
	pthread_cond_init(&r.changed, NULL);

	result = run_all(&r, totals, &e);

	for (i = 0; i < r.batch_count; i++) {
		struct batch *b = &r.batches[i];
		struct buf *held[] = {&b->chunk.bytes, &b->out, &b->side,
		    &b->quarantine, &b->messages};
		size_t j;

		for (j = 0; j < sizeof(held) / sizeof(held[0]); j++) {
			buf_wipe(held[j]);
			buf_free(held[j]);
		}
	}
	free(r.batches);
	input_close(r.input);
	pthread_mutex_destroy(&r.lock);
	pthread_cond_destroy(&r.changed);
	if (result == -1)
		return options_fail(o, &e);
	if (r.stop)
		return 2;
	return r.count.rejected > 0 ? 1 : 0;
}
