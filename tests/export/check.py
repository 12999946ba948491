"""check BIN EXAMPLES TEST: what notes-export promises, seen from outside."""
import csv
import filecmp
import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import zipfile

import fhir
import stream

BIN, EXAMPLES = "", ""
AS_OF = "2026-06-10T10:00:00-04:00"


def export(records, request, *options, rejected=0, raw=None, check=True, out="out"):
    """Runs notes-export over the records; returns what it says."""
    with open("request.json", "w") as f:
        json.dump(request, f)
    data = raw if raw is not None else stream.lines(records, rejected)
    run = subprocess.run(
        [f"{BIN}/notes-export", "--request=request.json", f"--practice={EXAMPLES}/practice.json",
         "--as-of=" + AS_OF, f"--output={out}", *options],
        input=data, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    if check:
        assert run.returncode == 0, run.stderr.decode()
    return run


def refused(records, request, why, *options, **more):
    """Exit status 2, nothing left, a reason, and no word of the records."""
    run = export(records, request, *options, check=False, **more)
    said = run.stderr.decode()
    assert run.returncode == 2, (run.returncode, said)
    assert why in said, said
    assert "SECRET" not in said, said
    assert not os.path.exists("out") and not os.path.exists(".out.partial")
    assert run.stdout == b""


def rows(path):
    with open(path, newline="") as f:
        return list(csv.DictReader(f))


def one(**members):
    return stream.note("N-1", [("Data", [("SECRET slept poorly.", "progress")])], **members)


def text_of(pdf):
    run = subprocess.run(["pdftotext", pdf, "-"], stdout=subprocess.PIPE, check=True)
    return run.stdout.decode()


def words(text):
    return re.sub(r"\s+", " ", text)


def test_a_note_that_skipped_a_stage_is_refused():
    for member, why in (("classification", "not classified"), ("decision", "not decided"),
                        ("redaction", "not redacted")):
        n = one()
        del n[member]
        refused([n], stream.request(), why)


def test_a_stale_decision_is_refused():
    refused([one(as_of="2026-06-09T09:59:59-04:00")], stream.request(), "older than --max-age")
    refused([one(as_of="2026-06-10T10:00:01-04:00")], stream.request(), "after --as-of")
    export([one(as_of="2026-06-09T09:59:59-04:00")], stream.request(), "--max-age=48h", "--format=ndjson")


def test_a_decision_on_another_request_is_refused():
    refused([one(request="R-2")], stream.request(), "another request")
    refused([one(purpose="treatment")], stream.request(), "another purpose")


def test_text_that_was_changed_after_redaction_is_refused():
    n = one()
    n["sections"][0]["text"] = "SECRET slept poorly!"
    refused([n], stream.request(), "the text is not what was redacted")


def test_a_passage_that_nothing_permits_is_refused():
    n = one()
    n["decision"]["scopes"]["progress"]["outcome"] = "deny"
    refused([n], stream.request(), "a passage that nothing permits")
    n["decision"]["scopes"] = {}
    refused([n], stream.request(), "a passage that nothing permits")


def test_text_beside_the_passages_is_refused():
    n = one()
    n["sections"][0]["text"] += " SECRET more."
    n["redaction"]["text"] = stream.digest(n["sections"])
    refused([n], stream.request(), "text that was never classified")


def test_white_space_of_any_kind_may_stand_between_passages():
    n = stream.note("N-1", [("Data", [("One.", "progress"), "\u00a0\f\ufeff\u2003\v", ("Two.", "progress")])])
    export([n], stream.request(), "--format=pdf,ndjson,text")
    assert json.loads(open("out/records.ndjson").readline())["sections"] == n["sections"]


def test_other_rules_in_one_stream_are_refused():
    n = stream.note("N-2", [("Data", [("SECRET.", "progress")])])
    n["trail"] = [dict(t, rules="1" * 64) for t in n["trail"]]
    refused([one(), n], stream.request(), "other rules")


def test_a_stream_without_a_true_end_is_refused_unless_told():
    data = stream.lines([one()])
    cut = data[:data.rindex(b'{"record": "end/1"')]
    refused(None, stream.request(), "end/1", raw=cut)
    run = export(None, stream.request(), "--no-end", "--format=ndjson", raw=cut)
    assert run.returncode == 0


def test_rejected_records_must_all_be_accounted_for():
    refused([one()], stream.request(), "rejected", rejected=2)
    with open("held", "w") as f:
        f.write("N-7\n")
    refused([one()], stream.request(), "rejected", "--held-back=held", rejected=2)
    with open("held", "a") as f:
        f.write(json.dumps(stream.note("N-8", [("Data", [])], date="2026-04-20")) + "\n")
    export([one()], stream.request(), "--held-back=held", "--format=csv", rejected=2)
    index = {r["record"]: r["outcome"] for r in rows("out/index.csv")}
    assert index == {"N-1": "released", "N-7": "held back", "N-8": "held back"}


def test_an_id_that_stands_twice_is_refused():
    refused([one(), one()], stream.request(), "twice")


def test_a_folder_that_is_there_is_refused():
    os.mkdir("out")
    run = export([one()], stream.request(), check=False)
    assert run.returncode == 2 and os.listdir("out") == []


def test_a_dry_run_writes_nothing():
    run = export([one()], stream.request(claims=["CLM-1", "CLM-9"]), "--dry-run")
    assert not os.path.exists("out")
    said = run.stdout.decode()
    assert "N-1\treleased" in said and "CLM-9\t-\tnot found" in said
    assert "requested 2 = 1 released" in said


def test_output_goes_nowhere_but_where_it_was_asked_to():
    os.symlink("elsewhere", "out")
    os.mkdir("elsewhere")
    run = export([one()], stream.request(), check=False)
    assert run.returncode == 2 and os.listdir("elsewhere") == []
    os.remove("out")
    run = export([one()], stream.request(), check=False, out="missing/out")
    assert run.returncode == 2
    refused([one()], stream.request(), "--part", "--part")
    refused([one()], stream.request(), "--format", "--format=pdf,docx")
    refused([one()], stream.request(), "--cover", "--cover=request.json")
    with open("/dev/full", "wb") as full:
        run = subprocess.run([f"{BIN}/notes-export", "--request=request.json", "--dry-run", "--as-of=" + AS_OF],
                             input=stream.lines([one()]), stdout=full, stderr=subprocess.DEVNULL)
    assert run.returncode == 2


def test_an_export_that_is_taken_over_finds_no_file_no_network_and_no_program():
    intruder = os.environ.get("INTRUDER")
    if not intruder or export([one()], stream.request(), "--require-sandbox", "--format=csv", check=False).returncode:
        sys.exit(77)
    os.mkdir("made")
    os.environ.update(LD_PRELOAD=intruder, INTRUDER_WAITS="1")
    try:
        run = export([one()], stream.request(), "--format=csv,pdf", out="made/out")
    finally:
        del os.environ["LD_PRELOAD"]
    said = run.stderr.decode()
    assert said.count(": no\n") == 6 and "YES" not in said, said
    assert os.listdir("made") == ["out"] and not os.path.exists("intruder")


def test_a_full_disk_leaves_nothing():
    import resource
    limit = lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (3000, 3000))
    with open("request.json", "w") as f:
        json.dump(stream.request(), f)
    import signal
    for formats in ("ndjson", "pdf", "fhir", "zip,text"):
        run = subprocess.run(
            [f"{BIN}/notes-export", "--request=request.json", "--as-of=" + AS_OF, "--output=out", "--format=" + formats],
            input=stream.lines([stream.note("N-1", [("Data", [("SECRET slept poorly. " * 400, "progress")])])]),
            stderr=subprocess.PIPE, preexec_fn=lambda: (signal.signal(signal.SIGXFSZ, signal.SIG_IGN), limit()))
        assert run.returncode == 2, (formats, run)
        assert b"SECRET" not in run.stderr and run.stderr.startswith(b"notes-export: ")
        assert not os.path.exists("out") and not os.path.exists(".out.partial"), formats


