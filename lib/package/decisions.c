#include "package/decisions.h"

#include <stdlib.h>

#include "base/alloc.h"
#include "base/buf.h"

#define KEPT 16

/* The spans of a decision lie in a line of its own. */
struct kept {
	struct buf line; /* {"decision":...} */
	struct record *record;
	struct decision decision;
	bool read; /* false: nothing is kept here */
};

struct decisions {
	struct kept kept[KEPT];
	size_t last; /* found or read */
};

static const char before[] = "{\"decision\":";
#define BEFORE (sizeof(before) - 1)

struct decisions *
decisions_new(void)
{
	return alloc_zeroed(1, sizeof(struct decisions));
}

void
decisions_free(struct decisions *d)
{
	size_t i;

	for (i = 0; i < KEPT; i++) {
		record_free(d->kept[i].record);
		buf_wipe(&d->kept[i].line);
		buf_free(&d->kept[i].line);
	}
	free(d);
}

static bool
keeps(const struct kept *k, struct span json)
{
	return k->read && k->line.len == BEFORE + json.len + 1 &&
	       memcmp(k->line.bytes + BEFORE, json.bytes, json.len) == 0;
}

static int
keep(struct kept *k, struct span json, struct error *e)
{
	k->read = false;
	if (k->record == NULL)
		k->record = record_new();
	buf_wipe(&k->line);
	buf_add(&k->line, before, BEFORE);
	buf_add(&k->line, json.bytes, json.len);
	buf_add_byte(&k->line, '}');
	if (record_read(k->record, k->line.bytes, k->line.len, e) == -1 ||
	    decision_read(&k->decision, k->record, e) == -1)
		return -1;
	k->read = true;
	return 0;
}

const struct decision *
decisions_read(struct decisions *d, const struct record *rec, struct error *e)
{
	struct value v = record_member(rec, "decision");
	size_t i, at;

	if (v.type == SCAN_NONE) {
		error_set(e, "not decided");
		return NULL;
	}
	for (i = 0; i < KEPT; i++) {
		at = (d->last + i) % KEPT;
		if (keeps(&d->kept[at], v.json)) {
			d->last = at;
			return &d->kept[at].decision;
		}
	}
	d->last = (d->last + 1) % KEPT;
	return keep(&d->kept[d->last], v.json, e) == -1
		   ? NULL
		   : &d->kept[d->last].decision;
}
