/* Signed notes, checkpoints and proofs, as C2SP has them: signed-note,
 * tlog-checkpoint, tlog-proof@v1 (c2sp.org).  Others' tools read what is
 * written here.
 *
 * Keys are written as Go's sumdb/note writes them: a verifier key is
 * NAME+ID+BASE64, a signer key PRIVATE+KEY+NAME+ID+BASE64. */
#ifndef LEDGER_CHECKPOINT_H
#define LEDGER_CHECKPOINT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/digest.h"
#include "base/error.h"
#include "base/secret.h"
#include "base/span.h"
#include "ledger/tree.h"

#define KEY_NAME 128		/* bytes of a name, with its NUL */
#define KEY_TEXT (2 * 128 + 64) /* bytes of a written key, with its NUL */
#define NOTE_SIGNATURES 64	/* more are refused; C2SP asks for 16 */

struct verifier_key {
	char name[KEY_NAME];
	unsigned char id[4];
	unsigned char bytes[SIGN_KEY];
};

/* Owner; zeroed is one that signs nothing. */
struct signer_key {
	struct verifier_key public_key;
	unsigned char *seed; /* SIGN_KEY bytes of secure memory */
};

/* A name is not empty, and has neither spaces nor plus signs; UTF-8 without
 * control characters. */
bool key_name_valid(const char *name);

/* Where these two fail there is nothing to free. */
int signer_key_new(struct signer_key *key, const char *name, struct error *e);
int signer_key_read(
    struct signer_key *key, const char *text, size_t len, struct error *e);
void signer_key_free(struct signer_key *key); /* public_key stays */
/* OUT is a line, with its LF; the caller frees it. */
void signer_key_write(const struct signer_key *key, struct secret *out);
int verifier_key_read(
    struct verifier_key *key, const char *text, size_t len, struct error *e);
void verifier_key_write(
    const struct verifier_key *key, char out[static KEY_TEXT]);

/* A view of the note that it was read from. */
struct checkpoint {
	struct span origin;
	uint64_t size;
	struct tree_hash root;
	struct span note; /* all of it */
};

/* Makes a signed note of the text that stands in OUT from BEGIN on, which ends
 * in LF: appends an empty line and the key's signature. */
int note_sign(const struct signer_key *key, size_t begin, struct buf *out,
    struct error *e);

/* Appends the signed note; its origin is the key's name. */
int checkpoint_write(const struct signer_key *key, uint64_t size,
    const struct tree_hash *root, struct buf *out, struct error *e);

/* Reads NOTE and verifies its signature by KEY; signatures by other keys are
 * passed over.  Refused: an origin that is not the key's name, a signature of
 * KEY's name and id that does not hold, a leading zero, an unknown form. */
int checkpoint_read(struct checkpoint *c, struct span note,
    const struct verifier_key *key, struct error *e);

/* tlog-proof@v1; EXTRA (may be absent) is opaque bytes. */
void proof_write(struct span extra, uint64_t index,
    const struct tree_proof *proof, struct span checkpoint, struct buf *out);

struct inclusion {
	struct buf extra; /* decoded; owner: inclusion_free */
	uint64_t index;
	struct tree_proof proof;
	struct span note; /* of the text it was read from */
};
int proof_read(struct inclusion *i, struct span text, struct error *e);
void inclusion_free(struct inclusion *i);

#endif
