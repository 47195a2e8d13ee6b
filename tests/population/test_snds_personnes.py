"""Who a person is: several pseudonyms, a number shared, sentinel dates, communes of Corsica and overseas."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from population.snds_extract import ALIVE, Reading, SndsExtract, numero, read


@pytest.fixture(scope="module")
def lues(tmp_path_factory: pytest.TempPathFactory) -> Reading:
    e = SndsExtract()
    e.personne("ana", (1980, 6), BEN_RES_COM="065", BEN_SEX_COD=2)
    e.personne("bob", (1950, 13), BEN_RES_COM="002", BEN_SEX_COD=1)
    e.personne("cid", (1600, 1), BEN_RES_COM="003", BEN_SEX_COD=9)
    e.personne("dan", (1940, 1), BEN_RES_COM="004", BEN_DCD_DTE="2020-03-15", BEN_DCD_AME="202003")
    e.personne("eve", (1940, 1), BEN_RES_COM="005", BEN_DCD_DTE=ALIVE, BEN_DCD_AME="202105")
    # Un bénéficiaire, deux pseudonymes : sous le numéro d'un parent, puis sous le sien.
    e.personne(
        "fil1", (2004, 9), BEN_IDT_ANO="NIRfil", BEN_NIR_ANO="NIRfil", BEN_RES_COM="006", BEN_DTE_MAJ="2021-01-01"
    )
    e.personne(
        "fil2", (2004, 9), BEN_IDT_ANO="NIRfil", BEN_NIR_ANO="NIRfil", BEN_RES_COM="007", BEN_DTE_MAJ="2026-01-01"
    )
    # Un numéro, deux personnes : l'enfant unique a le même rang que l'assurée (règle de BEN_RNG_GEM).
    e.personne("gil", (1985, 2), BEN_RES_COM="008", BEN_NIR_ANO="", ASS_NIR_ANO="", BEN_IDT_ANO=numero("gil") + "1")
    e.personne("gil", (2015, 4), BEN_RES_COM="009", BEN_NIR_ANO="", ASS_NIR_ANO="", BEN_IDT_ANO=numero("gil") + "1")
    e.personne("kid", (2016, 4), BEN_RES_COM="010", ASS_NIR_ANO="NIRana")
    e.personne("fic", (1955, 1), BEN_RES_COM="011", BEN_CDI_NIR="01", BEN_NIR_ANO="")
    e.personne("fut", (2027, 1), BEN_RES_COM="012")
    e.personne("mor", (1990, 6), BEN_RES_COM="013", BEN_DCD_DTE="1989-01-01")
    e.personne("", (1990, 6), BEN_RES_COM="014", BEN_NIR_PSA="")
    return read(e.write(tmp_path_factory.mktemp("personnes")))


def test_a_birth_is_known_to_the_month(lues: Reading) -> None:
    (ana,) = lues.of("assure", "73065")
    assert (ana["date_naissance"], ana["precision_naissance"], ana["sexe"]) == (date(1980, 6, 1), "mois", "F")
    assert (ana["organisme"], ana["regime"], ana["date_deces"]) == ("01C731223", "01", None)


def test_a_month_out_of_the_calendar_leaves_the_year(lues: Reading) -> None:
    (bob,) = lues.of("assure", "73002")
    assert (bob["date_naissance"], bob["precision_naissance"], bob["sexe"]) == (date(1950, 1, 1), "annee", "M")


def test_the_year_1600_is_no_birth(lues: Reading) -> None:
    (cid,) = lues.of("assure", "73003")
    assert (cid["date_naissance"], cid["precision_naissance"], cid["sexe"]) == (None, "annee", "inconnu")


def test_a_death_on_1600_01_01_is_a_person_alive_and_a_month_of_death_is_a_death(lues: Reading) -> None:
    assert [lues.of("assure", c)[0]["date_deces"] for c in ("73065", "73004", "73005")] == [
        None,
        date(2020, 3, 15),
        date(2021, 5, 1),
    ]


def test_two_pseudonyms_of_one_person_are_one_person_as_last_brought_up_to_date(lues: Reading) -> None:
    assert [row["commune"] for row in lues.kept["assure"] if row["date_naissance"] == date(2004, 9, 1)] == ["73007"]
    assert "autre pseudonyme d'une personne déjà lue (1)" in lues.aside("IR_BEN_R.csv")


def test_one_number_and_rank_for_a_parent_and_a_child_are_two_persons(lues: Reading) -> None:
    assert lues.who("73008") != lues.who("73009")


def test_a_child_is_attached_to_the_person_who_covers_it(lues: Reading) -> None:
    assert lues.of("assure", "73010")[0]["rattache_a"] == lues.who("73065")
    assert lues.of("assure", "73065")[0]["rattache_a"] is None


def test_a_fictitious_number_is_nobody(lues: Reading) -> None:
    assert "73011" not in {row["commune"] for row in lues.kept["assure"]}
    assert "numéro fictif, qui ne désigne personne (1)" in lues.aside("IR_BEN_R.csv")


def test_what_cannot_be_is_refused_with_its_line(lues: Reading) -> None:
    assert [(r.line, r.column, r.reason) for r in lues.refused] == [
        (13, "BEN_NAI_ANN", "la naissance est postérieure à l'extrait"),
        (14, "BEN_DCD_DTE", "le décès est antérieur à la naissance"),
        (15, "BEN_NIR_PSA", "le numéro de la personne ou son rang manque"),
    ]


def test_what_the_snds_does_not_say_of_a_person_stays_unknown(lues: Reading) -> None:
    (ana,) = lues.of("assure", "73065")
    assert ana["statut_social"] == "inconnu"
    assert not {"compte_ameli", "surdite", "langue", "affilie_depuis", "connu_le"} & set(ana)


COMMUNES = [
    ("073", "065", "01C731223", "73065"),
    ("73", "65", "01C731223", "73065"),
    ("02A", "004", "01C201000", "2A004"),
    ("201", "004", "01C201000", "2A004"),
    ("02B", "033", "01C202000", "2B033"),
    ("202", "033", "01C202000", "2B033"),
    ("209", "004", "01C201000", "2A004"),
    ("209", "033", "01C202000", "2B033"),
    ("209", "004", "02A200000", None),
    ("097", "105", "01C971000", "97105"),
    ("971", "105", "02A971000", "97105"),
    ("971", "005", "03A971000", "97105"),
    ("976", "611", "01C976000", "97611"),
    ("099", "001", "01C731223", None),
    ("999", "999", "01C731223", None),
    ("073", "000", "01C731223", None),
    ("", "065", "01C731223", None),
]


@pytest.mark.parametrize(("departement", "lieu", "caisse", "commune"), COMMUNES)
def test_a_commune_is_said_in_the_code_of_insee(
    communes: dict[tuple[str, str, str], str | None], departement: str, lieu: str, caisse: str, commune: str | None
) -> None:
    assert communes[departement, lieu, caisse] == commune


@pytest.fixture(scope="module")
def communes(
    tmp_path_factory: pytest.TempPathFactory,
) -> dict[tuple[str, str, str], str | None]:
    """Every case of the table above, read at once: one person each, told by her year of birth."""
    e = SndsExtract()
    for place, (departement, lieu, caisse, _) in enumerate(COMMUNES):
        e.personne(f"p{place}", (1900 + place, 1), BEN_RES_DPT=departement, BEN_RES_COM=lieu, ORG_AFF_BEN=caisse)
    reading = read(e.write(tmp_path_factory.mktemp("communes")))
    return {COMMUNES[row["date_naissance"].year - 1900][:3]: row["commune"] for row in reading.kept["assure"]}


def test_a_nir_in_place_of_the_pseudonym_is_hashed_under_a_key(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    e = SndsExtract()
    e.personne("ana", BEN_NIR_PSA="255081416802538", BEN_NIR_ANO="255081416802538", BEN_IDT_ANO="255081416802538")
    folder = e.write(tmp_path / "extraits")
    pseudonyms = []
    for keys in ("a", "a", "b"):
        monkeypatch.setenv("PLANIR_CLES", str(tmp_path / keys))
        pseudonyms.append(read(folder).kept["assure"][0]["assure"])
    assert pseudonyms[0] == pseudonyms[1] != pseudonyms[2]
    assert "2550814168025" not in "".join(pseudonyms)


def test_the_pseudonym_of_a_person_is_the_same_at_each_reading(tmp_path: Path) -> None:
    e = SndsExtract()
    e.personne("ana")
    e.personne("bob")
    first = read(e.write(tmp_path / "un"))
    e.rows["IR_BEN_R"].reverse()
    second = read(e.write(tmp_path / "deux"))
    assert first.who("73001") == second.who("73001")


@pytest.mark.parametrize(("numbers", "drawn"), [(1, False), (40, True)])
def test_numbers_of_persons_with_their_rank_are_hashed_under_a_key_but_one_by_chance_changes_nothing(
    tmp_path: Path, numbers: int, drawn: bool
) -> None:
    e = SndsExtract()
    for place in range(40):
        body = 1800175123000 + place
        number = f"{body}{97 - body % 97:02}01" if place < numbers else f"{place:02}x".ljust(17, "y")
        e.personne("p", BEN_NIR_PSA=number, BEN_NIR_ANO="", ASS_NIR_ANO="", BEN_IDT_ANO="")
    read(e.write(tmp_path / "extraits", without=("ER_PRS_F", "ER_PHA_F", "ER_CAM_F")))
    assert (tmp_path / "cles").exists() == drawn
