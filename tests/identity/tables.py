"""The measured table, as docs/identity.md has it and as the command prints it."""

from collections.abc import Iterator, Mapping
from pathlib import Path

from tests.identity.labelled import ALTERATIONS, NEAR_MISSES
from tests.identity.measured import Count, Measured

PAGE = Path(__file__).parents[2] / "docs" / "identity.md"
BEGIN, END = "<!-- measured: python -m tests.identity --write -->", "<!-- end of what is measured -->"


def lines(seed: int, told: Measured) -> Iterator[str]:
    """A table of Markdown for each way to look at the pairs."""
    whole = told.whole
    yield f"Seed {seed}: {whole.same:,} pairs of one human, {whole.near:,} near misses."
    yield f"**Recall {whole.recall:.3f}, precision {whole.precision:.3f}.**"
    yield from _table("alteration", {kind: told.altered[kind] for kind in ALTERATIONS})
    yield from _table("how many alterations", dict(sorted(told.alterations.items())))
    yield from _table("tax codes", dict(sorted(told.codes.items())))
    yield from _table("names from", dict(sorted(told.communities.items())))
    yield ""
    yield "| two humans who are | pairs | shown all the same | share |"
    yield "|---|--:|--:|--:|"
    for kind in NEAR_MISSES:
        count = told.near[kind]
        yield f"| {kind} | {count.near:,} | {count.near_shown} | {count.near_shown / count.near:.3f} |"


def _table(title: str, counts: Mapping[str, Count]) -> Iterator[str]:
    yield ""
    yield f"| {title} | one human | shown | recall | near misses | shown | precision |"
    yield "|---|--:|--:|--:|--:|--:|--:|"
    for kind, count in counts.items():
        recall = f"{count.recall:.3f}" if count.same else "–"
        precision = f"{count.precision:.3f}" if count.same else "–"
        yield f"| {kind} | {count.same:,} | {count.same_shown:,} | {recall} | {count.near:,} | {count.near_shown} | {precision} |"


def on_the_page() -> str:
    """The table as the page has it."""
    text = PAGE.read_text()
    return text[text.index(BEGIN) + len(BEGIN) : text.index(END)].strip()


def write(table: str) -> None:
    """Put a newly measured table on the page."""
    text = PAGE.read_text()
    before, after = text[: text.index(BEGIN) + len(BEGIN)], text[text.index(END) :]
    PAGE.write_text(f"{before}\n{table}\n{after}")
