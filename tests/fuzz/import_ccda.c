/* C-CDA, and with it the XML reader. */
#include "import_frame.h"

int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len)
{
	return frame_run(FORMAT_CCDA, NULL, bytes, len);
}
