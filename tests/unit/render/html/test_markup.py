"""Elements of SVG: each attribute escaped, rounded, or left out."""

import pytest

from memscope.render.html.markup import element, text_of

pytestmark = pytest.mark.unit


@pytest.mark.parametrize(
    ("made", "text"),
    [
        (element("g"), "<g/>"),
        (element("g", "a", "<b/>"), "<g>a<b/></g>"),
        (element("g", class_="k", data_row=3), '<g class="k" data-row="3"/>'),
        (element("g", fill=None, x=0), '<g x="0"/>'),
        (element("g", x=1.0, y=2.345, z=0.001), '<g x="1" y="2.35" z="0"/>'),
        (element("g", d='"<&'), '<g d="&quot;&lt;&amp;"/>'),
        (element("g", text_of("<&")), "<g>&lt;&amp;</g>"),
    ],
)
def test_an_element(made: str, text: str) -> None:
    assert made == text
