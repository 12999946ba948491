#include "ledger/entry.h"

#include <string.h>

#define HEAD_MOST 256 /* bytes that the ledger adds to an entry */
#define INDEX "{\"index\":"
#define SALT ",\"salt\":\""
#define RECORDED "\",\"recorded\":\""

/* Takes TEXT from the front of LINE. */
static bool
take(struct span *line, const char *text, size_t len)
{
	if (line->len < len || memcmp(line->bytes, text, len) != 0)
		return false;
	line->bytes += len;
	line->len -= len;
	return true;
}

static bool
take_number(struct span *line, uint64_t *out)
{
	uint64_t n = 0;
	size_t i = 0;

	for (; i < line->len && line->bytes[i] >= '0' && line->bytes[i] <= '9';
	     i++) {
		if (i == 19)
			return false; /* no log has 10^19 entries */
		n = n * 10 + (unsigned)(line->bytes[i] - '0');
	}
	if (i == 0 || (i > 1 && line->bytes[0] == '0'))
		return false;
	line->bytes += i;
	line->len -= i;
	*out = n;
	return true;
}

/* Eight at once: what a figure's value is spelt as must be what stands there.
 * LEN is a multiple of 8. */
static bool
lower_hex(const char *text, size_t len)
{
	const uint64_t ones = 0x0101010101010101u;
	uint64_t wrong = 0, x, value, letters;

	for (size_t i = 0; i < len; i += sizeof(x)) {
		memcpy(&x, text + i, sizeof(x));
		value = (x & 15 * ones) + 9 * (x >> 6 & ones);
		letters = (value + 6 * ones) >> 4 & ones;
		wrong |= value & 0xf0 * ones;
		wrong |= x ^ (value + '0' * ones + ('a' - '0' - 10) * letters);
	}
	return wrong == 0;
}

bool
entry_head_read(struct entry_head *h, struct span line)
{
	const size_t salt = 2 * ENTRY_SALT;
	const char *end;
	size_t len;

	if (!take(&line, INDEX, sizeof(INDEX) - 1) ||
	    !take_number(&line, &h->index) ||
	    !take(&line, SALT, sizeof(SALT) - 1) || line.len < salt ||
	    !lower_hex(line.bytes, salt))
		return false;
	h->salt = (struct span){line.bytes, salt};
	line.bytes += salt;
	line.len -= salt;
	if (!take(&line, RECORDED, sizeof(RECORDED) - 1))
		return false;
	end = memchr(line.bytes, '"', line.len);
	if (end == NULL)
		return false;
	len = (size_t)(end - line.bytes);
	h->recorded = (struct span){line.bytes, len};
	return len >= 20 && len <= 25 && line.len > len + 1 &&
	       line.bytes[len + 1] == ',';
}

#define ASKED .flags = MEMBER_REQUIRED
#define FILLED .flags = MEMBER_REQUIRED | MEMBER_FILLED
/* An empty name would be nobody's, where an absent one is everybody's. */
#define NOT_EMPTY .flags = MEMBER_FILLED

#define AT(member) .offset = offsetof(struct suspension, member)
static const struct member_row suspension_rows[] = {
    {"id", MEMBER_TEXT, AT(id), FILLED},
    {"recipient", MEMBER_TEXT, AT(recipient), FILLED},
    {"patient", MEMBER_TEXT, AT(patient), NOT_EMPTY},
    {"from", MEMBER_DATE, AT(from), ASKED},
    {"until", MEMBER_DATE, AT(until)},
    {"written", MEMBER_ANSWER, AT(written)},
    {"by", MEMBER_TEXT, AT(by)},
    {"index", MEMBER_COUNT, AT(index)},
    {"salt", MEMBER_TEXT, AT(salt)},
    {"recorded", MEMBER_INSTANT, AT(recorded)},
};
#undef AT
static const struct member_table suspension_table =
    MEMBER_TABLE(suspension_rows, struct suspension);

