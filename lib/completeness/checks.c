#include "completeness/checks.h"

#include <string.h>

#define OTHERS_MOST 50 /* percent of a note about third persons */

typedef enum item_status checker(
    const struct subject *s, const struct item *item, const char **why);

static enum item_status
because(enum item_status status, const char **why, const char *word)
{
	*why = word;
	return status;
}

static enum item_status
present_if(bool it_is)
{
	return it_is ? ITEM_PRESENT : ITEM_ABSENT;
}

static enum item_status
check_patient(
    const struct subject *s, const struct item *item, const char **why)
{
	const struct person *p = &s->note->patient;

	(void)item;
	if (p->birth_date == DATE_NONE && p->member_id.len == 0)
		return because(ITEM_ABSENT, why, "no-second-identifier");
	return present_if(p->name.family.len > 0 || p->id.len > 0);
}

static enum item_status
check_date(const struct subject *s, const struct item *item, const char **why)
{
	(void)item;
	(void)why;
	return present_if(s->note->date != DATE_NONE);
}

/* Minutes, as the text says them, else as the encounter does; 0: not said. */
static int
minutes_of(const struct subject *s)
{
	const struct encounter *x = &s->note->encounter;
	int64_t seconds;

	if (s->evidence->time.minutes > 0)
		return s->evidence->time.minutes;
	if (!x->present || x->start == INSTANT_NONE || x->end == INSTANT_NONE)
		return 0;
	seconds = x->end - x->start;
	return seconds <= 0 || seconds > 86400 ? 0 : (int)(seconds / 60);
}

static enum item_status
check_times(const struct subject *s, const struct item *item, const char **why)
{
	(void)item;
	if (minutes_of(s) > 0)
		return ITEM_PRESENT;
	if (s->evidence->time_not_read)
		return because(ITEM_NOT_CHECKABLE, why, "times-not-read");
	if (!s->evidence->classified)
		return because(ITEM_NOT_CHECKABLE, why, "not-classified");
	return ITEM_ABSENT;
}

static enum item_status
check_minutes(
    const struct subject *s, const struct item *item, const char **why)
{
	const struct evidence *ev = s->evidence;
	int minutes = minutes_of(s);

	(void)item;
	if (ev->service_kind != SERVICE_TIMED &&
	    ev->service_kind != SERVICE_ADD_ON)
		return because(ITEM_NOT_CHECKABLE, why, "no-timed-code");
	if (minutes == 0)
		return because(ITEM_NOT_CHECKABLE, why, "no-minutes");
	if (minutes < ev->least)
		return because(ITEM_ABSENT, why, "too-short-for-code");
	if (ev->most > 0 && minutes > ev->most)
		return because(ITEM_ABSENT, why, "too-long-for-code");
	return ITEM_PRESENT;
}

static enum item_status
check_labels(const struct subject *s, const struct item *item, const char **why)
{
	if (!s->evidence->classified)
		return because(ITEM_NOT_CHECKABLE, why, "not-classified");
	if ((s->evidence->labels & item->labels) != 0)
		return ITEM_PRESENT;
	if (item->weight == WEIGHT_CONDITIONAL)
		return because(ITEM_NOT_CHECKABLE, why, "none-spoken-of");
	return ITEM_ABSENT;
}

static enum item_status
check_words(const struct subject *s, const struct item *item, const char **why)
{
	if (item->labels != 0 && !s->evidence->classified)
		return because(ITEM_NOT_CHECKABLE, why, "not-classified");
	return present_if(
	    evidence_heard(s->evidence, item->words, item->labels));
}

static enum item_status
check_diagnosis(
    const struct subject *s, const struct item *item, const char **why)
{
	const struct evidence *ev = s->evidence;

	if (evidence_heard(ev, WORDS_DIAGNOSIS, 0))
		return ITEM_PRESENT;
	if (!ev->classified)
		return because(ITEM_NOT_CHECKABLE, why, "not-classified");
	return present_if((ev->labels & item->labels) != 0);
}

