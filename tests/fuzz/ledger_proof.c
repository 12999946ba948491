/* Proofs, checkpoints, keys and entries: no crash, and what is read is written
 * as it was.  The first byte says which. */
#include <stdlib.h>
#include <string.h>

#include "ledger/breach.h"
#include "ledger/checkpoint.h"
#include "ledger/entry.h"

int LLVMFuzzerTestOneInput(const unsigned char *bytes, size_t len);

static void
expect(bool holds)
{
	if (!holds)
		abort();
}

static void
proof(struct span text)
{
	struct inclusion i;
	struct buf again = {0};

	if (proof_read(&i, text, NULL) == 0) {
		struct span extra = {i.extra.bytes, i.extra.len};

		proof_write(extra, i.index, &i.proof, i.note, &again);
		expect(span_equal((struct span){again.bytes, again.len}, text));
	}
	inclusion_free(&i);
	buf_free(&again);
}

/* A note whose signatures are by other keys is read to its end. */
static void
checkpoint(struct span text)
{
	static const char key[] =
	    "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/"
	    "LDE4izWy10TW";
	struct verifier_key verifier;
	struct checkpoint c;

	expect(verifier_key_read(&verifier, key, strlen(key), NULL) == 0);
	(void)checkpoint_read(&c, text, &verifier, NULL);
}

static void
key(struct span text)
{
	struct verifier_key v;
	char again[KEY_TEXT];

	if (verifier_key_read(&v, text.bytes, text.len, NULL) == -1)
		return;
	verifier_key_write(&v, again);
	if (text.len > 0 && text.bytes[text.len - 1] == '\n')
		text.len--;
	expect(span_is(text, again));
}

/* What may be appended is found again, and cannot be appended twice. */
static void
entry(struct span text)
{
	static const unsigned char salt[ENTRY_SALT] = {1};
	struct record *rec = record_new();
	struct buf line = {0};
	struct entry_head head;
	struct entry e;

	if (entry_compose(text, 12, salt, "2026-01-01T00:00:00Z", rec, &line,
		NULL) == 0) {
		struct span s = {line.bytes, line.len - 1};

		expect(memchr(s.bytes, '\n', s.len) == NULL);
		expect(entry_head_read(&head, s) && head.index == 12);
		expect(record_read(rec, s.bytes, s.len, NULL) == 0);
		expect(entry_read(&e, rec, NULL) == 0);
		expect(entry_check(rec, s, NULL) == -1);
	}
	(void)entry_head_read(&head, text);
	buf_free(&line);
	record_free(rec);
}

static void
incident(struct span text)
{
	struct record *rec = record_new();
	struct breach_rules *rules = breach_rules_new(NULL);
	struct breach b = {0};
	struct buf out = {0};
	struct incident i;

	if (record_read(rec, text.bytes, text.len, NULL) == 0 &&
	    incident_read(&i, rec, NULL) == 0 &&
	    breach_reckon(rules, &i, &b, NULL) == 0) {
		breach_text(rules, &i, &b, &out);
		breach_ndjson(rules, &i, &b, &out);
	}
	buf_free(&out);
	breach_free(&b);
	breach_rules_free(rules);
	record_free(rec);
}

int
LLVMFuzzerTestOneInput(const unsigned char *bytes, size_t len)
{
	static void (*const each[])(struct span) = {
	    proof, checkpoint, key, entry, incident};
	struct span text;
	char *copy;

	digest_init(NULL);
	if (len == 0)
		return 0;
	copy = malloc(len); /* exactly as long: one byte more is seen */
	memcpy(copy, bytes + 1, len - 1);
	text = (struct span){copy, len - 1};
	each[bytes[0] % 5](text);
	free(copy);
	return 0;
}
