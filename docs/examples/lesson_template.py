"""A lesson to start from: copy it together with the program beside it.

memscope lesson ./lesson_template.py
memscope lesson ./lesson_template.py --headless --set mib=64
"""

from memscope.lab.sample import Sample
from memscope.lessons.base import Lesson, step
from memscope.lessons.settings import Setting
from memscope.lessons.stage import Stage
from memscope.lessons.texts import words_from_toml

MIB = 1 << 20
UNSAID = "this kernel does not say how much memory the program has"

ENGLISH = """
title = "Asking for memory is not using it"
summary = "What happens when a program asks for memory, and what when it writes to it."
minutes = 5

[steps.ask]
title = "Asking"
narration = "A program asks for {mib} MiB and does not touch them."
question = "How much of it will be in memory?"
hint = "Who could need a page that nobody has written to?"
notes = "Let them vote: all of it, some of it, or nothing."
[steps.ask.claims]
addresses-were-given = "It got {grown:bytes} of addresses more."
hardly-any-memory = "In memory there are {more:bytes} more."

[steps.write]
title = "Writing"
narration = "Now it writes one byte to every page."
question = "And now?"
hint = "A page is there, or it is not."
notes = "The kernel gives out a page at the first touch. That is called a page fault."
[steps.write.claims]
memory-was-given = "Now there are {more:bytes} more in memory."
"""

JAPANESE = """
title = "メモリは、確保しただけでは使われない"
summary = "プログラムがメモリを確保すると何が起こるのか。書き込むと何が起こるのか。"
minutes = 5

[steps.ask]
title = "確保する"
narration = "プログラムが{mib} MiBを確保し、何も書き込まずにおきます。"
question = "そのうち、どれだけがメモリ上にあるでしょうか？"
hint = "誰も書き込んでいないページを、誰が必要とするでしょうか？"
notes = "全部、一部、なし、のどれかに手を挙げてもらってください。"
[steps.ask.claims]
addresses-were-given = "アドレスが{grown:bytes}増えました。"
hardly-any-memory = "メモリ上で増えたのは{more:bytes}です。"

[steps.write]
title = "書き込む"
narration = "今度は、すべてのページに1バイトずつ書き込みます。"
question = "今度はどうでしょうか？"
hint = "ページは、あるかないかのどちらかです。"
notes = "ページは、最初に触れられたときに割り当てられます。これがページフォールトです。"
[steps.write.claims]
memory-was-given = "今度は、メモリ上で{more:bytes}増えました。"
"""


class Asking(Lesson):
    """Addresses are given at once, memory when it is written to."""

    name = "asking"
    settings = {"mib": Setting(default=32, least=1, most=256)}
    words = {
        "en": words_from_toml(ENGLISH, "the English words"),
        "ja": words_from_toml(JAPANESE, "the Japanese words"),
    }

    sample: Sample

    @step("ask")
    def ask(self, stage: Stage) -> None:
        """Let the program ask for memory."""
        self.sample = stage.start("lesson_template_sample.py")
        wanted = stage.number("mib") * MIB
        before = stage.process(self.sample.pid).usage
        self.sample.tell("keep", stage.number("mib"))
        after = stage.process(self.sample.pid).usage

        grown = difference(before.virtual, after.virtual)
        stage.claim(
            "addresses-were-given",
            None if grown is None else grown >= wanted,
            why=UNSAID,
            grown=grown,
        )
        more = difference(before.resident, after.resident)
        stage.claim(
            "hardly-any-memory",
            None if more is None else more < wanted / 2,
            why=UNSAID,
            more=more,
        )

    @step("write")
    def write(self, stage: Stage) -> None:
        """Let it write to what it got."""
        before = stage.process(self.sample.pid).usage
        self.sample.tell("write")
        after = stage.process(self.sample.pid).usage

        more = difference(before.resident, after.resident)
        stage.claim(
            "memory-was-given",
            None if more is None else more >= stage.number("mib") * MIB,
            why=UNSAID,
            more=more,
        )


def difference(before: int | None, after: int | None) -> int | None:
    """How much more it became; None when one of the two is unknown."""
    return None if before is None or after is None else after - before
