"""check.py BUILD SOURCE TEST SANITIZERS: the system calls that a program makes
once it is shut in, and what another process that may look (root's) finds in
its memory.  77: skipped, with the reason."""
import base64
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time

BUILD, SOURCE, TEST, SANITIZERS = (sys.argv + [""])[1:5]
BIN, EXAMPLES = os.path.join(BUILD, "bin"), os.path.join(SOURCE, "examples")
AS_OF = "--as-of=2026-06-15T10:00:00-04:00"
LAW = [AS_OF, f"--practice={EXAMPLES}/practice.json", f"--request={EXAMPLES}/request.json"]
CONSENT = LAW + [f"--authorizations={EXAMPLES}/authorizations.ndjson", f"--restrictions={EXAMPLES}/restrictions.ndjson",
                 f"--rules={EXAMPLES}/rules"]
ENVIRONMENT = {"PATH": os.environ["PATH"], "TZ": "UTC", "LC_ALL": "C", "SOURCE_DATE_EPOCH": "1781535600", "ASAN_OPTIONS": "detect_leaks=0"}
os.umask(0o77)


def skip(why):
    print("skipped:", why)
    sys.exit(77)


def run(program, *args, stdin=None, wrap=()):
    with open(stdin or os.devnull, "rb") as f:
        return subprocess.run([*wrap, os.path.join(BIN, program), *args], stdin=f, env=ENVIRONMENT, capture_output=True, timeout=120)


def keep(name, program, *args, stdin=None):
    p = run(program, *args, stdin=stdin)
    assert p.returncode in (0, 1), (program, p.returncode, p.stderr[-500:])
    with open(name, "wb") as f:
        f.write(p.stdout)


def streams(count=8):
    """The pipe once, over COUNT notes."""
    with open(EXAMPLES + "/notes.ndjson", "rb") as f, open("in", "wb") as g:
        g.writelines(f.readlines()[:count])
    keep("imported", "notes-import", "--from=note", "in")
    keep("classified", "notes-classify", "imported")
    keep("decided", "notes-consent", *CONSENT, "classified")
    keep("redacted", "notes-redact", "decided")


def secret_file(name, text):
    with open(name, "w", encoding="ascii") as f:
        f.write(text + "\n")
    return name


# --- System calls ----------------------------------------------------------

def names(source, array):
    """The calls that an array of sandbox_generate.c lists."""
    return set(re.findall(r"SCMP_SYS\((\w+)\)", re.search(r"int %s\[\] = \{(.*?)\};" % array, source, re.S)[1]))


def filters():
    """Length of a filter's program → its name, and name → the calls it lets through (None: all but the refused)."""
    generator = open(SOURCE + "/lib/base/generate/sandbox_generate.c", encoding="ascii").read()
    made = open(BUILD + "/gen/sandbox_filter.c", encoding="ascii").read()
    length = {int(n): name for name, n in re.findall(r"sandbox_filter_(\w+)_len = (\d+);", made)}
    assert len(length) == 3, "the programs' lengths tell them apart"
    read = names(generator, "calls") | {"clone", "openat"}
    return length, {"read": read, "write": read | names(generator, "write_calls"), "run": names(generator, "refused")}


CALL = re.compile(r"^(\d+) +(?:(\w+)\((.*)|<\.\.\. (\w+) resumed>(.*)|\+\+\+.*|---.*)$")


def calls_of(trace, where):
    """For each process that was shut in: its filter, and the calls behind that point: of which filter, name,
    rest of the line, whether it is the second half of one."""
    length, allowed = where
    inside, made, parent = {}, [], {}
    for line in open(trace, encoding="utf-8", errors="replace"):
        m = CALL.match(line)
        if not m or not (m[2] or m[4]):
            continue
        pid, call, rest = m[1], m[2] or m[4], m[3] or m[5] or ""
        begun = re.search(r"\) += (\d+)$", rest)
        if call in ("clone", "clone3", "vfork", "fork") and begun and pid in inside:
            inside[begun[1]] = inside[pid]
        if pid in inside:
            made.append((inside[pid], call, rest, m[4] is not None))
        if call == "prctl" and "PR_SET_SECCOMP" in rest:
            inside[pid] = length[int(re.search(r"len=(\d+)", rest)[1])]
    return inside, made




