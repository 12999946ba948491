/* A folder of its own for a test that writes files: in memory where that is
 * there, since many of them sync. */
#ifndef TESTS_FOLDER_H
#define TESTS_FOLDER_H

#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

/* Makes one, and it the working folder. */
static inline void
folder_enter(void)
{
	char path[64];

	snprintf(path, sizeof(path), "%s/notes-test-XXXXXX",
	    access("/dev/shm", W_OK) == 0 ? "/dev/shm" : "/tmp");
	ck_assert_ptr_nonnull(mkdtemp(path));
	ck_assert_int_eq(chdir(path), 0);
}

/* A file of it that reads TEXT. */
static inline void
folder_put(const char *path, const char *text)
{
	FILE *f = fopen(path, "w");

	ck_assert_ptr_nonnull(f);
	ck_assert_int_ne(fputs(text, f), EOF);
	ck_assert_int_eq(fclose(f), 0);
}

/* Removes it. */
static inline void
folder_leave(void)
{
	char path[4096], command[4200];

	ck_assert_ptr_nonnull(getcwd(path, sizeof(path)));
	snprintf(command, sizeof(command), "rm -rf '%s'", path);
	ck_assert_int_eq(chdir("/"), 0);
	ck_assert_int_eq(system(command), 0);
}

#endif
