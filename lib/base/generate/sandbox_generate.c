/* Writes the seccomp filters of base/sandbox.c as C, when the project is built:
 * libseccomp knows how to spell them, and does not recover from a failed
 * allocation (2.5.4), so it has no place in what runs.
 *
 * usage: sandbox_generate OUT */
#include <errno.h>
#include <fcntl.h>
#include <seccomp.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include <linux/filter.h>

/* What reading, computing in threads and writing need; nothing that makes a
 * socket, a process or another program. */
static const int calls[] = {SCMP_SYS(read), SCMP_SYS(readv), SCMP_SYS(pread64),
    SCMP_SYS(write), SCMP_SYS(writev), SCMP_SYS(lseek), SCMP_SYS(close),
    SCMP_SYS(fstat), SCMP_SYS(newfstatat), SCMP_SYS(stat), SCMP_SYS(lstat),
    SCMP_SYS(statx), SCMP_SYS(getdents64), SCMP_SYS(poll), SCMP_SYS(ppoll),
    SCMP_SYS(ioctl), SCMP_SYS(fcntl), SCMP_SYS(fsync), SCMP_SYS(fdatasync),
    SCMP_SYS(mmap), SCMP_SYS(munmap), SCMP_SYS(mremap), SCMP_SYS(mprotect),
    SCMP_SYS(madvise), SCMP_SYS(brk), SCMP_SYS(futex), SCMP_SYS(clone3),
    SCMP_SYS(set_robust_list), SCMP_SYS(rseq), SCMP_SYS(sched_yield),
    SCMP_SYS(sched_getaffinity), SCMP_SYS(rt_sigaction),
    SCMP_SYS(rt_sigprocmask), SCMP_SYS(rt_sigreturn), SCMP_SYS(sigaltstack),
    SCMP_SYS(restart_syscall), SCMP_SYS(clock_gettime), SCMP_SYS(gettimeofday),
    SCMP_SYS(clock_nanosleep), SCMP_SYS(nanosleep), SCMP_SYS(getrandom),
    SCMP_SYS(getpid), SCMP_SYS(wait4), SCMP_SYS(gettid), SCMP_SYS(tgkill),
    SCMP_SYS(sysinfo), SCMP_SYS(getrusage), SCMP_SYS(getcwd), SCMP_SYS(getuid),
    SCMP_SYS(geteuid), SCMP_SYS(exit), SCMP_SYS(exit_group)};

/* What a folder being written needs besides. */
static const int write_calls[] = {SCMP_SYS(openat), SCMP_SYS(open),
    SCMP_SYS(unlink), SCMP_SYS(unlinkat), SCMP_SYS(rename), SCMP_SYS(renameat),
    SCMP_SYS(renameat2), SCMP_SYS(mkdir), SCMP_SYS(mkdirat), SCMP_SYS(rmdir),
    SCMP_SYS(ftruncate), SCMP_SYS(flock), SCMP_SYS(fchmod), SCMP_SYS(fchmodat),
    SCMP_SYS(pwrite64), SCMP_SYS(umask), SCMP_SYS(access), SCMP_SYS(faccessat),
    SCMP_SYS(faccessat2), SCMP_SYS(readlink), SCMP_SYS(fchown)};

/* What a process may not call that runs a program of another's making. */
static const int refused[] = {SCMP_SYS(socket), SCMP_SYS(socketpair),
    SCMP_SYS(connect), SCMP_SYS(bind), SCMP_SYS(listen), SCMP_SYS(accept),
    SCMP_SYS(accept4), SCMP_SYS(ptrace), SCMP_SYS(process_vm_readv),
    SCMP_SYS(process_vm_writev), SCMP_SYS(pidfd_getfd), SCMP_SYS(pidfd_open),
    SCMP_SYS(io_uring_setup), SCMP_SYS(mount), SCMP_SYS(unshare),
    SCMP_SYS(setns), SCMP_SYS(keyctl), SCMP_SYS(add_key), SCMP_SYS(bpf),
    SCMP_SYS(perf_event_open), SCMP_SYS(userfaultfd)};

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

static void
must(int result)
{
	if (result != 0) {
		fprintf(stderr, "sandbox_generate: libseccomp: %d\n", result);
		exit(1);
	}
}

static void
allow_calls(scmp_filter_ctx filter, const int *list, size_t count)
{
	size_t i;

	for (i = 0; i < count; i++)
		must(seccomp_rule_add(filter, SCMP_ACT_ALLOW, list[i], 0));
}

static scmp_filter_ctx
make_run_filter(void)
{
	scmp_filter_ctx filter = seccomp_init(SCMP_ACT_ALLOW);
	size_t i;

	for (i = 0; i < COUNT(refused); i++)
		must(seccomp_rule_add(
		    filter, SCMP_ACT_ERRNO(EPERM), refused[i], 0));
	return filter;
}

static scmp_filter_ctx
make_filter(int writes)
{
	const unsigned change = O_ACCMODE | O_CREAT | O_TRUNC;
	scmp_filter_ctx filter = seccomp_init(SCMP_ACT_ERRNO(EPERM));

	allow_calls(filter, calls, COUNT(calls));
	/* A thread, never a process. */
	must(seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(clone), 1,
	    SCMP_A0(SCMP_CMP_MASKED_EQ, 0x10000, 0x10000)));
	if (writes)
		allow_calls(filter, write_calls, COUNT(write_calls));
	else
		must(seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(openat),
		    1, SCMP_A2(SCMP_CMP_MASKED_EQ, change, O_RDONLY)));
	return filter;
}

static void
write_filter(FILE *out, const char *name, scmp_filter_ctx filter)
{
	FILE *program = tmpfile();
	struct sock_filter step;
	size_t count = 0;

	if (program == NULL)
		must(-1);
	must(seccomp_export_bpf(filter, fileno(program)));
	rewind(program);
	fprintf(out, "const struct sock_filter %s[] = {\n", name);
	while (fread(&step, sizeof(step), 1, program) == 1) {
		fprintf(out, "\t{0x%x, %u, %u, 0x%xu},\n", step.code, step.jt,
		    step.jf, step.k);
		count++;
	}
	fprintf(out, "};\nconst unsigned short %s_len = %zu;\n", name, count);
	fclose(program);
	seccomp_release(filter);
}

int
main(int argc, char **argv)
{
	FILE *out = argc == 2 ? fopen(argv[1], "w") : NULL;

	if (out == NULL) {
		fprintf(stderr, "usage: sandbox_generate OUT\n");
		return 2;
	}
	fprintf(out, "#include \"base/sandbox_filter.h\"\n\n");
	write_filter(out, "sandbox_filter_read", make_filter(0));
	write_filter(out, "sandbox_filter_write", make_filter(1));
	write_filter(out, "sandbox_filter_run", make_run_filter());
	return fclose(out) == 0 ? 0 : 1;
}
