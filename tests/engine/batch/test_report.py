"""The report tells of every film, and shows names as text whatever they are."""

import xml.etree.ElementTree as ElementTree
from datetime import datetime
from pathlib import Path

from engine.batch.drive import Row
from engine.batch.orders import Failure, Item
from engine.batch.report import facts, lines, page, summary

ROWS = [
    Row(
        Item(0, Path("season/<b>e1&.mkv")),
        "done",
        facts={
            "duration_s": 3723.0,
            "persons": [{"name": "<script>alert(1)</script>", "screen_time_s": 61.0}],
            "segments": 3,
            "kept_s": 59.6,
            "files": ["out/e1.mkv"],
            "absent": ["Anna"],
        },
        wall_s=125.0,
    ),
    Row(Item(1, Path("e2.mkv")), "failed", failure=Failure("e2.mkv: it is broken.", "Copy it again.", 3)),
    Row(Item(2, Path("e3.mkv")), "running"),
]


def test_page_is_whole_and_its_names_are_text() -> None:
    text = page(ROWS, datetime(2030, 1, 2, 3, 4))
    assert "<script>" not in text
    body = ElementTree.fromstring(text[text.index("<body>") : text.index("</html>")])
    said = "".join(body.itertext())
    for words in ("<b>e1&.mkv", "<script>alert(1)</script> 1:01", "Anna not there", "it is broken. Copy it again."):
        assert words in said
    assert len(body.findall(".//tbody/tr")) == 3


def test_lines_and_sentence_count_what_is_done() -> None:
    assert summary(ROWS) == "1 of 3 films done, 1 failed, 1 left."
    assert lines(ROWS)[1] == ("<b>e1&.mkv", "done", "1:02:03", "1", "3", "1:00", "2:05")


def test_plain_values_tell_what_to_do_about_a_failure() -> None:
    told = facts(ROWS[1])
    assert (told["exit_code"], told["next_step"]) == (3, "Copy it again.")