# What a library tries all the same, is refused, and does without: Pango names its threads,
# fontconfig asks what kind of file system it reads, glibc how it may give memory back.
BORNE = re.compile(r"^(prctl|fstatfs|fadvise64) |/proc/sys/vm/overcommit_memory.*= -1 EACCES")


def watch(program, *args, stdin=None, kind="read"):
    """Runs it under strace; no call behind the sandbox may be another than the filter's list, or be refused."""
    p = run(program, *args, stdin=stdin, wrap=["strace", "-f", "-o", "trace"])
    assert p.returncode in (0, 1), (program, args, p.returncode, p.stderr[-500:])
    where = filters()
    inside, made = calls_of("trace", where)
    main = open("trace", encoding="utf-8", errors="replace").readline().split()[0]
    assert inside.get(main) == kind, (program, args, inside)
    assert made, (program, "did nothing behind its sandbox")
    for filter_name, call, rest, resumed in made:
        if filter_name == "run":
            assert call not in where[1]["run"], (program, args, call, rest)
            continue
        if BORNE.search(call + " " + rest):
            continue
        assert call in where[1][filter_name] and "= -1 EPERM" not in rest, (program, args, call, rest)
        # Fontconfig looks for files that nobody named.
        assert filter_name == "write" or "= -1 EACCES" not in rest, (program, args, call, rest)
        if call == "openat" and filter_name == "read" and not resumed:
            assert "O_RDONLY" in rest and "O_CREAT" not in rest and "O_TRUNC" not in rest, (program, args, rest)
    return len(made)


def test_behind_its_sandbox_a_program_makes_only_the_calls_of_its_list():
    if SANITIZERS or not shutil.which("strace"):
        skip("no strace, or built without the sandbox")
    if run("notes-redact", "--require-sandbox").returncode == 2:
        skip("the kernel has no sandbox")
    streams()
    key = secret_file("key", "0123456789abcdef0123456789abcdef")
    ledger, told = ["--ledger=ledger"], {}

    def told_of(what, *args, **how):
        told[what] = watch(*args, **how)
    told_of("import", "notes-import", EXAMPLES + "/notes", "--quarantine=kept")
    told_of("classify", "notes-classify", "-j", "3", "--quarantine=kept", "imported")
    told_of("check", "notes-check", AS_OF, "--report=html", "classified")
    told_of("consent", "notes-consent", *CONSENT, stdin="classified")
    told_of("consent --explain", "notes-consent", *CONSENT, "--explain", stdin="classified")
    told_of("consent --once", "notes-consent", AS_OF, "--expiring=30d", "--once=once", EXAMPLES + "/authorizations.ndjson", kind="write")
    told_of("redact", "notes-redact", "-j", "3", "--withheld=withheld", "--quarantine=kept", "decided")
    told_of("redact --key", "notes-redact", "--profile=safe-harbor", "--key=" + key, "decided")
    told_of("review", "notes-review", "redacted")
    told_of("review --output", "notes-review", "--output=page.html", "redacted", kind="write")
    told_of("ledger init", "notes-ledger", "init", *ledger, kind="write")
    told_of("ledger append", "notes-ledger", "append", *ledger, EXAMPLES + "/disclosures.ndjson", kind="write")
    told_of("export", "notes-export", *LAW, *ledger, "--output=response", "--format=pdf,ndjson,fhir,csv,zip",
            "--password-file=" + key, "--key=ledger/key", "redacted", kind="write")
    entry = json.loads(open("ledger/log.ndjson", encoding="utf-8").readline())
    told_of("ledger account", "notes-ledger", "account", *ledger, entry["patient"], kind="write")
    told_of("ledger prove", "notes-ledger", "prove", *ledger, entry["id"], kind="write")
    keep("proof", "notes-ledger", "prove", *ledger, entry["id"])
    told_of("ledger check", "notes-ledger", "check", "--key=ledger/key.pub", "proof")
    told_of("ledger breach", "notes-ledger", "breach", *ledger, f"--incident={EXAMPLES}/incident.json", AS_OF, kind="write")
    for verb, kind in (("verify", "write"), ("access", "read"), ("due", "read")):
        told_of("ledger " + verb, "notes-ledger", verb, *ledger, kind=kind)
    for what, count in told.items():
        print(f"{what}: {count} calls")


