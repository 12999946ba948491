/* Rulings that were made before, by what they rest on: notes of one request
 * differ little, so few of their questions are new.
 *
 * A key is all that a ruling depends on, as bytes; two questions with one key
 * have one answer.  A thread's own. */
#ifndef LAW_MEMO_H
#define LAW_MEMO_H

#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"
#include "note/decision.h"

struct memo;

struct memo *memo_new(void);
void memo_free(struct memo *m);

/* Forgets all where it has grown large: rulings found before are gone. */
void memo_trim(struct memo *m);

/* Where what is kept must lie. */
struct arena *memo_arena(struct memo *m);

/* NULL: it was not asked before. */
const struct ruling *memo_find(
    const struct memo *m, const char *key, size_t len);
/* R borrows from memo_arena alone, or from what outlives M. */
void memo_keep(
    struct memo *m, const char *key, size_t len, const struct ruling *r);

#endif
