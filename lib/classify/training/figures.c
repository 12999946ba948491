#include "classify/training/figures.h"

#include <string.h>

#include "classify/note_class.h"

struct counts {
	double right[SOLVER_LABELS + 1]; /* by label: true positives */
	double extra[SOLVER_LABELS + 1];
	double lost[SOLVER_LABELS + 1];
	double talk, leaked, rest, kept;
};

static enum label
lowest(label_set labels)
{
	return (enum label)__builtin_ctz(labels);
}

static void
part_count(struct counts *c, struct part p, enum label out)
{
	double n = p.letters;

	if (p.labels & LABEL_BIT(out)) {
		c->right[out] += n;
	} else {
		c->extra[out] += n;
		c->lost[lowest(p.labels)] += n;
	}
	if (p.labels & LABEL_BIT(LABEL_CONVERSATION)) {
		c->talk += n;
		c->leaked += out == LABEL_CONVERSATION ? 0 : n;
	} else {
		c->rest += n;
		c->kept += out == LABEL_CONVERSATION ? 0 : n;
	}
}

static void
figures_of(struct figures *f, const struct counts *c)
{
	double right = 0, all = 0, f1 = 0, labels = 0;
	int l;

	for (l = 1; l <= SOLVER_LABELS; l++) {
		right += c->right[l];
		all += c->right[l] + c->lost[l];
		if (c->right[l] + c->lost[l] == 0)
			continue;
		labels++;
		f1 += 2 * c->right[l] /
		      (2 * c->right[l] + c->extra[l] + c->lost[l]);
	}
	*f = (struct figures){.label = all > 0 ? right / all : 0,
	    .macro_f1 = labels > 0 ? f1 / labels : 0,
	    .leak = c->talk > 0 ? c->leaked / c->talk : 0,
	    .kept = c->rest > 0 ? c->kept / c->rest : 0};
}

void
figures_find(struct figures *f, const struct samples *s, unsigned threshold,
    size_t clinician)
{
	struct counts c = {0};
	size_t i, j;

	for (i = 0; i < s->count; i++) {
		const struct sample *one = &s->items[i];
		enum label out;

		if (clinician != SIZE_MAX && one->clinician != clinician)
			continue;
		out = label_chosen(one->impression.share, threshold);
		for (j = 0; j < one->part_count; j++)
			part_count(&c, one->parts[j], out);
	}
	figures_of(f, &c);
}

unsigned
threshold_find(const struct samples *s, double most)
{
	struct figures f;
	unsigned t;

	for (t = 999; t > 1; t--) {
		figures_find(&f, s, t, SIZE_MAX);
		if (f.leak <= most)
			break;
	}
	return t;
}

static void
line_print(FILE *out, const char *name, const struct figures *f)
{
	fprintf(out, "%-14s %.4f  %.4f  %.4f  %.4f\n", name, f->label,
	    f->macro_f1, f->leak, f->kept);
}

void
figures_print(FILE *out, const struct samples *s, const struct corpus *c,
    unsigned threshold)
{
	static const unsigned curve[] = {
	    5, 10, 15, 20, 30, 40, 50, 70, 100, 150, 200, 300, 500, 700};
	struct figures f;
	size_t i;

	fprintf(out, "%-14s label   F1      leak    kept\n", "clinician");
	for (i = 0; i < c->clinician_count; i++) {
		figures_find(&f, s, threshold, i);
		line_print(out, c->clinicians[i], &f);
	}
	fprintf(out, "\n%-14s label   F1      leak    kept\n", "threshold");
	for (i = 0; i < sizeof(curve) / sizeof(curve[0]); i++) {
		char name[16];

		snprintf(name, sizeof(name), "0.%03u", curve[i]);
		figures_find(&f, s, curve[i], SIZE_MAX);
		line_print(out, name, &f);
	}
	figures_find(&f, s, threshold, SIZE_MAX);
	line_print(out, "all", &f);
}
