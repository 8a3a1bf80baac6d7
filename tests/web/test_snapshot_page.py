from typing import TYPE_CHECKING

import pytest
from msgspec import structs

from memscope.i18n import set_language
from memscope.model.page import PageRun, PageState
from memscope.render.html.report import snapshot_page
from memscope.render.html.svg import snapshot_svg
from memscope.units import format_bytes, safe
from tests.tui.synthetic import crowd, pair, snapshot
from tests.web.conftest import Opener
from tests.web.reports import EVIL, lowest, malicious, plain

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Locator, Page

pytestmark = pytest.mark.web

REGIONS = "[data-table=regions-0]"


def rows(page: "Page") -> "Locator":
    return page.locator(f"{REGIONS} tr.row")


def column(page: "Page", name: str) -> list[str]:
    """Return the texts of one column, of the rows that exist."""
    script = """([table, name]) => {
        const heads = [...document.querySelectorAll(`${table} thead th`)];
        const at = heads.findIndex((one) => one.dataset.column === name);
        return [...document.querySelectorAll(`${table} tr.row`)]
            .map((row) => row.children[at].textContent);
    }"""
    texts = page.evaluate(script, [REGIONS, name])
    assert isinstance(texts, list)
    return texts


def sort_by(page: "Page", name: str) -> None:
    page.locator(f"{REGIONS} th[data-column={name}] button").click()


def search(page: "Page", text: str) -> None:
    page.locator(f"{REGIONS} input").fill(text)


def test_regions_stand_with_high_addresses_on_top(opened: Opener) -> None:
    page = opened(snapshot_page(plain()))

    shown = column(page, "range")

    assert shown == sorted(shown, reverse=True)
    assert len(shown) == len(plain().processes[0].regions)


def test_a_click_on_a_heading_sorts_and_the_next_one_turns_round(
    opened: Opener,
) -> None:
    page = opened(snapshot_page(plain()))
    sizes = [one.size for one in plain().processes[0].regions]

    sort_by(page, "size")
    falling = column(page, "size")
    sort_by(page, "size")
    rising = column(page, "size")

    assert falling == [format_bytes(one) for one in sorted(sizes, reverse=True)]
    assert rising == falling[::-1]


def test_what_is_unknown_comes_last_in_both_directions(opened: Opener) -> None:
    page = opened(snapshot_page(plain()))

    for _direction in ("falling", "rising"):
        sort_by(page, "resident")
        resident = column(page, "resident")
        assert resident[-1] == "–"
        assert resident.count("–") == 1


def test_words_are_searched_and_all_of_them_must_match(opened: Opener) -> None:
    page = opened(snapshot_page(plain()))

    search(page, "LIBC r-x")

    assert column(page, "what") == ["/usr/lib/libc.so.6"]
    assert column(page, "perms") == ["r-xp"]
    assert page.locator(f"{REGIONS} .count").inner_text().startswith("1 of ")


def test_an_address_inside_a_region_finds_it(opened: Opener) -> None:
    page = opened(snapshot_page(plain()))

    search(page, "0x710000001234")

    assert column(page, "range") == ["710000000000-710000005000"]


def test_a_search_that_finds_nothing_says_so(opened: Opener) -> None:
    page = opened(snapshot_page(plain()))

    search(page, "no such thing")

    assert column(page, "range") == []
    assert page.locator(f"{REGIONS} .count").inner_text() == "nothing matches"


def test_a_chosen_region_tells_its_evidence(opened: Opener) -> None:
    page = opened(snapshot_page(plain()))
    search(page, "[heap]")

    rows(page).first.click()

    details = page.locator(f"{REGIONS} .details").inner_text()
    assert "the kernel itself names this mapping" in details
    assert "program break" in details


def test_registers_are_told_when_they_were_asked_for(opened: Opener) -> None:
    one = plain().processes[0]
    first = structs.replace(one.threads[0], registers={"rip": 0xABC, "rsp": 0xDEF})
    looked = structs.replace(one, threads=(first, *one.threads[1:]))
    page = opened(snapshot_page(snapshot(looked)))

    page.locator("[data-table=threads-0] tr.row").first.click()

    details = page.locator("[data-table=threads-0] .details").inner_text()
    assert "rip      0000000000000abc\nrsp" in details


def test_a_block_of_the_map_leads_to_its_row(opened: Opener) -> None:
    page = opened(snapshot_page(plain()))

    page.locator(".map .block", has_text="heap").click()

    chosen = page.locator(f"{REGIONS} tr[aria-selected=true]")
    assert "[heap]" in chosen.inner_text()


