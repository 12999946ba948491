"""One run of a command, measured: what run and sweep share."""
import os, shutil, subprocess, time


def timed(command, source, out=os.devnull):
    """Wall seconds and processor seconds; status 0 or 1, else RuntimeError."""
    with open(source, "rb") as stdin, open(out, "wb") as stdout:
        start = time.monotonic()
        p = subprocess.Popen(command, stdin=stdin, stdout=stdout, stderr=subprocess.DEVNULL)
        _, status, usage = os.wait4(p.pid, 0)
        wall = time.monotonic() - start
    p.returncode = os.waitstatus_to_exitcode(status)
    if p.returncode not in (0, 1):
        raise RuntimeError(f"{command[0]} ended with {p.returncode}")
    return wall, usage.ru_utime + usage.ru_stime


def peak(command, source):
    """The most memory it held, in MB, of a run of its own: looked at while it
    runs, since what the kernel says at the end is never below what this
    interpreter held when it began the command."""
    most = 0
    with open(source, "rb") as stdin:
        p = subprocess.Popen(command, stdin=stdin, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        while p.poll() is None:
            try:
                with open(f"/proc/{p.pid}/status") as f:
                    most = max([most] + [int(line.split()[1]) for line in f if line.startswith("VmHWM")])
            except OSError:
                pass
            time.sleep(0.0005)
    return most / 1024


def cycles(command, source):
    """Processor cycles of a run of its own, None where perf or the machine counts none."""
    if shutil.which("perf") is None:
        return None
    with open(source, "rb") as stdin:
        p = subprocess.run(["perf", "stat", "-x,", "-e", "cycles:u", *command], stdin=stdin, stdout=subprocess.DEVNULL,
                           stderr=subprocess.PIPE, text=True)
    for line in p.stderr.splitlines():
        count, _, rest = line.partition(",")
        if "cycles" in rest and count.isdigit():
            return int(count)
    return None
