/* HL7 v2 with any separators, line ends and charsets. */
#include "import_frame.h"

int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len)
{
	return frame_run(FORMAT_HL7V2, NULL, bytes, len);
}
