#include "ledger/checkpoint.h"

#include <string.h>

#define ED25519 1 /* the signature type of C2SP's registry */
#define DASH "\xe2\x80\x94"
#define PRIVATE "PRIVATE+KEY+"
#define PROOF_HEAD "c2sp.org/tlog-proof@v1"

/* White_Space of Unicode beyond ASCII, in UTF-8. */
static const char *const spaces[] = {"\xc2\x85", "\xc2\xa0", "\xe1\x9a\x80",
    "\xe2\x80\x80", "\xe2\x80\x81", "\xe2\x80\x82", "\xe2\x80\x83",
    "\xe2\x80\x84", "\xe2\x80\x85", "\xe2\x80\x86", "\xe2\x80\x87",
    "\xe2\x80\x88", "\xe2\x80\x89", "\xe2\x80\x8a", "\xe2\x80\xa8",
    "\xe2\x80\xa9", "\xe2\x80\xaf", "\xe2\x81\x9f", "\xe3\x80\x80"};

bool
key_name_valid(const char *name)
{
	size_t len = strlen(name);

	if (len == 0 || len >= KEY_NAME)
		return false;
	for (size_t i = 0; i < len; i++)
		if ((unsigned char)name[i] <= ' ' || name[i] == '+' ||
		    name[i] == 0x7f)
			return false;
	for (size_t i = 0; i < sizeof(spaces) / sizeof(*spaces); i++)
		if (strstr(name, spaces[i]) != NULL)
			return false;
	return true;
}

/* SHA-256(name ‖ LF ‖ type ‖ key), its first four bytes. */
static void
key_id(struct verifier_key *key)
{
	const char type[] = {'\n', ED25519};
	unsigned char bytes[SIGN_KEY], digest[DIGEST_LEN];
	struct digest d;

	memcpy(bytes, key->bytes, sizeof(bytes));
	digest_start(&d);
	digest_add(&d, key->name, strlen(key->name));
	digest_add(&d, type, sizeof(type));
	digest_add(&d, bytes, sizeof(bytes));
	digest_end(&d, digest);
	memcpy(key->id, digest, sizeof(key->id));
}

static int
key_complete(struct signer_key *key, struct error *e)
{
	if (sign_public_key(key->seed, key->public_key.bytes, e) == -1) {
		digest_secure_free(key->seed);
		key->seed = NULL;
		return -1;
	}
	key_id(&key->public_key);
	return 0;
}

int
signer_key_new(struct signer_key *key, const char *name, struct error *e)
{
	if (!key_name_valid(name))
		return error_set(e, "name of the log: has a space, a plus "
				    "sign, or is too long");
	memset(key, 0, sizeof(*key));
	strcpy(key->public_key.name, name);
	key->seed = digest_secure(SIGN_KEY);
	digest_random(key->seed, SIGN_KEY);
	return key_complete(key, e);
}

void
signer_key_free(struct signer_key *key)
{
	digest_secure_free(key->seed);
	key->seed = NULL;
}

static void
id_hex(const unsigned char id[static 4], char out[static 9])
{
	static const char figures[] = "0123456789abcdef";

	for (int i = 0; i < 4; i++) {
		out[2 * i] = figures[id[i] >> 4];
		out[2 * i + 1] = figures[id[i] & 15];
	}
	out[8] = '\0';
}

#define TYPED (1 + SIGN_KEY) /* bytes: the signature's type, the key */
#define TYPED_BASE64 44

/* BYTES may be secret: so is then what is made of them. */
static void
typed_base64(const unsigned char *bytes, char out[static TYPED_BASE64 + 1])
{
	unsigned char *typed = digest_secure(TYPED);

	typed[0] = ED25519;
	memcpy(typed + 1, bytes, SIGN_KEY);
	digest_base64(typed, TYPED, out);
	digest_secure_free(typed);
}

/* Returns where OUT then ends. */
static char *
key_write(const struct verifier_key *key, const unsigned char *bytes, char *out)
{
	char *at = stpcpy(out, key->name);

	*at++ = '+';
	id_hex(key->id, at);
	at += 8;
	*at++ = '+';
	typed_base64(bytes, at);
	return at + TYPED_BASE64;
}

