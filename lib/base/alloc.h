/* Memory, or the end of the process.
 *
 * No caller has a branch for a failed allocation: these functions write
 * "out of memory" to stderr and end the process with status 2 at once, without
 * flushing anything.  A stream cut so has no end/1, a folder in the making
 * keeps its .partial name, so nobody takes half for whole.  A zeroed result is
 * what every struct of ours takes as empty. */
#ifndef BASE_ALLOC_H
#define BASE_ALLOC_H

#include <stddef.h>

/* SIZE bytes, not zeroed; never NULL, also for 0.  free() releases it. */
void *alloc_bytes(size_t size)
    __attribute__((malloc, returns_nonnull, warn_unused_result));

/* COUNT elements of SIZE bytes, zeroed; the product is checked. */
void *alloc_zeroed(size_t count, size_t size)
    __attribute__((malloc, returns_nonnull, warn_unused_result));

/* SIZE bytes, not zeroed, for a table that is looked up all over: from
 * ALLOC_LARGE on it begins at a multiple of that, and large pages are asked
 * for, so that a look needs no walk through page tables. */
#define ALLOC_LARGE ((size_t)2 << 20)
void *alloc_table(size_t size)
    __attribute__((malloc, returns_nonnull, warn_unused_result));

/* Grows or shrinks OLD (or NULL) to COUNT elements of SIZE bytes. */
void *alloc_resize(void *old, size_t count, size_t size)
    __attribute__((returns_nonnull, warn_unused_result));

/* A copy of S, or of the LEN bytes at S with a NUL behind them. */
char *alloc_string(const char *s)
    __attribute__((malloc, returns_nonnull, warn_unused_result));
char *alloc_string_len(const char *s, size_t len)
    __attribute__((malloc, returns_nonnull, warn_unused_result));

/* What they do then, for a library that reports it instead. */
_Noreturn void alloc_fail(void);

/* Says "TOOL: out of memory" from now on.  Once, at the start of main, which
 * also hands alloc_bytes and free to json_set_alloc_funcs, so that Jansson has
 * no failing allocation either. */
void alloc_init(const char *tool);

#endif
