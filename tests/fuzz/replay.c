/* Runs a fuzz target over files and folders of files, without a fuzzer. */
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/buf.h"

int LLVMFuzzerTestOneInput(const unsigned char *bytes, size_t len);

static int
replay_file(const char *path)
{
	FILE *f = fopen(path, "rb");
	struct buf b = {0};
	size_t got;

	if (f == NULL) {
		perror(path);
		return -1;
	}
	while ((got = fread(buf_reserve(&b, 65536), 1, 65536, f)) > 0)
		b.len += got;
	fclose(f);
	LLVMFuzzerTestOneInput((const unsigned char *)buf_string(&b), b.len);
	buf_free(&b);
	return 1;
}

static int
replay(const char *path)
{
	struct dirent *entry;
	struct stat st;
	int count = 0;
	DIR *dir;

	if (stat(path, &st) == -1 || !S_ISDIR(st.st_mode))
		return replay_file(path);
	dir = opendir(path);
	if (dir == NULL)
		return -1;
	while ((entry = readdir(dir)) != NULL) {
		char name[4096];

		if (entry->d_name[0] == '.')
			continue;
		snprintf(name, sizeof(name), "%s/%s", path, entry->d_name);
		if (replay_file(name) == -1) {
			count = -1;
			break;
		}
		count++;
	}
	closedir(dir);
	return count;
}

int
main(int argc, char **argv)
{
	int i, count, all = 0;

	for (i = 1; i < argc; i++) {
		count = replay(argv[i]);
		if (count == -1)
			return 1;
		all += count;
	}
	printf("%d inputs replayed\n", all);
	return all > 0 ? 0 : 1;
}