void
verifier_key_write(const struct verifier_key *key, char out[static KEY_TEXT])
{
	key_write(key, key->bytes, out);
}

void
signer_key_write(const struct signer_key *key, struct secret *out)
{
	char *end;

	out->bytes = digest_secure(KEY_TEXT + sizeof(PRIVATE) + 1);
	end =
	    key_write(&key->public_key, key->seed, stpcpy(out->bytes, PRIVATE));
	strcpy(end, "\n");
	out->len = (size_t)(end + 1 - out->bytes);
}

/* NAME+ID+BASE64, a final LF allowed. */
static int
key_parts(const char *text, size_t len, char name[static KEY_NAME],
    char id[static 9], unsigned char bytes[static SIGN_KEY])
{
	unsigned char *typed;
	const char *first, *second;
	int result = -1;

	if (len > 0 && text[len - 1] == '\n')
		len--;
	first = memchr(text, '+', len);
	if (first == NULL || first == text || first - text >= KEY_NAME ||
	    memchr(text, '\0', (size_t)(first - text)) != NULL)
		return -1;
	first++;
	second = memchr(first, '+', len - (size_t)(first - text));
	if (second == NULL || second - first != 8 ||
	    len - (size_t)(second + 1 - text) != TYPED_BASE64)
		return -1;
	memcpy(name, text, (size_t)(first - 1 - text));
	name[first - 1 - text] = '\0';
	memcpy(id, first, 8);
	id[8] = '\0';
	typed = digest_secure(TYPED_BASE64 / 4 * 3);
	if (key_name_valid(name) &&
	    digest_base64_decode(second + 1, TYPED_BASE64, typed) == TYPED &&
	    typed[0] == ED25519) {
		memcpy(bytes, typed + 1, SIGN_KEY);
		result = 0;
	}
	digest_secure_free(typed);
	return result;
}

static bool
id_matches(const struct verifier_key *key, const char *hex)
{
	char own[9];

	id_hex(key->id, own);
	return strcmp(own, hex) == 0;
}

int
verifier_key_read(
    struct verifier_key *key, const char *text, size_t len, struct error *e)
{
	char id[9];

	memset(key, 0, sizeof(*key));
	if (key_parts(text, len, key->name, id, key->bytes) == -1)
		return error_set(e, "not a verifier key");
	key_id(key);
	if (!id_matches(key, id))
		return error_set(e, "verifier key: its id is not its own");
	return 0;
}

int
signer_key_read(
    struct signer_key *key, const char *text, size_t len, struct error *e)
{
	const size_t head = strlen(PRIVATE);
	char id[9];

	memset(key, 0, sizeof(*key));
	key->seed = digest_secure(SIGN_KEY);
	if (len < head || memcmp(text, PRIVATE, head) != 0 ||
	    key_parts(text + head, len - head, key->public_key.name, id,
		key->seed) == -1) {
		signer_key_free(key);
		return error_set(e, "not a signer key");
	}
	if (key_complete(key, e) == -1)
		return -1;
	if (!id_matches(&key->public_key, id)) {
		signer_key_free(key);
		return error_set(e, "signer key: its id is not its own");
	}
	return 0;
}

int
note_sign(const struct signer_key *key, size_t begin, struct buf *out,
    struct error *e)
{
	unsigned char signed_bytes[4 + SIGN_SIGNATURE];
	char base64[97];

	memcpy(signed_bytes, key->public_key.id, 4);
	if (sign_bytes(key->seed, out->bytes + begin, out->len - begin,
		signed_bytes + 4, e) == -1)
		return -1;
	digest_base64(signed_bytes, sizeof(signed_bytes), base64);
	buf_addf(out, "\n" DASH " %s %s\n", key->public_key.name, base64);
	return 0;
}

int
checkpoint_write(const struct signer_key *key, uint64_t size,
    const struct tree_hash *root, struct buf *out, struct error *e)
{
	char base64[97];
	size_t begin = out->len;

	digest_base64(root->bytes, sizeof(root->bytes), base64);
	buf_addf(out, "%s\n%ju\n%s\n", key->public_key.name, (uintmax_t)size,
	    base64);
	return note_sign(key, begin, out, e);
}

