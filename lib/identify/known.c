#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "identify/interest.h"
#include "identify/lexicon_hash.h"
#include "text/utf8.h"

/* Shorter ones would be found in everything. */
#define STRING_MIN 5
#define WORD_MIN 2

/* By name. */
static const struct nickname {
	struct span name;
	const char *called;
} nicknames[] = {
#define NICKNAME(name, called) {{name, sizeof(name) - 1}, called},
#include "identify/nicknames.def"
#undef NICKNAME
};

static int
nickname_compare(const void *name, const void *row)
{
	const struct span *a = name, *b = &((const struct nickname *)row)->name;
	int order =
	    memcmp(a->bytes, b->bytes, a->len < b->len ? a->len : b->len);

	return order != 0 ? order : (a->len > b->len) - (a->len < b->len);
}

static const struct nickname *
nickname_find(const char *folded, size_t len)
{
	struct span name = {folded, len};

	return bsearch(&name, nicknames,
	    sizeof(nicknames) / sizeof(nicknames[0]), sizeof(nicknames[0]),
	    nickname_compare);
}

static void
add_word(struct search *s, const char *folded, size_t len, enum subject subject,
    bool given)
{
	uint64_t hash = lexicon_hash(folded, len);
	unsigned flags;

	if (len < WORD_MIN)
		return;
	flags = lexicon_find_hash(hash);
	if ((flags & LEXICON_TITLE) != 0 && (flags & LEXICON_FAMILY) == 0)
		return; /* "D. Quarles, SGT" */
	if (s->name_count == s->name_cap) {
		s->name_cap = s->name_cap == 0 ? 16 : 2 * s->name_cap;
		s->names =
		    alloc_resize(s->names, s->name_cap, sizeof(*s->names));
	}
	s->name_bits |= UINT64_C(1) << (hash & 63);
	s->names[s->name_count++] = (struct known_word){.hash = hash,
	    .subject = (uint8_t)subject,
	    .given = given,
	    .common =
		(flags & (LEXICON_COMMON | LEXICON_NOT_NAME)) != 0 || len < 4};
}

static void
add_nicknames(struct search *s, const char *folded, size_t len,
    enum subject subject, bool given)
{
	const struct nickname *n = nickname_find(folded, len);
	const char *at, *end;

	if (n == NULL)
		return;
	for (at = n->called; *at != '\0'; at = end) {
		end = strchr(at, ' ');
		if (end == NULL)
			end = at + strlen(at);
		add_word(s, at, (size_t)(end - at), subject, given);
		while (*end == ' ')
			end++;
	}
}

/* Each word of a name: "Ana María Álvarez-Ruiz" has four. */
static void
add_name(struct search *s, struct span name, enum subject subject, bool given)
{
	size_t i, end;

	if (name.bytes == NULL)
		return;
	s->folded.len = 0;
	utf8_fold_text(name.bytes, name.len, &s->folded);
	for (i = 0; i < s->folded.len; i = end + 1) {
		for (end = i;
		     end < s->folded.len && (is_alnum(s->folded.bytes[end]) ||
						s->folded.bytes[end] == '\'');
		     end++)
			;
		add_word(s, s->folded.bytes + i, end - i, subject, given);
		add_nicknames(s, s->folded.bytes + i, end - i, subject, given);
	}
}

static void
add_string(struct search *s, struct span text, enum identifier_kind kind,
    enum subject subject)
{
	struct known_string known = {.at = (uint32_t)s->letters.len,
	    .kind = (uint8_t)kind,
	    .subject = (uint8_t)subject};
	size_t i;
	char first;

	if (text.bytes == NULL)
		return;
	s->folded.len = 0;
	utf8_fold_text(text.bytes, text.len, &s->folded);
	for (i = 0; i < s->folded.len; i++)
		if (is_alnum(s->folded.bytes[i]))
			buf_add_byte(&s->letters, s->folded.bytes[i]);
	known.len = (uint32_t)(s->letters.len - known.at);
	if (known.len < STRING_MIN) {
		s->letters.len = known.at;
		return;
	}
	if (s->string_count == s->string_cap) {
		s->string_cap = s->string_cap == 0 ? 16 : 2 * s->string_cap;
		s->strings = alloc_resize(
		    s->strings, s->string_cap, sizeof(*s->strings));
	}
	first = s->letters.bytes[known.at];
	s->string_starts[(unsigned char)first] = true;
	if (first >= 'a' && first <= 'z')
		s->string_starts[first - 'a' + 'A'] = true;
	s->strings[s->string_count++] = known;
}

/* An identifier has a digit: an id such as "unknown" is a word. */
static void
add_number(struct search *s, struct span text, enum identifier_kind kind)
{
	size_t i;

	for (i = 0; text.bytes != NULL && i < text.len; i++)
		if (is_digit(text.bytes[i])) {
			add_string(s, text, kind, SUBJECT_PATIENT);
			return;
		}
}

