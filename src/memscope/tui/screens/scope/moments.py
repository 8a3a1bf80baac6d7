"""Keys of the scope about time: mark a moment, what changed since, keep a recording."""

from datetime import datetime
from functools import partial

from memscope.collect.tape.reel import Reel
from memscope.errors import MemscopeError
from memscope.i18n import _, ngettext
from memscope.model.snapshot import Snapshot
from memscope.render.words.problems import sentence
from memscope.tui.build import ViewBuilder
from memscope.tui.messages import Looked, Refused
from memscope.tui.screens.scope.host import Host
from memscope.tui.session import Session


class Moments:
    """Sets bookmarks, and keeps what is seen in a file."""

    def __init__(self, session: Session, builder: ViewBuilder, host: Host) -> None:
        self._session, self._builder, self._host = session, builder, host
        self._reel = Reel()
        self._began: float | None = None

    @property
    def is_recording(self) -> bool:
        """What is seen goes into a file."""
        return self._reel.path is not None

    @property
    def recorded_s(self) -> float | None:
        """Seconds that went into a file by now; None: nothing is recorded."""
        view = self._host.view
        if self._began is None or view is None:
            return None
        return max(view.at - self._began, 0.0)

    def mark(self, name: str = "") -> None:
        """Remember the moment that is shown; in a file that is kept, too."""
        view = self._host.view
        if view is None:
            return
        try:
            kept = self._reel.mark(name)
        except MemscopeError as error:
            self._host.complain(sentence(error))
            return
        name = name or kept or ""
        self._host.work("mark", partial(self._mark, name, view.at))
        said = _("bookmark {name}: d shows what is different from this moment")
        if not name:
            said = _("bookmark set: d shows what is different from this moment")
        self._host.say(said.format(name=name))

    def _mark(self, name: str, at: float) -> Looked | None:
        view = self._builder.mark(name, at)
        return Looked(view) if view is not None else None

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
        self._began = self._host.view.at
        said = _("recording into {path}; o ends it, b sets a bookmark")
        self._host.say(said.format(path=path))

    def _end(self) -> None:
        self._began = None
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
