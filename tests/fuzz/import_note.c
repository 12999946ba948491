/* NDJSON of notes. */
#include "mutator.h"
#include "import_frame.h"

int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len)
{
	return frame_run(FORMAT_NOTE, NULL, bytes, len);
}