def test_only_the_listed_members_leave():
    n = one(x_private="SECRET", paid_by="plan", codes=[{"system": "s", "code": "SECRET"}],
            security_labels=["SECRET"], source={"format": "csv", "file": "SECRET", "id": "1", "sha256": "0" * 64})
    n["patient"]["x"] = "SECRET"
    n["sections"][0]["text"] = "Slept poorly."
    n["sections"][0]["x"] = "SECRET"
    n["classification"]["passages"][0]["end"] = 13
    n["redaction"]["text"] = stream.digest(n["sections"])
    export([n], stream.request(), "--format=ndjson,pdf,fhir,cdex,csv,text")
    record = json.loads(open("out/records.ndjson").read())
    assert set(record) == {"record", "id", "patient", "author", "date", "encounter", "sections"}
    assert set(record["sections"][0]) == {"title", "text"}
    for folder, _, names in os.walk("out"):
        for name in names:
            data = open(os.path.join(folder, name), "rb").read()
            assert b"SECRET" not in data, name
            if name.endswith(".json") and name != "manifest.json":
                for word in (b"passages", b"cues", b"PAY-02", b"164.506"):
                    assert word not in data, (name, word)


def test_part_2_is_not_named_by_what_is_withheld():
    n = stream.note("N-1", [("Data", [("Slept poorly.", "progress"), "[withheld]"])],
                    withheld=["42 CFR 2.31", "45 CFR 164.502(b)"])
    plain = stream.note("N-1", [("Data", [("Slept poorly.", "progress"), "[withheld]"])],
                        withheld=["45 CFR 164.502(b)"])
    export([n], stream.request(), "--format=pdf,ndjson,fhir,csv,text", out="a")
    export([plain], stream.request(), "--format=pdf,ndjson,fhir,csv,text", out="b")
    names = [n for n in os.listdir("a") if n != "letters"] + ["letters/notification-001.pdf"]
    compare = filecmp.cmpfiles("a", "b", names, shallow=False)
    assert compare[0] == names, compare


