/* What becomes of members that stay and yet identify: dates to years or
 * shifted, an address to its state and ZIP, ids to pseudonyms. */
#include <jansson.h>
#include <stdio.h>
#include <string.h>

#include "base/date.h"
#include "redact/work.h"

static enum identifier_action
action(const struct work *w, enum identifier_kind k)
{
	return w->profile->actions[k][SUBJECT_PATIENT];
}

static void
note_change(struct work *w, const char *path, struct span old)
{
	struct value v = {.json = {"null", 4}, .type = SCAN_NULL};
	struct buf b = {0};

	if (old.bytes != NULL) {
		json_add_string(&b, old.bytes, old.len);
		v.json = (struct span){b.bytes, b.len};
		v.type = SCAN_STRING;
	}
	fields_add(w, path, v);
	buf_wipe(&b);
	buf_free(&b);
}

/* "2026-03-14" to "2026", or moved by the patient's days; NULL: it goes, for
 * its year would tell an age over 89. */
static json_t *
date_json(const struct work *w, date_days d, bool birth)
{
	char text[DATE_TEXT];
	int year = date_civil(d).year;

	if (action(w, IDENTIFIER_KIND_DATE) == IDENTIFIER_SHIFT) {
		date_format(d + shift_days(w), text);
		return json_string(text);
	}
	if (birth && year <= w->year - 90)
		return NULL;
	return json_integer(year);
}

static void
set_date(struct work *w, json_t *object, const char *name, const char *year,
    const char *path, date_days d, bool birth)
{
	bool shift = action(w, IDENTIFIER_KIND_DATE) == IDENTIFIER_SHIFT;
	char text[DATE_TEXT];
	json_t *made;

	if (d == DATE_NONE || json_object_get(object, name) == NULL)
		return;
	date_format(d, text);
	note_change(w, path, span_of(text));
	if (!shift)
		json_object_del(object, name);
	made = date_json(w, d, birth);
	if (made == NULL)
		json_object_set_new(object, "age", json_string("90+"));
	else
		json_object_set_new(object, shift ? name : year, made);
}

static void
set_address(struct work *w, json_t *patient)
{
	const struct address *a = &w->note.patient.address;
	json_t *address = json_object_get(patient, "address"), *out;
	char zip[4] = "000";

	if (!json_is_object(address))
		return;
	out = json_object();
	if (a->state.bytes != NULL)
		json_object_set_new(
		    out, "state", json_stringn(a->state.bytes, a->state.len));
	if (a->postal_code.len >= 5) {
		zip3_make(w->redact, a->postal_code, zip);
		json_object_set_new(out, "postal_code", json_string(zip));
	}
	note_change(w, "patient.address.line", a->line);
	note_change(w, "patient.address.city", a->city);
	note_change(w, "patient.address.postal_code", a->postal_code);
	json_object_set_new(patient, "address", out);
}

/* Without a key only the patient's id is asked for. */
static void
set_id(struct work *w, json_t *object, struct span id, const char *path)
{
	char code[DIGEST_HEX];

	if (redact_key(w->redact) != NULL) {
		pseudonym_make(w->redact, path, id, id, code);
		code[20] = '\0';
	} else {
		snprintf(code, sizeof(code), "[patient]");
	}
	note_change(w, path, id);
	json_object_set_new(object, "id", json_string(code));
}

static void
change_patient(struct work *w)
{
	struct value v = record_member(w->record, "patient");
	json_t *patient = value_json(v);
	const struct person *p = &w->note.patient;
	date_days gone = p->deceased_on;

	if (!json_is_object(patient)) {
		json_decref(patient);
		return;
	}
	if (action(w, IDENTIFIER_KIND_DATE) != IDENTIFIER_KEEP) {
		set_date(w, patient, "birth_date", "birth_year",
		    "patient.birth_date", p->birth_date, true);
		set_date(w, patient, "deceased", "deceased_year",
		    "patient.deceased", gone, false);
	}
	if (action(w, IDENTIFIER_KIND_GEO) == IDENTIFIER_ZIP3)
		set_address(w, patient);
	if (action(w, IDENTIFIER_KIND_MRN) != IDENTIFIER_KEEP)
		set_id(w, patient, p->id, "patient.id");
	record_set_json(w->record, "patient", patient);
	json_decref(patient);
}

