"""The ways in which a sample can run, and which of them this machine lacks."""

import shutil
from dataclasses import dataclass

import pytest

from memscope.errors import SampleFailed
from memscope.lab.build import build
from memscope.lab.lab import Lab
from memscope.lab.sample import Sample


@dataclass(frozen=True, slots=True)
class Way:
    """A language and, for C, how it is built.

    Attributes:
        language: `python` or `c`.
        variant: As for `Lab.start`.
        compiler: What $CC is; "" for the usual one.
    """

    language: str
    variant: str = "pie"
    compiler: str = ""

    @property
    def has_glibc(self) -> bool:
        """Tell whether small blocks come from the kernel's [heap]."""
        return not self.compiler

    def start(
        self, lab: Lab, patch: pytest.MonkeyPatch, name: str, *args: str
    ) -> Sample:
        """Start the sample, or skip the test and say what is missing."""
        if self.language == "c":
            self._need_compiler(patch)
            self._need_static_library(name)
        return lab.start(
            name, language=self.language, variant=self.variant, args=list(args)
        )

    def _need_compiler(self, patch: pytest.MonkeyPatch) -> None:
        if self.compiler:
            patch.setenv("CC", self.compiler)
        if not shutil.which(self.compiler or "cc"):
            package = "musl-tools" if self.compiler else "gcc libc6-dev"
            pytest.skip(f"no C compiler for this on the machine: apt install {package}")

    def _need_static_library(self, name: str) -> None:
        if self.variant != "static":
            return
        try:
            build(name, "static")
        except SampleFailed as error:
            pytest.skip(f"no static C library, apt install libc6-dev: {error}")

    def __str__(self) -> str:
        words = (self.language, self.variant, self.compiler)
        return words[0] if words[0] == "python" else "-".join(filter(None, words))


WAYS = (
    Way("python"),
    Way("c", "pie"),
    Way("c", "nopie"),
    Way("c", "static"),
    Way("c", "pie", "musl-gcc"),
)
