"""Collect the texts that users see, keep the Japanese file in step, compile it.

Run it through `make messages`. New texts come out empty in
`src/memscope/locale/ja/LC_MESSAGES/memscope.po`: translate them there and run it
again. A test fails as long as one is missing.
"""

import ast
from collections.abc import Iterator
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

SOURCE = Path(__file__).parents[1] / "src" / "memscope"
LOCALE = SOURCE / "locale"
TEMPLATE = LOCALE / "memscope.pot"
JAPANESE = LOCALE / "ja" / "LC_MESSAGES" / "memscope.po"
KEYWORDS = {"_": None, "N_": None, "ngettext": (1, 2)}
Message = str | tuple[str, ...]
# The same texts give the same files: no time of the day in them.
EPOCH = datetime(2026, 1, 1, tzinfo=UTC)


def extract() -> Catalog:
    """Return every text marked for translation in the package."""
    catalog = _catalog(None)
    for path, message in sorted(
        [*_in_templates(), *_in_modules()], key=lambda one: (one[0], str(one[1]))
    ):
        catalog.add(message, None, [(path, 0)])
    return catalog


def _in_templates() -> Iterator[tuple[str, Message]]:
    found = extract_from_dir(SOURCE, [("**.html.j2", "jinja2")], keywords=KEYWORDS)
    for path, _line, message, _comments, _context in found:
        yield path, message


def _in_modules() -> Iterator[tuple[str, Message]]:
    # Not Babel's own reader of Python: before 3.12 it does not see into f-strings.
    for file in sorted(SOURCE.rglob("*.py")):
        path = file.relative_to(SOURCE).as_posix()
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
                texts = list(filter(None, map(_text, node.args)))
                match node.func.id, texts:
                    case (("_" | "N_"), [text]):
                        yield path, text
                    case "ngettext", [one, many]:
                        yield path, (one, many)


def _text(node: ast.expr) -> str:
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value
    return ""


def read_japanese() -> Catalog:
    """Return the Japanese texts as they are now; without a file there are none."""
    if not JAPANESE.exists():
        return _catalog("ja")
    with JAPANESE.open("rb") as file:
        return read_po(file, locale="ja")


def compile_japanese(catalog: Catalog) -> None:
    """Write what the program reads, beside the .po file."""
    with JAPANESE.with_suffix(".mo").open("wb") as file:
        write_mo(file, catalog)


def main() -> None:
    """Bring the three files in step and say what is still to be translated."""
    template, old = extract(), read_japanese()
    japanese = _catalog("ja")
    for message in template:
        if message.id:
            known = old.get(message.id)
            text = known.string if known and not known.fuzzy else None
            japanese.add(message.id, text, message.locations)
    JAPANESE.parent.mkdir(parents=True, exist_ok=True)
    _write(TEMPLATE, template)
    _write(JAPANESE, japanese)
    compile_japanese(japanese)
    missing = [one.id for one in japanese if one.id and not _is_complete(one.string)]
    print(f"{len(template)} texts, {len(missing)} without a translation")


def _is_complete(text: Message | list[str] | None) -> bool:
    """Tell whether there is a text, and one for every plural form."""
    return all(text) if isinstance(text, list | tuple) else bool(text)


def _catalog(locale: str | None) -> Catalog:
    return Catalog(
        locale,
        project="memscope",
        version="1",
        copyright_holder="the memscope authors",
        header_comment="# Texts of memscope.",
        msgid_bugs_address="the memscope authors",
        last_translator="the memscope authors",
        language_team="the memscope authors",
        creation_date=EPOCH,
        revision_date=EPOCH,
        fuzzy=False,
    )


def _write(path: Path, catalog: Catalog) -> None:
    file = BytesIO()
    write_po(file, catalog, width=88, include_lineno=False, sort_output=True)
    path.write_bytes(file.getvalue().rstrip() + b"\n")


if __name__ == "__main__":
    main()