/* "2026-03-14T10:00:00-04:00": moved by the patient's days, at the same time of
 * the day, so that a session is as long as it was; else it goes.  The note's
 * reader has seen that it is an instant. */
static void
change_instant(struct work *w, json_t *object, const char *name,
    const char *path, struct value v)
{
	struct span text, moved;
	struct buf made = {0};

	fields_add(w, path, v);
	json_object_del(object, name);
	if (action(w, IDENTIFIER_KIND_DATE) != IDENTIFIER_SHIFT ||
	    !value_text(v, w->arena, &text) ||
	    !shift_make(w, (struct span){text.bytes, 10}, &moved))
		return;
	buf_add(&made, moved.bytes, moved.len);
	buf_add(&made, text.bytes + 10, text.len - 10);
	json_object_set_new(object, name, json_stringn(made.bytes, made.len));
	buf_free(&made);
}

static void
change_encounter(struct work *w)
{
	struct value v = record_member(w->record, "encounter"), start, end;
	json_t *encounter = value_json(v);

	if (json_is_object(encounter)) {
		start = value_member(v, "start");
		end = value_member(v, "end");
		if (start.type != SCAN_NONE)
			change_instant(
			    w, encounter, "start", "encounter.start", start);
		if (end.type != SCAN_NONE)
			change_instant(
			    w, encounter, "end", "encounter.end", end);
		record_set_json(w->record, "encounter", encounter);
	}
	json_decref(encounter);
}

static void
change_date(struct work *w)
{
	date_days d = w->note.date;
	char text[DATE_TEXT];
	json_t *made;

	if (d == DATE_NONE)
		return;
	date_format(d, text);
	note_change(w, "date", span_of(text));
	made = date_json(w, d, false);
	if (json_is_string(made)) {
		record_set_json(w->record, "date", made);
	} else {
		record_remove(w->record, "date");
		record_set_json(w->record, "year", made);
	}
	json_decref(made);
}

static bool
holds(struct span text, struct span part)
{
	size_t i;

	if (part.bytes == NULL || part.len < 4 || part.len > text.len)
		return false;
	for (i = 0; i + part.len <= text.len; i++)
		if (memcmp(text.bytes + i, part.bytes, part.len) == 0)
			return true;
	return false;
}

/* A note's id may be made of what identifies: then it needs a pseudonym. */
static int
check_id(const struct work *w, struct error *e)
{
	const struct person *p = &w->note.patient;
	char birth[DATE_TEXT] = "";
	size_t i;

	if (redact_key(w->redact) != NULL)
		return 0;
	if (p->birth_date != DATE_NONE)
		date_format(p->birth_date, birth);
	if (holds(w->note.id, p->id) || holds(w->note.id, p->member_id) ||
	    holds(w->note.id, p->name.family) ||
	    (birth[0] != '\0' && holds(w->note.id, span_of(birth))))
		return error_set(e, "id: holds an identifier; it needs --key");
	for (i = 0; i < p->identifier_count; i++)
		if (holds(w->note.id, p->identifiers[i].value))
			return error_set(
			    e, "id: holds an identifier; it needs --key");
	return 0;
}

int
members_change(struct work *w, struct error *e)
{
	json_t *object;

	/* Filters leave what they list as it is. */
	if (w->profile->text != PROFILE_ALL_TEXT ||
	    !profile_identifies(w->profile))
		return 0;
	if (action(w, IDENTIFIER_KIND_MRN) != IDENTIFIER_KEEP &&
	    check_id(w, e) == -1)
		return -1;
	change_patient(w);
	if (action(w, IDENTIFIER_KIND_DATE) != IDENTIFIER_KEEP) {
		change_date(w);
		change_encounter(w);
	}
	if (action(w, IDENTIFIER_KIND_MRN) != IDENTIFIER_KEEP &&
	    redact_key(w->redact) != NULL) {
		object = json_object();
		set_id(w, object, w->note.id, "id");
		record_set_json(w->record, "id", json_object_get(object, "id"));
		json_decref(object);
	}
	return 0;
}