#define AT(member) .offset = offsetof(struct hold, member)
static const struct member_row hold_rows[] = {
    {"id", MEMBER_TEXT, AT(id), FILLED},
    {"patient", MEMBER_TEXT, AT(patient), NOT_EMPTY},
    {"from", MEMBER_DATE, AT(from), ASKED},
    {"until", MEMBER_DATE, AT(until)},
    {"ends", MEMBER_TEXT, AT(ends), NOT_EMPTY},
    {"reason", MEMBER_TEXT, AT(reason)},
    {"by", MEMBER_TEXT, AT(by)},
    {"index", MEMBER_COUNT, AT(index)},
    {"salt", MEMBER_TEXT, AT(salt)},
    {"recorded", MEMBER_INSTANT, AT(recorded)},
};
#undef AT
static const struct member_table hold_table =
    MEMBER_TABLE(hold_rows, struct hold);

static int
suspension_read(struct suspension *s, struct record *rec, struct error *e)
{
	if (members_read_record(rec, &suspension_table, s, e) == -1)
		return -1;
	if (s->written == ANSWER_YES && s->until == DATE_NONE)
		return error_set(e, "until: missing, and a written statement "
				    "names the time");
	return 0;
}

int
entry_read(struct entry *entry, struct record *rec, struct error *e)
{
	struct span kind;

	*entry = (struct entry){0};
	if (record_kind(rec, &kind, e) == -1)
		return -1;
	if (span_is(kind, "disclosure/1")) {
		entry->kind = ENTRY_DISCLOSURE;
		return disclosure_read(&entry->disclosure, rec, e);
	}
	if (span_is(kind, "access/1")) {
		entry->kind = ENTRY_ACCESS;
		return access_read(&entry->access, rec, e);
	}
	if (span_is(kind, "suspension/1")) {
		entry->kind = ENTRY_SUSPENSION;
		return suspension_read(&entry->suspension, rec, e);
	}
	if (span_is(kind, "hold/1")) {
		entry->kind = ENTRY_HOLD;
		return members_read_record(rec, &hold_table, &entry->hold, e);
	}
	return error_set(e, "record: not a kind of entry");
}

static void
hex_add(struct buf *out, const unsigned char *bytes, size_t len)
{
	static const char figures[] = "0123456789abcdef";
	char *to = buf_reserve(out, 2 * len);

	for (size_t i = 0; i < len; i++) {
		to[2 * i] = figures[bytes[i] >> 4];
		to[2 * i + 1] = figures[bytes[i] & 15];
	}
	out->len += 2 * len;
}

int
entry_check(struct record *rec, struct span text, struct error *e)
{
	static const char *const ours[] = {"index", "salt", "recorded"};
	struct entry entry;

	if (entry_read(&entry, rec, e) == -1)
		return -1;
	for (size_t i = 0; i < sizeof(ours) / sizeof(*ours); i++)
		if (record_member(rec, ours[i]).type != SCAN_NONE)
			return error_set(e, "%s: the ledger's to add", ours[i]);
	if (memchr(text.bytes, '\n', text.len) != NULL ||
	    memchr(text.bytes, '\r', text.len) != NULL)
		return error_set(e, "a line break");
	if (text.len > SCAN_LINE - HEAD_MOST)
		return error_set(e, "line of more than %u bytes",
		    (unsigned)(SCAN_LINE - HEAD_MOST));
	return 0;
}

int
entry_compose(struct span text, uint64_t index,
    const unsigned char salt[static ENTRY_SALT], const char *recorded,
    struct record *rec, struct buf *out, struct error *e)
{
	const char *brace;

	if (record_read(rec, text.bytes, text.len, e) == -1 ||
	    entry_check(rec, text, e) == -1)
		return -1;
	brace = memchr(text.bytes, '{', text.len);
	if (brace == NULL)
		return error_set(e, "not an object");
	buf_addf(out, INDEX "%ju" SALT, (uintmax_t)index);
	hex_add(out, salt, ENTRY_SALT);
	buf_addf(out, RECORDED "%s\",", recorded);
	buf_add(out, brace + 1, text.len - (size_t)(brace + 1 - text.bytes));
	buf_add_byte(out, '\n');
	return 0;
}
