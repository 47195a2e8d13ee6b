"""The page a statistician reads says every column, every reason and every absence; the SQL knows no other."""

from __future__ import annotations

import re
from pathlib import Path

from planir.population.contract import tables
from planir.population.importing.source import MASK
from planir.population.snds.columns import columns
from planir.population.snds.lists import motives
from planir.population.snds.loading import SQL
from planir.population.snds.remarks import limits
from planir.population.snds.targets import TARGETS

PAGE = (Path(__file__).parents[2] / "docs" / "lecture-snds.md").read_text(encoding="utf-8")
RULES = {path.name: path.read_text(encoding="utf-8") for path in sorted(SQL.glob("*.sql"))}


def test_the_page_names_every_column_read() -> None:
    assert {c.name for read in columns().values() for c in read if c.name not in PAGE} == set()


def test_the_page_says_every_reason_and_every_absence() -> None:
    known = motives()
    said = [motive["phrase"] for motive in known["refus"].values()] + [str(s) for s in known["ecart"].values()]
    said += limits()["jamais"].values()
    assert [sentence for sentence in said if sentence not in PAGE] == []


def test_every_reason_is_used_and_every_reason_used_is_known() -> None:
    known = set(motives()["refus"]) | set(motives()["ecart"])
    quoted = {
        word
        for text in RULES.values()
        for word in re.findall(r"THEN '([a-z0-9]+(?:_[a-z0-9]+)+|deja_lue|complement)'", text)
    }
    words = {word for text in RULES.values() for word in re.findall(r"'([a-z0-9_]+)'", text)}
    built = {
        "nombre_illisible",
        "personne_absente",
        "personne_refusee",
        "personne_partagee",
        "accessoire",
        "remuneration",
        "espece",
        "action_sociale",
    }
    values = {"arret_partiel", "sortie_cmuc", "c2s_gratuite", "c2s_participation", "at_mp"}
    assert known - words - built == set()
    assert quoted - known - values == set()


def test_every_table_of_the_contract_is_filled_or_its_absence_is_said() -> None:
    filled = {target.table for target in TARGETS}
    assert filled | set(limits()["jamais"]) == set(tables())
    assert filled & set(limits()["jamais"]) == set()
    assert filled - {"assure"} == set(limits()["sans_extrait"])


def test_a_column_given_is_a_column_of_the_contract() -> None:
    for target in TARGETS:
        given = set(re.findall(r"(?:AS |\b[jp]\.)([a-z_0-9]+)(?=,|$)", target.columns))
        assert given <= set(tables()[target.table].names) | {"debut"}, target.table


def test_the_mask_in_the_rules_is_the_mask_of_the_import() -> None:
    assert {word for text in RULES.values() for word in re.findall(r"'(•+)'", text)} == {MASK}
