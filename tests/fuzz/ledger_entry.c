/* Any line that may be appended is composed to a line of the log whose head
 * reads as it was given and whose bytes behind it are the entry's own; one that
 * may not is not. */
#include "filter_frame.h"

#include "ledger/entry.h"

static struct record *rec, *line;

int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len)
{
	static const unsigned char salt[ENTRY_SALT] = {1, 2, 3};
	struct buf copy = {0}, out = {0};
	struct entry_head head;
	struct error e = {0};
	struct entry entry;
	struct span text;
	bool good;

	if (rec == NULL) {
		need(digest_init(&e) == 0);
		rec = record_new();
		line = record_new();
	}
	buf_add(&copy, bytes, len);
	text = (struct span){copy.bytes, len};
	good = len > 0 && record_read(rec, copy.bytes, len, &e) == 0 &&
	       entry_check(rec, text, &e) == 0;
	frame_quotes_nothing(&e);
	e = (struct error){0};
	if (len > 0 && entry_compose(text, 7, salt, "2026-11-21T15:09:26Z",
			   line, &out, &e) == 0) {
		need(good && out.bytes[out.len - 1] == '\n');
		out.len--;
		need(memchr(out.bytes, '\n', out.len) == NULL);
		text = (struct span){out.bytes, out.len};
		need(entry_head_read(&head, text) && head.index == 7);
		need(record_read(line, out.bytes, out.len, &e) == 0);
		need(entry_read(&entry, line, &e) == 0);
		need(entry.kind != ENTRY_NONE);
	} else {
		need(!good);
		need(len == 0 || e.text[0] != '\0');
	}
	buf_free(&copy);
	buf_free(&out);
	return 0;
}
