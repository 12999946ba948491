/* A process that is begun before its parent is shut in (base/sandbox.h), and
 * does for the parent what it can then no longer do: start a program.
 *
 * It has the file that both work on and the socket that they talk through, and
 * nothing else of ours: no stream that another waits at, no terminal on which a
 * library could quote a patient.  It dies with its parent. */
#ifndef BASE_COPROCESS_H
#define BASE_COPROCESS_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

#include "base/error.h"

struct coprocess {
	int talk; /* a socket */
	pid_t pid;
};

/* SERVE runs in the new process; it ends when SERVE returns, which is to be at
 * the end of what comes through TALK.  FILE stays the caller's; NAME, what it
 * is begun for, is for messages. */
int coprocess_begin(struct coprocess *c, int file, const char *name,
    void (*serve)(int talk, int file, const void *with), const void *with,
    struct error *e);

/* Waits for its end. */
void coprocess_end(struct coprocess *c);

/* Shuts the process in to programs and libraries as they are installed. */
int coprocess_enter_sandbox(struct error *e);

/* In a child of it that will be a program: IN and OUT become its standard
 * streams, and it dies with who began it. */
int coprocess_streams(int in, int out);

/* All LEN bytes, through EINTR and short reads; false at the end of what
 * comes. */
bool coprocess_read(int talk, void *to, size_t len);

#endif
