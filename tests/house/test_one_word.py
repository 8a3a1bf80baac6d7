"""One thing has one word: in each language the same one everywhere.

A row names a thing in English, the word that Japanese has for it, and words that have
stood for it, too. Whoever calls a thing anew adds its row.
"""

import re

import pytest

from tools.messages import read_japanese

pytestmark = pytest.mark.house

WORDS = [
    (r"panes?", "欄", ("枠", "ペイン", "パネル")),
    (r"process(es)?", "プロセス", ("タスク",)),
    (r"threads?", "スレッド", ("糸",)),
    (r"regions?", "領域", ("リージョン",)),
    (r"bookmarks?", "しおり", ("ブックマーク",)),
    (r"filters?", "絞り込", ("フィルタ",)),
    (r"recordings?", "記録", ("録画", "録音", "レコーディング")),
    (r"symbols?", "シンボル", ("記号名",)),
    (r"themes?", "配色", ("テーマ",)),
    (r"tour", "ツアー", ("案内",)),
    (r"steps?", "段階", ("ステップ",)),
    (r"lessons?", "レッスン", ("授業", "講座")),
    (r"unmapped", "未割り当て", ("未マップ",)),
    (r"history", "履歴", ("ヒストリ",)),
    (r"settings?", "設定", ("セッティング",)),
]
_SPACED = re.compile(r"\besc [ぁ-ん]")


def texts() -> list[tuple[str, str]]:
    """Return each text in English and in Japanese."""
    found = []
    for message in read_japanese():
        if message.id:
            one = message.id if isinstance(message.id, str) else " ".join(message.id)
            other = message.string
            text = other if isinstance(other, str) else " ".join(other or ())
            found.append((one, text))
    return found


@pytest.mark.parametrize(("thing", "word", "twins"), WORDS)
def test_a_thing_has_one_word(thing: str, word: str, twins: tuple[str, ...]) -> None:
    meant = re.compile(rf"\b{thing}\b", re.IGNORECASE)
    about = [(one, text) for one, text in texts() if meant.search(one)]

    assert any(word in text for _one, text in about), f"nobody says {word}"
    assert [row for row in about if any(twin in row[1] for twin in twins)] == []


def test_a_key_is_written_in_one_way() -> None:
    assert [text for _one, text in texts() if _SPACED.search(text)] == []
