/* Sums over MODEL_LABELS labels at once, which want vectors. */
#ifndef CLASSIFY_SUM_H
#define CLASSIFY_SUM_H

#include <stddef.h>
#include <stdint.h>

/* Adds COUNT rows of 8-bit weights, 255 at most, times WORTH to TO. */
void sum_rows(
    const int8_t *const *rows, size_t count, int16_t worth, int32_t *to);

/* Adds COUNT words' weights to TO. */
void sum_weights(const int16_t *const *weights, size_t count, int32_t *to);

#endif
