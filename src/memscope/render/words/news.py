"""The news in one sentence, long or short, in the reader's language."""

from memscope.analyze.growth.pace import LayerPace
from memscope.analyze.news import Matter, News
from memscope.i18n import _, ngettext
from memscope.model.finding import Severity
from memscope.model.label_text import label_text
from memscope.render.words.layers import layer_name
from memscope.units import format_times, safe, short_bytes

CALM = {Matter.ENDED, Matter.NOBODYS_STACKS, Matter.VIRTUAL}
ALARMING = {Matter.LIMIT, Matter.STACK}


def short_news(news: News) -> str:
    """Return the sentence where there is little room; it may be the same."""
    if news.matter is Matter.GROWTH:
        return _("+{size}/min").format(size=short_bytes(news.bytes))
    if news.matter is Matter.REFUSED:
        return _("may not be read")
    if news.matter is Matter.STACK:
        return _("stack {share} % used").format(share=f"{(news.share or 0) * 100:.0f}")
    return news_text(news)


def news_text(news: News) -> str:
    """Return the sentence, without its sign: `+16.6M/min for 6 min`."""
    size, share = short_bytes(news.bytes), f"{(news.share or 0) * 100:.0f}"
    match news.matter:
        case Matter.ENDED:
            return _("ended")
        case Matter.REFUSED:
            return _("its map may not be read: {why}").format(why=safe(_(news.name)))
        case Matter.SWAP:
            return _("{size} on swap").format(size=size)
        case Matter.LIMIT:
            return _("{limit} {share} % used").format(
                limit=safe(news.name), share=share
            )
        case Matter.STACK:
            return _("stack of {name}: {share} % of {size} used").format(
                name=safe(news.name), share=share, size=size
            )
        case Matter.GROWTH:
            return _("+{size}/min for {span}").format(
                size=size, span=span_text(news.seconds)
            )
        case Matter.NOBODYS_STACKS:
            text = ngettext(
                "{n} stack of no thread", "{n} stacks of no thread", news.count
            )
            return text.format(n=news.count)
        case Matter.VIRTUAL:
            return _("virtual is {times} times resident").format(
                times=format_times(news.share)
            )
        case Matter.FINDING:
            return _finding(news)


def _finding(news: News) -> str:
    title = news.finding.title if news.finding else ""
    return f"{short_bytes(news.bytes)} {title}" if news.bytes is not None else title


def news_sign(news: News) -> str:
    """Return the sign before it; there is one without colours, too."""
    if news.matter is Matter.ENDED:
        return "✕"
    if news.matter in ALARMING:
        return "!"
    return "▲" if news.matter is Matter.GROWTH else "•" if is_calm(news) else "▲"


def is_calm(news: News) -> bool:
    """Tell whether it is worth knowing, but nothing is wrong."""
    if news.finding is not None:
        return news.finding.severity is not Severity.PROBLEM
    return news.matter in CALM


def pace_text(pace: LayerPace, *, is_long: bool = True) -> str:
    """Return where the growth is: `Python's objects 12.4M`, or shorter."""
    name = safe(label_text(pace.key.label)) if is_long else layer_name(pace.key)
    return f"{name} {short_bytes(int(pace.rate))}"


def span_text(seconds: float) -> str:
    """Return a span with one unit: `40 s`, `6 min`, `3 h`, `2 d`."""
    if seconds < 90:
        return _("{n} s").format(n=f"{seconds:.0f}")
    if seconds < 90 * 60:
        return _("{n} min").format(n=f"{seconds / 60:.0f}")
    if seconds < 36 * 3600:
        return _("{n} h").format(n=f"{seconds / 3600:.0f}")
    return _("{n} d").format(n=f"{seconds / 86400:.0f}")


def at_least(seconds: float) -> float:
    """Return a span rounded down, so that what says it is not new each second."""
    if seconds < 60:
        step = 1 if seconds < 10 else 10
    else:
        step = 60 if seconds < 90 * 60 else 3600
    return seconds // step * step


def clock_span(seconds: float) -> str:
    """Return a span as a clock shows it: `2:10`, `1:02:10`."""
    minutes, rest = divmod(int(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"
