/* A user of the installed library: prints the digest of nothing. */
#include <base/digest.h>
#include <stdio.h>

int
main(void)
{
	unsigned char digest[DIGEST_LEN];
	char hex[DIGEST_HEX];

	if (digest_init(NULL) == -1)
		return 2;
	digest_bytes("", 0, digest);
	digest_hex(digest, hex);
	printf("%s\n", hex);
	return 0;
}
