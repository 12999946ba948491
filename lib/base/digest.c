#include "base/digest.h"

#include <gcrypt.h>
#include <string.h>

#include "base/alloc.h"

#define SECURE_BYTES 32768

/* libgcrypt fails to open or copy a digest only where memory is short. */
static void
need(gcry_error_t failed)
{
	if (failed != 0)
		alloc_fail();
}

int
digest_init(struct error *e)
{
	if (gcry_control(GCRYCTL_INITIALIZATION_FINISHED_P))
		return 0;
	if (gcry_check_version("1.10.0") == NULL)
		return error_set(e, "libgcrypt is older than 1.10.0");
	/* Where memory cannot be locked, swap is the system's care. */
	gcry_control(GCRYCTL_SUSPEND_SECMEM_WARN);
	gcry_control(GCRYCTL_INIT_SECMEM, SECURE_BYTES, 0);
	gcry_control(GCRYCTL_INITIALIZATION_FINISHED, 0);
	return 0;
}

void
digest_start(struct digest *d)
{
	gcry_md_hd_t handle = NULL;

	need(gcry_md_open(&handle, GCRY_MD_SHA256, 0));
	d->handle = handle;
}

void
digest_add(struct digest *d, const void *bytes, size_t len)
{
	gcry_md_write((gcry_md_hd_t)d->handle, bytes, len);
}

void
digest_add_sized(struct digest *d, const void *bytes, size_t len)
{
	unsigned char size[8];

	for (unsigned i = 0; i < sizeof(size); i++)
		size[i] = (unsigned char)((uint64_t)len >> (56 - 8 * i));
	digest_add(d, size, sizeof(size));
	digest_add(d, bytes, len);
}

void
digest_end(struct digest *d, unsigned char out[static DIGEST_LEN])
{
	gcry_md_hd_t handle = d->handle;

	memcpy(out, gcry_md_read(handle, GCRY_MD_SHA256), DIGEST_LEN);
	gcry_md_close(handle);
	d->handle = NULL;
}

void
digest_end_hex(struct digest *d, char out[static DIGEST_HEX])
{
	unsigned char bytes[DIGEST_LEN];

	digest_end(d, bytes);
	digest_hex(bytes, out);
}

void
digest_bytes(
    const void *bytes, size_t len, unsigned char out[static DIGEST_LEN])
{
	gcry_md_hash_buffer(GCRY_MD_SHA256, out, bytes, len);
}

void
digest_parts(const struct span *parts, size_t count,
    unsigned char out[static DIGEST_LEN])
{
	gcry_buffer_t buffers[DIGEST_PARTS];

	memset(buffers, 0, sizeof(buffers));
	for (size_t i = 0; i < count; i++) {
		buffers[i].len = parts[i].len;
		memcpy(&buffers[i].data, &parts[i].bytes, sizeof(void *));
	}
	need(gcry_md_hash_buffers(GCRY_MD_SHA256, 0, out, buffers, (int)count));
}

void
digest_hex(const unsigned char *digest, char out[static DIGEST_HEX])
{
	static const char figures[] = "0123456789abcdef";

	for (size_t i = 0; i < DIGEST_LEN; i++) {
		out[2 * i] = figures[digest[i] >> 4];
		out[2 * i + 1] = figures[digest[i] & 15];
	}
	out[2 * DIGEST_LEN] = '\0';
}

void
digest_hmac(const void *key, size_t key_len, const void *bytes, size_t len,
    unsigned char out[static DIGEST_LEN])
{
	gcry_buffer_t buffers[2] = {{.len = key_len}, {.len = len}};

	memcpy(&buffers[0].data, &key, sizeof(void *));
	memcpy(&buffers[1].data, &bytes, sizeof(void *));
	need(gcry_md_hash_buffers(
	    GCRY_MD_SHA256, GCRY_MD_FLAG_HMAC, out, buffers, 2));
}

void
digest_random(void *out, size_t len)
{
	gcry_randomize(out, len, GCRY_STRONG_RANDOM);
}

static const char base64[] =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

size_t
digest_base64_len(size_t len)
{
	return (len + 2) / 3 * 4;
}

void
digest_base64(const void *bytes, size_t len, char *out)
{
	const unsigned char *in = bytes;

	for (; len >= 3; len -= 3, in += 3, out += 4) {
		out[0] = base64[in[0] >> 2];
		out[1] = base64[(in[0] & 3) << 4 | in[1] >> 4];
		out[2] = base64[(in[1] & 15) << 2 | in[2] >> 6];
		out[3] = base64[in[2] & 63];
	}
	if (len > 0) {
		unsigned second = len == 2 ? in[1] : 0;

		out[0] = base64[in[0] >> 2];
		out[1] = base64[(in[0] & 3u) << 4 | second >> 4];
		out[2] = len == 2 ? base64[(second & 15) << 2] : '=';
		out[3] = '=';
		out += 4;
	}
	*out = '\0';
}

static int
base64_value(char c)
{
	const char *at = c == '\0' ? NULL : strchr(base64, c);

	return at == NULL ? -1 : (int)(at - base64);
}

/* Four characters; PAD of them are '='.  -1 where one is none of ours, or bits
 * that no byte takes are set. */
static int
base64_four(const char *text, int pad, unsigned char out[static 3])
{
	unsigned bits = 0;

	for (int i = 0; i < 4 - pad; i++) {
		int v = base64_value(text[i]);

		if (v == -1)
			return -1;
		bits |= (unsigned)v << (18 - 6 * i);
	}
	if (pad > 0 && (bits & (pad == 1 ? 0xffu : 0xffffu)) != 0)
		return -1;
	out[0] = (unsigned char)(bits >> 16);
	out[1] = (unsigned char)(bits >> 8);
	out[2] = (unsigned char)bits;
	return 0;
}

long
digest_base64_decode(const char *text, size_t len, unsigned char *out)
{
	long count = 0;

	if (len % 4 != 0)
		return -1;
	for (size_t i = 0; i < len; i += 4) {
		unsigned char three[3];
		int pad = 0;

		if (i + 4 == len && text[i + 3] == '=')
			pad = text[i + 2] == '=' ? 2 : 1;
		if (base64_four(text + i, pad, three) == -1)
			return -1;
		memcpy(out + count, three, (size_t)(3 - pad));
		count += 3 - pad;
	}
	return count;
}
