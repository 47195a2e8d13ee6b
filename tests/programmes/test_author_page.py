"""The page of who writes a programme says what is true: its keys are those that are read, its example holds."""

from __future__ import annotations

import re
import textwrap
from pathlib import Path

import pytest

from planir.detection.checking import check_all
from planir.programmes import examples, sheet
from planir.programmes.author_page import author_markdown
from planir.programmes.skeleton import create


def test_the_example_of_the_page_holds_in_a_new_programme(tmp_path: Path) -> None:
    example = re.search(r"^    - nom: .*?\n\n", author_markdown(), re.MULTILINE | re.DOTALL)
    assert example is not None
    folder = create(tmp_path, "essai")
    with (folder / "exemples.yaml").open("a", encoding="utf-8") as file:
        file.write(f"\n{textwrap.dedent(example[0])}")

    (check,) = check_all(folder)

    assert (check.faults, check.examples) == ((), 4)


@pytest.mark.parametrize("key", [*sheet.KEYS, *examples.KEYS])
def test_every_key_has_its_line(key: str) -> None:
    assert f"| `{key}` | " in author_markdown()


def test_nothing_is_left_to_fill_in() -> None:
    assert re.search(r"@[a-z.]+@", author_markdown()) is None
