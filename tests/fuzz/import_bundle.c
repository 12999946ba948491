/* Bundles in JSON and XML, read entry by entry however short they are. */
#define WHOLE_MOST 8
#include "import_frame.h"

int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len)
{
	return frame_run(FORMAT_FHIR, NULL, bytes, len);
}