# --- Memory ----------------------------------------------------------------

def stands(pid, needles):
    """[(name, mapping, whether it is locked)] of each of NEEDLES that stands in PID's memory."""
    found, maps = [], []
    for line in open(f"/proc/{pid}/smaps", encoding="ascii"):
        m = re.match(r"([0-9a-f]+)-([0-9a-f]+) (\S+) \S+ \S+ \S+ *(.*)", line)
        if m:
            maps.append([int(m[1], 16), int(m[2], 16), m[3], m[4], False])
        elif line.startswith("VmFlags:"):
            maps[-1][4] = " lo" in line
    with open(f"/proc/{pid}/mem", "rb", 0) as memory:
        for start, end, rights, name, locked in maps:
            if "r" not in rights or name.startswith("[v"):
                continue
            memory.seek(start)
            try:
                held = memory.read(end - start)
            except OSError:
                continue
            found += [(what, name or "anonymous", locked) for what, bytes_ in needles.items() if bytes_ in held]
    return found


def need_memory():
    if SANITIZERS:
        skip("a sanitizer keeps what was freed")
    p = subprocess.Popen(["sleep", "60"])
    try:
        time.sleep(0.05)
        assert stands(p.pid, {"itself": b"ELF"})
    except OSError:
        skip("may not look at another process's memory")
    finally:
        p.kill()
        p.wait()


def test_nothing_stays_in_memory_of_a_record_that_went_on():
    need_memory()
    mark = b"zanzibarcanary"
    with open(EXAMPLES + "/notes.ndjson", encoding="utf-8") as f:
        note = json.loads(f.readline())

    def line(number, text):
        note.update(id=f"n-{number}", sections=[{"title": "Session", "text": text}])
        return json.dumps(note).encode() + b"\n"
    # The first is by far the longest; the rest, short and long, are to leave nothing of it.
    lines = [line(0, "Client slept badly. " * 800 + "She said zanzibarcanary to her father, and wept.")]
    lines += [line(i, "Sertraline 50 mg. " * (1 + 30 * (i % 2))) for i in range(1, 5)]
    for program, args in (("notes-check", [AS_OF]), ("notes-redact", ["--profile=safe-harbor"]), ("notes-redact", ["--withheld=withheld"]),
                          ("notes-classify", []), ("notes-consent", CONSENT), ("notes-redact", ["--withheld=withheld"])):
        p = subprocess.Popen([os.path.join(BIN, program), *args], stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=ENVIRONMENT)
        held, out = [], []
        for one in lines:
            p.stdin.write(one)
            p.stdin.flush()
            out.append(p.stdout.readline())
            time.sleep(0.1)
            held.append(stands(p.pid, {"text": mark}))
        p.stdin.close()
        p.wait(60)
        # Something is seen while the first is the last that came, or the test sees nothing.
        assert held[0] and not held[-1], (program, args, held)
        if program in ("notes-classify", "notes-consent"):
            lines = out


