"""The page around a report: its policy, its script, its style and colours.

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

from memscope.i18n import _, language, ngettext
from memscope.model.kinds import Segment
from memscope.render.html.table import PageTable, plain_table
from memscope.render.inks import DARK, LIGHT, Inks, ink_on
from memscope.render.palette import KIND_STYLES, colour_of

_INKS = (
    *("ground", "paper", "text", "muted", "faint", "accent"),
    *("good", "warn", "bad", "cursor", "resting"),
)


def colour_rules() -> str:
    """Return variables for light and dark, and a class for each kind's colour."""
    dark = _variables(DARK)
    keys = [*(kind.value for kind in KIND_STYLES), "library"]
    keys += [f"segment-{segment.value}" for segment in Segment]
    kinds = "\n".join(
        f".k-{key}{{--k:{colour_of(key)};--on:{ink_on(colour_of(key))}}}"
        for key in keys
    )
    return (
        f":root{{{_variables(LIGHT)}}}\n"
        f"@media screen and (prefers-color-scheme:dark)"
        f"{{:root:not([data-theme=light]){{{dark}}}}}\n"
        f"@media screen{{:root[data-theme=dark]{{{dark}}}}}\n"
        f"{kinds}\n"
    )


def _variables(inks: Inks) -> str:
    scheme = "dark" if inks.is_dark else "light"
    named = ";".join(f"--{name}:{getattr(inks, name)}" for name in _INKS)
    return f"color-scheme:{scheme};{named}"


def page(template: str, tables: Mapping[str, PageTable], **values: object) -> str:
    """Return a page made from a template beside this file.

    Args:
        template: Its name.
        tables: Tables that the script draws, by the name that the template has.
        values: For the template; all of them are escaped, save what is markup.
    """
    style = colour_rules() + _asset("page.css")
    script = _asset("page.js")
    data = {"words": _script_words(), "tables": tables}
    return (
        _environment()
        .get_template(template)
        .render(
            values,
            language=language(),
            plain={name: plain_table(one) for name, one in tables.items()},
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
    data = pkgutil.get_data("memscope.render.html", f"templates/{name}")
    assert data is not None, name
    return data.decode()