def test_part_2_content_that_goes_out_bears_its_notice():
    n = stream.note("N-1", [("Data", [("Group on relapse.", "substance-use")])], part2=True)
    export([n], stream.request(), "--format=pdf")
    assert "42 CFR part 2 prohibits unauthorized use or disclosure of these records" in words(
        text_of("out/response.pdf"))
    shutil.rmtree("out")
    export([one()], stream.request(), "--format=pdf")
    assert "part 2" not in text_of("out/response.pdf")


def test_a_state_that_asks_for_a_notice_gets_it():
    export([one(state="DC")], stream.request(), "--format=pdf")
    assert "District of Columbia Mental Health Information Act" in words(text_of("out/response.pdf"))


def test_two_runs_are_equal_byte_for_byte():
    records = sample_records()
    for out in ("a", "b"):
        export(records, sample_request(), "--format=pdf,ndjson,fhir,cdex,csv,text,zip", out=out)
    names = sorted(os.path.relpath(os.path.join(f, n), "a") for f, _, ns in os.walk("a") for n in ns)
    assert len(names) > 10
    same, different, missing = filecmp.cmpfiles("a", "b", names, shallow=False)
    assert not different and not missing, (different, missing)


def test_the_manifest_is_of_the_files():
    export(sample_records(), sample_request(), "--format=pdf,ndjson,csv")
    manifest = json.load(open("out/manifest.json"))
    listed = {f["name"]: f for f in manifest["files"]}
    assert set(listed) == {"response.pdf", "records.ndjson", "index.csv", "claims.csv", "withholding-log.csv"}
    for name, f in listed.items():
        data = open("out/" + name, "rb").read()
        assert f["sha256"] == hashlib.sha256(data).hexdigest() and f["bytes"] == len(data)
    c = manifest["counts"]
    assert c["requested"] == sum(v for k, v in c.items() if k != "requested")


