/* Many patterns in one pass: the one door to Vectorscan.
 *
 * Patterns stand in a text file, one a line: a name, flags and an expression
 * (Hyperscan's part of PCRE), separated by tabs; # begins a comment line.
 * Several lines may have one name.  Flags: i without regard to case, s report
 * where the match begins (else only where it ends), - none.
 *
 * They are compiled when the project is built, for every x86-64 host with
 * SSE4.2 or its like, and only read at start.  Where the host's library
 * refuses what was compiled (another version), the same text is compiled
 * again at start. */
#ifndef TEXT_MATCH_H
#define TEXT_MATCH_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"
#include "base/error.h"

struct match; /* owner; never changed once made, shared by threads */
struct match_scratch;

/* Compiles a pattern file's text.  The error says which line. */
struct match *match_compile(const char *patterns, size_t len, struct error *e);

/* Reads what match_serialise made of PATTERNS, else compiles PATTERNS. */
struct match *match_load(const unsigned char *compiled, size_t compiled_len,
    const char *patterns, size_t len, struct error *e);
void match_free(struct match *m);

/* Whether it had to be compiled at start: worth a line under --verbose. */
bool match_was_compiled(const struct match *m);

/* The bytes that match_load reads, behind what OUT has. */
int match_serialise(const struct match *m, struct buf *out, struct error *e);

/* Patterns are numbered from 0 in the order of their lines. */
size_t match_count(const struct match *m);
const char *match_name(const struct match *m, size_t pattern);

/* One a thread. */
struct match_scratch *match_scratch_new(const struct match *m);
void match_scratch_free(struct match_scratch *s);

/* Called for each match, by ascending end; offsets are bytes, START is 0
 * without the flag s.  One place can match several times, and a pattern
 * matches once for each end that it has. */
typedef void match_found(
    size_t pattern, size_t start, size_t end, void *context);
int match_scan(const struct match *m, struct match_scratch *s, const char *text,
    size_t len, match_found *found, void *context, struct error *e);

#endif
