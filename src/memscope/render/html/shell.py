"""A page that is one file: the shell around every report, and its policy.

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
from memscope.render.html.page_style import colour_rules
from memscope.render.html.table import PageTable, plain_table


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
