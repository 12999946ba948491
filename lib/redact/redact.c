#include "redact/redact.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "base/digest.h"
#include "note/document.h"
#include "redact/work.h"

#define TOOL "notes-redact"

struct redact {
	struct profiles *profiles;
	const struct profile *profile;
	struct buf name; /* of the profile or "role:NAME" */
	struct document request_file;
	struct request request;
	struct document practice_file;
	struct practice practice;
	struct overrides *overrides;
	struct identify *identify;
	struct roster *roster;
	struct mac *key;  /* NULL: none given */
	uint32_t *people; /* by three-digit ZIP */
	int year;
	char law[DIGEST_HEX]; /* of the rules that filters come from */
	bool withheld;
	char rules[DIGEST_HEX];
};

struct scratch {
	struct identify_scratch *identify;
	struct buf old;	 /* unused space for sections' JSON */
	struct buf text; /* new texts, in one */
};

const struct profile *
redact_filter(const struct redact *r, struct span name)
{
	return profiles_find_filter(r->profiles, name);
}

const struct overrides *
redact_overrides(const struct redact *r)
{
	return r->overrides;
}

const struct identify *
redact_identify(const struct redact *r)
{
	return r->identify;
}

struct mac *
redact_key(const struct redact *r)
{
	return r->key;
}

const struct roster *
redact_roster(const struct redact *r)
{
	return r->roster;
}

const uint32_t *
redact_people(const struct redact *r)
{
	return r->people;
}

label_set
redact_request_labels(const struct redact *r, bool *given)
{
	*given = r->request.items_given;
	return r->request.items;
}

static int
choose_profile(
    struct redact *r, const struct redact_options *o, struct error *e)
{
	const char *name = o->profile == NULL ? "decision" : o->profile;

	if (o->role != NULL && o->profile != NULL)
		return error_set(e, "--role and --profile: one of them");
	if (o->role != NULL) {
		r->profile = profiles_find_role(r->profiles, span_of(o->role));
		buf_addf(&r->name, "role:%s", o->role);
	} else if (strchr(name, '/') != NULL) {
		r->profile = profiles_add_file(r->profiles, name, e);
		if (r->profile != NULL)
			buf_add_string(&r->name, r->profile->name);
	} else {
		r->profile = profiles_find(r->profiles, span_of(name));
		buf_add_string(&r->name, name);
	}
	if (r->profile == NULL)
		return error_set(
		    e, "no such %s", o->role != NULL ? "role" : "profile");
	return 0;
}

static int
open_files(struct redact *r, const struct redact_options *o, struct error *e)
{
	if (o->request != NULL &&
	    (document_open(&r->request_file, o->request, "request/1", e) ==
		    -1 ||
		request_read(&r->request, r->request_file.record, e) == -1))
		return error_prefix(e, "%s", o->request);
	if (o->practice != NULL &&
	    (document_open(&r->practice_file, o->practice, "practice/1", e) ==
		    -1 ||
		practice_read(&r->practice, r->practice_file.record, e) == -1))
		return error_prefix(e, "%s", o->practice);
	if (o->overrides != NULL) {
		r->overrides = overrides_open(o->overrides, e);
		if (r->overrides == NULL)
			return -1;
	}
	if (o->known != NULL && (r->roster = roster_open(o->known, e)) == NULL)
		return -1;
	if (o->zip3 != NULL && (r->people = zip3_open(o->zip3, e)) == NULL)
		return -1;
	if (o->key != NULL)
		return (r->key = key_open(o->key, e)) == NULL ? -1 : 0;
	return profile_needs_key(r->profile)
		   ? error_set(e, "profile %s needs --key", r->profile->name)
		   : 0;
}

static void
add_digest(struct digest *d, const char *hex)
{
	digest_add_sized(d, hex, strlen(hex));
}

/* Whatever could make another result of the same note. */
static void
make_rules_digest(struct redact *r)
{
	unsigned char mac[DIGEST_LEN];
	struct digest d;

	digest_start(&d);
	add_digest(&d, profiles_digest(r->profiles));
	add_digest(&d, r->law);
	digest_add_sized(&d, r->name.bytes, r->name.len);
	digest_add_sized(
	    &d, r->request_file.line.bytes, r->request_file.line.len);
	digest_add_sized(
	    &d, r->practice_file.line.bytes, r->practice_file.line.len);
	if (r->key != NULL) {
		mac_bytes(r->key, "rules", 5, mac);
		digest_add_sized(&d, mac, sizeof(mac));
	}
	if (r->roster != NULL)
		add_digest(&d, roster_digest(r->roster));
	if (r->people != NULL)
		digest_add_sized(&d, r->people, 1000 * sizeof(*r->people));
	if (r->overrides != NULL)
		add_digest(&d, overrides_digest(r->overrides));
	digest_end_hex(&d, r->rules);
}