def test_arrow_keys_go_from_row_to_row(opened: Opener) -> None:
    page = opened(snapshot_page(plain()))
    rows(page).first.click()

    page.locator(f"{REGIONS} .rows").press("ArrowDown")

    assert rows(page).nth(1).get_attribute("aria-selected") == "true"


def tell_each(page: "Page") -> None:
    """Open the table that has a row for each region."""
    page.locator("details.each summary").click()


def test_64_000_regions_that_are_alike_are_few_rows(opened: Opener) -> None:
    page = opened(snapshot_page(crowd(64_000)))

    told = page.locator("[data-table=regions-folds-0] tr.row")

    assert told.count() < 30
    assert told.filter(has_text="64,000 ×").count() == 1
    assert not page.locator(REGIONS).is_visible()


def test_a_region_in_the_map_opens_the_table_that_has_it(opened: Opener) -> None:
    page = opened(snapshot_page(crowd(64_000)))

    page.locator(".block[data-row]").first.click()

    assert page.locator(f"{REGIONS} tr.row[aria-selected=true]").is_visible()


def test_the_page_begins_with_where_the_memory_is(opened: Opener) -> None:
    page = opened(snapshot_page(plain()))

    first = page.locator(".facts .card").first
    *lines, total = first.locator("tbody tr").all_inner_texts()

    assert "heap" in first.inner_text()
    assert total.split()[0] == "total"
    assert len(lines) == first.locator(".chip").count()


def test_64_000_regions_open_and_scroll_to_the_last(opened: Opener) -> None:
    taken = crowd(64_000)
    page = opened(snapshot_page(taken))
    tell_each(page)

    page.locator(f"{REGIONS} .rows").evaluate("it => { it.scrollTop = 1e9 }")

    last = f"{lowest(taken).start:012x}"
    page.locator(f"{REGIONS} tr.row", has_text=last).wait_for()
    assert rows(page).count() < 200


def test_64_000_regions_are_sorted_and_searched(opened: Opener) -> None:
    page = opened(snapshot_page(crowd(64_000)))
    tell_each(page)

    search(page, "anonymous")
    sort_by(page, "range")

    assert column(page, "range")[0] == "700000000000-700000002000"
    assert page.locator(f"{REGIONS} .count").inner_text().startswith("6400")


def test_no_name_runs_or_breaks_anything(opened: Opener) -> None:
    page = opened(snapshot_page(malicious()))

    for row in range(rows(page).count()):
        rows(page).nth(row).hover()
        rows(page).nth(row).click()

    assert page.evaluate("window.evil") is None
    shown = column(page, "what")
    assert {safe(name) for name in EVIL} <= set(shown)
    assert page.locator("img, iframe, object").count() == 0
    assert page.locator("script").count() == 2


def test_a_long_name_leaves_room_and_gets_some(opened: Opener) -> None:
    page = opened(snapshot_page(malicious()))

    heads = page.locator("[data-table=threads-0] thead th")
    widths = [box["width"] for one in heads.all() if (box := one.bounding_box())]

    assert len(widths) == heads.count()
    assert min(widths) > 30
    assert page.locator("[data-column=name]").evaluate("it => it.offsetWidth") >= 200


def test_without_scripts_the_tables_are_there_and_nothing_that_does_nothing(
    browser: "Browser",
) -> None:
    taken = plain()

    with browser.new_context(java_script_enabled=False) as context:
        page = context.new_page()
        page.set_content(snapshot_page(taken))
        shown = page.locator(f"{REGIONS} noscript tbody tr")

        assert shown.count() == len(taken.processes[0].regions)
        assert f"{lowest(taken).start:012x}" in shown.last.inner_text()
        assert shown.first.is_visible()
        assert page.locator("[data-table=threads-0] noscript tbody tr").count() == 3
        assert not page.locator("input, #theme").first.is_visible()


def test_without_scripts_a_huge_table_says_what_is_left_out(browser: "Browser") -> None:
    with browser.new_context(java_script_enabled=False) as context:
        page = context.new_page()
        page.set_content(snapshot_page(crowd(1000)))
        tell_each(page)

        left_out = page.locator(f"{REGIONS} noscript .note").inner_text()

    assert left_out.endswith("more rows need JavaScript.")


def test_every_letter_of_the_map_is_explained(opened: Opener) -> None:
    page = opened(snapshot_page(plain()))
    # The tile of a block with letters of its own; addresses and sizes are no letters.
    tiles = page.locator(".map .block text[text-anchor=middle]").all_text_contents()

    chips = page.locator(".kinds .chip").all_text_contents()

    assert set(tiles) <= set(chips)


