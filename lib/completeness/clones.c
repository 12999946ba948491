#include "completeness/clones.h"

#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"

#define EMPTY UINT16_MAX

struct kept {
	char *note;
	size_t shingles;
	uint16_t least[CLONES_BINS];
};

struct patient {
	char *id; /* NULL: an empty slot */
	size_t id_len;
	uint64_t hash;
	struct kept *ring;
	size_t room;
	size_t count;
	size_t next; /* where the ring, once full, is overwritten */
};

struct clones {
	struct patient *slots;
	size_t room; /* a power of two */
	size_t count;
	char *answer;
};

/* splitmix64 (Steele, Lea, Flood 2014). */
static uint64_t
mix(uint64_t x)
{
	x += UINT64_C(0x9e3779b97f4a7c15);
	x = (x ^ (x >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
	x = (x ^ (x >> 27)) * UINT64_C(0x94d049bb133111eb);
	return x ^ (x >> 31);
}

void
sketch_start(struct sketch *s)
{
	memset(s, 0, sizeof(*s));
	memset(s->least, 0xff, sizeof(s->least));
}

static void
add_word(struct sketch *s, uint64_t word)
{
	uint64_t h = 0;
	uint16_t value;
	size_t i, bin;

	memmove(
	    s->words, s->words + 1, (CLONES_WORDS - 1) * sizeof(s->words[0]));
	s->words[CLONES_WORDS - 1] = word;
	if (++s->word_count < CLONES_WORDS)
		return;
	for (i = 0; i < CLONES_WORDS; i++)
		h = (h ^ s->words[i]) * UINT64_C(0x9fb21c651e98df25);
	h = mix(h);
	bin = (size_t)(h >> 57);
	value = (uint16_t)(h & 0xffff);
	if (value == EMPTY)
		value--;
	if (value < s->least[bin])
		s->least[bin] = value;
	s->shingles++;
}

/* 0: between words; digits are one kind, bytes past ASCII are letters. */
static const unsigned char *
letter_kinds(void)
{
	static const unsigned char kinds[256] = {
	    ['0'] = '0',
	    ['1'] = '0',
	    ['2'] = '0',
	    ['3'] = '0',
	    ['4'] = '0',
	    ['5'] = '0',
	    ['6'] = '0',
	    ['7'] = '0',
	    ['8'] = '0',
	    ['9'] = '0',
#define LETTER(upper, lower) [upper] = lower, [lower] = lower
	    LETTER('A', 'a'),
	    LETTER('B', 'b'),
	    LETTER('C', 'c'),
	    LETTER('D', 'd'),
	    LETTER('E', 'e'),
	    LETTER('F', 'f'),
	    LETTER('G', 'g'),
	    LETTER('H', 'h'),
	    LETTER('I', 'i'),
	    LETTER('J', 'j'),
	    LETTER('K', 'k'),
	    LETTER('L', 'l'),
	    LETTER('M', 'm'),
	    LETTER('N', 'n'),
	    LETTER('O', 'o'),
	    LETTER('P', 'p'),
	    LETTER('Q', 'q'),
	    LETTER('R', 'r'),
	    LETTER('S', 's'),
	    LETTER('T', 't'),
	    LETTER('U', 'u'),
	    LETTER('V', 'v'),
	    LETTER('W', 'w'),
	    LETTER('X', 'x'),
	    LETTER('Y', 'y'),
	    LETTER('Z', 'z'),
#undef LETTER
	};

	return kinds;
}

void
sketch_add(struct sketch *s, struct span text)
{
	const unsigned char *kinds = letter_kinds();
	uint64_t word = 0;
	unsigned char c, kind, last = 0;
	size_t i;

	s->word_count = 0;
	for (i = 0; i < text.len; i++) {
		c = (unsigned char)text.bytes[i];
		kind = c >= 0x80 ? c : kinds[c];
		if (kind == 0) {
			if (word != 0)
				add_word(s, word);
			word = 0;
		} else if (kind != '0' || last != '0') {
			word = (word ^ kind) * UINT64_C(0x100000001b3) + 1;
		}
		last = kind;
	}
	if (word != 0)
		add_word(s, word);
}

/* Bins that are equal, and those that are empty in both: sixteen bits all the
 * way, so that a compiler takes eight at a time. */
static void
equal_bins(const uint16_t *a, const uint16_t *b, size_t *equal, size_t *empty)
{
	uint16_t same = 0, none = 0, is_same, is_none;
	int i;

	for (i = 0; i < CLONES_BINS; i++) {
		is_same = a[i] == b[i];
		is_none = a[i] == EMPTY;
		same = (uint16_t)(same + (is_same & (uint16_t)!is_none));
		none = (uint16_t)(none + (is_same & is_none));
	}
	*equal = same;
	*empty = none;
}

/* The share of equal bins is Jaccard's J = |A and B| / |A or B|, so that
 * |A and B| = J (|A| + |B|) / (1 + J). */
static unsigned
similarity(const uint16_t *a, size_t a_size, const uint16_t *b, size_t b_size)
{
	size_t equal, empty, both, least;

	equal_bins(a, b, &equal, &empty);
	if (equal == 0)
		return 0;
	least = a_size < b_size ? a_size : b_size;
	both = equal * (a_size + b_size) * 100 / (CLONES_BINS - empty + equal) /
	       least;
	return both > 100 ? 100 : (unsigned)both;
}

unsigned
sketch_similarity(const struct sketch *a, const struct sketch *b)
{
	return similarity(a->least, a->shingles, b->least, b->shingles);
}

struct clones *
clones_new(void)
{
	struct clones *c = alloc_zeroed(1, sizeof(*c));

	c->room = 1024;
	c->slots = alloc_zeroed(c->room, sizeof(*c->slots));
	return c;
}

void
clones_free(struct clones *c)
{
	size_t i, k;

	for (i = 0; i < c->room; i++) {
		for (k = 0; k < c->slots[i].count; k++)
			free(c->slots[i].ring[k].note);
		free(c->slots[i].ring);
		free(c->slots[i].id);
	}
	free(c->slots);
	free(c->answer);
	free(c);
}

static uint64_t
id_hash(struct span id)
{
	uint64_t h = id.len;
	size_t i;

	for (i = 0; i < id.len; i++)
		h = (h ^ (unsigned char)id.bytes[i]) * UINT64_C(0x100000001b3);
	return mix(h);
}

static struct patient *
slot_of(struct patient *slots, size_t room, uint64_t hash, struct span id)
{
	size_t i = (size_t)hash & (room - 1);

	while (slots[i].id != NULL &&
	       (slots[i].hash != hash || slots[i].id_len != id.len ||
		   memcmp(slots[i].id, id.bytes, id.len) != 0))
		i = (i + 1) & (room - 1);
	return &slots[i];
}

static void
grow(struct clones *c)
{
	size_t i, room = c->room * 2;
	struct patient *p, *slots = alloc_zeroed(room, sizeof(*slots));

	for (i = 0; i < c->room; i++) {
		p = &c->slots[i];
		if (p->id != NULL)
			*slot_of(slots, room, p->hash,
			    (struct span){p->id, p->id_len}) = *p;
	}
	free(c->slots);
	c->slots = slots;
	c->room = room;
}

static struct patient *
patient_of(struct clones *c, struct span id)
{
	uint64_t hash = id_hash(id);
	struct patient *p;

	if (c->count * 2 >= c->room)
		grow(c);
	p = slot_of(c->slots, c->room, hash, id);
	if (p->id == NULL) {
		p->id = alloc_string_len(id.bytes, id.len);
		p->id_len = id.len;
		p->hash = hash;
		c->count++;
	}
	return p;
}

static void
keep(struct patient *p, struct span note, const struct sketch *s)
{
	struct kept *k;

	if (p->count < CLONES_KEPT) {
		if (p->count == p->room) {
			p->room = p->room == 0 ? 4 : p->room * 2;
			p->ring =
			    alloc_resize(p->ring, p->room, sizeof(*p->ring));
		}
		k = &p->ring[p->count++];
	} else {
		k = &p->ring[p->next];
		free(k->note);
		p->next = (p->next + 1) % CLONES_KEPT;
	}
	k->note = alloc_string_len(note.bytes, note.len);
	k->shingles = s->shingles;
	memcpy(k->least, s->least, sizeof(k->least));
}

struct span
clones_add(struct clones *c, struct span patient, struct span note,
    const struct sketch *s, unsigned percent)
{
	struct patient *p = patient_of(c, patient);
	const struct kept *best = NULL;
	unsigned found, most = percent;
	size_t i, at;

	for (i = 0; i < p->count; i++) {
		at = (p->next + i) % p->count; /* the oldest first */
		found = similarity(p->ring[at].least, p->ring[at].shingles,
		    s->least, s->shingles);
		if (found >= most) {
			most = found;
			best = &p->ring[at];
		}
	}
	free(c->answer);
	c->answer = best == NULL ? NULL : alloc_string(best->note);
	keep(p, note, s);
	return span_of(c->answer);
}