struct redact *
redact_open(const struct redact_options *o, struct error *e)
{
	struct redact *r = alloc_zeroed(1, sizeof(*r));
	struct law *l;

	r->withheld = o->withheld;
	r->year = date_civil(instant_date(o->as_of)).year;
	r->identify = identify_open(e);
	if (r->identify == NULL) {
		redact_free(r);
		return NULL;
	}
	l = law_load(o->rules, e);
	if (l != NULL)
		r->profiles = profiles_open(l, e);
	if (l != NULL)
		snprintf(r->law, sizeof(r->law), "%s", law_digest(l));
	law_free(l);
	if (r->profiles == NULL || choose_profile(r, o, e) == -1 ||
	    open_files(r, o, e) == -1) {
		redact_free(r);
		return NULL;
	}
	make_rules_digest(r);
	return r;
}

void
redact_free(struct redact *r)
{
	if (r == NULL)
		return;
	profiles_free(r->profiles);
	document_close(&r->request_file);
	document_close(&r->practice_file);
	overrides_free(r->overrides);
	identify_free(r->identify);
	roster_free(r->roster);
	mac_free(r->key);
	free(r->people);
	buf_free(&r->name);
	free(r);
}

bool
redact_was_compiled(const struct redact *r)
{
	return identify_was_compiled(r->identify);
}

void *
redact_scratch_new(const void *context)
{
	const struct redact *r = context;
	struct scratch *s = alloc_zeroed(1, sizeof(*s));

	s->identify = identify_scratch_new(r->identify);
	return s;
}

void
redact_scratch_free(void *scratch)
{
	struct scratch *s = scratch;

	identify_scratch_free(s->identify);
	buf_wipe(&s->old);
	buf_wipe(&s->text);
	buf_free(&s->old);
	buf_free(&s->text);
	free(s);
}

static void
list_texts(struct work *w)
{
	struct text *t;
	size_t i;

	w->text_count = 1 + 2 * w->note.section_count;
	w->texts = arena_zeroed(w->arena, w->text_count, sizeof(*w->texts));
	for (i = 0; i < w->text_count; i++) {
		t = &w->texts[i];
		t->section = i == 0 ? -1 : (int)((i - 1) / 2);
		t->in_title = i % 2 == 1;
		t->old = note_text(&w->note, t->section, t->in_title);
		if (t->old.bytes == NULL)
			t->old = (struct span){"", 0};
		utf8_offsets_open(&t->offsets, t->old.bytes, t->old.len);
		t->now = t->old;
	}
}

static bool
trail_has(struct value trail, const char *rules, struct arena *arena)
{
	struct cursor c;
	struct value entry;
	struct span tool, by;
	bool found = false;

	cursor_open(&c, trail);
	while (cursor_next(&c, NULL, &entry)) {
		if (!value_text(value_member(entry, "tool"), arena, &tool) ||
		    !span_is(tool, TOOL))
			continue;
		/* The last run of this tool is the one that made the text. */
		found = value_text(value_member(entry, "rules"), arena, &by) &&
			span_is(by, rules);
	}
	return found;
}

/* Whether this very redaction was made already; -1: the text has changed
 * since one was made. */
static int
is_done(const struct work *w, struct error *e)
{
	if (!w->before.present)
		return 0;
	if (!span_is(w->before.text, w->digest))
		return error_set(e, "text is not what was redacted");
	return span_equal(w->before.profile, w->after.profile) &&
	       trail_has(record_member(w->record, "trail"),
		   ((const struct redact *)w->redact)->rules, w->arena);
}

static int
check_classified(const struct work *w, struct error *e)
{
	const struct classification *c = &w->classification;

	if (!c->present)
		return 0;
	if (c->text.bytes == NULL && !w->before.present)
		return error_set(e, "classification.text: missing");
	if (c->text.bytes != NULL && !span_is(c->text, w->digest))
		return error_set(e, "text is not what was classified");
	return classification_fits(c, &w->note, e);
}

static int
read_all(struct work *w, struct error *e)
{
	if (note_read(&w->note, w->record, e) == -1 ||
	    classification_read(&w->classification, w->record, e) == -1 ||
	    decision_read(&w->decision, w->record, e) == -1 ||
	    redaction_read(&w->before, w->record, e) == -1)
		return -1;
	note_text_digest(&w->note, w->digest);
	return check_classified(w, e);
}

/* New texts go one behind the other into the scratch; spans are set when it
 * no longer grows. */
static void
make_texts(struct work *w, struct buf *space)
{
	struct text *t;
	size_t i, total = 0, at = 0;

	for (i = 0; i < w->text_count; i++) {
		t = &w->texts[i];
		edits_settle(&t->edits);
		total += t->old.len;
		for (size_t j = 0; j < t->edits.count; j++)
			total += t->edits.at[j].replacement.len;
	}
	space->len = 0;
	buf_reserve(space, total + 1);
	for (i = 0; i < w->text_count; i++) {
		t = &w->texts[i];
		if (t->edits.count > 0) {
			at = space->len;
			edits_apply(&t->edits, t->old, space);
			t->now =
			    (struct span){space->bytes + at, space->len - at};
		}
	}
}

