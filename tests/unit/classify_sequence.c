/* What the trainer sums is what the classifier sees. */
#include <string.h>

#include "classify/sequence.h"
#include "suite.h"

#define PASSAGES 20

static uint32_t seed = 3;

static uint32_t
number(uint32_t below)
{
	seed = seed * 1103515245u + 12345u;
	return (seed >> 8) % below;
}

/* COUNT passages of three sections and any scores. */
static void
make(struct outline *o, struct outline_passage *p, struct impression *all,
    size_t count)
{
	static const char headings[] = "PLAN:";
	int32_t scores[MODEL_LABELS];
	uint32_t rest, share;
	size_t i;
	int k;

	*o = (struct outline){.passages = p, .count = count};
	for (i = 0; i < count; i++) {
		p[i] = (struct outline_passage){.section = i * 3 / count};
		if (number(2) == 0)
			p[i].heading = (struct span){headings + number(5), 1};
		all[i] = (struct impression){.letters = number(200)};
		rest = 65535;
		for (k = 0; k < MODEL_LABELS; k++)
			scores[k] = (int32_t)number(8000) - 4000;
		glimpse_make(&all[i].glimpse, model_default(), scores);
		for (k = 0; k < MODEL_LABELS; k++) {
			share = number(rest / 2 + 1);
			all[i].glimpse.share[k] = (uint16_t)share;
			rest -= share;
		}
	}
}

START_TEST(terms_gathered_are_the_view)
{
	struct sequence *s = sequence_new();
	struct outline_passage passages[PASSAGES];
	struct impression all[PASSAGES];
	struct model_term terms[SEQUENCE_TERMS];
	struct model_view view, gathered;
	struct outline o;
	size_t count, i, j, n;

	for (count = 1; count <= PASSAGES; count++) {
		make(&o, passages, all, count);
		sequence_open(s, &o, all);
		for (i = 0; i < count; i++) {
			sequence_view(s, i, &view);
			n = sequence_terms(s, i, terms);
			ck_assert_uint_le(n, SEQUENCE_TERMS);
			for (j = 0; j < n; j++) {
				ck_assert_int_ne(terms[j].value, 0);
				ck_assert_uint_lt(
				    terms[j].column, sequence_columns());
			}
			sequence_gather(terms, n, &gathered);
			ck_assert_mem_eq(
			    gathered.dense, view.dense, sizeof(view.dense));
			ck_assert_uint_eq(gathered.met_count, view.met_count);
			for (j = 0; j < view.met_count; j++) {
				ck_assert_uint_eq(
				    gathered.met[j].column, view.met[j].column);
				ck_assert_int_eq(
				    gathered.met[j].value, view.met[j].value);
			}
		}
	}
	sequence_free(s);
}
END_TEST

static void
sizes_met(size_t count, uint32_t *column)
{
	struct sequence *s = sequence_new();
	struct outline_passage passages[PASSAGES];
	struct impression all[PASSAGES];
	struct model_view view;
	struct outline o;

	make(&o, passages, all, count);
	sequence_open(s, &o, all);
	sequence_view(s, 0, &view);
	*column = view.met[1].column;
	sequence_free(s);
}

/* Less than four, eight, twelve, sixteen passages, and more. */
START_TEST(a_notes_size_is_one_of_five)
{
	uint32_t first, at;
	size_t count;

	sizes_met(1, &first);
	for (count = 1; count <= PASSAGES; count++) {
		sizes_met(count, &at);
		ck_assert_uint_eq(at - first, count < 16 ? count / 4 : 4);
	}
}
END_TEST

/* The pairing that passage 0 of two meets where its scores are those. */
static uint32_t
pairing_of(const int32_t *scores)
{
	struct sequence *s = sequence_new();
	struct outline_passage passages[2];
	struct impression all[2];
	struct model_view view;
	struct outline o;

	make(&o, passages, all, 2);
	glimpse_make(&all[0].glimpse, model_default(), scores);
	sequence_open(s, &o, all);
	sequence_view(s, 0, &view);
	sequence_free(s);
	return view.met[2].column;
}

START_TEST(of_equal_scores_the_first_counts)
{
	int32_t even[MODEL_LABELS], one[MODEL_LABELS];
	int k;

	for (k = 0; k < MODEL_LABELS; k++)
		even[k] = one[k] = 5;
	one[0] = 6;
	ck_assert_uint_eq(pairing_of(even), pairing_of(one));
	even[0] = 4;
	one[0] = 5;
	one[1] = 6;
	ck_assert_uint_eq(pairing_of(even), pairing_of(one));
	even[1] = 4;
	ck_assert_uint_ne(pairing_of(even), pairing_of(one));
}
END_TEST

#define NOTE_SHARE (2 * MODEL_LABELS + 4 * (MODEL_LABELS + 2)) /* columns */

/* 3 / 512 of the mean share of LABEL over all but passage I, weighted by
 * letters and one more, in integers. */
static int
plain_mean(const struct impression *all, size_t count, size_t i, int label)
{
	uint64_t sum = 0, weight = 0;
	size_t j;

	for (j = 0; j < count; j++) {
		if (j == i)
			continue;
		weight += all[j].letters + 1;
		sum += (all[j].letters + 1) *
		       (uint64_t)all[j].glimpse.share[label];
	}
	return weight == 0 ? 0 : (int)(3 * sum / (512 * weight));
}

/* Whatever doubles and inverses are taken, up to the longest of notes. */
START_TEST(the_mean_of_others_is_divided_as_integers_are)
{
	struct sequence *s = sequence_new();
	struct outline_passage passages[PASSAGES];
	struct impression all[PASSAGES];
	struct model_view view;
	struct outline o;
	size_t count, i, turn;
	int k;

	for (turn = 0; turn < 400; turn++) {
		count = 1 + number(PASSAGES);
		make(&o, passages, all, count);
		for (i = 0; i < count; i++) {
			all[i].letters = number(1u << turn % 21);
			for (k = 0; k < 2; k++) /* quotients without a rest */
				all[i].glimpse.share[k] = k == 0 ? 65535 : 512;
		}
		sequence_open(s, &o, all);
		for (i = 0; i < count; i++) {
			sequence_view(s, i, &view);
			for (k = 0; k < MODEL_LABELS; k++)
				ck_assert_int_eq(view.dense[NOTE_SHARE + k],
				    plain_mean(all, count, i, k));
		}
	}
	sequence_free(s);
}
END_TEST

SUITE("sequence", of_equal_scores_the_first_counts, terms_gathered_are_the_view,
    the_mean_of_others_is_divided_as_integers_are, a_notes_size_is_one_of_five)