def test_of_very_many_claims_the_counts_stand_in_a_table_to_load():
    ask = stream.request(claims=["CLM-1"] + [f"CLM-{i:04d}" for i in range(2000, 3001)])
    export([one()], ask, "--format=pdf,csv", out="a")
    said = words(text_of("a/response.pdf"))
    assert "The counts by claim are in the file claims.csv." in said and "By claim" not in said
    assert len(rows("a/claims.csv")) == 1002
    export([one()], ask, "--format=pdf", out="b")
    assert "claims.csv" not in text_of("b/response.pdf")


def test_a_program_of_the_government_gets_the_response_it_asks_for():
    ask = stream.request()
    ask["requester"]["type"] = "government_program"
    export([one()], ask, "--format=pdf")
    assert "ADR Response" in text_of("out/response.pdf")


def test_a_refused_record_is_kept_apart_and_nothing_goes_out():
    n = one()
    n["sections"][0]["text"] = "SECRET slept poorly!"
    for more in ((), ("--dry-run",)):
        refused([n], stream.request(), "1 record refused", "--quarantine=kept", *more)
        assert json.loads(open("kept").read())["id"] == "N-1"
        os.remove("kept")
    two = [n, dict(n, id="N-2")]
    refused(two, stream.request(), "2 records refused", "--dry-run")


def test_a_password_encrypts_the_zip_and_changes_no_member():
    with open("password", "w") as f:
        f.write("correct horse battery staple\n")
    os.chmod("password", 0o644)
    refused([one()], stream.request(), "password", "--format=csv,zip", "--password-file=password")
    os.chmod("password", 0o600)
    export([one()], stream.request(), "--format=csv,zip", "--password-file=password", out="a")
    export([one()], stream.request(), "--format=csv,zip", out="b")
    closed, opened = zipfile.ZipFile("a/response.zip"), zipfile.ZipFile("b/response.zip")
    assert [i.filename for i in closed.infolist()] == [i.filename for i in opened.infolist()]
    for i in closed.infolist():
        assert i.flag_bits & 1 and i.compress_type == 99 # AE-x
    for i in opened.infolist():
        assert opened.read(i) == open("b/" + i.filename, "rb").read()


def test_a_split_makes_a_response_for_each_patient_or_claim():
    export(sample_records(), sample_request(), "--split-by=patient", "--format=pdf,csv")
    folders = sorted(f for f in os.listdir("out") if f.startswith("patient-"))
    assert len(folders) > 2
    for f in folders:
        assert len({r["patient"] for r in rows(f"out/{f}/index.csv")}) == 1
    shutil.rmtree("out")
    export(sample_records(), sample_request(), "--split-by=claim", "--format=csv")
    for f in os.listdir("out"):
        if f.startswith("claim-"):
            assert len({(r["patient"], r["claim"]) for r in rows(f"out/{f}/index.csv")}) == 1


def withheld_line(note, text, label="conversation"):
    return json.dumps({"record": "withheld/1", "note": note, "profile": "decision", "section": 0, "start": 4,
                       "end": 4 + len(text), "at": 4, "marker": "[withheld]", "text": text,
                       "passages": [{"start": 4, "end": 4 + len(text), "label": label, "scope": "psychotherapy",
                                     "code": "PSY", "citation": stream.PSY}]}) + "\n"