static void
write_section(
    const struct work *w, size_t i, struct value section, struct buf *out)
{
	const struct text *title = &w->texts[1 + 2 * i];
	const struct text *body = &w->texts[2 + 2 * i];
	struct cursor c;
	struct span key;
	struct value v;
	bool first = true;

	buf_add_byte(out, '{');
	cursor_open(&c, section);
	while (cursor_next(&c, &key, &v)) {
		buf_add_string(out, first ? "\"" : ",\"");
		first = false;
		buf_add(out, key.bytes, key.len);
		buf_add_string(out, "\":");
		if (key_is(key, "title") && title->edits.count > 0)
			json_add_string(out, title->now.bytes, title->now.len);
		else if (key_is(key, "text") && body->edits.count > 0)
			json_add_string(out, body->now.bytes, body->now.len);
		else
			buf_add(out, v.json.bytes, v.json.len);
	}
	buf_add_byte(out, '}');
}

static void
set_texts(struct work *w, struct buf *out)
{
	struct cursor c;
	struct value section;
	bool any = false;
	size_t i;

	for (i = 1; i < w->text_count; i++)
		any |= w->texts[i].edits.count > 0;
	if (any) {
		out->len = 0;
		buf_add_byte(out, '[');
		cursor_open(&c, record_member(w->record, "sections"));
		for (i = 0; cursor_next(&c, NULL, &section); i++) {
			if (i > 0)
				buf_add_byte(out, ',');
			write_section(w, i, section, out);
		}
		buf_add_byte(out, ']');
		record_set(w->record, "sections", out->bytes, out->len);
	}
	if (w->texts[0].edits.count > 0) {
		out->len = 0;
		json_add_string(
		    out, w->texts[0].now.bytes, w->texts[0].now.len);
		record_set(w->record, "title", out->bytes, out->len);
	}
}

/* Of all but the note's title. */
static void
digest_now(struct work *w, char out[static DIGEST_HEX])
{
	struct span *now = arena_zeroed(w->arena, w->text_count, sizeof(*now));
	size_t i;

	for (i = 1; i < w->text_count; i++)
		now[i - 1] = w->texts[i].now;
	digest_texts(now, w->text_count - 1, out);
}

static int
write_redaction(struct work *w, struct error *e)
{
	char *digest = arena_bytes(w->arena, DIGEST_HEX);

	digest_now(w, digest);
	w->after.present = true;
	w->after.text = span_of(digest);
	if (w->profile->addendum)
		addendum_make(w, digest);
	redaction_write(w->record, &w->after);
	return record_add_trail(w->record, TOOL, w->redact->rules, e);
}

static bool
is_psychotherapy(const struct work *w)
{
	return w->classification.note_class == CLASS_PSYCHOTHERAPY ||
	       w->classification.note_class == CLASS_MIXED ||
	       w->classification.protection == PROTECTION_PROTECTED;
}

/* A profile for psychotherapy notes lets the others by. */
static int
applies(const struct work *w, enum filter_verdict *else_do, struct error *e)
{
	if (!w->profile->psychotherapy_only)
		return 1;
	if (!w->classification.present)
		return error_set(e, "classification: missing");
	*else_do = w->profile->addendum ? FILTER_DROP : FILTER_KEEP;
	return is_psychotherapy(w);
}

static void
begin_redaction(struct work *w)
{
	w->after.fields = w->before.fields;
	w->after.field_count = w->before.field_count;
	w->after.identifiers = w->before.identifiers;
	w->after.identifier_count = w->before.identifier_count;
	w->after.overrides = w->before.overrides;
	w->after.override_count = w->before.override_count;
}

static int
redact_work(struct work *w, struct scratch *s, struct error *e)
{
	list_texts(w);
	begin_redaction(w);
	if (w->profile->text != PROFILE_ALL_TEXT && pieces_judge(w, e) == -1)
		return -1;
	runs_make(w);
	w->identify = s->identify;
	if (identifiers_take_out(w, e) == -1)
		return -1;
	make_texts(w, &s->text);
	withheld_add_texts(w);
	fields_remove(w);
	set_texts(w, &s->old);
	leftover_scrub(w);
	if (members_change(w, e) == -1)
		return -1;
	return write_redaction(w, e);
}

enum filter_verdict
redact_note(const void *context, struct record *rec, struct filter_task *task,
    struct error *e)
{
	const struct redact *r = context;
	struct work w = {
	    .redact = r, .record = rec, .profile = r->profile, .year = r->year};
	enum filter_verdict else_do = FILTER_REJECT;
	int done;

	w.arena = record_arena(rec);
	w.side = r->withheld ? task->side : NULL;
	w.after.profile = (struct span){r->name.bytes, r->name.len};
	if (read_all(&w, e) == -1)
		return FILTER_REJECT;
	w.part2 = practice_part2(
	    r->practice.name.bytes == NULL ? NULL : &r->practice, &w.note);
	done = is_done(&w, e);
	if (done != 0)
		return done == 1 ? FILTER_KEEP : FILTER_REJECT;
	done = applies(&w, &else_do, e);
	if (done != 1)
		return done == 0 ? else_do : FILTER_REJECT;
	if (redact_work(&w, task->scratch, e) == -1)
		return FILTER_REJECT;
	return r->profile->addendum && !w.anything_stays ? FILTER_DROP
							 : FILTER_KEEP;
}
