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

		if (one->fragment)
			continue;
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

/* How often a label with a score is right: tenths of the score. */
static void
calibration_print(FILE *out, const struct samples *s)
{
	double said[10] = {0}, right[10] = {0}, all[10] = {0};
	size_t i, j;

	for (i = 0; i < s->count; i++) {
		const struct sample *one = &s->items[i];
		enum label l = label_chosen(one->impression.share, 500);
		double score = one->impression.share[l - 1] / 65535.0;
		int bin = score >= 1 ? 9 : (int)(score * 10);

		for (j = 0; j < one->part_count && !one->fragment; j++) {
			double n = one->parts[j].letters;

			all[bin] += n;
			said[bin] += n * score;
			if (one->parts[j].labels & LABEL_BIT(l))
				right[bin] += n;
		}
	}
	fprintf(out, "\n%-14s said    right   letters\n", "score");
	for (i = 0; i < 10; i++)
		if (all[i] > 0)
			fprintf(out, "0.%zu            %.3f   %.3f   %.0f\n", i,
			    said[i] / all[i], right[i] / all[i], all[i]);
}

/* The mean over clinicians and the worst of them. */
static void
clinicians_print(FILE *out, const struct samples *s, const struct corpus *c,
    unsigned threshold)
{
	struct figures f, worst = {1, 1, 0, 1}, sum = {0};
	double n = (double)c->clinician_count;
	size_t i;

	for (i = 0; i < c->clinician_count; i++) {
		figures_find(&f, s, threshold, i);
		line_print(out, c->clinicians[i], &f);
		sum.label += f.label;
		sum.macro_f1 += f.macro_f1;
		sum.leak += f.leak;
		sum.kept += f.kept;
		worst.label = f.label < worst.label ? f.label : worst.label;
		worst.macro_f1 =
		    f.macro_f1 < worst.macro_f1 ? f.macro_f1 : worst.macro_f1;
		worst.leak = f.leak > worst.leak ? f.leak : worst.leak;
		worst.kept = f.kept < worst.kept ? f.kept : worst.kept;
	}
	f = (struct figures){
	    sum.label / n, sum.macro_f1 / n, sum.leak / n, sum.kept / n};
	line_print(out, "mean", &f);
	line_print(out, "worst", &worst);
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
	clinicians_print(out, s, c, threshold);
	fprintf(out, "\n%-14s label   F1      leak    kept\n", "threshold");
	for (i = 0; i < sizeof(curve) / sizeof(curve[0]); i++) {
		char name[16];

		snprintf(name, sizeof(name), "0.%03u", curve[i]);
		figures_find(&f, s, curve[i], SIZE_MAX);
		line_print(out, name, &f);
	}
	figures_find(&f, s, threshold, SIZE_MAX);
	line_print(out, "all", &f);
	calibration_print(out, s);
}
