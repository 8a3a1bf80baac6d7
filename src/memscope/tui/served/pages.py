"""The pages: the terminal with its strip, and the speaker's notes."""

import pkgutil
from collections.abc import Mapping

from jinja2 import Environment

from memscope.i18n import LANGUAGES, _, language, set_language
from memscope.tui.served.doors import Role
from memscope.tui.served.wire import written

FILES = {
    "page.js": "text/javascript",
    "terminal.js": "text/javascript",
    "fitting.js": "text/javascript",
    "link.js": "text/javascript",
    "past.js": "text/javascript",
    "strip.js": "text/javascript",
    "speaker.js": "text/javascript",
    "page.css": "text/css",
    "speaker.css": "text/css",
}
"""What the pages load, by name, with its kind."""


def page_for(role: Role, root: str, *, lang: str = "") -> str:
    """Return the page of a role.

    Args:
        role: Of who opens it.
        root: How the addresses of that role begin.
        lang: Language that was asked for; "": that of the server.
    """
    before = language()
    set_language(lang if lang in LANGUAGES else before)
    try:
        name, words = (
            ("speaker.html", _speaker_words())
            if role is Role.SPEAKER
            else ("page.html", _page_words())
        )
        template = Environment(autoescape=True).from_string(text_of(name))
        return template.render(
            language=language(),
            root=root,
            role=role.value,
            words=words,
            said=written(words),
        )
    finally:
        set_language(before)


def text_of(name: str) -> str:
    """Return a file of this folder."""
    data = pkgutil.get_data("memscope.tui.served", name)
    assert data is not None, name
    return data.decode()


def _page_words() -> Mapping[str, str]:
    return {
        "opening": _("memscope is starting …"),
        "idle": _("Nothing is shown yet."),
        "full": _("So many watch already that no more are let in. Try again later."),
        "unshared": _("This is not shared any more."),
        "refused": _("Who follows cannot type; this page was cut off."),
        "ended": _("memscope has ended here."),
        "lost": _("The connection is lost; trying again …"),
        "gone": _(
            "No answer. memscope has new addresses whenever it is started again."
        ),
        "again": _("Start again"),
        "reload": _("Try again"),
        "scripts": _("This page needs JavaScript, which is the program's screen here."),
        "driver": _("you drive"),
        "waiting": _("another page drives"),
        "follower": _("you follow"),
        "watch": _("● {n} watch"),
        "unshare": _("end sharing"),
        "share": _("share again"),
        "over": _("hand over"),
        "smaller": _("smaller letters"),
        "larger": _("larger letters"),
        "past": _("the last minutes"),
        "now": _("now"),
        "ago": _("{time} ago"),
    }


def _speaker_words() -> Mapping[str, str]:
    return {
        "title": _("speaker's view"),
        "none": _("No lesson is on screen."),
        "watch": _("● {n} watch"),
        "question": _("question"),
        "notes": _("notes"),
        "hint": _("hint"),
        "answers": _("what the kernel will say"),
        "next": _("next"),
        "step": _("step {n} of {all}"),
        "minutes": _("{used} of {planned} min"),
        "used": _("{used} min"),
        "lost": _("The connection is lost; trying again …"),
        "scripts": _("This page needs JavaScript, which is the program's screen here."),
    }
