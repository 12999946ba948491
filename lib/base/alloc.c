#include "base/alloc.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

static const char *alloc_tool = "notes-tools";

_Noreturn void
alloc_fail(void)
{
	static const char why[] = ": out of memory\n";
	ssize_t ignored;

	ignored = write(STDERR_FILENO, alloc_tool, strlen(alloc_tool));
	ignored = write(STDERR_FILENO, why, sizeof(why) - 1);
	(void)ignored;
	_exit(2);
}

void *
alloc_bytes(size_t size)
{
	void *p = malloc(size == 0 ? 1 : size);

	if (p == NULL)
		alloc_fail();
	return p;
}

void *
alloc_zeroed(size_t count, size_t size)
{
	void *p = calloc(count == 0 ? 1 : count, size == 0 ? 1 : size);

	if (p == NULL)
		alloc_fail();
	return p;
}

void *
alloc_table(size_t size)
{
	void *table;

	if (posix_memalign(&table, size < ALLOC_LARGE ? 64 : ALLOC_LARGE,
		size == 0 ? 1 : size) != 0)
		alloc_fail();
	if (size >= ALLOC_LARGE)
		madvise(table, size, MADV_HUGEPAGE); /* or not: as it is */
	return table;
}

void *
alloc_resize(void *old, size_t count, size_t size)
{
	void *p;

	if (size != 0 && count > SIZE_MAX / size)
		alloc_fail();
	p = realloc(old, count * size == 0 ? 1 : count * size);
	if (p == NULL)
		alloc_fail();
	return p;
}

char *
alloc_string_len(const char *s, size_t len)
{
	char *copy;

	if (len == SIZE_MAX)
		alloc_fail();
	copy = alloc_bytes(len + 1);
	memcpy(copy, s, len);
	copy[len] = '\0';
	return copy;
}

char *
alloc_string(const char *s)
{
	return alloc_string_len(s, strlen(s));
}

void
alloc_init(const char *tool)
{
	alloc_tool = tool;
}
