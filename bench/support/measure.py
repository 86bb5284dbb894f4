"""Runs pipelines one after the other and prints, as JSON, what they took together.

Standard input: a JSON list of {"sources": [command, ...], "commands": [command, ...], "output": path or null}, where
a command is [program, argument, ...] and sources may be left out. Each command reads what the one before it prints;
what the sources print is given to the first command as files, after its other arguments.

CPU time and peak memory are the kernel's account of each finished process, exact and without sampling. A pipeline's
peak is the sum of its processes' peaks. In that account no process shows a lower peak than the 10 to 15 MB of this
one, which it starts as a copy of; for one that does not exceed them, what Linux tells of it while it runs counts.
"""
import contextlib
import json
import os
import re
import resource
import subprocess
import sys
import threading
import time

# Linux counts in KiB, macOS in bytes.
PEAK_UNIT = 1 if sys.platform == "darwin" else 1024
SECONDS_BETWEEN_LOOKS = 0.1


def start(pipeline, output):
    children = [
        subprocess.Popen(source, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE)
        for source in pipeline.get("sources", [])
    ]
    files, stdin = [child.stdout for child in children], None
    for command in pipeline["commands"]:
        is_last = command is pipeline["commands"][-1]
        child = subprocess.Popen(
            command + [f"/dev/fd/{file.fileno()}" for file in files],
            stdin=stdin or subprocess.DEVNULL,
            stdout=output if is_last else subprocess.PIPE,
            pass_fds=[file.fileno() for file in files],
        )
        for file in [stdin, *files] if stdin else files:
            file.close()
        files, stdin = [], child.stdout
        children.append(child)
    return children


def finish(child):
    _, status, usage = os.wait4(child.pid, 0)
    child.returncode = os.waitstatus_to_exitcode(status)
    if child.returncode != 0:
        sys.exit(f"{' '.join(child.args)} ended with {child.returncode}")
    return usage


def told_peak(pid):
    """The peak of a running process without what it was a copy of; 0 when the system does not tell."""
    try:
        with open(f"/proc/{pid}/status", encoding="utf-8", errors="replace") as status:
            peak = re.search(r"^VmHWM:\s+(\d+) kB$", status.read(), re.MULTILINE)
    except OSError:
        return 0
    return int(peak[1]) if peak else 0


@contextlib.contextmanager
def watched(children):
    """Gives the last peak that each process has told, by its id."""
    peaks, is_over = {}, threading.Event()

    def watch():
        while not is_over.wait(SECONDS_BETWEEN_LOOKS):
            for child in children:
                peaks[child.pid] = told_peak(child.pid) or peaks.get(child.pid, 0)

    thread = threading.Thread(target=watch)
    thread.start()
    try:
        yield peaks
    finally:
        is_over.set()
        thread.join()


def peak_of(usage, told):
    is_own = usage.ru_maxrss > resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return usage.ru_maxrss if is_own or not told else told


def measure(pipeline):
    with open(pipeline["output"] or os.devnull, "wb") as output:
        started = time.perf_counter()
        children = start(pipeline, output)
        with watched(children) as peaks:
            usages = [finish(child) for child in children]
            wall = time.perf_counter() - started
    cpu = sum(usage.ru_utime + usage.ru_stime for usage in usages)
    peak = sum(peak_of(usage, peaks.get(child.pid)) for child, usage in zip(children, usages))
    return wall, cpu, peak * PEAK_UNIT


walls, cpus, peaks = zip(*map(measure, json.load(sys.stdin)))
json.dump({"wallSeconds": sum(walls), "cpuSeconds": sum(cpus), "peakBytes": max(peaks)}, sys.stdout)