/* Takes a line, without its LF, from the front of TEXT. */
static bool
line_take(struct span *text, struct span *line)
{
	const char *end =
	    text->len == 0 ? NULL : memchr(text->bytes, '\n', text->len);

	if (end == NULL)
		return false;
	*line = (struct span){text->bytes, (size_t)(end - text->bytes)};
	text->len -= line->len + 1;
	text->bytes = end + 1;
	return true;
}

/* A decimal without leading zeros that fits. */
static bool
number_read(struct span digits, uint64_t *out)
{
	uint64_t n = 0;

	if (digits.len == 0 || digits.len > 20 ||
	    (digits.len > 1 && digits.bytes[0] == '0'))
		return false;
	for (size_t i = 0; i < digits.len; i++) {
		unsigned figure = (unsigned)(digits.bytes[i] - '0');

		if (figure > 9 || n > (UINT64_MAX - figure) / 10)
			return false;
		n = n * 10 + figure;
	}
	*out = n;
	return true;
}

static bool
hash_read(struct span base64, struct tree_hash *out)
{
	unsigned char bytes[33];

	if (base64.len != 44 ||
	    digest_base64_decode(base64.bytes, 44, bytes) != DIGEST_LEN)
		return false;
	memcpy(out->bytes, bytes, DIGEST_LEN);
	return true;
}

enum signature { SIGNATURE_BAD, SIGNATURE_OTHER, SIGNATURE_GOOD };

/* One line: dash, space, name, space, base64 of key id and signature. */
static enum signature
signature_judge(
    struct span line, struct span text, const struct verifier_key *key)
{
	const size_t dash = strlen(DASH " "), name = strlen(key->name);
	unsigned char bytes[4 + SIGN_SIGNATURE + 4];
	const char *space;
	size_t rest;

	if (line.len <= dash || memcmp(line.bytes, DASH " ", dash) != 0)
		return SIGNATURE_BAD;
	line.bytes += dash;
	line.len -= dash;
	space = memchr(line.bytes, ' ', line.len);
	if (space == NULL || space == line.bytes ||
	    memchr(line.bytes, '+', (size_t)(space - line.bytes)) != NULL)
		return SIGNATURE_BAD;
	rest = line.len - (size_t)(space + 1 - line.bytes);
	if (rest < 8 || rest % 4 != 0 || memchr(space + 1, ' ', rest) != NULL)
		return SIGNATURE_BAD;
	if ((size_t)(space - line.bytes) != name ||
	    memcmp(line.bytes, key->name, name) != 0)
		return SIGNATURE_OTHER;
	if (digest_base64_decode(space + 1, 8, bytes) < 4)
		return SIGNATURE_BAD;
	if (memcmp(bytes, key->id, 4) != 0)
		return SIGNATURE_OTHER;
	if (rest != 92 ||
	    digest_base64_decode(space + 1, rest, bytes) !=
		4 + SIGN_SIGNATURE ||
	    !sign_verify(key->bytes, text.bytes, text.len, bytes + 4))
		return SIGNATURE_BAD;
	return SIGNATURE_GOOD;
}

/* Splits NOTE at its last empty line and verifies. */
static int
note_verify(struct span note, const struct verifier_key *key, struct span *text,
    struct error *e)
{
	struct span signatures, line;
	bool good = false;
	size_t at, count = 0;

