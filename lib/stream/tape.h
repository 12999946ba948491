/* What the scanner leaves of each value that it passed, so that nobody walks
 * over the bytes again: one node a value, in the order of the line, a container
 * before what it holds.  The idea is simdjson's (Langdale and Lemire, "Parsing
 * gigabytes of JSON per second", VLDB Journal 28, 2019). */
#ifndef STREAM_TAPE_H
#define STREAM_TAPE_H

#include <stdbool.h>
#include <stdint.h>

struct tape_node {
	const char *json;  /* where it begins in the line */
	uint32_t len;	   /* in bytes */
	uint32_t whole;	   /* nodes, with itself and all that it holds */
	uint32_t key_back; /* bytes from its key's first, behind the quote */
	uint32_t key_len;  /* 0 also where there is no key */
	uint8_t type;	   /* enum scan_type */
	bool escaped;	   /* a string with escapes */
	bool shaped;	   /* a shape took it: what it holds has no nodes */
};

/* A line of more values has no tape (a megabyte of `[1,1,1...` would need
 * sixteen), and is walked over as text. */
#define TAPE_NODES (1u << 16)

#endif
