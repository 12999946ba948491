/* Memory that is released all at once: what a view of one record needs beside
 * the record's own bytes.  Zeroed is a valid empty arena.  Pointers stay valid
 * until arena_reset or arena_free. */
#ifndef BASE_ARENA_H
#define BASE_ARENA_H

#include <stddef.h>

struct arena_block;
struct arena {
	struct arena_block *blocks;
};

/* SIZE bytes aligned for any type, not zeroed; never NULL. */
void *arena_bytes(struct arena *a, size_t size)
    __attribute__((returns_nonnull, warn_unused_result));
/* COUNT elements of SIZE bytes, zeroed. */
void *arena_zeroed(struct arena *a, size_t count, size_t size)
    __attribute__((returns_nonnull, warn_unused_result));
/* The COUNT elements at OLD, copied, with zeroed room for ROOM in all. */
void *arena_grown(struct arena *a, const void *old, size_t count, size_t room,
    size_t size) __attribute__((returns_nonnull, warn_unused_result));
/* A copy of LEN bytes with a NUL behind them. */
char *arena_string(struct arena *a, const char *bytes, size_t len)
    __attribute__((returns_nonnull, warn_unused_result));

/* Everything is wiped (it held notes) and the largest block kept for reuse. */
void arena_reset(struct arena *a);
void arena_free(struct arena *a);

#endif