/* A street without its apartment. */
static struct span
until_comma(struct span line)
{
	const char *comma =
	    line.bytes == NULL ? NULL : memchr(line.bytes, ',', line.len);

	if (comma != NULL)
		line.len = (size_t)(comma - line.bytes);
	return line;
}

static void
learn_person(struct search *s, const struct person *p)
{
	size_t i;

	add_name(s, p->name.family, SUBJECT_PATIENT, false);
	for (i = 0; i < p->name.given.count; i++)
		add_name(s, p->name.given.at[i], SUBJECT_PATIENT, true);
	for (i = 0; i < p->relative_count; i++)
		add_name(s, p->relatives[i].name, SUBJECT_OTHER, false);
	add_number(s, p->id, IDENTIFIER_KIND_MRN);
	add_number(s, p->member_id, IDENTIFIER_KIND_PLAN);
	for (i = 0; i < p->identifier_count; i++)
		add_number(s, p->identifiers[i].value, IDENTIFIER_KIND_MRN);
	for (i = 0; i < p->phones.count; i++)
		add_number(s, p->phones.at[i], IDENTIFIER_KIND_PHONE);
	for (i = 0; i < p->emails.count; i++)
		add_string(
		    s, p->emails.at[i], IDENTIFIER_KIND_EMAIL, SUBJECT_PATIENT);
	add_string(s, p->address.line, IDENTIFIER_KIND_GEO, SUBJECT_PATIENT);
	add_string(s, until_comma(p->address.line), IDENTIFIER_KIND_GEO,
	    SUBJECT_PATIENT);
	add_string(s, p->address.city, IDENTIFIER_KIND_GEO, SUBJECT_PATIENT);
	add_string(
	    s, p->address.postal_code, IDENTIFIER_KIND_GEO, SUBJECT_PATIENT);
	add_string(s, p->employer, IDENTIFIER_KIND_ORG, SUBJECT_PATIENT);
}

void
known_learn(struct search *s, const struct note *n, const struct person *more)
{
	s->name_count = s->string_count = 0;
	s->name_bits = 0;
	memset(s->string_starts, 0, sizeof(s->string_starts));
	buf_wipe(&s->letters);
	learn_person(s, &n->patient);
	if (more != NULL)
		learn_person(s, more);
	add_name(s, n->author.name, SUBJECT_PROVIDER, false);
	s->initial = '\0';
	if (n->patient.name.given.count > 0 &&
	    n->patient.name.given.at[0].len > 0)
		s->initial = n->patient.name.given.at[0].bytes[0];
}

static const struct known_word *
find_word(const struct search *s, const struct token *t)
{
	size_t i;

	if ((s->name_bits >> (t->hash & 63) & 1) == 0)
		return NULL;
	for (i = 0; i < s->name_count; i++)
		if (s->names[i].hash == t->hash)
			return &s->names[i];
	return NULL;
}

/* Uncle Leland, her brother Rich: by the name's first word, or the one before
 * it. */
static bool
is_relative(const struct search *s, size_t i)
{
	return (s->tokens[i].flags & LEXICON_RELATION) != 0 ||
	       (i > 0 && (s->tokens[i - 1].flags & LEXICON_RELATION) != 0);
}

enum subject
known_subject(const struct search *s, size_t i, size_t n, enum subject whose,
    enum rank *rank)
{
	const struct token *t = &s->tokens[i], *end = t + n;
	const struct known_word *k, *another = NULL;
	bool family = false, given = false, more = false;

	if (whose != SUBJECT_OTHER)
		return whose;
	for (; t < end; t++) {
		k = find_word(s, t);
		if (k != NULL && k->subject != SUBJECT_PATIENT) {
			another = k;
		} else if (k != NULL) {
			given |= k->given;
			family |= !k->given;
		} else if (t->shape == TOKEN_INITIAL) {
			more |= s->text[t->start] != s->initial;
		} else {
			more |= (t->flags & LEXICON_TITLE) == 0 &&
				!token_in(t, LIST_PARTICLES);
		}
	}
	/* her brother Kwame Brooks, who has the clinician's family name */
	if (another != NULL && more && is_relative(s, i)) {
		*rank = RANK_KNOWN;
		return SUBJECT_OTHER;
	}
	if ((!family && !given) || (another == NULL && (given || !more)))
		return whose;
	*rank = RANK_KNOWN;
	return another == NULL ? SUBJECT_OTHER : (enum subject)another->subject;
}

/* "A. arrived late": the patient by an initial; not the A of "roommate K.A.
 * arrived". */
static bool
is_patient_initial(const struct search *s, size_t i)
{
	const struct token *t = &s->tokens[i];

	return t->shape == TOKEN_INITIAL && s->initial != '\0' &&
	       s->text[t->start] == s->initial && s->initial != 'I' &&
	       i + 1 < s->token_count && s->text[t->end] == '.' &&
	       t[1].gap == GAP_DOT && t[1].shape == TOKEN_LOWER &&
	       (i == 0 || t[-1].shape != TOKEN_INITIAL ||
		   t->start != t[-1].end + 1);
}

