#include "ledger/viewed.h"

#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "base/arena.h"
#include "ledger/append.h"

struct names {
	struct span *at;
	size_t count;
	size_t room;
};

struct viewed {
	struct ledger *ledger;
	const char *command;
	struct arena arena;
	struct names ids;
	struct names patients;
};

struct viewed *
viewed_open(const char *dir, const char *command, struct error *e)
{
	struct viewed *v = alloc_zeroed(1, sizeof(*v));
	struct buf user = {NULL, 0, 0};

	v->command = command;
	v->ledger = ledger_open(dir, NULL, e);
	if (v->ledger == NULL) {
		free(v);
		return NULL;
	}
	/* Looked up now, and remembered. */
	append_user(&user);
	buf_free(&user);
	return v;
}

void
viewed_free(struct viewed *v)
{
	if (v == NULL)
		return;
	ledger_close(v->ledger);
	arena_free(&v->arena);
	free(v->ids.at);
	free(v->patients.at);
	free(v);
}

static void
name_add(struct viewed *v, struct names *n, struct span name)
{
	if (name.len == 0 ||
	    (n->count > 0 && span_equal(n->at[n->count - 1], name)))
		return;
	if (n->count == n->room) {
		n->room = 2 * n->room + 64;
		n->at = alloc_resize(n->at, n->room, sizeof(*n->at));
	}
	n->at[n->count++] = (struct span){
	    arena_string(&v->arena, name.bytes, name.len), name.len};
}

void
viewed_add(struct viewed *v, struct record *rec)
{
	struct span id, patient;

	if (v == NULL)
		return;
	if (record_text(rec, "id", &id, NULL) == 0)
		name_add(v, &v->ids, id);
	if (value_text(value_member(record_member(rec, "patient"), "id"),
		record_arena(rec), &patient))
		name_add(v, &v->patients, patient);
}

static int
compare_names(const void *a, const void *b)
{
	const struct span *x = a, *y = b;

	return strcmp(x->bytes, y->bytes);
}

static struct texts
names_once(struct names *n)
{
	size_t i, kept = 0;

	if (n->count > 0)
		qsort(n->at, n->count, sizeof(*n->at), compare_names);
	for (i = 0; i < n->count; i++)
		if (kept == 0 || !span_equal(n->at[kept - 1], n->at[i]))
			n->at[kept++] = n->at[i];
	n->count = kept;
	return (struct texts){n->at, kept};
}

int
viewed_append(struct viewed *v, struct error *e)
{
	struct buf json = {NULL, 0, 0};
	struct span entry;
	int status = -1;

	if (v == NULL)
		return 0;
	if (append_compose(v->command, names_once(&v->patients),
		(struct texts){v->ids.at, v->ids.count}, &json, e) == 0) {
		entry = (struct span){json.bytes, json.len};
		status = ledger_append_batch(v->ledger, &entry, 1, NULL, e);
	}
	buf_free(&json);
	return status;
}