def held_at(call, program, *args, stdin, needles):
    """What stands in the program's memory when it first makes CALL behind its sandbox."""
    with open(stdin, "rb") as f:
        p = subprocess.Popen(["strace", "-f", "-qq", "-o", "trace", "-e", f"trace={call}", "-e", f"inject={call}:signal=SIGSTOP:when=1",
                              os.path.join(BIN, program), *args], stdin=f, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, env=ENVIRONMENT)
    child, found, until = None, None, time.time() + 60
    while found is None and time.time() < until and p.poll() is None:
        time.sleep(0.05)
        with open(f"/proc/{p.pid}/task/{p.pid}/children", encoding="ascii") as f:
            children = f.read().split()
        for child in children:
            try:
                # "t": strace holds it where the signal stopped it.
                state = open(f"/proc/{child}/stat", encoding="utf-8").read().rpartition(")")[2].split()[0]
                if state in "Tt" and "SIGSTOP" in open("trace", encoding="utf-8", errors="replace").read():
                    found = stands(child, needles)
                    os.kill(int(child), signal.SIGCONT)
            except OSError:
                pass
    said = p.communicate(timeout=60)[1]
    assert found is not None and p.returncode in (0, 1), (program, p.returncode, said)
    return found


def test_a_key_stands_in_locked_memory_alone():
    need_memory()
    if not shutil.which("strace"):
        skip("no strace")
    streams()
    text = "A-key-of-pseudonyms-0123456789-zanzibarcanary"
    key = secret_file("key", text)
    needles = {"key": text.encode(), "its begin": text.encode()[:20], "its end": text.encode()[-20:]}
    with open("decided", "rb") as f:
        first = f.readline()
    p = subprocess.Popen([os.path.join(BIN, "notes-redact"), "--profile=safe-harbor", "--key=" + key], stdin=subprocess.PIPE,
                         stdout=subprocess.PIPE, env=ENVIRONMENT)
    p.stdin.write(first)
    p.stdin.flush()
    p.stdout.readline()
    found = stands(p.pid, needles)
    p.stdin.close()
    p.wait(60)
    assert not found, found

    run("notes-ledger", "init", "--ledger=ledger")
    signer = open("ledger/key", encoding="ascii").read().strip()
    written = signer.split("+", 4)[4]
    seed = base64.b64decode(written)[1:]
    needles = {"seed": seed, "half of it": seed[16:], "its text": written[1:41].encode()}
    for call, program, args, stdin in (
            ("fdatasync", "notes-ledger", ["append", "--ledger=ledger"], EXAMPLES + "/disclosures.ndjson"),
            ("renameat2", "notes-export", LAW + ["--ledger=ledger", "--output=response", "--key=ledger/key"], "redacted")):
        found = held_at(call, program, *args, stdin=stdin, needles=needles)
        assert [f for f in found if f[0] == "seed"], (program, "the test found no key at all")
        assert all(locked for _, _, locked in found), (program, found)
        assert not [f for f in found if f[0] == "its text"], (program, found)


def test_memory_that_cannot_be_locked_is_said_and_no_more():
    if SANITIZERS or not shutil.which("strace"):
        skip("a sanitizer locks nothing, or no strace")
    key = secret_file("key", "0123456789abcdef0123456789abcdef")
    args = ["--profile=safe-harbor", "--key=" + key, "--verbose", EXAMPLES + "/notes.ndjson"]
    good = run("notes-redact", *args)
    assert b"not locked" not in good.stderr, good.stderr
    for error in ("ENOMEM", "EPERM", "EAGAIN"):
        p = run("notes-redact", *args, wrap=["strace", "-qq", "-o", "trace", "-e", "trace=mlock", "-e", f"inject=mlock:error={error}"])
        assert "INJECTED" in open("trace", encoding="utf-8").read()
        assert p.returncode == good.returncode and p.stdout == good.stdout
        assert b"memory for keys is not locked" in p.stderr, p.stderr


with tempfile.TemporaryDirectory() as folder_of_the_test:
    os.chdir(folder_of_the_test)
    globals()[TEST]()
    os.chdir("/")