def test_a_withheld_passage_in_another_note_is_found_and_nothing_stands():
    """As a broken classifier would leave it: withheld here, released there."""
    canary = "He dreamt of the SECRET house with the seven \u201cgreen\u201d doors and woke up crying."
    with open("withheld", "w") as f:
        f.write(withheld_line("N-0", canary))
    n = stream.note("N-1", [("Data", [("Slept poorly.", "progress"), (canary, "progress")])])
    for formats in ("pdf", "ndjson", "fhir", "cdex", "text"):
        refused([n], stream.request(), "withheld text stands in it", "--withheld=withheld",
                "--format=" + formats)
    export([n], stream.request(), "--format=pdf")


def test_a_withheld_passage_over_two_pages_is_found():
    canary = " ".join(f"word{i} SECRET" for i in range(40))
    filler = " ".join(["Client slept poorly and ate little this week."] * 80)
    with open("withheld", "w") as f:
        f.write(withheld_line("N-0", canary))
    for lines in range(0, 60, 12):
        n = stream.note("N-1", [("Data", [(filler[:2000 + lines * 60], "progress"), (canary, "progress")])])
        refused([n], stream.request(), "withheld text stands in it", "--withheld=withheld", "--format=pdf")


def test_a_common_sentence_may_go_out_with_another_note():
    text = "Denies suicidal ideation, plan or intent."
    n = stream.note("N-1", [("Data", [(text, "progress")])])
    with open("withheld", "w") as f:
        f.write(withheld_line("N-0", text, "risk"))
    export([n], stream.request(), "--withheld=withheld", "--format=pdf,ndjson", out="a")
    with open("withheld", "w") as f:
        f.write(withheld_line("N-1", text, "risk"))
    refused([n], stream.request(), "withheld text stands in it", "--withheld=withheld", "--format=pdf,ndjson")


def test_the_bundle_is_fhir_and_imports_to_the_same_notes():
    records = sample_records()
    export(records, sample_request(), "--format=fhir,ndjson,cdex")
    with open("out/bundle.json") as f:
        fhir.bundle(json.load(f))
    cdex = [n for n in os.listdir("out") if n.startswith("cdex-")]
    assert cdex
    for name in cdex:
        with open("out/" + name) as f:
            fhir.submission(json.load(f))
    if not os.path.exists(f"{BIN}/notes-import"):
        sys.exit(77)
    run = subprocess.run([f"{BIN}/notes-import", "--from=fhir", "out/bundle.json"], stdout=subprocess.PIPE,
                         check=True)
    back = [json.loads(l) for l in run.stdout.splitlines()]
    assert back.pop() == {"record": "end/1", "notes": len(back), "rejected": 0}
    sent = [json.loads(l) for l in open("out/records.ndjson")]

    def key(n):
        return (n["id"], n["patient"]["id"], n["patient"]["name"]["family"], n["patient"]["name"]["given"],
                n["patient"]["birth_date"], n["patient"].get("member_id"), n["author"], n["date"], n["encounter"],
                [(s.get("title"), s["text"]) for s in n["sections"]])

    sent, back = {n["id"]: key(n) for n in sent}, {n["id"]: key(n) for n in back}
    assert set(sent) == set(back)
    for id in sent:
        assert sent[id] == back[id], (sent[id], back[id])


def test_every_script_renders_or_is_named():
    text = ("Naïve café. Tiếng Việt: Nguyễn Thị Hạnh. مثال قصير. 日本語の文。 한국어. Ελληνικά. עברית. हिन्दी. "
            "Emoji \U0001F600. Office file affixed.")
    export([stream.note("N-1", [("Data", [(text, "progress")])])], stream.request(), "--format=pdf", out="a")
    said = words(text_of("a/response.pdf"))
    for part in ("Naïve café", "Emoji \U0001F600.", "Nguyễn Thị Hạnh", "日本語の文", "Ελληνικά", "Office file affixed"):
        assert part in said, part
    missing = "".join(chr(c) for c in range(0x1E5D0, 0x1E5E0)) # Ol Onal: in no font here
    n = stream.note("N-2", [("Data", [("SECRET " + missing, "progress")])])
    refused([n], stream.request(), "no installed font has the script", "--format=pdf")


