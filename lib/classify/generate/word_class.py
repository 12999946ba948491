#!/usr/bin/python3
"""word_class.py > ../word_class.txt: the classes of words that are used alike.

Not part of the build: word_class.txt is committed, because the last bits of a
singular value decomposition are each BLAS's own.  Wants numpy, scipy and the
Debian packages pocketsphinx-en-us (CMU's language model of American English,
BSD-2: which words stand beside which) and wordnet-base.

Each word of the model is a row of how much more often than by chance each
other word stands before and behind it (positive pointwise mutual information);
120 singular vectors of these rows, as directions, are clustered into 600 narrow
classes, and those into 100 wide ones.  WordNet's words of medicine that the
model lacks follow, a class for each kind.
"""
import collections, re, struct, sys
import numpy as np, scipy.sparse as sp
from scipy.sparse.linalg import svds

MODEL = "/usr/share/pocketsphinx/model/en-us/en-us.lm.bin"
WORDNET = "/usr/share/wordnet/"
LOG = np.log(1.0001)  # the base of the model's logarithms
NARROW, WIDE, RANK = 600, 100, 120


def bigrams():
    """Words, their probabilities, and (first, second, P(second | first))."""
    d = open(MODEL, "rb").read()
    head = b"Trie Language Model"
    at = len(head)
    assert d.startswith(head) and d[at] == 3
    counts = struct.unpack_from("<3I", d, at + 1)
    at += 1 + 12 + 4
    quanta = np.frombuffer(d, np.float32, 3 * 65536, at)
    at += quanta.size * 4
    n = counts[0]
    unigrams = np.frombuffer(d, np.dtype([("p", "<f4"), ("bo", "<f4"), ("next", "<u4")]), n + 1, at)
    at += 12 * (n + 1)
    word, following = n.bit_length(), counts[2].bit_length()
    row = word + 32 + following
    size = ((1 + counts[1]) * row + 7) // 8 + 8
    table = np.frombuffer(d, np.uint8, size + 8, at)
    names = at + size + ((1 + counts[2]) * (word + 16) + 7) // 8 + 8
    words = [w.decode("latin1") for w in d[names + 4:].split(b"\0")[:-1]]

    def field(offset, width):
        bit = np.arange(int(unigrams["next"][-1]), dtype=np.int64) * row + offset
        v = sum(table[(bit >> 3) + i].astype(np.uint64) << np.uint64(8 * i) for i in range(6))
        return ((v >> (bit & 7).astype(np.uint64)) & np.uint64((1 << width) - 1)).astype(int)

    first = field(0, word)
    p = quanta[field(word + 16, 16)]
    second = np.repeat(np.arange(n), np.diff(unigrams["next"].astype(np.int64)))
    return words, np.exp(unigrams["p"][:n] * LOG), first, second, np.exp(p * LOG)


def association(m):
    m = m.tocoo()
    row, column = (np.asarray(m.sum(i)).ravel() for i in (1, 0))
    column = column ** 0.75 / (column ** 0.75).sum()
    v = np.log(m.data / (row[m.row] * column[m.col]))
    return sp.csr_matrix((v[v > 0], (m.row[v > 0], m.col[v > 0])), m.shape)


def nearest(x, centres):
    return np.concatenate([(x[i:i + 4096] @ centres.T).argmax(1) for i in range(0, len(x), 4096)])


def cluster(x, weight, count, rounds):
    share = weight ** 0.5 / (weight ** 0.5).sum()
    c = x[np.random.default_rng(1).choice(len(x), count, replace=False, p=share)].copy()
    for _ in range(rounds):
        sums = np.zeros_like(c)
        np.add.at(sums, nearest(x, c), x * (weight ** 0.25)[:, None])
        c = sums / (np.linalg.norm(sums, axis=1, keepdims=True) + 1e-9)
    return c


def by_neighbours():
    """Of each word its (wide, narrow) class."""
    words, p, first, second, p2 = bigrams()
    joint = sp.csr_matrix((p2 * p[first], (first, second)), (len(words),) * 2)
    met = np.asarray((joint > 0).sum(0)).ravel() + np.asarray((joint > 0).sum(1)).ravel()
    context, rows = np.where(met >= 20)[0], np.where(met >= 6)[0]
    x = sp.hstack([association(joint.T)[:, context], association(joint)[:, context]]).tocsr()[rows]
    u, s, _ = svds(x.astype(np.float32), k=RANK, random_state=1)
    e = u * np.sqrt(s)
    e /= np.linalg.norm(e, axis=1, keepdims=True) + 1e-9
    letters = [i for i, r in enumerate(rows) if words[r][0].isalpha()]
    e, names = np.ascontiguousarray(e[letters]), [words[rows[i]] for i in letters]
    weight = met[rows[letters]].astype(np.float32)
    often = np.argsort(-weight)[:14000]
    centres = cluster(e[often], weight[often], NARROW, 6)
    narrow = nearest(e, centres)
    mass = np.bincount(narrow, weights=weight ** 0.5, minlength=NARROW).astype(np.float32) + 1
    wide = nearest(centres, cluster(centres, mass, WIDE, 20))
    return {w: (wide[n] + 1, n + 1) for w, n in zip(names, narrow)}


