"""`onlylook doctor`: say what runs on this machine, what is missing and what to do about it."""

import argparse
from dataclasses import asdict

from engine.cli.film import columns
from engine.cli.screen import Screen
from engine.errors import ModelMissing
from engine.pipeline.doctor import Section, diagnosis


def configure(parser: argparse.ArgumentParser) -> None:
    """It has no options of its own."""


def run(arguments: argparse.Namespace, screen: Screen) -> int:
    sections = diagnosis()
    works = not any(section.fails for section in sections)
    verdict = "All that is needed is here." if works else "Something that is needed is missing: see the lines with !."
    screen.answer(
        "\n\n".join([*map(_text, sections), verdict]),
        {"works": works, "sections": [asdict(section) for section in sections]},
    )
    return 0 if works else ModelMissing.exit_code


def _text(section: Section) -> str:
    rows = [(" " if fact.good else "!", fact.name, fact.value) for fact in section.facts]
    lines = columns(rows).splitlines() if rows else []
    steps = [f"     {fact.next_step}" if fact.next_step else "" for fact in section.facts]
    told = [line + (f"\n{step}" if step else "") for line, step in zip(lines, steps, strict=True)]
    return "\n".join([section.title, *told])
