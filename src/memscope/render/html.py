"""A report as one HTML file: it needs no network and no other file.

Nothing that a stranger named can run: every text is made safe and escaped, and the
page's own policy (CSP) lets only our one style and our one script through, by hash.
"""

import base64
import hashlib
import pkgutil
from collections.abc import Mapping

import msgspec
from jinja2 import Environment, FunctionLoader, StrictUndefined
from markupsafe import Markup

from memscope.codec.garbage import uncollected
from memscope.i18n import _, language, ngettext
from memscope.model.claim import LessonResult, Verdict
from memscope.model.process import Process
from memscope.model.snapshot import Snapshot
from memscope.render.lesson_text import MARKS, STYLES, summary_parts
from memscope.render.map_svg import WIDTH, map_picture
from memscope.render.markup import element
from memscope.render.names import process_name
from memscope.render.page_rows import region_table, thread_table
from memscope.render.page_style import colour_rules
from memscope.render.page_table import PageTable
from memscope.render.page_totals import page_totals
from memscope.render.process_facts import gap_subject, moment_facts, process_facts
from memscope.render.wording import confidence_legend, gap_text
from memscope.units import format_ms, safe


def snapshot_page(snapshot: Snapshot) -> str:
    """Return a page with the map, threads and regions of each process."""
    with uncollected():
        return _snapshot_page(snapshot)


def _snapshot_page(snapshot: Snapshot) -> str:
    moment, circumstances = moment_facts(snapshot)
    tables: dict[str, PageTable] = {}
    processes = []
    for at, process in enumerate(snapshot.processes):
        tables[f"threads-{at}"] = thread_table(process, snapshot.system.machine)
        tables[f"regions-{at}"] = region_table(process)
        processes.append(_process(process, snapshot))
    names = ", ".join(process_name(one) for one in snapshot.processes[:4])
    return _page(
        "snapshot.html.j2",
        tables,
        title=names or _("nothing seen"),
        moment=moment,
        circumstances=circumstances,
        processes=processes,
        gaps=[
            (gap_subject(one), gap_text(one.why), gap_text(one.remedy or ""))
            for one in snapshot.gaps
        ],
        legend=confidence_legend(),
    )


def lesson_page(result: LessonResult) -> str:
    """Return a page with every step of a lesson, what it claimed and what was seen."""
    return _page(
        "lesson.html.j2",
        {},
        title=safe(result.title),
        steps=result.steps,
        summary=summary_parts(result),
        marks=MARKS,
        styles=STYLES,
        verdicts=list(Verdict),
        safe=safe,
        duration=format_ms,
    )


def _process(process: Process, snapshot: Snapshot) -> dict[str, object]:
    return {
        "name": process_name(process),
        "pid": process.pid,
        "facts": process_facts(process, snapshot),
        "map": _map(process) if process.regions else None,
        "totals": page_totals(process),
        "threads": len(process.threads),
        "regions": len(process.regions),
    }


def _map(process: Process) -> Markup:
    picture = map_picture(process, has_links=True)
    size = {"width": WIDTH, "height": picture.height}
    box = f"0 0 {WIDTH} {picture.height:g}"
    return Markup(
        element("svg", picture.markup, viewBox=box, class_="map", role="img", **size)
    )


def _page(template: str, tables: Mapping[str, PageTable], **values: object) -> str:
    style = colour_rules() + _asset("page.css")
    script = _asset("page.js")
    data = {"words": _script_words(), "tables": tables}
    return (
        _environment()
        .get_template(template)
        .render(
            values,
            language=language(),
            style=Markup(style),
            script=Markup(script),
            data=_inside_script(msgspec.json.encode(data).decode()),
            policy=(
                "default-src 'none'; base-uri 'none'; form-action 'none'; "
                f"style-src '{_hash(style)}'; script-src '{_hash(script)}'"
            ),
        )
    )


def _script_words() -> dict[str, str]:
    return {
        "count": _("{shown} of {all}"),
        "none": _("nothing matches"),
        "cut": _("Only the first {n} rows are printed."),
    }


def _inside_script(json: str) -> Markup:
    """Escape what could end a script element, or a line in old readers of it."""
    for character in "<>&\u2028\u2029":
        json = json.replace(character, f"\\u{ord(character):04x}")
    return Markup(json)


def _hash(text: str) -> str:
    digest = hashlib.sha256(text.encode()).digest()
    return f"sha256-{base64.b64encode(digest).decode()}"


def _environment() -> Environment:
    environment = Environment(
        loader=FunctionLoader(_asset),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.globals.update(_=_, ngettext=ngettext)
    return environment


def _asset(name: str) -> str:
    """Return a file beside this one, by way of whatever imported us, a zip too."""
    data = pkgutil.get_data("memscope.render", f"templates/{name}")
    assert data is not None, name
    return data.decode()
