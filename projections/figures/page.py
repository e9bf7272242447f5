"""`docs/indicators.md`, made from the definitions: what each indicator counts, and where the law asks for it."""

from collections.abc import Iterator

from projections.figures.definitions import INDICATORS, Indicator

HOW = {
    "persons": "distinct humans", "families": "distinct households", "events": "facts", "sum": "the sum of what facts say",
    "own": "a question of its own",
}  # fmt: skip
BEGIN, END = "<!-- the definitions: made by `python -m projections.figures.page` -->", "<!-- end of the definitions -->"


def table() -> str:
    """The table of all indicators."""
    lines = [
        BEGIN,
        "| indicator | source | counts | facts | eligible only | broken down by | in words |",
        "|---|---|---|---|---|---|---|",
    ]
    return "\n".join([*lines, *map(_line, INDICATORS), END])


def _line(one: Indicator) -> str:
    counts = f"{HOW[one.measure]}, in {one.unit}"
    cells = (
        f"`{one.name}`",
        one.law,
        counts,
        ", ".join(_facts(one)) or "—",
        "yes" if one.eligible else "no",
        one.by or "—",
        one.note or "—",
    )
    return "| " + " | ".join(cells) + " |"


def _facts(one: Indicator) -> Iterator[str]:
    for made in one.of:
        about = [word for word in made.about if word]
        yield f"{made.kind} ({', '.join(about)})" if about else made.kind


def written(document: str) -> str:
    """The document with its table made anew."""
    before, _, rest = document.partition(BEGIN)
    return before + table() + rest.partition(END)[2]


if __name__ == "__main__":
    from pathlib import Path

    file = Path("docs/indicators.md")
    file.write_text(written(file.read_text()))
