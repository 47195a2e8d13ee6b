"""Every way of writing a NIR is told from a pseudonym, and no pseudonym is taken for a NIR."""

from __future__ import annotations

import hashlib
import random
from collections.abc import Iterator

import duckdb
import pytest

from planir.population.nir import holds_nir, is_nir, without_nir

Connection = duckdb.DuckDBPyConnection

KEY = "60"
"""Of 1800175123456."""


@pytest.fixture(scope="module")
def con() -> Iterator[Connection]:
    with duckdb.connect() as connection:
        yield connection


@pytest.mark.parametrize(
    "text",
    [
        "1800175123456",
        "180017512345660",
        "180017512345612",
        "1 80 01 75 123 456 60",
        "1-80-01-75-123-456",
        "180012A123456",
        "180017512345612.0",
        "1800175123456.0",
        "1.80017512345612E+14",
        "1,80018E+14",
        "1.800175123456e12",
        "180017512345612_1",
        "180017512345612/01",
        "1800175123456 1",
        "'180017512345612",
        "1_80_01_75_123_456",
        "1/80/01/75/123/456/60",
        *("1 80 01 75 123 456".replace(" ", space) for space in ("\u00a0", "\u2007", "\u2009", "\u200b", "\u202f")),
        "１８００１７５１２３４５６",
        f"1800175123456{KEY}01",
        f"1800175123456{KEY}1",
        f"01800175123456{KEY}",
        f"N1800175123456{KEY}",
        f"NIR 1800175123456{KEY}",
        f"１８００１７５１２３４５６{KEY}01",
        "180012A1234562001",
        "180012B1234564701",
        *("1 80 01 75 123 456".replace(" ", dash) for dash in "\u2010\u2011\u2012\u2013\u2014\u2015\u2212\uff0d"),
        *(f"1{unseen}800175123456" for unseen in "\u00ad\u180e\u200e\u2060\u202e\ufe0f\u0332\u3164"),
        "\u200b".join("1800175123456"),
        "18OO175123456",
        "18оO175123456",
        "18OOl75I23456",
        "١٨٠٠١٧٥١٢٣٤٥٦",
        "𝟏𝟖𝟎𝟎𝟏𝟕𝟓𝟏𝟐𝟑𝟒𝟓𝟔",
        "¹⁸⁰⁰¹⁷⁵¹²³⁴⁵⁶",
        "①⑧⓪⓪①⑦⑤①②③④⑤⑥",
        "１８００１２Ａ１２３４５６",
        f"١٨٠٠١٧٥١٢٣٤٥٦{KEY}01",
        "+1800175123456",
        "1\x01800175123456",
    ],
)
def test_a_nir_is_known_however_it_is_written(con: Connection, text: str) -> None:
    assert _asked(con, is_nir, text)
    assert _asked(con, holds_nir, text)
    assert without_nir(f"l'assuré « {text} »", "•••").count("•••") == 1
    assert "123" not in without_nir(f"l'assuré « {text} »", "•••")


@pytest.mark.parametrize(
    "text",
    [
        "A1",
        "SYN000000360",
        "P000000000360",
        "12345678",
        "0000000000000360",
        "2026/000000001",
        "2026-11-12",
        "550e8400-e29b-41d4-a716-446655440000",
        "18001751234561201",
        "0180017512345612",
        "N180017512345612",
        "N1800175123456",
        "1.80017512345612E+17",
        "180017512345612018001751234561",
        "é80017512345612",
        "Zoé-1800175",
    ],
)
def test_what_is_no_nir_is_left(con: Connection, text: str) -> None:
    assert not _asked(con, is_nir, text)


def test_no_pseudonym_made_by_a_hash_is_taken_for_one(con: Connection) -> None:
    hashes = [hashlib.sha256(str(number).encode()).hexdigest() for number in range(5_000)]
    texts = [made[:length] for made in hashes for length in (16, 17, 20, 32, 40, 64)]
    assert _count(con, [text for text in texts if not text.isdecimal()]) == 0


def test_few_long_numbers_are_taken_for_one(con: Connection) -> None:
    """Of numbers of seventeen digits drawn by chance, the key holds for one in a hundred, and half begin otherwise."""
    drawn = random.Random(1)
    assert _count(con, [f"{drawn.randrange(10**17):017}" for _ in range(10_000)]) < 100


@pytest.mark.parametrize("text", ["commune 1_80_01_75_123_456", "x1.80017512345612E+14", "1 80 01 75 123 456"])
def test_one_within_a_text_is_seen(con: Connection, text: str) -> None:
    assert _asked(con, holds_nir, text)


def test_what_surrounds_a_masked_one_is_left() -> None:
    assert without_nir("Élodie, né(e) 1–80–01–75–123–456, été", "•••") == "Élodie, né(e) •••, été"
    assert without_nir("le 2026-11-12, 1 200 lignes sur 12 000", "•••") == "le 2026-11-12, 1 200 lignes sur 12 000"


def _asked(con: Connection, question: object, text: str) -> bool:
    assert callable(question)
    row = con.execute(f"SELECT {question('t')} FROM (SELECT ? AS t)", [text]).fetchone()
    assert row is not None
    return bool(row[0])


def _count(con: Connection, texts: list[str]) -> int:
    row = con.execute(
        f"SELECT count(*) FROM (SELECT unnest(?::VARCHAR[]) AS t) WHERE {is_nir('t')}", [texts]
    ).fetchone()
    assert row is not None
    return int(row[0])
