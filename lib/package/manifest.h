/* manifest.json: what the response is, and the SHA-256 of each of its files. */
#ifndef PACKAGE_MANIFEST_H
#define PACKAGE_MANIFEST_H

#include "base/digest.h"
#include "package/response.h"

/* Lists every file the folder then holds, in the order of names.  With a key,
 * manifest.json.note beside it is the C2SP signed note over the manifest's
 * digest.  HEX is the manifest's digest. */
int manifest_write(
    const struct response *r, char hex[static DIGEST_HEX], struct error *e);

#endif
