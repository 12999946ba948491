#!/usr/bin/python3
"""many NOTES CHARACTERS DIR: stream.ndjson and request.json of so many
invented notes, spelt as notes-redact spells them, for measurements.

10,000 notes of a page each, to NDJSON on one core:

	many.py 10000 1200 DIR
	time notes-export --as-of=2026-06-10T10:00:00-04:00 --format=ndjson \\
	    --request=DIR/request.json --output=DIR/package DIR/stream.ndjson

user and system seconds count; `jq -c . DIR/stream.ndjson` beside it says how
fast the machine is.  tests/bench/run has a row for its own notes, which are of
two pages."""
import json
import os
import random
import sys

import stream

WORDS = ("client reported difficulty sleeping and reduced appetite over the past two weeks "
         "mood described as low therapist used cognitive restructuring around work stress and "
         "was receptive to intervention score at this visit plan is to continue weekly individual "
         "sessions review homework on behavioral activation next session oriented thought process "
         "linear denies suicidal ideation affect congruent concentration improved since intake").split()


def sentence(rng):
    words = [rng.choice(WORDS) for _ in range(rng.randint(8, 18))]
    return " ".join(words).capitalize() + "."


def text(rng, characters):
    out, size = [], 0
    while size < characters:
        s = sentence(rng)
        out.append((s, "progress"))
        size += len(s) + 1
    return out


def main():
    count, characters, folder = int(sys.argv[1]), int(sys.argv[2]), sys.argv[3]
    rng = random.Random(7)
    os.makedirs(folder, exist_ok=True)
    with open(os.path.join(folder, "stream.ndjson"), "w", encoding="utf-8") as out:
        for i in range(count):
            p = i // 50
            day = f"2026-{1 + i % 50 // 10:02d}-{1 + i % 28:02d}"
            n = stream.note(f"N-{i:05d}", [("Data", text(rng, characters // 2)), ("Plan", text(rng, characters // 2))],
                            patient=f"P-{p:04d}", name=(f"Family{p}", ["Given"]), member=f"M{p:06d}",
                            date=day, claim=f"CLM-{i // 2:05d}")
            out.write(json.dumps(n, separators=(",", ":")) + "\n")
        out.write(json.dumps({"record": "end/1", "notes": count, "rejected": 0}) + "\n")
    with open(os.path.join(folder, "request.json"), "w") as out:
        json.dump(stream.request(), out)


main()
