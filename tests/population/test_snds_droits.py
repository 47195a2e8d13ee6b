"""Declared doctors, complementary cover, ALD and invalidity: what each code means, and where a period is refused."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from population.snds_extract import Reading, SndsExtract, numero, read


@pytest.fixture(scope="module")
def lus(tmp_path_factory: pytest.TempPathFactory) -> Reading:
    e = SndsExtract()
    e.personne("ana", BEN_RES_COM="001")
    e.personne("bob", BEN_RES_COM="002")
    e.personne(
        "fil1", (2004, 9), BEN_IDT_ANO="NIRfil", BEN_NIR_ANO="NIRfil", BEN_RES_COM="003", BEN_DTE_MAJ="2021-01-01"
    )
    e.personne(
        "fil2", (2004, 9), BEN_IDT_ANO="NIRfil", BEN_NIR_ANO="NIRfil", BEN_RES_COM="003", BEN_DTE_MAJ="2026-01-01"
    )
    e.personne("gil", (1985, 2), BEN_RES_COM="004", BEN_NIR_ANO="NIRgil", BEN_IDT_ANO="NIRgil")
    e.personne("gil", (2015, 4), BEN_RES_COM="005", BEN_NIR_ANO="", BEN_IDT_ANO=numero("gil") + "1")
    e.personne("mor", (1990, 6), BEN_DCD_DTE="1989-01-01")
    e.personne("fic", (1955, 1), BEN_CDI_NIR="05")

    e.medecin_traitant("ana", "2015-03-02", MTT_PFS_NUM="731234567")
    e.medecin_traitant("ana", "2010-01-01", "2015-03-01", MTT_PFS_NUM="730000009")
    e.medecin_traitant("bob", "2020-01-01", "9999-12-31", MTT_PFS_NUM="000000000")
    e.medecin_traitant("fil1", "2022-01-01")
    e.medecin_traitant("fil2", "2022-01-01")
    e.medecin_traitant("gil", "2022-02-01", BEN_NIR_ANO="NIRgil")
    e.medecin_traitant("gil", "2022-03-01")
    e.medecin_traitant("bob", "2020-01-01", "2019-12-31")
    e.medecin_traitant("bob", "1600-01-01")
    e.medecin_traitant("bob", "31/02/2020")
    e.medecin_traitant("mor", "2020-01-01")
    e.medecin_traitant("zoe", "2020-01-01")
    e.medecin_traitant("fic", "2020-01-01")

    for place, (type_, debut, fin, c2s) in enumerate(CONTRATS):
        e.personne(f"c{place}", (1900 + place, 1), BEN_RES_COM=f"{100 + place}")
        e.contrat(f"c{place}", type_, debut, fin, REF_C2S_COD=c2s)

    e.exoneration("ana", 41, "2018-05-01", "1600-01-01", IMB_ALD_NUM=8, MED_MTF_COD="E11", INS_DTE="2018-05-20")
    e.exoneration("ana", 43, "2019-05-01", "2029-04-30", MED_MTF_COD="M88", INS_DTE="2019-06-01")
    e.exoneration("ana", 41, "2016-01-01", IMB_ALD_NUM=30, MED_MTF_COD="140", MED_NCL_IDT="CIM9", INS_DTE="2016-02-01")
    # La même ALD, d'abord ouverte, puis close par une mise à jour.
    e.exoneration("bob", 41, "2020-01-01", "1600-01-01", IMB_ALD_NUM=13, MED_MTF_COD="I25", INS_DTE="2020-02-01")
    e.exoneration("bob", 41, "2020-01-01", "2024-12-31", IMB_ALD_NUM=13, MED_MTF_COD="I25", INS_DTE="2025-01-10")
    e.exoneration("bob", 13, "2022-07-01", "1600-01-01", INS_DTE="2022-07-15")
    e.exoneration("bob", 11, "2022-07-01")
    e.exoneration("bob", 47, "2022-07-01")
    e.exoneration("ana", 99, "2022-07-01")
    e.exoneration("ana", 41, "2022-07-01", "2021-07-01", IMB_ALD_NUM=8)
    e.exoneration("ana", 41, "2022-07-01", INS_DTE="2027-01-01")
    return read(e.write(tmp_path_factory.mktemp("droits")))


CONTRATS = [
    (1, "2020-01-01", "1600-01-01", ""),
    (84, "2020-01-01", "2024-12-31", ""),
    (98, "2020-01-01", "1600-01-01", ""),
    (85, "2019-01-01", "2019-12-31", ""),
    (92, "2020-01-01", "1600-01-01", ""),
    (89, "2018-11-01", "2019-10-31", ""),
    (89, "2018-11-01", "2019-11-01", ""),
    (89, "2025-12-01", "2026-11-30", ""),
    (89, "2025-12-01", "2026-11-30", "P"),
    (89, "2024-12-01", "2025-06-30", "F"),
    (0, "2020-01-01", "1600-01-01", ""),
    (99, "2020-01-01", "1600-01-01", ""),
    (89, "2025-12-01", "2026-11-30", "S"),
    (999, "2020-01-01", "1600-01-01", ""),
    (86, "2020-01-01", "1600-01-01", ""),
    (91, "2021-01-01", "1600-01-01", ""),
    (89, "2024-12-01", "1600-01-01", "F"),
    (3, "2021-01-01", "2020-01-01", ""),
]


def test_a_declaration_stays_open_whatever_became_of_the_doctor(lus: Reading) -> None:
    assert [(d["medecin"], d["debut"], d["fin"]) for d in lus.of("medecin_traitant", "73001")] == [
        ("731234567", date(2015, 3, 2), None),
        ("730000009", date(2010, 1, 1), date(2015, 3, 1)),
    ]
    assert "fin d'exercice n'est pas connue" in lus.absent("medecin")


def test_an_end_in_9999_is_no_end_and_a_number_of_zeros_is_no_doctor(lus: Reading) -> None:
    (declaration,) = lus.of("medecin_traitant", "73002")
    assert (declaration["fin"], declaration["medecin"]) == (None, None)


def test_the_same_declaration_under_two_pseudonyms_is_one(lus: Reading) -> None:
    assert len(lus.of("medecin_traitant", "73003")) == 1
    assert "fait déjà lu pour la même personne (1)" in lus.aside("IR_MTT_R.csv")
    assert "numéro fictif, qui ne désigne personne (1)" in lus.aside("IR_MTT_R.csv")


def test_a_shared_number_is_resolved_by_the_person_s_own_number_or_refused(lus: Reading) -> None:
    assert [d["debut"] for d in lus.of("medecin_traitant", "73004")] == [date(2022, 2, 1)]
    assert lus.of("medecin_traitant", "73005") == []


def test_each_declaration_refused_says_why(lus: Reading) -> None:
    assert [(r.line, r.column, r.reason) for r in lus.refused if r.table == "medecin_traitant"] == [
        (8, "BEN_NIR_PSA", "plusieurs personnes portent ce numéro et ce rang : rien ne dit laquelle"),
        (9, "MTT_FIN_DTE", "la fin est antérieure au début"),
        (10, "MTT_DEP_DTE", "la date de début manque"),
        (11, "dates", "une date est illisible"),
        (12, "BEN_NIR_PSA", "la personne est elle-même refusée dans IR_BEN_R"),
        (13, "BEN_NIR_PSA", "la personne n'est pas dans IR_BEN_R"),
    ]


@pytest.mark.parametrize(
    ("place", "type_", "fin"),
    [
        (0, "mutuelle", None),
        (1, "mutuelle", date(2024, 12, 31)),
        (2, "mutuelle", None),
        (3, "sortie_cmuc", date(2019, 12, 31)),
        (4, "acs", date(2020, 10, 31)),
        (5, "cmuc", date(2019, 10, 31)),
        (6, "c2s_gratuite", date(2019, 11, 1)),
        (7, "c2s_gratuite", date(2026, 11, 30)),
        (8, "c2s_participation", date(2026, 11, 30)),
        (9, "c2s_gratuite", date(2025, 6, 30)),
    ],
)
def test_a_contract_is_said_in_the_words_of_the_contract(
    lus: Reading, place: int, type_: str, fin: date | None
) -> None:
    (cover,) = lus.of("complementaire", f"73{100 + place}")
    assert (cover["type"], cover["fin"]) == (type_, fin)


def test_no_contract_and_a_suspended_right_cover_nobody(lus: Reading) -> None:
    assert [lus.of("complementaire", f"73{100 + place}") for place in (10, 11, 12)] == [[], [], []]
    aside = lus.aside("IR_ORC_R.csv")
    assert "absence de contrat (type 0) (1)" in aside
    assert "procédure technique entre organismes (type 99) (1)" in aside
    assert "droit suspendu, qui ne couvre plus (REF_C2S_COD = S) (1)" in aside


def test_each_contract_refused_says_why(lus: Reading) -> None:
    assert [(r.column, r.value, r.reason) for r in lus.refused if r.table == "complementaire"] == [
        ("BEN_CTA_TYP", None, "le type de contrat est « valeur inconnue » (999)"),
        ("BEN_CTA_TYP", "86", "le type de contrat manque ou n'est pas dans IR_CTA_V"),
        ("MLL_CTA_DSD", "2021-01-01", "un contrat ACS ne peut commencer après le 31 octobre 2020"),
        ("MLL_CTA_DSF", None, "le droit est fermé (REF_C2S_COD = F), mais sa fin manque"),
        ("MLL_CTA_DSF", "2020-01-01", "la fin est antérieure au début"),
    ]


def test_without_its_code_the_kind_of_c2s_is_filed_as_free_and_said(tmp_path: Path) -> None:
    e = SndsExtract()
    e.personne("ana")
    e.contrat("ana", 89, "2025-12-01", "2026-11-30")
    reading = read(e.write(tmp_path, without=("ER_PRS_F", "ER_PHA_F", "ER_CAM_F", "IR_IMB_R", "IR_MTT_R")))
    assert [row["type"] for row in reading.kept["complementaire"]] == ["c2s_gratuite"]
    assert any("ne dit pas si la complémentaire santé solidaire est gratuite" in r.sentence for r in reading.remarks)


def test_an_ald_without_an_end_is_open_and_only_an_icd_10_code_is_one(lus: Reading) -> None:
    read_ = [(a["debut"].year, a["ald"], a["cim10"], a["exoneration"], a["fin"]) for a in lus.of("affection", "73001")]
    assert sorted(read_) == [
        (2016, 30, None, 41, None),
        (2018, 8, "E11", 41, None),
        (2019, 31, "M88", 43, date(2029, 4, 30)),
    ]


def test_invalidity_is_a_pension_not_an_ald(lus: Reading) -> None:
    (pension,) = lus.of("allocation", "73002")
    assert (pension["type"], pension["debut"], pension["fin"]) == ("pension_invalidite", date(2022, 7, 1), None)
    assert {row["exoneration"] for row in lus.kept["affection"]} == {41, 43}


def test_an_updated_right_is_read_as_last_written_and_known_since_the_first(lus: Reading) -> None:
    (ald,) = lus.of("affection", "73002")
    assert (ald["fin"], ald["connu_le"]) == (date(2024, 12, 31), date(2020, 2, 1))
    assert "droit dont une mise à jour plus récente est lue (1)" in lus.aside("IR_IMB_R.csv")


def test_a_refused_illness_shows_no_value(lus: Reading) -> None:
    assert [(r.reason, r.value) for r in lus.refused if r.table == "affection"] == [
        ("le motif d'exonération manque, est inconnu ou n'est pas dans IR_ETM_V", "•••"),
        ("la fin est antérieure au début", "•••"),
        ("la ligne aurait été insérée après l'extrait", "•••"),
    ]


@pytest.mark.parametrize("missing", ["IR_MTT_R", "IR_ORC_R", "IR_IMB_R"])
def test_an_extract_not_supplied_is_a_table_absent_never_empty(lus: Reading, tmp_path: Path, missing: str) -> None:
    e = SndsExtract()
    e.personne("ana")
    reading = read(e.write(tmp_path, without=(missing, "ER_PRS_F", "ER_PHA_F", "ER_CAM_F")))
    target = {"IR_MTT_R": "medecin_traitant", "IR_ORC_R": "complementaire", "IR_IMB_R": "affection"}[missing]
    assert target not in reading.kept
    assert reading.absent(target) == f"il faut {missing}."
