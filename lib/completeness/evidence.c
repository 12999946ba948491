#include "completeness/evidence.h"

#include <string.h>

#include "completeness/signature.h"
#include "text/utf8.h"

#define FORM_BEHIND 48	/* bytes: "signed", then what form it was */
#define GOAL_BEHIND 120 /* bytes that may name the goal */
#define SUBJECT 40	/* bytes: a sentence about somebody begins so */

#define LIKELY 500 /* thousandths: rather so than not */

#define NOWHERE ((size_t)-1)

/* A passage's place in its section's bytes. */
struct stretch {
	size_t start;
	size_t end;
	enum label label;
	bool client; /* the client is spoken of */
	bool others; /* and before that, somebody else */
};

/* One section, as the hits come in. */
struct listener {
	struct evidence *ev;
	const struct note *note;
	struct span text;
	const struct passage *passages; /* of this section's text */
	size_t passage_count;
	size_t next; /* passages before it have ended */
	struct utf8_offsets offsets;
	struct stretch now;
	size_t signed_at; /* a signature that may be that of a form */
};

/* What people are the subject of. */
#define ABOUT                                                                  \
	(LABEL_BIT(LABEL_TOPIC) | LABEL_BIT(LABEL_CONVERSATION) |              \
	    LABEL_BIT(LABEL_HISTORY) | LABEL_BIT(LABEL_SYMPTOMS) |             \
	    LABEL_BIT(LABEL_PROGRESS) | LABEL_BIT(LABEL_FUNCTIONAL_STATUS) |   \
	    LABEL_BIT(LABEL_RISK) | LABEL_BIT(LABEL_SUBSTANCE_USE))

static void
stretch_end(struct listener *l)
{
	size_t len = l->now.end - l->now.start;

	if (l->now.end == 0 || (LABEL_BIT(l->now.label) & ABOUT) == 0)
		return;
	l->ev->about += len;
	if (l->now.others && !l->now.client)
		l->ev->about_others += len;
}

static void
stretch_begin(struct listener *l, const struct passage *p)
{
	struct evidence *ev = l->ev;
	struct session_time t;
	struct span said;

	memset(&l->now, 0, sizeof(l->now));
	l->now.start = utf8_byte_at(&l->offsets, p->place.start);
	l->now.end = utf8_byte_at(&l->offsets, p->place.end);
	l->now.label = p->label;
	ev->labels |= LABEL_BIT(p->label);
	/* The classifier withholds in doubt; a warning is for more than that.
	 */
	ev->conversation |=
	    p->label == LABEL_CONVERSATION && p->score >= LIKELY;
	if (ev->time.minutes > 0)
		return;
	said = (struct span){
	    l->text.bytes + l->now.start, l->now.end - l->now.start};
	if (p->label == LABEL_SESSION_TIMES)
		t = session_time_read(said);
	else if (p->label == LABEL_ADMINISTRATIVE || p->label == LABEL_MODALITY)
		t = session_time_named(said); /* a head block is one passage */
	else
		return;
	if (t.minutes > 0)
		ev->time = t;
	else
		ev->time_not_read |= p->label == LABEL_SESSION_TIMES;
}

/* Moves on to the passage that holds byte AT. */
static void
listener_reach(struct listener *l, size_t at)
{
	while (l->next < l->passage_count && at >= l->now.end) {
		stretch_end(l);
		stretch_begin(l, &l->passages[l->next++]);
	}
}

static void
note_signature(struct listener *l)
{
	struct evidence *ev = l->ev;
	struct signature s;
	size_t at = l->signed_at;

	if (at == NOWHERE)
		return;
	l->signed_at = NOWHERE;
	s = signature_read(
	    (struct span){l->text.bytes + at, l->text.len - at}, l->note->date);
	ev->has_signature = true;
	ev->signed_credentials |= s.credentials;
	if (ev->signed_on == DATE_NONE)
		ev->signed_on = s.on;
}

static void
hear_goal(struct listener *l, size_t end)
{
	struct evidence *ev = l->ev;
	struct span rest = {l->text.bytes + end, l->text.len - end};

	if (rest.len >= 7 && (strncmp(rest.bytes, "-direct", 7) == 0 ||
				 strncmp(rest.bytes, " direct", 7) == 0))
		return; /* a thought process */
	if (rest.len > GOAL_BEHIND)
		rest.len = GOAL_BEHIND;
	if (ev->goal_count < EVIDENCE_GOALS)
		ev->goals[ev->goal_count++] = rest;
}