def sample_records():
    """20 clients of 10 clinicians; one group note, one self-paid, two claims each, a process note withheld
    whole, one waiting for a person; one asked for is absent (P-99, CLM-999)."""
    out = []
    for i in range(20):
        who = dict(patient=f"P-{i:02d}", name=(f"Family{i}", ["Given"]), member=f"M{i:04d}",
                   author={"name": f"Clinician {i // 2}", "credential": "PhD", "id": f"C-{i // 2}"})
        for k in range(2):
            out.append(stream.note(f"N-{i:02d}-{k}", [("Data", [(f"Client {i} slept poorly, visit {k}.", "progress")]),
                                                      ("Plan", [("Return weekly.", "progress")])],
                                   date=f"2026-04-{2 + k * 7:02d}", claim=f"CLM-{i:02d}-{k}", **who))
    who = dict(patient="P-00", name=("Family0", ["Given"]), member="M0000",
               author={"name": "Clinician 0", "credential": "PhD", "id": "C-0"})
    out.append(stream.note("G-1", [("Group", [("Attended group; participated.", "progress"), "[withheld]"])],
                           date="2026-04-20", claim="CLM-00-0", withheld=["45 CFR 164.502(b)"], **who))
    out.append(stream.note("S-1", [("Data", ["[withheld]"])], outcome="deny", rule="PAY-14",
                           citation="45 CFR 164.522(a)(1)(vi); 164.502(c)", withheld=["45 CFR 164.522(a)(1)(vi)"],
                           date="2026-04-21", claim=None, paid_by="self", **who))
    out.append(stream.note("PN-1", [(None, ["[withheld: psychotherapy note, 45 CFR 164.508(a)(2)]"])],
                           outcome="needs-authorization", withheld=[stream.PSY], citation=stream.PSY,
                           date="2026-04-02", claim=None, **who))
    out.append(stream.note("W-1", [("Data", ["[withheld]"])], outcome="needs-review",
                           withheld=["45 CFR 164.502(b)"], date="2026-04-22", claim="CLM-00-1", **who))
    return out


def sample_request():
    return stream.request(patients=[f"P-{i:02d}" for i in range(20)] + ["P-99"],
                          claims=[f"CLM-{i:02d}-{k}" for i in range(20) for k in range(2)] + ["CLM-999"])


def test_twenty_clients_of_ten_clinicians_are_counted_right():
    export(sample_records(), sample_request(), "--format=pdf,csv,ndjson")
    index = rows("out/index.csv")
    outcome = {r["record"]: r["outcome"] for r in index if r["record"]}
    assert len([r for r in index if r["outcome"] == "released"]) == 40
    assert outcome["G-1"] == "released in part"
    assert outcome["PN-1"] == "withheld"
    assert outcome["W-1"] == "held back"
    assert "S-1" not in outcome # the plan is not told of what was paid for without it
    absent = [(r["patient"], r["claim"]) for r in index if r["outcome"] == "not found"]
    assert sorted(absent) == [("", "CLM-999"), ("P-99", "")]
    counts = json.load(open("out/manifest.json"))["counts"]
    assert counts == {"requested": 45, "released": 40, "released_in_part": 1, "withheld": 1, "held_back": 1,
                      "not_found": 2}
    log = [(r["record"], r["category"], r["citation"]) for r in rows("out/withholding-log.csv")]
    assert log == [("PN-1", "psychotherapy note", "45 CFR 164.508(a)(2)"), ("G-1", "other", "45 CFR 164.502(b)"),
                   ("W-1", "other", "45 CFR 164.502(b)")]
    claims = {r["claim"]: r for r in rows("out/claims.csv")}
    assert len(claims) == 42
    assert (claims["CLM-00-1"]["requested"], claims["CLM-00-1"]["released"], claims["CLM-00-1"]["held_back"]) == (
        "2", "1", "1")
    assert claims["CLM-999"]["not_found"] == claims[""]["withheld"] == claims[""]["not_found"] == "1"
    pages = [r["pages"] for r in index if r["pages"]]
    assert pages[0] == "THC000001" and len(set(pages)) == 41
    said = words(text_of("out/response.pdf"))
    for r in (json.loads(l) for l in open("out/records.ndjson")):
        for s in r["sections"]:
            assert words(s["text"]) in said, r["id"]
    assert "S-1" not in said