static enum item_status
check_signature(
    const struct subject *s, const struct item *item, const char **why)
{
	const struct evidence *ev = s->evidence;

	(void)item;
	if (evidence_heard(ev, WORDS_UNSIGNED, 0))
		return because(ITEM_ABSENT, why, "unsigned");
	if (!ev->has_signature)
		return because(ITEM_ABSENT, why, "no-signature");
	if (!ev->signed_credentials && s->note->author.credential.len == 0)
		return because(ITEM_ABSENT, why, "no-credentials");
	if (ev->signed_on != DATE_NONE &&
	    s->note->encounter.claimed != DATE_NONE &&
	    s->note->encounter.present &&
	    ev->signed_on > s->note->encounter.claimed)
		return because(ITEM_ABSENT, why, "signed-after-claim");
	return ITEM_PRESENT;
}

static enum item_status
check_filed(const struct subject *s, const struct item *item, const char **why)
{
	const struct encounter *x = &s->note->encounter;

	(void)item;
	if (!x->present || x->claimed == DATE_NONE)
		return because(ITEM_NOT_CHECKABLE, why, "no-claim-date");
	if (s->evidence->signed_on == DATE_NONE)
		return because(ITEM_NOT_CHECKABLE, why, "no-signature-date");
	if (s->evidence->signed_on > x->claimed)
		return because(ITEM_ABSENT, why, "signed-after-claim");
	return ITEM_PRESENT;
}

static enum item_status
check_cosignature(
    const struct subject *s, const struct item *item, const char **why)
{
	(void)item;
	(void)why;
	return present_if(evidence_heard(s->evidence, WORDS_COSIGNED, 0));
}

static enum item_status
check_renderer(
    const struct subject *s, const struct item *item, const char **why)
{
	const struct author *a = &s->note->author;

	(void)item;
	if (a->name.len == 0 && a->id.len == 0)
		return because(ITEM_ABSENT, why, "no-name");
	if (a->credential.len == 0)
		return because(ITEM_ABSENT, why, "no-credentials");
	return ITEM_PRESENT;
}

