/* A secret of the user's: a key or a password out of a file that nobody else
 * may read, in secure memory (digest.h) from the first byte on.  digest_init
 * comes before. */
#ifndef BASE_SECRET_H
#define BASE_SECRET_H

#include <stddef.h>

#include "base/error.h"

/* Zeroed is a valid empty one; the owner calls secret_free. */
struct secret {
	char *bytes; /* a NUL stands behind them, not counted */
	size_t len;
};

/* A whole regular file, at most LIMIT bytes, without the line ends behind it.
 * Refused where group or others have any right or it belongs to another
 * user. */
int secret_read(
    struct secret *s, const char *path, size_t limit, struct error *e);

/* Wipes it and gives it back. */
void secret_free(struct secret *s);

#endif
