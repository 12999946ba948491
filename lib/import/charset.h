/* Bytes in any charset that real exports use → UTF-8 text with LF line ends.
 *
 * What is declared is tried first.  Bytes that contradict it are read as what
 * they are: UTF-8 where they are UTF-8, else windows-1252, and the caller is
 * told, for the record's reader is to know. */
#ifndef IMPORT_CHARSET_H
#define IMPORT_CHARSET_H

#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"
#include "base/error.h"
#include "base/span.h"

/* What was not as declared; NULL: nothing. */
struct charset_remarks {
	const char *contradicted; /* "declared …, read as …", fixed words */
	const char *replaced;	  /* bytes for which U+FFFD stands now */
};

/* OUT is IN itself where nothing had to change, else in ARENA.  DECLARED may be
 * absent: UTF-8.  -1: a charset of no name that is known here, or bytes that no
 * text has. */
int charset_text(struct span in, struct span declared, struct arena *arena,
    struct span *out, struct charset_remarks *said, struct error *e);

/* The same with line ends as they came. */
int charset_keep(struct span in, struct span declared, struct arena *arena,
    struct span *out, struct charset_remarks *said, struct error *e);
/* The same, taking DECLARED at its word whatever the bytes look like. */
int charset_convert(struct span in, struct span declared, struct arena *arena,
    struct span *out, struct charset_remarks *said, struct error *e);

/* Whether all of it is UTF-8 (RFC 3629). */
bool charset_is_utf8(struct span s);

/* The charset parameter of a media type, "text/plain; charset=windows-1252";
 * absent where there is none. */
struct span charset_of_type(struct span type);

/* Windows code page N ("\ansicpg1252" of RTF) as a name for DECLARED; NULL:
 * not known. */
const char *charset_of_page(int page);

#endif