def test_the_pdf_is_tagged_in_a_language_and_sound():
    export(sample_records(), sample_request(), "--format=pdf")
    subprocess.run(["qpdf", "--check", "out/response.pdf"], check=True, stdout=subprocess.DEVNULL)
    about = subprocess.run(["pdfinfo", "out/response.pdf"], stdout=subprocess.PIPE, check=True).stdout.decode()
    assert re.search(r"Tagged:\s+yes", about) and "Response to request R-1" in about
    tags = subprocess.run(["pdfinfo", "-struct", "out/response.pdf"], stdout=subprocess.PIPE).stdout.decode()
    assert tags.startswith("Document\n  Sect\n") and tags.count("Document") == 1
    for tag in ("H1", "H2", "H3", "Table", "TR", "TH", "TD"):
        assert re.search(rf"^ +{tag}\b", tags, re.M), tag
    made = subprocess.run(["qpdf", "--json", "out/response.pdf"], stdout=subprocess.PIPE).stdout.decode()
    assert '"/Lang": "u:en-US"' in made and "/PageLabels" in made and "/Outlines" in made
    first = subprocess.run(["pdftotext", "-l", "2", "out/response.pdf", "-"], stdout=subprocess.PIPE).stdout.decode()
    assert first.index("Response to a request for records") < first.index("Index of records")


def test_every_page_of_a_record_says_whose_and_when():
    long = " ".join(["Client slept poorly and ate little this week."] * 400)
    export([stream.note("N-1", [("Data", [(long, "progress")])])], stream.request(), "--format=pdf")
    pages = text_of("out/response.pdf").split("\f")
    records = [p for p in pages if "ate little" in p]
    assert len(records) > 3
    for number, page in enumerate(records, 1):
        assert "Lindqvist, Tobias" in page and "1987-05-14" in page
        assert "Date of service 2026-04-02" in page and f"THC{number:06d}" in page


def test_a_heading_is_never_the_last_line_of_a_page():
    for filler in range(22, 70, 8):
        sections = [("Data", [(" ".join([f"Line {i} of the note, long enough to fill one line of the page or so."
                                         for i in range(filler)]), "progress")]),
                    ("Heading below", [("What stands under it.", "progress")])]
        export([stream.note("N-1", sections)], stream.request(), "--format=pdf", out=f"out{filler}")
        for page in text_of(f"out{filler}/response.pdf").split("\f"):
            if "Heading below" in page:
                assert "What stands under it" in page, filler


def test_the_payers_letter_stands_in_front():
    export([one()], stream.request(), "--format=pdf", out="letter")
    export([one()], stream.request(), "--format=pdf", "--cover=letter/letters/notification-001.pdf", out="out")
    first = subprocess.run(["pdftotext", "-l", "1", "out/response.pdf", "-"], stdout=subprocess.PIPE).stdout.decode()
    assert "What we disclosed of your records" in first
    assert "Response to a request for records" not in text_of("out/response.pdf")
    tags = subprocess.run(["pdfinfo", "-struct", "out/response.pdf"], stdout=subprocess.PIPE).stdout.decode()
    assert tags.startswith("Document")


