"""Runs pipelines one after the other and prints, as JSON, what they took together.

Standard input: a JSON list of {"commands": [[program, argument, ...], ...], "output": path or null}.
CPU time and peak memory are the kernel's account of each finished process, exact and without sampling. A pipeline's
peak is the sum of its processes' peaks. No process can show a lower peak than the 10 to 15 MB of this one, which it
starts as a copy of.
"""
import json
import os
import subprocess
import sys
import time

# Linux counts in KiB, macOS in bytes.
PEAK_UNIT = 1 if sys.platform == "darwin" else 1024


def start(pipeline, output):
    children = []
    source = subprocess.DEVNULL
    for command in pipeline["commands"]:
        is_last = command is pipeline["commands"][-1]
        child = subprocess.Popen(command, stdin=source, stdout=output if is_last else subprocess.PIPE)
        if children:
            source.close()
        source = child.stdout
        children.append(child)
    return children


def finish(child):
    _, status, usage = os.wait4(child.pid, 0)
    child.returncode = os.waitstatus_to_exitcode(status)
    if child.returncode != 0:
        sys.exit(f"{' '.join(child.args)} ended with {child.returncode}")
    return usage


def measure(pipeline):
    with open(pipeline["output"] or os.devnull, "wb") as output:
        started = time.perf_counter()
        usages = [finish(child) for child in start(pipeline, output)]
        wall = time.perf_counter() - started
    cpu = sum(usage.ru_utime + usage.ru_stime for usage in usages)
    return wall, cpu, sum(usage.ru_maxrss for usage in usages) * PEAK_UNIT


walls, cpus, peaks = zip(*map(measure, json.load(sys.stdin)))
json.dump({"wallSeconds": sum(walls), "cpuSeconds": sum(cpus), "peakBytes": max(peaks)}, sys.stdout)
