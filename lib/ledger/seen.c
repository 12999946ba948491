#include "ledger/seen.h"

#include <endian.h>
#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "base/digest.h"

/* Of eight lower-case figures, all at once: the low nibbles of letters are nine
 * too small. */
static uint64_t
hex_eight(const char *hex)
{
	uint64_t x;

	memcpy(&x, hex, sizeof(x));
	x = be64toh(x);
	x = (x & 0x0f0f0f0f0f0f0f0fu) + 9 * (x >> 6 & 0x0101010101010101u);
	x = (x | x >> 4) & 0x00ff00ff00ff00ffu;
	x = (x | x >> 8) & 0x0000ffff0000ffffu;
	return (x | x >> 16) & 0xffffffffu;
}

static uint64_t
hex_number(const char *hex)
{
	return hex_eight(hex) << 32 | hex_eight(hex + 8);
}

/* Zeroed; of a large set every look is at another page. */
static struct seen_value *
slots_new(size_t count)
{
	size_t size = count * sizeof(struct seen_value);

	return memset(alloc_table(size), 0, size);
}

/* The slot that holds VALUE, or the free one where it belongs.  Values are
 * random: their bits are a hash. */
static struct seen_value *
slot_of(const struct seen *s, struct seen_value value)
{
	size_t at = (size_t)value.low & (s->capacity - 1);

	while (
	    (s->slots[at].high | s->slots[at].low) != 0 &&
	    (s->slots[at].high != value.high || s->slots[at].low != value.low))
		at = (at + 1) & (s->capacity - 1);
	return &s->slots[at];
}

static void
grow(struct seen *s, size_t capacity)
{
	struct seen larger = {.count = s->count, .capacity = capacity};

	larger.slots = slots_new(larger.capacity);
	for (size_t i = 0; i < s->capacity; i++)
		if ((s->slots[i].high | s->slots[i].low) != 0)
			*slot_of(&larger, s->slots[i]) = s->slots[i];
	free(s->slots);
	*s = larger;
}

void
seen_reserve(struct seen *s, size_t count)
{
	size_t capacity = 1024;

	while (capacity / 4 * 3 <= count && capacity < SIZE_MAX / 32)
		capacity *= 2;
	if (capacity > s->capacity)
		grow(s, capacity);
}

void
seen_prefetch(const struct seen *s, struct seen_value value)
{
	if (s->capacity > 0)
		__builtin_prefetch(
		    &s->slots[(size_t)value.low & (s->capacity - 1)]);
}

bool
seen_add(struct seen *s, struct seen_value value)
{
	struct seen_value *slot;

	if ((value.high | value.low) == 0)
		return false;
	if (s->count >= s->capacity / 4 * 3)
		grow(s, s->capacity == 0 ? 1024 : 2 * s->capacity);
	slot = slot_of(s, value);
	if ((slot->high | slot->low) != 0)
		return false;
	*slot = value;
	s->count++;
	return true;
}

struct seen_value
seen_hex(const char *hex)
{
	return (struct seen_value){hex_number(hex), hex_number(hex + 16)};
}

struct seen_value
seen_text(struct span a, struct span b)
{
	unsigned char digest[DIGEST_LEN];
	struct seen_value v;
	struct digest d;

	digest_start(&d);
	digest_add_sized(&d, a.bytes, a.len);
	digest_add_sized(&d, b.bytes, b.len);
	digest_end(&d, digest);
	memcpy(&v, digest, sizeof(v));
	return v;
}

void
seen_free(struct seen *s)
{
	free(s->slots);
	*s = (struct seen){0};
}