	for (at = 0; at < note.len; at++)
		if ((unsigned char)note.bytes[at] < ' ' &&
		    note.bytes[at] != '\n')
			return error_set(e, "checkpoint: a control character");
	if (note.len < 3 || note.bytes[note.len - 1] != '\n')
		return error_set(e, "checkpoint: cut off");
	at = note.len - 2;
	while (
	    at > 0 && !(note.bytes[at] == '\n' && note.bytes[at - 1] == '\n'))
		at--;
	if (at == 0)
		return error_set(e, "checkpoint: not signed");
	*text = (struct span){note.bytes, at};
	signatures = (struct span){note.bytes + at + 1, note.len - at - 1};
	while (line_take(&signatures, &line)) {
		enum signature s = signature_judge(line, *text, key);

		if (s == SIGNATURE_BAD)
			return error_set(e, "checkpoint: a signature that "
					    "does not hold");
		good = good || s == SIGNATURE_GOOD;
		if (++count > NOTE_SIGNATURES)
			return error_set(e, "checkpoint: too many signatures");
	}
	return good ? 0 : error_set(e, "checkpoint: not signed by this key");
}

int
checkpoint_read(struct checkpoint *c, struct span note,
    const struct verifier_key *key, struct error *e)
{
	struct span text = {0}, size, root, extension;

	*c = (struct checkpoint){.note = note};
	if (note_verify(note, key, &text, e) == -1)
		return -1;
	if (!line_take(&text, &c->origin) || !line_take(&text, &size) ||
	    !line_take(&text, &root) || !number_read(size, &c->size) ||
	    !hash_read(root, &c->root))
		return error_set(e, "checkpoint: not origin, size and root");
	if (!span_is(c->origin, key->name))
		return error_set(e, "checkpoint: of another log");
	while (line_take(&text, &extension))
		if (extension.len == 0)
			return error_set(e, "checkpoint: an empty line");
	return 0;
}

void
proof_write(struct span extra, uint64_t index, const struct tree_proof *proof,
    struct span checkpoint, struct buf *out)
{
	char base64[45];

	buf_add_string(out, PROOF_HEAD "\n");
	if (extra.bytes != NULL) {
		size_t len = digest_base64_len(extra.len);

		buf_add_string(out, "extra ");
		digest_base64(
		    extra.bytes, extra.len, buf_reserve(out, len + 1));
		out->len += len;
		buf_add_byte(out, '\n');
	}
	buf_addf(out, "index %ju\n", (uintmax_t)index);
	for (size_t i = 0; i < proof->count; i++) {
		digest_base64(proof->at[i].bytes, DIGEST_LEN, base64);
		buf_addf(out, "%s\n", base64);
	}
	buf_add_byte(out, '\n');
	buf_add(out, checkpoint.bytes, checkpoint.len);
}

/* The value behind "NAME " of a line. */
static bool
line_value(struct span line, const char *name, struct span *value)
{
	size_t len = strlen(name);

	if (line.len <= len || memcmp(line.bytes, name, len) != 0 ||
	    line.bytes[len] != ' ')
		return false;
	*value = (struct span){line.bytes + len + 1, line.len - len - 1};
	return true;
}

static int
extra_read(struct buf *out, struct span base64)
{
	unsigned char *to = (unsigned char *)buf_reserve(out, base64.len + 1);
	long len = digest_base64_decode(base64.bytes, base64.len, to);

	if (len == -1)
		return -1;
	out->len = (size_t)len;
	return 0;
}

int
proof_read(struct inclusion *i, struct span text, struct error *e)
{
	struct span line, value;

	*i = (struct inclusion){0};
	if (!line_take(&text, &line) || !span_is(line, PROOF_HEAD))
		return error_set(e, "not a tlog-proof@v1");
	if (!line_take(&text, &line))
		return error_set(e, "proof: cut off");
	if (line_value(line, "extra", &value)) {
		if (extra_read(&i->extra, value) == -1 ||
		    !line_take(&text, &line))
			return error_set(e, "proof: extra is not base64");
	}
	if (!line_value(line, "index", &value) ||
	    !number_read(value, &i->index))
		return error_set(e, "proof: no index");
	for (;;) {
		if (!line_take(&text, &line))
			return error_set(e, "proof: cut off");
		if (line.len == 0)
			break;
		if (i->proof.count == TREE_LEVELS)
			return error_set(e, "proof: too many hashes");
		if (!hash_read(line, &i->proof.at[i->proof.count++]))
			return error_set(e, "proof: not a hash");
	}
	i->note = text;
	return 0;
}

void
inclusion_free(struct inclusion *i)
{
	buf_free(&i->extra);
}
