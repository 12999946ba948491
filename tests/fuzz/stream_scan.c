/* Differential: the scanner and the cursor against Jansson. */
#include "oracle.h"

int LLVMFuzzerTestOneInput(const unsigned char *bytes, size_t len);

int
LLVMFuzzerTestOneInput(const unsigned char *bytes, size_t len)
{
	static struct scan *s;
	const char *difference;

	if (s == NULL)
		s = scan_new();
	difference = oracle_difference(s, (const char *)bytes, len);
	if (difference != NULL) {
		fprintf(stderr, "difference: %s\n", difference);
		abort();
	}
	return 0;
}
