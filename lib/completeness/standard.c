#include "completeness/standard.h"

#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "base/digest.h"
#include "base/safe_file.h"
#include "base/buf.h"
#include "note/document.h"
#include "note/member.h"

#define STANDARD_LIMIT (1024u * 1024) /* bytes */

/* What the file says: views of `file`. */
struct table {
	struct span name;
	struct span title;
	size_t pass;
	size_t similarity;
	const struct item *items;
	size_t item_count;
};

struct standard {
	struct document file;
	char digest[DIGEST_HEX];
	struct table table;
};

static int
find_word(const char *const *words, int count, struct span word)
{
	int i;

	for (i = 0; i < count; i++)
		if (span_is(word, words[i]))
			return i;
	return -1;
}

static int
find_check(struct span word)
{
	static const char *const words[] = {
#define CHECK(name, word) word,
#include "completeness/check.def"
#undef CHECK
	};

	return find_word(words, CHECK_COUNT, word);
}

static int
find_when(struct span word)
{
	static const char *const words[] = {
#define WHEN(name, word) word,
#include "completeness/when.def"
#undef WHEN
	};

	return find_word(words, WHEN_COUNT, word);
}

static int
find_weight(struct span word)
{
	static const char *const words[] = {
	    [WEIGHT_REQUIRED] = "required",
	    [WEIGHT_CONDITIONAL] = "conditional",
	    [WEIGHT_RECOMMENDED] = "recommended",
	    [WEIGHT_WARNING] = "warning",
	};

	return find_word(words, (int)(sizeof(words) / sizeof(words[0])), word);
}

static int
find_label(struct span word)
{
	enum label l = label_find(word);

	return l == LABEL_NONE ? -1 : (int)l;
}

#define ASKED .flags = MEMBER_REQUIRED | MEMBER_FILLED
#define AT(member) .offset = offsetof(struct item, member)
static const struct member_row item_rows[] = {
    {"code", MEMBER_TEXT, AT(code), ASKED},
    {"field", MEMBER_TEXT, AT(field), ASKED},
    {"says", MEMBER_TEXT, AT(says), ASKED},
    {"source", MEMBER_TEXT, AT(source), ASKED},
    {"weight", MEMBER_WORD, AT(weight), MEMBER_REQUIRED, .find = find_weight},
    {"check", MEMBER_WORD, AT(check), MEMBER_REQUIRED, .find = find_check},
    {"when", MEMBER_WORD, AT(when), .find = find_when},
    {"labels", MEMBER_SET, AT(labels), .find = find_label},
    {"words", MEMBER_WORD, AT(words), .find = words_named},
};
#undef AT
static const struct member_table item_table =
    MEMBER_TABLE_STRICT(item_rows, struct item);

#define AT(member) .offset = offsetof(struct table, member)
static const struct member_row standard_rows[] = {
    {"standard", MEMBER_TEXT, AT(name), ASKED},
    {"title", MEMBER_TEXT, AT(title)},
    {"pass", MEMBER_COUNT, AT(pass), MEMBER_REQUIRED},
    {"similarity", MEMBER_COUNT, AT(similarity), MEMBER_REQUIRED},
    {"items", MEMBER_OBJECTS, AT(items), MEMBER_REQUIRED, .table = &item_table},
};
#undef AT
static const struct member_table standard_table =
    MEMBER_TABLE_STRICT(standard_rows, struct table);

#define STANDARD(name)                                                         \
	extern const unsigned char standard_##name[];                          \
	extern const size_t standard_##name##_len;
STANDARD(medicare)
STANDARD(commercial)
STANDARD(telehealth)
STANDARD(group)
#undef STANDARD

static const struct {
	const char *name;
	const unsigned char *text;
	const size_t *len;
} built_in[] = {
#define STANDARD(name)                                                         \
	{                                                                      \
#name, standard_##name, &standard_##name##_len                 \
	}
    STANDARD(medicare),
    STANDARD(commercial),
    STANDARD(telehealth),
    STANDARD(group),
#undef STANDARD
};

static int
standard_text(const char *name, struct buf *out, struct error *e)
{
	size_t i, len = strlen(name);

	for (i = 0; i < sizeof(built_in) / sizeof(built_in[0]); i++)
		if (strcmp(name, built_in[i].name) == 0) {
			buf_add(out, built_in[i].text, *built_in[i].len);
			return 0;
		}
	if (strchr(name, '/') == NULL &&
	    (len < 5 || strcmp(name + len - 5, ".json") != 0))
		return error_set(e, "no standard of that name");
	return file_read(name, STANDARD_LIMIT, out, e);
}

/* What a row says must make sense together. */
static int
item_check(const struct table *t, size_t i, struct error *e)
{
	const struct item *item = &t->items[i];
	size_t k;

	for (k = 0; k < i; k++)
		if (span_equal(t->items[k].code, item->code))
			return error_set(e, "items[%zu].code: stands twice", i);
	if (item->check == CHECK_LABELS && item->labels == 0)
		return error_set(e, "items[%zu].labels: missing", i);
	if (item->check == CHECK_WORDS && item->words == WORDS_NONE)
		return error_set(e, "items[%zu].words: missing", i);
	return 0;
}

static int
standard_load(struct standard *s, const struct buf *text, struct error *e)
{
	struct table *t = &s->table;
	size_t i;

	if (document_parse(&s->file, text->bytes, text->len, e) == -1 ||
	    members_read_record(s->file.record, &standard_table, t, e) == -1)
		return -1;
	if (t->item_count == 0 || t->item_count > STANDARD_ITEMS)
		return error_set(
		    e, "items: none, or more than %d", STANDARD_ITEMS);
	if (t->pass > 100)
		return error_set(e, "pass: not a percentage");
	if (t->similarity < 1 || t->similarity > 100)
		return error_set(e, "similarity: not a percentage");
	for (i = 0; i < t->item_count; i++)
		if (item_check(t, i, e) == -1)
			return -1;
	return 0;
}

struct standard *
standard_open(const char *name, struct error *e)
{
	struct standard *s = alloc_zeroed(1, sizeof(*s));
	struct buf text = {NULL, 0, 0};
	unsigned char digest[DIGEST_LEN];
	int got;

	got = standard_text(name, &text, e);
	if (got == 0) {
		digest_bytes(text.bytes, text.len, digest);
		digest_hex(digest, s->digest);
		got = standard_load(s, &text, e);
	}
	buf_free(&text);
	if (got == 0)
		return s;
	standard_free(s);
	error_prefix(e, "%s", name);
	return NULL;
}

void
standard_free(struct standard *s)
{
	if (s == NULL)
		return;
	document_close(&s->file);
	free(s);
}

struct span
standard_name(const struct standard *s)
{
	return s->table.name;
}

struct span
standard_title(const struct standard *s)
{
	return s->table.title;
}

const struct item *
standard_items(const struct standard *s, size_t *count)
{
	*count = s->table.item_count;
	return s->table.items;
}

size_t
standard_pass(const struct standard *s)
{
	return s->table.pass;
}

size_t
standard_similarity(const struct standard *s)
{
	return s->table.similarity;
}

const char *
standard_digest(const struct standard *s)
{
	return s->digest;
}
