/* Tables of any shape. */
#include "import_frame.h"

int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len)
{
	static const struct map *map;

	if (map == NULL)
		map = frame_map("{\"record\":\"map/1\",\"format\":\"csv\","
				"\"columns\":[\"i\",\"p\",\"n\",\"d\",\"s\","
				"\"c\"],\"members\":{\"id\":\"i\","
				"\"patient.id\":\"p\",\"patient.name\":\"n\","
				"\"date\":\"d\","
				"\"encounter.start\":\"s\",\"declared_class\":{"
				"\"from\":\"c\","
				"\"words\":{\"PN\":\"progress\"}}},"
				"\"sections\":[\"c\",\"s\"]}");
	return frame_run(FORMAT_CSV, map, bytes, len);
}
