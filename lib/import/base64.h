/* Base64 as attachments have it (RFC 2045, RFC 4648): line ends and
 * indentation, missing padding and the URL alphabet are read; anything else is
 * refused, prose above all. */
#ifndef IMPORT_BASE64_H
#define IMPORT_BASE64_H

#include "base/arena.h"
#include "base/error.h"
#include "base/span.h"

int base64_decode(
    struct span in, struct arena *arena, struct span *out, struct error *e);

#endif