def test_the_name_of_a_file_stays_when_its_folders_have_no_room(opened: Opener) -> None:
    page = opened(snapshot_page(plain()))
    search(page, "LIBC r-x")
    name = page.locator(f"{REGIONS} .path bdi")

    cut = name.evaluate("it => it.scrollWidth > it.clientWidth + 1")

    assert name.inner_text() == "libc.so.6"
    assert not cut


def test_map_and_legend_are_printed_on_the_first_sheet(opened: Opener) -> None:
    page = opened(snapshot_page(plain()))
    page.set_viewport_size({"width": 703, "height": 1032})  # A4 within its margins

    page.emulate_media(media="print")
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    boxes = [page.locator(one).bounding_box() for one in (".overview .map", ".kinds")]
    title = page.locator(f"{REGIONS} thead th[data-column=what]").evaluate(
        "it => getComputedStyle(it, '::before').content"
    )

    assert all(box and box["y"] + box["height"] < 1032 for box in boxes)
    assert title == '"what"'


@pytest.mark.parametrize("width", [400, 800, 1400])
def test_nothing_is_wider_than_the_window(opened: Opener, width: int) -> None:
    page = opened(snapshot_page(malicious()))
    page.set_viewport_size({"width": width, "height": 900})

    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_the_policy_stops_a_script_that_somebody_adds(browser: "Browser") -> None:
    evil = "<script>window.evil = 1</script>"
    document = snapshot_page(plain()).replace("</main>", f"{evil}</main>")

    with browser.new_context() as context:
        page = context.new_page()
        page.set_content(document)

        assert evil in page.content()
        assert page.evaluate("window.evil") is None


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("language", ["en", "ja"])
def test_both_languages_open_in_light_and_dark(
    opened: Opener, scheme: str, language: str
) -> None:
    set_language(language)
    page = opened(snapshot_page(pair()), scheme=scheme)

    ground = page.evaluate("getComputedStyle(document.documentElement).backgroundColor")
    word = {"en": "stack segment", "ja": "スタック"}[language]

    assert page.locator("html").get_attribute("lang") == language
    assert page.locator(".totals td", has_text=word).count() >= 1
    assert ground == {"light": "rgb(236, 238, 240)", "dark": "rgb(12, 15, 20)"}[scheme]


def test_the_button_changes_between_light_and_dark(opened: Opener) -> None:
    page = opened(snapshot_page(plain()))
    look = "getComputedStyle(document.documentElement).backgroundColor"
    before = page.evaluate(look)

    page.locator("#theme").click()
    dark = page.evaluate(look)
    page.locator("#theme").click()

    assert dark != before
    assert page.evaluate(look) == before


def test_every_row_is_printed_and_controls_are_not(opened: Opener) -> None:
    taken = crowd(500)
    page = opened(snapshot_page(taken))
    before = rows(page).count()

    page.emulate_media(media="print")
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    printed = rows(page).count()
    page.evaluate("dispatchEvent(new Event('afterprint'))")

    assert before < printed == len(taken.processes[0].regions)
    assert not page.locator("#theme").is_visible()
    assert page.pdf().startswith(b"%PDF")


def test_the_map_alone_opens_as_a_picture(opened: Opener) -> None:
    page = opened(snapshot_svg(pair()), name="map.svg")

    assert page.evaluate("document.documentElement.tagName") == "svg"
    texts = page.locator("text").all_text_contents()
    assert "heap ↑" in texts
    assert any("unmapped" in one for one in texts)


def test_the_map_of_malicious_names_is_a_picture_still(opened: Opener) -> None:
    page = opened(snapshot_svg(malicious()), name="map.svg")

    assert page.evaluate("document.documentElement.tagName") == "svg"
    assert page.locator("script").count() == 0


def test_a_region_shows_its_pages_and_what_the_letters_mean(opened: Opener) -> None:
    taken = plain()
    first = lowest(taken)
    runs = (PageRun(PageState.EXCLUSIVE, 3), PageRun(PageState.ABSENT, 2))
    regions = (
        structs.replace(first, pages_=runs),
        *taken.processes[0].regions[1:],
    )
    known = structs.replace(taken.processes[0], regions=regions)
    page = opened(snapshot_page(structs.replace(taken, processes=(known,))))

    search(page, f"{first.start:x}")
    rows(page).first.click()

    said = page.locator(f"{REGIONS} .details").inner_text()
    assert "5 pages: 2 ·, 3 X" in said
    assert "XXX··" in said
    assert "exclusive: its own, in RAM" in said
