/* Trains the model from the corpus: the same bytes each time.
 *
 *	train --output=FILE FILE.notes ...
 *	train --validate FILE.notes ...
 *	train --notes=NOTES --corrections=FILE --output=FILE FILE.notes ...
 *
 * A file is a clinician.  The second pass learns from first passes that have
 * not seen the clinician whose notes they read; the threshold and sharpness
 * come from second passes that have not either. */
#include <getopt.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "base/digest.h"
#include "base/whole.h"
#include "classify/sequence.h"
#include "classify/training/augment.h"
#include "classify/training/corpus.h"
#include "classify/training/corrected.h"
#include "classify/training/figures.h"
#include "classify/training/sample.h"
#include "classify/training/solver.h"
#include "classify/training/weights.h"

#define BITS 17 /* 131,072 rows of 16 bytes: 2 MiB, a core's second cache */
#define FOLDS 6
#define FIRST_C 2.0 /* how far the weights may follow the examples */
#define FIRST_EPOCHS 10
#define SECOND_C 0.3
#define SECOND_EPOCHS 20
#define LEAK 0.005 /* of conversation's letters, at the default threshold */

struct training {
	struct corpus corpus;
	struct samples samples;
	struct scales scales;
	float *rarity; /* of each column of the first pass */
};

/* Which samples: those of a fold, those outside it, or all. */
enum part_of { WITHIN, OUTSIDE, ALL };

static bool
chosen(const struct sample *s, enum part_of part, size_t fold)
{
	return part == ALL ||
	       (s->clinician % FOLDS == fold) == (part == WITHIN);
}

/* Trains one pass on the samples OUTSIDE the fold, or on all. */
static float *
pass_train(const struct samples *s, enum part_of part, size_t fold, bool second)
{
	struct example *examples = alloc_zeroed(s->count, sizeof(*examples));
	size_t rows = second ? sequence_columns() : (size_t)1 << BITS;
	float *w = alloc_zeroed(rows * SOLVER_LABELS, sizeof(*w));
	size_t i, count = 0;

	for (i = 0; i < s->count; i++)
		if (s->items[i].letters > 0 && chosen(&s->items[i], part, fold))
			examples[count++] = second ? sample_second(&s->items[i])
						   : sample_first(&s->items[i]);
	solver_run(examples, count, second ? SECOND_C : FIRST_C,
	    second ? SECOND_EPOCHS : FIRST_EPOCHS, w);
	free(examples);
	return w;
}

/* The first pass of W reads the notes of a fold. */
static void
fold_read(struct training *t, const struct weights *w, size_t fold)
{
	struct reading *r = reading_new(&w->model, NULL, NULL);
	size_t n, i;

	for (n = 0; n < t->corpus.count; n++) {
		const struct corpus_note *note = &t->corpus.notes[n];
		struct sample *s = &t->samples.items[t->samples.note_start[n]];
		size_t count =
		    t->samples.note_start[n + 1] - t->samples.note_start[n];

		if (note->clinician % FOLDS != fold)
			continue;
		reading_first(r, note->sections, note->section_count);
		for (i = 0; i < count; i++)
			s[i].impression = reading_impressions(r)[i];
	}
	reading_free(r);
}

/* Each sample's terms of the second pass. */
static void
terms_second(struct training *t)
{
	struct impression *all = alloc_zeroed(t->samples.count, sizeof(*all));
	struct model_term terms[SEQUENCE_TERMS];
	struct sequence *q = sequence_new();
	struct outline o = {0};
	size_t n, i, j;

	for (i = 0; i < t->samples.count; i++)
		all[i] = t->samples.items[i].impression;
	for (n = 0; n < t->corpus.count; n++) {
		size_t start = t->samples.note_start[n];

		outline_read(&o, t->corpus.notes[n].sections,
		    t->corpus.notes[n].section_count);
		sequence_open(q, &o, all + start);
		for (i = 0; i < o.count; i++) {
			struct sample *s = &t->samples.items[start + i];

			s->second_count = sequence_terms(q, i, terms);
			free(s->second);
			s->second =
			    alloc_zeroed(s->second_count, sizeof(*s->second));
			for (j = 0; j < s->second_count; j++)
				s->second[j] = (struct term){terms[j].column,
				    (float)terms[j].value / 256};
		}
	}
	outline_free(&o);
	sequence_free(q);
	free(all);
}

