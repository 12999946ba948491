/* Functions that are arithmetic on vectors and little else: where the loader
 * can choose (GNU's indirect functions), a processor with AVX2 takes vectors of
 * twice the length.  The numbers are the same: integers, and doubles element by
 * element (-ffp-contract=off).  Sanitizers are not up when the loader chooses.
 *
 * What they call is to be INLINED: a function compiled for short vectors that
 * is called between long ones costs a change of state, some seventy cycles.
 */
#ifndef CLASSIFY_WIDE_H
#define CLASSIFY_WIDE_H

#if defined(__x86_64__) && defined(__GLIBC__) && defined(__GNUC__) &&          \
    !defined(__clang__) && !defined(__SANITIZE_ADDRESS__) &&                   \
    !defined(__SANITIZE_THREAD__)
#define WIDE __attribute__((target_clones("avx2", "default")))
#define WIDE_BY_HAND /* __builtin_cpu_supports asks for what is not cloned */
#else
#define WIDE
#endif

/* Part of the caller whatever the compiler thinks of its size. */
#define INLINED inline __attribute__((always_inline))

#endif