def test_the_ledger_has_an_entry_a_patient_and_its_proof_holds():
    if not os.path.exists(f"{BIN}/notes-ledger"):
        sys.exit(77)
    subprocess.run([f"{BIN}/notes-ledger", "init", "--ledger=ledger"], check=True)
    export(sample_records(), sample_request(), "--format=csv", "--ledger=ledger", "--key=ledger/key")
    entries = [json.loads(l) for l in open("ledger/log.ndjson")]
    access = entries.pop()
    assert len(entries) == 20
    assert access["record"] == "access/1" and access["command"] == "notes-export"
    assert set(access["patients"]) == {e["patient"] for e in entries}
    assert set(access["ids"]) >= {n for e in entries for n in e["what"]["notes"]}
    assert entries[0]["package"] == hashlib.sha256(open("out/manifest.json", "rb").read()).hexdigest()
    assert entries[0]["what"]["notes"] == ["N-00-0", "N-00-1", "G-1"]
    check = subprocess.run([f"{BIN}/notes-ledger", "check", "--key=ledger/key.pub",
                            "out/ledger/disclosure-001.proof"], stdout=subprocess.PIPE)
    assert check.returncode == 0
    note = open("out/manifest.json.note").read()
    assert note.startswith(open("out/manifest.json").read() + "\n\u2014 ")


def kill_points(command, data):
    """The system calls of a run, by strace."""
    subprocess.run(["strace", "-f", "-qq", "-o", "trace", *command], input=data, stderr=subprocess.DEVNULL)
    with open("trace", errors="replace") as f:
        return sum(1 for _ in f)


def test_a_run_killed_at_a_system_call_leaves_nothing_or_the_whole():
    if shutil.which("strace") is None or not os.path.exists(f"{BIN}/notes-ledger"):
        sys.exit(77)
    probe = subprocess.run(["strace", "-qq", "-o", "/dev/null", "true"], stderr=subprocess.DEVNULL)
    if probe.returncode != 0:
        sys.exit(77)
    subprocess.run([f"{BIN}/notes-ledger", "init", "--ledger=first"], check=True)
    with open("request.json", "w") as f:
        json.dump(stream.request(), f)
    data = stream.lines([one()])
    command = [f"{BIN}/notes-export", "--request=request.json", f"--practice={EXAMPLES}/practice.json",
               "--as-of=" + AS_OF, "--output=out", "--ledger=ledger", "--format=csv,ndjson,text"]
    shutil.copytree("first", "ledger")
    total = kill_points(command, data)
    whole = sorted(os.listdir("out"))
    shutil.rmtree("out")
    assert total > 100
    step = max(1, int(os.environ.get("KILL_STEP", "23")))
    released = 0
    for at in range(1, total + 1, step):
        shutil.rmtree("ledger")
        shutil.copytree("first", "ledger")
        subprocess.run(["strace", "-f", "-qq", "-o", "/dev/null", "-e", f"inject=all:signal=SIGKILL:when={at}",
                        *command], input=data, stderr=subprocess.DEVNULL)
        if os.path.exists("out"):
            assert sorted(os.listdir("out")) == whole, at
            with open("ledger/log.ndjson") as f:
                # The disclosure, and who read what for it.
                assert len(f.readlines()) == 2, at
            shutil.rmtree("out")
            released += 1
        left = [n for n in os.listdir(".") if n.startswith(".out")]
        assert set(left) <= {".out.partial", ".out.partial.lock", ".out.lock"}, left
    assert released > 0
    # A later run removes what was left, and succeeds.
    shutil.rmtree("ledger")
    shutil.copytree("first", "ledger")
    subprocess.run(command, input=data, check=True)
    assert sorted(os.listdir("out")) == whole
    assert not os.path.exists(".out.partial")


def main():
    global BIN, EXAMPLES
    BIN, EXAMPLES, name = sys.argv[1:]
    os.environ.update(TZ="UTC", LC_ALL="C")
    with tempfile.TemporaryDirectory() as tmp:
        os.chdir(tmp)
        globals()[name]()


main()
