"""The NIR as it is typed, its key, its cipher: vectors of the shared facts (§11.1)."""

from __future__ import annotations

import pytest
from cryptography.exceptions import InvalidTag
from hypothesis import given
from hypothesis import strategies as st

from planir.people.names import normalised
from planir.people.nir import NirKeys, grouped, key_of, read_typed

VECTORS = (("2951099126111", "93"), ("186022A215325", "23"), ("2550814168025", "38"), ("1801275123456", "42"))
BODY = st.from_regex(r"[1-478][0-9]{5}[0-9AB][0-9]{6}", fullmatch=True)


@pytest.mark.parametrize(("number", "key"), VECTORS)
def test_the_keys_are_those_of_the_known_numbers(number: str, key: str) -> None:
    assert key_of(number) == key
    assert read_typed(grouped(number)).number == number


@given(number=BODY)
def test_a_number_is_read_back_however_it_is_grouped(number: str) -> None:
    for typed in (number, number + key_of(number), grouped(number), grouped(number).replace(" ", "."), number.lower()):
        assert read_typed(typed).number == number


@given(number=BODY, wrong=st.integers(1, 99))
def test_a_wrong_key_is_said(number: str, wrong: int) -> None:
    key = f"{wrong:02d}"
    assert (read_typed(number + key).number == number) == (key == key_of(number))


@given(text=st.text(max_size=60))
def test_any_text_gets_an_answer(text: str) -> None:
    read = read_typed(text)
    assert (read.number is None) == (read.fault is not None)


def test_a_number_kept_belongs_to_its_reference(keys: None) -> None:
    ring = NirKeys.load()
    kept = ring.cipher("2951099126111", "PL-2222-3333")

    assert ring.decipher(kept, "PL-2222-3333") == "2951099126111"
    with pytest.raises(InvalidTag):
        ring.decipher(kept, "PL-2222-4444")
    with pytest.raises(InvalidTag):
        ring.decipher(kept[:-1] + bytes([kept[-1] ^ 1]), "PL-2222-3333")
    assert ring.cipher("2951099126111", "PL-2222-3333") != kept


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("D'Haëse-Martin", "d haese martin"),
        ("ÉLOÏSE", "eloise"),
        ("Œuvrard", "oeuvrard"),
        ("  N’Guyen  ", "n guyen"),
        ("Strauß", "strauss"),
    ],
)
def test_names_are_compared_without_accents_hyphens_or_case(name: str, key: str) -> None:
    assert normalised(name) == key
    assert normalised(key) == key