static char
lower(char c)
{
	return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

static bool
is_word_byte(char c)
{
	return (lower(c) >= 'a' && lower(c) <= 'z') || (c >= '0' && c <= '9') ||
	       (c & 0x80) != 0;
}

/* Whether WORD stands whole in TEXT, case folded. */
static bool
has_word(struct span text, struct span word)
{
	size_t i, k;

	for (i = 0; i + word.len <= text.len; i++) {
		if (i > 0 && is_word_byte(text.bytes[i - 1]))
			continue;
		for (k = 0; k < word.len; k++)
			if (lower(text.bytes[i + k]) != lower(word.bytes[k]))
				break;
		if (k == word.len &&
		    (i + k == text.len || !is_word_byte(text.bytes[i + k])))
			return true;
	}
	return false;
}

/* What follows "goal" where it looks like a name of one: "2", "A", "#2". */
static struct span
goal_name(struct span behind)
{
	struct span name = {NULL, 0};
	size_t i = 0, from;

	while (i < behind.len && i < 4 &&
	       (behind.bytes[i] == ' ' || behind.bytes[i] == '#' ||
		   behind.bytes[i] == ':'))
		i++;
	from = i;
	while (i < behind.len && is_word_byte(behind.bytes[i]))
		i++;
	if (i == from || i - from > 3)
		return name;
	if ((behind.bytes[from] >= '0' && behind.bytes[from] <= '9') ||
	    (behind.bytes[from] >= 'A' && behind.bytes[from] <= 'Z' &&
		i - from == 1))
		name = (struct span){behind.bytes + from, i - from};
	return name;
}

/* "2" names goals "2", "G2" and "Goal 2". */
static bool
is_named(const struct goal *g, struct span name)
{
	if (has_word(g->id, name))
		return true;
	return g->id.len > name.len &&
	       memcmp(g->id.bytes + g->id.len - name.len, name.bytes,
		   name.len) == 0 &&
	       !(g->id.bytes[g->id.len - name.len - 1] >= '0' &&
		   g->id.bytes[g->id.len - name.len - 1] <= '9');
}

/* Whether BEHIND says what the goal says: two of its longer words. */
static bool
is_told(const struct goal *g, struct span behind)
{
	struct span word = {NULL, 0};
	size_t i, told = 0;

	for (i = 0; i <= g->text.len; i++) {
		if (i < g->text.len && is_word_byte(g->text.bytes[i])) {
			if (word.len == 0)
				word.bytes = g->text.bytes + i;
			word.len++;
			continue;
		}
		if (word.len >= 5 && has_word(behind, word))
			told++;
		word.len = 0;
	}
	return told >= 2;
}

enum link { LINK_NONE, LINK_OTHER, LINK_GOAL };

/* What one mention of a goal has to do with the plan. */
static enum link
mention_link(const struct plan *plan, struct span behind)
{
	struct span name = goal_name(behind);
	size_t i;

	for (i = 0; i < plan->goal_count; i++)
		if ((name.bytes != NULL && is_named(&plan->goals[i], name)) ||
		    is_told(&plan->goals[i], behind))
			return LINK_GOAL;
	return name.bytes != NULL ? LINK_OTHER : LINK_NONE;
}

static enum item_status
check_plan_link(
    const struct subject *s, const struct item *item, const char **why)
{
	const struct evidence *ev = s->evidence;
	enum link link, best = LINK_NONE;
	size_t i;

	(void)item;
	if (ev->goal_count == 0)
		return ITEM_ABSENT;
	if (!s->plans_given)
		return ITEM_PRESENT;
	if (s->plan == NULL)
		return because(ITEM_NOT_CHECKABLE, why, "no-plan");
	for (i = 0; i < ev->goal_count; i++) {
		link = mention_link(s->plan, ev->goals[i]);
		if (link > best)
			best = link;
	}
	if (best == LINK_GOAL)
		return ITEM_PRESENT;
	if (best == LINK_OTHER)
		return because(ITEM_ABSENT, why, "goal-not-in-plan");
	return because(ITEM_NOT_CHECKABLE, why, "goal-not-named");
}

static enum item_status
check_plan(const struct subject *s, const struct item *item, const char **why)
{
	const struct plan *p = s->plan;

	(void)item;
	if (!s->plans_given)
		return because(ITEM_NOT_CHECKABLE, why, "no-plans-given");
	if (p == NULL)
		return because(ITEM_ABSENT, why, "no-plan");
	if (s->note->date == DATE_NONE)
		return because(ITEM_NOT_CHECKABLE, why, "no-date");
	if (!s->plan_in_force)
		return because(ITEM_ABSENT, why, "not-in-force");
	if (p->goal_count == 0)
		return because(ITEM_ABSENT, why, "no-goals");
	if (p->diagnosis.count == 0)
		return because(ITEM_ABSENT, why, "no-diagnosis");
	if (p->type.len == 0 || p->frequency.len == 0)
		return because(ITEM_ABSENT, why, "no-type-or-frequency");
	if (p->duration.len == 0 && p->in_force.to == DATE_NONE)
		return because(ITEM_ABSENT, why, "no-duration");
	return ITEM_PRESENT;
}

static enum item_status
check_risk(const struct subject *s, const struct item *item, const char **why)
{
	const struct evidence *ev = s->evidence;

	if (!ev->classified)
		return because(ITEM_NOT_CHECKABLE, why, "not-classified");
	if ((ev->labels & LABEL_BIT(LABEL_RISK)) != 0)
		return ITEM_PRESENT;
	if (evidence_heard(ev, WORDS_RISK, 0))
		return because(ITEM_ABSENT, why, "spoken-of-not-assessed");
	if (item->weight == WEIGHT_REQUIRED)
		return ITEM_ABSENT;
	return because(ITEM_NOT_CHECKABLE, why, "none-spoken-of");
}

static enum item_status
check_client(const struct subject *s, const struct item *item, const char **why)
{
	const struct evidence *ev = s->evidence;

	(void)item;
	if (!ev->classified)
		return because(ITEM_NOT_CHECKABLE, why, "not-classified");
	if (ev->about_others * 100 > ev->about * OTHERS_MOST)
		return because(ITEM_ABSENT, why, "mostly-third-persons");
	return ITEM_PRESENT;
}

static enum item_status
check_process(
    const struct subject *s, const struct item *item, const char **why)
{
	(void)item;
	if (!s->evidence->classified)
		return because(ITEM_NOT_CHECKABLE, why, "not-classified");
	if (s->evidence->conversation)
		return because(ITEM_ABSENT, why, "conversation");
	return ITEM_PRESENT;
}

static enum item_status
check_clone(const struct subject *s, const struct item *item, const char **why)
{
	(void)item;
	if (s->evidence->sketch.shingles < CLONES_LEAST)
		return because(ITEM_NOT_CHECKABLE, why, "too-short");
	if (s->repeats.bytes != NULL)
		return because(ITEM_ABSENT, why, "repeats");
	return ITEM_PRESENT;
}

static enum item_status
check_service(
    const struct subject *s, const struct item *item, const char **why)
{
	(void)item;
	(void)why;
	return present_if(s->evidence->service.len > 0);
}

static enum item_status
check_place(const struct subject *s, const struct item *item, const char **why)
{
	const struct encounter *x = &s->note->encounter;

	(void)item;
	(void)why;
	return present_if(x->place.len > 0 || x->modality.len > 0 ||
			  evidence_heard(s->evidence, WORDS_PLACE, 0));
}

static enum item_status
check_person(const struct subject *s, const struct item *item, const char **why)
{
	(void)s;
	(void)item;
	return because(ITEM_NOT_CHECKABLE, why, "for-a-person");
}

enum item_status
subject_check(
    const struct subject *s, const struct item *item, const char **why)
{
	static checker *const checkers[CHECK_COUNT] = {
	    [CHECK_PATIENT] = check_patient,
	    [CHECK_DATE] = check_date,
	    [CHECK_TIMES] = check_times,
	    [CHECK_MINUTES] = check_minutes,
	    [CHECK_LABELS] = check_labels,
	    [CHECK_WORDS] = check_words,
	    [CHECK_DIAGNOSIS] = check_diagnosis,
	    [CHECK_SIGNATURE] = check_signature,
	    [CHECK_COSIGNATURE] = check_cosignature,
	    [CHECK_RENDERER] = check_renderer,
	    [CHECK_PLAN_LINK] = check_plan_link,
	    [CHECK_PLAN] = check_plan,
	    [CHECK_RISK] = check_risk,
	    [CHECK_CLIENT] = check_client,
	    [CHECK_PROCESS] = check_process,
	    [CHECK_CLONE] = check_clone,
	    [CHECK_FILED] = check_filed,
	    [CHECK_SERVICE] = check_service,
	    [CHECK_PLACE] = check_place,
	    [CHECK_PERSON] = check_person,
	};

	*why = "";
	return checkers[item->check](s, item, why);
}

bool
subject_has(const struct subject *s, enum when w)
{
	const struct evidence *ev = s->evidence;

	switch (w) {
	case WHEN_ALWAYS:
		return true;
	case WHEN_TIMED: /* or a code is not known, and may be one */
		return ev->service_kind == SERVICE_TIMED ||
		       ev->service_kind == SERVICE_ADD_ON ||
		       ev->service.bytes == NULL;
	case WHEN_LONG:
		return ev->service_kind != SERVICE_NONE && ev->least == 53;
	case WHEN_ADD_ON:
		return ev->service_kind == SERVICE_ADD_ON;
	case WHEN_TELEHEALTH:
		return ev->telehealth;
	case WHEN_GROUP:
		return ev->service_kind == SERVICE_GROUP;
	case WHEN_PRESCRIBER:
		return ev->prescriber;
	case WHEN_SUPERVISED:
		return ev->supervised;
	case WHEN_COUNT:
		break;
	}
	return false;
}
