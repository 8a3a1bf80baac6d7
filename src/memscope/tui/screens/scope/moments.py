"""Keys of the scope about time: mark a moment, what changed since, keep a recording."""

from datetime import datetime
from functools import partial

from memscope.collect.tape.reel import Reel
from memscope.errors import MemscopeError
from memscope.i18n import N_, _, ngettext
from memscope.model.snapshot import Snapshot
from memscope.render.words.problems import sentence
from memscope.tui.messages import Compared, Refused
from memscope.tui.screens.scope.host import Host
from memscope.tui.session import Session
from memscope.tui.view import View

_NO_MARK = N_("b marks a moment first; then d shows what is different")


class Moments:
    """Remembers one moment; two moments make a difference."""

    def __init__(self, session: Session, host: Host) -> None:
        self._session, self._host = session, host
        self._reel = Reel()
        self._marked: View | None = None

    @property
    def is_recording(self) -> bool:
        """What is seen goes into a file."""
        return self._reel.path is not None

    def mark(self) -> None:
        """Remember what is shown now; while recording, set a bookmark, too."""
        if self._host.view is None:
            return
        self._marked = self._host.view
        said = _("marked: d shows what is different from this moment")
        try:
            name = self._reel.mark()
        except MemscopeError as error:
            self._host.complain(sentence(error))
            return
        if name is not None:
            said = _("bookmark {name}: d shows what is different from this moment")
        self._host.say(said.format(name=name))

    def differ(self) -> None:
        """Find out what is different between the marked moment and this one."""
        if self._marked is None or self._host.view is None:
            self._host.say(_(_NO_MARK))
            return
        # A recording may stand before the mark by now.
        both = sorted((self._marked, self._host.view), key=lambda view: view.at)
        job = partial(_compare, both[0].snapshot, both[1].snapshot)
        self._host.work("diff", job)

    def record(self) -> None:
        """Begin to keep what is seen in a file of this folder, or end it."""
        try:
            if self.is_recording:
                self._end()
            else:
                self._begin()
        except MemscopeError as error:
            self._host.complain(sentence(error))
        self._host.redraw_header()

    def _begin(self) -> None:
        if self._host.view is None:
            return
        path = f"memscope-{datetime.now():%Y%m%d-%H%M%S}.memscope"
        interval_s = self._session.source.interval_s
        self._reel.begin(path, interval_s=interval_s, title=self._session.title())
        self._reel.add(self._host.view.snapshot)
        said = _("recording into {path}; o ends it, b sets a bookmark")
        self._host.say(said.format(path=path))

    def _end(self) -> None:
        if (ended := self._reel.end()) is not None:
            path, looks = ended
            said = ngettext("{n} look in {path}", "{n} looks in {path}", looks)
            self._host.say(said.format(n=looks, path=path))

    def keep(self, snapshot: Snapshot) -> None:
        """Add a look to the recording; called on the thread of the feed."""
        try:
            self._reel.add(snapshot)
        except MemscopeError as error:
            self._host.post_message(Refused(sentence(error)))

    def close(self) -> None:
        """End the recording, so that it is whole.

        Raises:
            MemscopeError: The disk is full, or the like.
        """
        self._reel.end()


def _compare(before: Snapshot, after: Snapshot) -> Compared:
    from memscope.analyze.diff.diff import diff

    return Compared(diff(before, after))
