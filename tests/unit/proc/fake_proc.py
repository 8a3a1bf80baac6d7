"""A folder that looks like /proc, for what must hold without a kernel."""

from pathlib import Path

from memscope.proc.fs import ProcFs


def fake_proc(folder: Path, pid: int, **files: bytes) -> ProcFs:
    """Write the files of one process; `__` in a name stands for a slash."""
    for name, data in files.items():
        file = folder / str(pid) / name.replace("__", "/")
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(data)
    return ProcFs(str(folder))
