"""The two lines at the top: what is known of the process in front."""

from memscope.analyze.news import News, ToldNews
from memscope.analyze.several.totals import Several
from memscope.collect.owner import ProcessOwner, owner_of
from memscope.render.space.how import How
from memscope.tui.heading import facts_of, facts_together
from memscope.tui.judging import Judge
from memscope.tui.measuring import MeasuredProcess
from memscope.tui.view import ProcessView, View
from memscope.tui.widgets.header import Header

Identity = tuple[int, int]


class Headed:
    """Remembers what does not change, so that it is asked for once."""

    def __init__(self, header: Header, judge: Judge, *, is_live: bool) -> None:
        self._header, self._judge, self._is_live = header, judge, is_live
        self._owners: dict[Identity, ProcessOwner] = {}
        self._tell = ToldNews()

    def show(
        self,
        view: View | None,
        one: ProcessView | None,
        measured: MeasuredProcess,
        how: How,
    ) -> None:
        """Draw them; without a process, how we look alone."""
        if view is None or one is None:
            self._header.show_nobody(how)
            return
        owner = self._owner(one)
        facts = facts_of(
            one,
            measured,
            findings=self._judge.findings(one.key),
            limits=self._judge.limits(one.key),
            user=owner.user if owner else "",
            began=owner.began if owner else None,
            taken_at=view.snapshot.taken_at,
            tell=self._tell,
        )
        self._header.show(facts, how)

    def show_together(self, view: View, several: Several, how: How) -> None:
        """Draw them for several processes, with the worst news of all."""
        facts = facts_together(view, several, self._news(view))
        self._header.show_together(facts, how)

    def _news(self, view: View) -> list[tuple[ProcessView, News]]:
        found = []
        for one in view.processes:
            news = facts_of(
                one,
                findings=self._judge.findings(one.key),
                limits=self._judge.limits(one.key),
                tell=self._tell,
            ).news
            if news is not None and not one.ended:
                found.append((one, news))
        return found

    def _owner(self, one: ProcessView) -> ProcessOwner | None:
        """Return whose it is; of a recording nobody is asked."""
        if self._is_live and one.key not in self._owners and not one.ended:
            self._owners[one.key] = owner_of(*one.key)
        return self._owners.get(one.key)
