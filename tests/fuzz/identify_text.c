/* Whatever the text, what is found lies in it, in order, on the bounds of code
 * points. */
#include <stdlib.h>

#include "base/alloc.h"
#include "base/arena.h"
#include "identify/identify.h"
#include "text/utf8.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len);

static void
need(int holds)
{
	if (!holds)
		abort();
}

int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len)
{
	static struct identify *id;
	static struct identify_scratch *scratch;
	struct span given[1] = {{"Rosalinda", 9}},
		    phones[1] = {{"217-555-0148", 12}};
	struct note note = {0};
	const struct identified *found;
	struct error e = {0};
	struct span text = {(const char *)bytes, len};
	size_t i, count, last = 0;

	if (id == NULL) {
		id = identify_open(&e);
		need(id != NULL);
		scratch = identify_scratch_new(id);
	}
	if (len == 0)
		return 0;
	note.patient.name.family = (struct span){"Okonkwo", 7};
	note.patient.name.given = (struct texts){given, 1};
	note.patient.phones = (struct texts){phones, 1};
	identify_learn(scratch, &note, NULL);
	need(identify_text(scratch, text, &found, &count, &e) == 0);
	for (i = 0; i < count; i++) {
		need(found[i].start >= last && found[i].end > found[i].start);
		need(found[i].end <= len);
		need(found[i].end == len ||
		     (bytes[found[i].end] & 0xc0) != 0x80 ||
		     !utf8_is_ascii((const char *)bytes, len));
		last = found[i].end;
	}
	return 0;
}