# The synsets under which WordNet has a kind of word, by their first word and
# sense.  The kinds of the second table are none of medicine's, and keep their
# words from being taken for such.
MEDICINE = {
    "drug": "drug#1 medicine#2 vitamin#1 hormone#1",
    "illness": "illness#1 ill_health#1 injury#1 disorder#1",
    "mental_disorder": "mental_disorder#1 mental_illness#1",
    "symptom": "symptom#1 pain#1",
    "bodypart": "body_part#1 body_covering#1",
    "bodyfluid": "body_substance#1",
    "treatment": "medical_care#1 treatment#1 therapy#1",
    "procedure": "operation#6 medical_procedure#1",
    "test": "test#2 examination#1",
    "instrument": "medical_instrument#1",
    "clinician": "health_professional#1",
}
OTHER = """building#1 vehicle#1 clothing#1 furniture#1 container#1 room#1 relative#1 spouse#1 parent#1 child#2
worker#1 official#1 child#1 juvenile#1 food#1 food#2 beverage#1 animal#1 plant#2 emotion#1 speech_act#1 document#1
written_communication#1 message#2 money#1 possession#1 cost#1 time_period#1 time_unit#1 unit_of_measurement#1 number#2
game#1 sport#1 education#1 school#1 organization#1 location#1 weather#1 sleep#1 death#1 social_event#1 crime#1 belief#1
ability#1 plan#1 trait#1 color#1 music#1 discipline#1 religious_person#1"""
BODY, STATE, SUBSTANCE = 8, 26, 27  # WordNet's files of nouns


def wordnet():
    """Of each word the kind that its most frequent sense has, or None."""
    file, up, senses, often = {}, {}, {}, collections.Counter()
    for part, name in zip("nvar", ("noun", "verb", "adj", "adv")):
        for line in open(WORDNET + "data." + name):
            if line[0] == " ":
                continue
            f = line.split("|")[0].split()
            n, at = int(f[3], 16), 4 + 2 * int(f[3], 16)
            file[part, f[0]] = int(f[1])
            up[part, f[0]] = [(f[i], (f[i + 2].replace("s", "a"), f[i + 1]))
                              for i in range(at + 1, at + 1 + 4 * int(f[at]), 4)]
        for line in open(WORDNET + "index." + name):
            if line[0] != " ":
                f = line.split()
                senses[part, f[0]] = [(part, o) for o in f[6 + int(f[3]):]]
    for line in open(WORDNET + "cntlist.rev"):
        key, _, count = line.split()
        word, rest = key.split("%")
        often["-nvara"[int(rest[0])], word] += int(count)
    anchors = {}
    for kind, places in [*MEDICINE.items(), ("other", OTHER)]:
        for place in places.split():
            word, sense = place.split("#")
            if len(senses.get(("n", word), ())) >= int(sense):
                anchors[senses["n", word][int(sense) - 1]] = kind

    def anchor(synset):
        seen, ring = {synset}, [synset]
        while ring:
            for s in ring:
                if s in anchors:
                    return anchors[s]
            ring = [t for s in ring for p, t in up[s] if p in ("@", "@i") and t not in seen]
            seen.update(ring)

    def noun_of(synset, depth=0):
        """The synset itself, or what an adjective or adverb is made of, and how far that is."""
        for sign in {"a": "\\=+&", "r": "\\"}.get(synset[0], "") if depth < 3 else "":
            for p, t in up[synset]:
                noun, far = noun_of(t, depth + 1) if p == sign else (None, 0)
                if far > 0 or noun and file[noun] >= 3:
                    return noun, far + 1
        return synset, 0

    def kind(synset):
        noun, far = noun_of(synset)
        found = anchor(noun) if noun[0] == "n" else None
        if found in MEDICINE:
            return found
        kinds = ({STATE: "state", SUBSTANCE: "substance"},
                 {BODY: "of the body", STATE: "of a state", SUBSTANCE: "of a substance"})
        return kinds[far].get(file[noun]) if far < 2 else None

    best = {}
    for (part, word), found in senses.items():
        if re.fullmatch(r"[a-z][a-z'-]*[a-z]", word):
            count = often[part, word]
            rank = (count, "ravn".index(part) if count == 0 else 0)
            if word not in best or rank > best[word][0]:
                best[word] = rank, found[0]
    return {w: kind(s) for w, (_, s) in sorted(best.items())}


def forms(word, kind, irregular):
    if kind.startswith("of "):
        return [word]
    if word in irregular:
        return [word] + irregular[word]
    if word.endswith("y"):
        return [word, word[:-1] + "ies"]
    return [word] if word.endswith(("s", "x", "h")) else [word, word + "s"]


def main():
    classes = by_neighbours()
    irregular, kinds = collections.defaultdict(list), {}
    for name in ("noun", "verb", "adj", "adv"):
        for line in open(WORDNET + name + ".exc"):
            irregular[line.split()[1]].append(line.split()[0])
    for word, kind in wordnet().items():
        if kind is not None:
            n = kinds.setdefault(kind, len(kinds)) + 1
            for form in forms(word, kind, irregular):
                classes.setdefault(form, (WIDE + n, NARROW + n))
    lines = collections.defaultdict(list)
    for word, (wide, narrow) in classes.items():
        if re.fullmatch(r"[a-z][a-z']{,23}", word):
            lines[narrow, wide].append(word)
    for (_, wide), words in sorted(lines.items()):
        print(wide, *sorted(words))


if __name__ == "__main__":
    main()