/* The second pass of W, on the samples of a fold. */
static void
fold_decide(struct samples *s, const struct weights *w, size_t fold)
{
	struct model_term terms[SEQUENCE_TERMS];
	struct model_view view;
	int32_t scores[MODEL_LABELS];
	size_t i, j;

	for (i = 0; i < s->count; i++) {
		struct sample *one = &s->items[i];

		if (!chosen(one, WITHIN, fold))
			continue;
		for (j = 0; j < one->second_count; j++)
			terms[j] = (struct model_term){one->second[j].column,
			    (int16_t)(one->second[j].value * 256)};
		sequence_gather(terms, one->second_count, &view);
		model_second(&w->model, &view, scores);
		model_softmax(&w->model, scores, one->impression.share);
	}
}

/* Passes that are trained side by side, which changes nothing of them. */
struct jobs {
	const struct samples *samples;
	bool second;
	atomic_size_t next; /* fold */
	size_t count;
	float *weights[FOLDS];
};

static void *
jobs_run(void *context)
{
	struct jobs *j = context;
	size_t fold;

	while ((fold = atomic_fetch_add(&j->next, 1)) < j->count)
		j->weights[fold] =
		    pass_train(j->samples, OUTSIDE, fold, j->second);
	return NULL;
}

static void
passes_train(struct jobs *j)
{
	pthread_t other;
	bool two = pthread_create(&other, NULL, jobs_run, j) == 0;

	jobs_run(j);
	if (two)
		pthread_join(other, NULL);
}

/* Every sample's impression, by passes that have not seen its clinician. */
static void
validate(struct training *t)
{
	struct jobs first = {.samples = &t->samples, .count = FOLDS};
	struct jobs second = first;
	struct weights w;
	size_t fold;

	weights_new(&w, BITS, &t->scales);
	passes_train(&first);
	for (fold = 0; fold < FOLDS; fold++) {
		weights_set_first(&w, first.weights[fold], t->rarity);
		fold_read(t, &w, fold);
		free(first.weights[fold]);
	}
	terms_second(t);
	second.second = true;
	passes_train(&second);
	for (fold = 0; fold < FOLDS; fold++) {
		weights_set_second(&w, second.weights[fold]);
		fold_decide(&t->samples, &w, fold);
		free(second.weights[fold]);
	}
	weights_free(&w);
}

static int
model_write(struct training *t, const char *path, struct error *e)
{
	struct weights w;
	float *first, *second;
	int rc;

	weights_new(&w, BITS, &t->scales);
	second = pass_train(&t->samples, ALL, 0, true);
	weights_set_second(&w, second);
	first = pass_train(&t->samples, ALL, 0, false);
	weights_set_first(&w, first, t->rarity);
	weights_set_decision(&w, 256, threshold_find(&t->samples, LEAK));
	rc = file_replace(path, w.bytes, w.len, e);
	weights_free(&w);
	free(first);
	free(second);
	return rc;
}

/* x^y for x >= 1. */
static double
power(double x, double y)
{
	return solver_exp(y * solver_log(x));
}

int
main(int argc, char **argv)
{
	static const struct option options[] = {
	    {"corrections", required_argument, NULL, 'c'},
	    {"notes", required_argument, NULL, 'n'},
	    {"output", required_argument, NULL, 'o'},
	    {"validate", no_argument, NULL, 'v'}, {NULL, 0, NULL, 0}};
	struct training t = {0};
	struct error e = {0};
	const char *output = NULL, *notes = NULL, *corrections = NULL;
	bool print = false;
	int option, rc = 2;
	size_t i;

	alloc_init("train");
	while ((option = getopt_long(argc, argv, "", options, NULL)) != -1) {
		if (option == 'o')
			output = optarg;
		else if (option == 'c')
			corrections = optarg;
		else if (option == 'n')
			notes = optarg;
		else if (option == 'v')
			print = true;
		else
			return rc;
	}
	if ((notes == NULL) != (corrections == NULL)) {
		error_set(&e, "--notes and --corrections go together");
		goto out;
	}
	if (digest_init(&e) == -1)
		goto out;
	for (; optind < argc; optind++)
		if (corpus_read(&t.corpus, argv[optind], &e) == -1)
			goto out;
	if (notes != NULL &&
	    corrected_read(&t.corpus, notes, corrections, &e) == -1)
		goto out;
	augment(&t.corpus);
	for (i = 0; i < MODEL_NORMS; i++)
		t.scales.norms[i] = (float)(3 * power((double)i + 2, -0.5));
	samples_make(&t.samples, &t.corpus, &t.scales, BITS);
	t.rarity = samples_weigh(&t.samples, BITS);
	validate(&t);
	if (print)
		figures_print(stdout, &t.samples, &t.corpus,
		    threshold_find(&t.samples, LEAK));
	if (output != NULL && model_write(&t, output, &e) == -1)
		goto out;
	rc = 0;
out:
	if (rc != 0)
		fprintf(stderr, "train: %s\n", e.text);
	free(t.rarity);
	samples_free(&t.samples);
	corpus_free(&t.corpus);
	return rc;
}
