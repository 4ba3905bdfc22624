"""What the figures were measured on, and how the disk felt: without both, a figure says nothing."""

from __future__ import annotations

import os
import platform
import statistics
import time
from pathlib import Path

import psutil

SYNCS = 200


def sync_time(folder: Path) -> float:
    """Give the median time in milliseconds that the disk takes to make 4 KiB durable."""
    path, times = folder / "probe", list[float]()
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT)
    try:
        for number in range(SYNCS):
            os.pwrite(descriptor, b"x" * 4096, number * 4096)
            start = time.perf_counter()
            os.fdatasync(descriptor)
            times.append(time.perf_counter() - start)
    finally:
        os.close(descriptor)
        path.unlink()
    return statistics.median(times) * 1000


def description(folder: Path) -> str:
    """Describe processor, memory, system and the file system that the folder stands on, in one line."""
    memory = psutil.virtual_memory().total / 2**30
    return (
        f"{os.cpu_count()} cores ({_cpu()}), {memory:.0f} GiB of memory, {platform.system()} {platform.release()}"
        f", Python {platform.python_version()}, data on {_file_system(folder)}"
    )


def others(known: set[int]) -> list[str]:
    """List what else ran: the programs that used more than a tenth of a core in the last second."""
    strangers = [process for process in psutil.process_iter() if process.pid not in known]
    for process in strangers:
        _share(process)
    time.sleep(1)  # a share of a second's work can only be told after it
    busy = [(share, process) for process in strangers if (share := _share(process)) >= 10]
    return [f"{_name(process)} {share:.0f} %" for share, process in sorted(busy, key=lambda pair: -pair[0])]


def _share(process: psutil.Process) -> float:
    try:
        return process.cpu_percent()
    except psutil.Error:
        return 0.0


def _name(process: psutil.Process) -> str:
    try:
        return process.name()
    except psutil.Error:
        return "ended"


def _cpu() -> str:
    lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    names = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return names[0] if names else platform.machine()


def _file_system(folder: Path) -> str:
    mounts = [part for part in psutil.disk_partitions(all=True) if folder.absolute().is_relative_to(part.mountpoint)]
    return max(mounts, key=lambda part: len(part.mountpoint)).fstype if mounts else "an unknown file system"
