"""Keys of the scope about time: mark a moment, what changed since, keep a recording."""

from datetime import datetime
from typing import ClassVar

from textual import work
from textual.binding import Binding, BindingType

from memscope.collect.tape.reel import Reel
from memscope.errors import MemscopeError
from memscope.i18n import N_, _, ngettext
from memscope.model.snapshot import Snapshot
from memscope.render.words.problems import sentence
from memscope.tui.messages import Later
from memscope.tui.screens.diff import DiffScreen
from memscope.tui.screens.scope.looks import ScopeLooks
from memscope.tui.view import View
from memscope.tui.widgets.bars import HeaderBar

_NO_MARK = N_("b marks a moment first; then d shows what is different")


class ScopeMoments(ScopeLooks):
    """Remembers one moment; two moments make a difference."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("b", "mark_moment", show=False),
        Binding("d", "look_diff", show=False),
        Binding("o", "record", show=False),
    ]

    def __init__(self) -> None:
        super().__init__()
        self.reel = Reel()
        self._marked: View | None = None

    def action_mark_moment(self) -> None:
        """Remember what is shown now; while recording, set a bookmark, too."""
        if self.view is None:
            return
        self._marked = self.view
        said = _("marked: d shows what is different from this moment")
        try:
            name = self.reel.mark()
        except MemscopeError as error:
            self._complain(sentence(error))
            return
        if name is not None:
            said = _("bookmark {name}: d shows what is different from this moment")
        self.notify(said.format(name=name), markup=False)

    def action_look_diff(self) -> None:
        """Show what is different between the marked moment and this one."""
        if self._marked is None or self.view is None:
            self.notify(_(_NO_MARK), markup=False)
            return
        # A recording may stand before the mark by now.
        both = sorted((self._marked, self.view), key=lambda view: view.at)
        self._compare(both[0].snapshot, both[1].snapshot)

    @work(thread=True, exclusive=True, group="diff")
    def _compare(self, before: Snapshot, after: Snapshot) -> None:
        from memscope.analyze.diff.diff import diff

        found = diff(before, after)
        self.post_message(Later(lambda: self._show_diff(DiffScreen(found))))

    def _show_diff(self, screen: DiffScreen) -> None:
        if self.is_current:
            self.app.push_screen(screen)

    def action_record(self) -> None:
        """Begin to keep what is seen in a file of this folder, or end it."""
        try:
            if self.reel.path is None:
                self._begin_recording()
            else:
                self._end_recording()
        except MemscopeError as error:
            self._complain(sentence(error))
        self.query_one(HeaderBar).redraw()

    def _begin_recording(self) -> None:
        if self.view is None:
            return
        path = f"memscope-{datetime.now():%Y%m%d-%H%M%S}.memscope"
        self.reel.begin(
            path,
            interval_s=self.session.source.interval_s,
            title=self.session.title(),
        )
        self.reel.add(self.view.snapshot)
        said = _("recording into {path}; o ends it, b sets a bookmark")
        self.notify(said.format(path=path), markup=False)

    def _end_recording(self) -> None:
        if (ended := self.reel.end()) is not None:
            path, looks = ended
            said = ngettext("{n} look in {path}", "{n} looks in {path}", looks)
            self.notify(said.format(n=looks, path=path), markup=False)

    def keep(self, snapshot: Snapshot) -> None:
        """Add a look to the recording; called on the thread of the feed."""
        try:
            self.reel.add(snapshot)
        except MemscopeError as error:
            reason = sentence(error)
            self.post_message(Later(lambda: self._complain(reason)))

    def _complain(self, reason: str) -> None:
        self.notify(reason, severity="warning", markup=False)