/* What token I names, unless it is the word that the name also is. */
static const struct known_word *
known_at(const struct search *s, size_t i)
{
	const struct token *t = &s->tokens[i];
	bool more = i + 1 < s->token_count;
	const struct known_word *k;

	if (t->shape == TOKEN_NUMBER || t->shape == TOKEN_INITIAL ||
	    t->hash == 0)
		return NULL;
	k = find_word(s, t);
	if (k == NULL || (k->common && t->shape == TOKEN_LOWER))
		return NULL;
	/* 40 miles */
	if (t->shape == TOKEN_LOWER && i > 0 && t->gap == GAP_SPACE &&
	    t[-1].shape == TOKEN_NUMBER)
		return NULL;
	/* Major depression */
	if (k->common && t->begins && more && t[1].gap == GAP_SPACE &&
	    t[1].shape == TOKEN_LOWER && (t[1].flags & LEXICON_TERM) != 0)
		return NULL;
	/* Hope, at a sentence's start, may be hope. */
	if (k->common && t->begins && !t->possessive && more &&
	    (t[1].flags & LEXICON_SAYS) == 0 &&
	    (t->flags & LEXICON_COMMON) != 0 && k->subject != SUBJECT_PATIENT)
		return NULL;
	return k;
}

static void
find_words(struct search *s)
{
	const struct known_word *k, *next;
	const struct token *t;
	size_t i, end;

	for (i = 0; (i = interest_next(s, IN_KNOWN, i)) < s->token_count; i++) {
		t = &s->tokens[i];
		if (is_patient_initial(s, i)) {
			search_add(s, t->start, t->end + 1,
			    IDENTIFIER_KIND_NAME, SUBJECT_PATIENT, RANK_KNOWN);
			continue;
		}
		k = known_at(s, i);
		if (k == NULL)
			continue;
		/* a name's words are one name */
		for (end = t->end;
		     i + 1 < s->token_count && !s->tokens[i].possessive &&
		     (s->tokens[i + 1].gap == GAP_SPACE ||
			 s->tokens[i + 1].gap == GAP_HYPHEN);
		     i++) {
			next = known_at(s, i + 1);
			if (next == NULL || next->subject != k->subject)
				break;
			end = s->tokens[i + 1].end;
		}
		search_add(s, t->start, end,
		    k->subject == SUBJECT_PROVIDER ? IDENTIFIER_KIND_PROVIDER
						   : IDENTIFIER_KIND_NAME,
		    (enum subject)k->subject, RANK_KNOWN);
	}
}

static char
lower(char c)
{
	return c >= 'A' && c <= 'Z' ? (char)(c + 32) : c;
}

/* Where a known string that begins at START ends in the text, whatever blanks
 * and marks the text has between its letters; 0: it is not there. */
static size_t
string_end(const struct search *s, const struct known_string *k, size_t start)
{
	const char *want = s->letters.bytes + k->at;
	size_t i, n = 0, most = 3 * (size_t)k->len - 1;

	for (i = start; i < s->len && i < start + most; i++) {
		if (!is_alnum(s->text[i]))
			continue;
		if (lower(s->text[i]) != want[n])
			return 0;
		if (++n == k->len)
			return i + 1 == s->len || !is_alnum(s->text[i + 1])
				   ? i + 1
				   : 0;
	}
	return 0;
}

static void
find_strings_at(struct search *s, size_t start)
{
	size_t i, end;

	if (!s->string_starts[(unsigned char)s->text[start]])
		return;
	for (i = 0; i < s->string_count; i++) {
		end = string_end(s, &s->strings[i], start);
		if (end > 0)
			search_add(s, start, end,
			    (enum identifier_kind)s->strings[i].kind,
			    (enum subject)s->strings[i].subject, RANK_KNOWN);
	}
}

/* They begin where letters or digits begin: words do, and what stands behind
 * an apostrophe. */
static void
find_strings(struct search *s)
{
	const struct token *t;
	const char *at, *end;
	size_t i;

	for (i = 0; (i = interest_next(s, IN_STRINGS, i)) < s->token_count;
	     i++) {
		t = &s->tokens[i];
		find_strings_at(s, t->start);
		at = s->text + t->start;
		end = s->text + t->end;
		while (t->apostrophe &&
		       (at = memchr(at, '\'', (size_t)(end - at))) != NULL)
			find_strings_at(s, (size_t)(++at - s->text));
		if (t->possessive)
			find_strings_at(s, t->end + 1);
	}
}

void
known_find(struct search *s)
{
	if (s->name_count > 0)
		find_words(s);
	if (s->string_count > 0)
		find_strings(s);
}
