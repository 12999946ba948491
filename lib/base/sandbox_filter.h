/* The seccomp programs that lib/base/generate/sandbox_generate.c wrote: what a
 * process that only reads files may call, one that writes a folder, and one
 * that runs a program. */
#ifndef BASE_SANDBOX_FILTER_H
#define BASE_SANDBOX_FILTER_H

#include <linux/filter.h>

extern const struct sock_filter sandbox_filter_read[];
extern const unsigned short sandbox_filter_read_len;
extern const struct sock_filter sandbox_filter_write[];
extern const unsigned short sandbox_filter_write_len;
extern const struct sock_filter sandbox_filter_run[];
extern const unsigned short sandbox_filter_run_len;

#endif
