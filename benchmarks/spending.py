"""What a command of its own process spends."""

import os
import subprocess
from pathlib import Path


def spent(command: list[str], *, folder: Path | None = None) -> tuple[float, int]:
    """Processor seconds and peak memory in MB of one run, start-up included; it has to hold."""
    child = subprocess.Popen(command, cwd=folder, stdout=subprocess.DEVNULL)
    _, status, usage = os.wait4(child.pid, 0)
    if os.waitstatus_to_exitcode(status) != 0:
        raise SystemExit(f"{' '.join(command)} does not hold")
    return usage.ru_utime + usage.ru_stime, usage.ru_maxrss // 1024
