#include "classify/note_class.h"

#include "classify/wide.h"

#define CONVERSATION (LABEL_CONVERSATION - 1)
#define ADMINISTRATIVE (LABEL_ADMINISTRATIVE - 1)

/* Shares of a note's characters, in thousandths. */
#define MAINLY_TALK 650
#define SOME_TALK 30
#define MAINLY_ADMINISTRATIVE 400

/* The likeliest but conversation: the greatest of shares with, in their lowest
 * digit, how many labels follow, so that of equal ones the first counts. */
WIDE static int
likeliest_other(const uint16_t *share)
{
	int32_t one, most = 0;
	int k;

	for (k = 0; k < MODEL_LABELS; k++) {
		one = (k == CONVERSATION ? 0 : share[k]) * MODEL_LABELS +
		      (MODEL_LABELS - 1 - k);
		most = one > most ? one : most;
	}
	return MODEL_LABELS - 1 - most % MODEL_LABELS;
}

enum label
label_chosen(const uint16_t *share, unsigned threshold)
{
	if ((uint32_t)share[CONVERSATION] * 1000 >= threshold * 65535)
		return LABEL_CONVERSATION;
	return (enum label)(likeliest_other(share) + 1);
}

static enum note_class
class_by_shares(uint64_t talk, uint64_t administrative)
{
	if (talk >= MAINLY_TALK)
		return CLASS_PSYCHOTHERAPY;
	if (talk >= SOME_TALK)
		return CLASS_MIXED;
	return administrative >= MAINLY_ADMINISTRATIVE ? CLASS_ADMINISTRATIVE
						       : CLASS_PROGRESS;
}

enum note_class
note_class_of(
    const struct impression *impressions, size_t count, unsigned *confidence)
{
	uint64_t all = 0, talk = 0, administrative = 0, sure = 0;
	size_t i;

	for (i = 0; i < count; i++) {
		const uint16_t *share = impressions[i].share;
		uint64_t n = impressions[i].letters;
		uint64_t half = share[CONVERSATION] >= 32768;

		all += n;
		talk += half * n;
		administrative += share[ADMINISTRATIVE] >= 32768 ? n : 0;
		sure += n * (half ? share[CONVERSATION]
				  : 65535u - share[CONVERSATION]);
	}
	*confidence = 0;
	if (all == 0)
		return CLASS_UNKNOWN;
	*confidence = (unsigned)(sure * 1000 / 65535 / all);
	return class_by_shares(talk * 1000 / all, administrative * 1000 / all);
}

enum note_class
note_class_find(const struct reading *r, unsigned *confidence)
{
	return note_class_of(
	    reading_impressions(r), reading_outline(r)->count, confidence);
}