static void
hear(enum words list, size_t end, void *context)
{
	struct listener *l = context;
	struct evidence *ev = l->ev;
	size_t at = end - 1;
	enum label label = LABEL_NONE;

	listener_reach(l, at);
	if (at >= l->now.start && at < l->now.end)
		label = l->now.label;
	if (list == WORDS_SIGNED) {
		note_signature(l);
		l->signed_at = end;
	} else if (list == WORDS_SIGNED_FORM) {
		if (l->signed_at != NOWHERE &&
		    end - l->signed_at <= FORM_BEHIND)
			l->signed_at = NOWHERE;
	} else if (list == WORDS_SERVICE) {
		if (ev->service.bytes == NULL && end >= 5)
			ev->service = (struct span){l->text.bytes + end - 5, 5};
	} else if (list == WORDS_GOAL) {
		hear_goal(l, end);
		if (ev->goal_count == 0)
			return;
	} else if (list == WORDS_CLIENT) {
		l->now.client = true;
	} else if (list == WORDS_OTHERS) {
		l->now.others |=
		    !l->now.client && end - l->now.start <= SUBJECT;
	}
	ev->heard[list] |= LABEL_BIT(label);
}

/* The passages of section SECTION's text; C's are in order. */
static void
section_passages(
    struct listener *l, const struct classification *c, int section, size_t *at)
{
	const struct passage *p = c->passages;
	size_t i = *at;

	while (i < c->passage_count &&
	       (p[i].place.section < section ||
		   (p[i].place.section == section && p[i].place.in_title)))
		i++;
	l->passages = p + i;
	while (i < c->passage_count && p[i].place.section == section)
		i++;
	l->passage_count = (size_t)(p + i - l->passages);
	*at = i;
}

static int
gather_text(struct evidence *ev, const struct note *n,
    const struct classification *c, const struct words_match *words,
    struct match_scratch *scratch, struct error *e)
{
	struct listener l;
	size_t i, at = 0;

	for (i = 0; i < n->section_count; i++) {
		memset(&l, 0, sizeof(l));
		l.ev = ev;
		l.note = n;
		l.text = n->sections[i].text;
		l.signed_at = NOWHERE;
		if (c->passage_count > 0)
			section_passages(&l, c, (int)i, &at);
		utf8_offsets_open(&l.offsets, l.text.bytes, l.text.len);
		sketch_add(&ev->sketch, l.text);
		if (words_match_scan(words, scratch, l.text, hear, &l, e) == -1)
			return -1;
		listener_reach(&l, NOWHERE);
		stretch_end(&l);
		note_signature(&l);
	}
	return 0;
}

static void
gather_service(struct evidence *ev, const struct note *n)
{
	static const struct {
		const char *code;
		int least;
		int most;
		enum service_kind kind;
	} services[] = {
#define SERVICE(code, least, most, kind) {code, least, most, SERVICE_##kind},
#include "completeness/service.def"
#undef SERVICE
	};
	size_t i;

	if (n->encounter.service_code.len > 0)
		ev->service = n->encounter.service_code;
	for (i = 0; i < sizeof(services) / sizeof(services[0]); i++) {
		/* Modifiers stand behind the code: "90837-95". */
		if (ev->service.len < 5 ||
		    memcmp(ev->service.bytes, services[i].code, 5) != 0)
			continue;
		ev->service_kind = services[i].kind;
		ev->least = services[i].least;
		ev->most = services[i].most;
	}
}

/* What is heard in an author's credential, or in an encounter's modality. */
static void
hear_beside(enum words list, size_t end, void *context)
{
	struct evidence *ev = context;

	(void)end;
	ev->supervised |= list == WORDS_SUPERVISED;
	ev->prescriber |= list == WORDS_PRESCRIBER;
	ev->telehealth |= list == WORDS_TELEHEALTH || list == WORDS_METHOD;
}

static int
gather_beside(struct evidence *ev, const struct note *n,
    const struct words_match *words, struct match_scratch *scratch,
    struct error *e)
{
	const struct encounter *x = &n->encounter;
	bool telehealth;

	if (n->author.credential.len > 0 &&
	    words_match_scan(
		words, scratch, n->author.credential, hear_beside, ev, e) == -1)
		return -1;
	ev->telehealth = false;
	if (x->modality.len > 0 &&
	    words_match_scan(words, scratch, x->modality, hear_beside, ev, e) == -1)
		return -1;
	/* Place of service 02 and 10 are telehealth (CMS). */
	telehealth = span_is(x->place, "02") || span_is(x->place, "10") ||
		     ev->heard[WORDS_TELEHEALTH] != 0;
	ev->telehealth |= telehealth;
	ev->prescriber |= ev->service_kind == SERVICE_PRESCRIBER;
	return 0;
}

int
evidence_gather(struct evidence *ev, const struct note *n,
    const struct classification *c, const struct words_match *words,
    struct match_scratch *scratch, struct error *e)
{
	memset(ev, 0, sizeof(*ev));
	ev->classified = c->present;
	ev->signed_on = DATE_NONE;
	sketch_start(&ev->sketch);
	if (gather_text(ev, n, c, words, scratch, e) == -1)
		return -1;
	gather_service(ev, n);
	return gather_beside(ev, n, words, scratch, e);
}

bool
evidence_heard(const struct evidence *ev, enum words list, label_set labels)
{
	if (labels == 0)
		return ev->heard[list] != 0;
	return (ev->heard[list] & labels) != 0;
}
