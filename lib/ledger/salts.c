#include "ledger/salts.h"

#include <stdlib.h>

#include "base/alloc.h"

static uint64_t
hex_number(const char *hex)
{
	uint64_t n = 0;

	for (int i = 0; i < 16; i++) {
		unsigned c = (unsigned char)hex[i];

		n = n << 4 | (c <= '9' ? c - '0' : c - 'a' + 10);
	}
	return n;
}

/* The slot that holds SALT, or the free one where it belongs.  Salts are
 * random: their bits are a hash. */
static struct salt *
slot_of(const struct salts *s, struct salt salt)
{
	size_t at = (size_t)salt.low & (s->capacity - 1);

	while ((s->slots[at].high | s->slots[at].low) != 0 &&
	       (s->slots[at].high != salt.high || s->slots[at].low != salt.low))
		at = (at + 1) & (s->capacity - 1);
	return &s->slots[at];
}

static void
grow(struct salts *s)
{
	struct salts larger = {.count = s->count};

	larger.capacity = s->capacity == 0 ? 1024 : 2 * s->capacity;
	larger.slots = alloc_zeroed(larger.capacity, sizeof(*larger.slots));
	for (size_t i = 0; i < s->capacity; i++)
		if ((s->slots[i].high | s->slots[i].low) != 0)
			*slot_of(&larger, s->slots[i]) = s->slots[i];
	free(s->slots);
	*s = larger;
}

bool
salts_add(struct salts *s, const char *hex)
{
	struct salt salt = {hex_number(hex), hex_number(hex + 16)};
	struct salt *slot;

	if ((salt.high | salt.low) == 0)
		return false; /* no generator gives it */
	if (s->count >= s->capacity / 4 * 3)
		grow(s);
	slot = slot_of(s, salt);
	if ((slot->high | slot->low) != 0)
		return false;
	*slot = salt;
	s->count++;
	return true;
}

void
salts_free(struct salts *s)
{
	free(s->slots);
	*s = (struct salts){0};
}
