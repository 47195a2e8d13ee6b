"""Drugs and acts are found by nine keys; a drug without its class makes no table."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from planir.population.snds.columns import KEYS
from population.snds_extract import Reading, SndsExtract, read

INSULINE, DOLIPRANE = "3400936987654", "3400935955838"


def extract() -> SndsExtract:
    e = SndsExtract()
    e.personne("ana", BEN_RES_COM="001")
    e.personne("bob", BEN_RES_COM="002")
    janvier = e.prestation("ana", 3313, "2026-01-10")
    fevrier = e.prestation("ana", 3313, "2026-02-10")
    information = e.prestation("ana", 3313, "2026-03-10", DPN_QLF=71)
    impossible = e.prestation("ana", 3313, "2026-04-10", "2026-04-01")
    e.medicament(janvier, INSULINE, 2)
    e.medicament(janvier, DOLIPRANE)
    e.medicament(fevrier, INSULINE, -1)
    e.medicament(information, INSULINE)
    e.medicament(impossible, INSULINE)
    e.medicament(fevrier, DOLIPRANE, PHA_ORD_NUM=2)
    e.medicament(fevrier, DOLIPRANE, PHA_ORD_NUM=2)
    for key in KEYS:
        # Huit clés sur neuf ne suffisent pas.
        e.medicament(janvier, INSULINE, **{key: "2020-01-01" if key.endswith("_DTD") else 99})
    e.medicament(janvier, "936987654")
    e.medicament(janvier, INSULINE, PHA_ACT_QSN="")
    e.medicament(janvier, INSULINE, DCT_ORD_NUM="")

    mammographie = e.prestation("bob", 1351, "2026-05-05")
    annulee = e.prestation("bob", 1351, "2026-06-05", BSE_REM_SGN=2)
    e.prestation("bob", 1111, "2026-07-05")
    e.acte(mammographie, "QEQK004")
    e.acte(mammographie, "QEQK004", CAM_ACT_COD=4)
    e.acte(mammographie, "QEQM001")
    e.acte(annulee, "QEQK001")
    e.acte(information, "QEQK001")
    e.acte(mammographie, "QEQK001", REM_TYP_AFF=7)
    e.acte(mammographie, "")
    # Une prestation lue deux fois ne double ni ses médicaments, ni ses actes.
    e.rows["ER_PRS_F"] += [dict(janvier), dict(mammographie)]
    return e


@pytest.fixture(scope="module")
def lus(tmp_path_factory: pytest.TempPathFactory) -> Reading:
    folder = extract().write(tmp_path_factory.mktemp("details"))
    (folder / "IR_PHA_R.csv").write_text(f"PHA_CIP_C13;PHA_ATC_CLA\n{INSULINE};A10AE04\n", encoding="utf-8")
    return read(folder)


def test_a_drug_has_the_person_the_day_and_the_knowledge_of_its_head(lus: Reading) -> None:
    assert [
        (d["date_delivrance"], d["cip13"], d["atc"], d["quantite"], d["connu_le"])
        for d in lus.of("delivrance", "73001")
    ] == [
        (date(2026, 1, 10), INSULINE, "A10AE04", 2, date(2026, 2, 1)),
        (date(2026, 1, 10), DOLIPRANE, None, 1, date(2026, 2, 1)),
        (date(2026, 2, 10), INSULINE, "A10AE04", -1, date(2026, 3, 1)),
        (date(2026, 2, 10), DOLIPRANE, None, 1, date(2026, 3, 1)),
    ]


def test_eight_keys_of_nine_find_no_head(lus: Reading) -> None:
    reasons = lus.reasons("delivrance")
    assert reasons.count("aucune ligne de ER_PRS_F n'a ces neuf clés") == 9


def test_each_drug_refused_says_why(lus: Reading) -> None:
    refused = [(r.reason, r.value) for r in lus.refused if r.table == "delivrance"]
    assert refused[0] == ("la ligne de ER_PRS_F de mêmes neuf clés est refusée", None)
    assert refused[1] == ("un détail de mêmes neuf clés et de même numéro d'ordre a déjà été lu", None)
    assert refused[-3:] == [
        ("le code CIP n'a pas treize chiffres", "•••"),
        ("la quantité délivrée manque", None),
        ("l'une des neuf clés de la ligne manque ou est illisible", None),
    ]
    assert "détail d'une ligne de ER_PRS_F qui n'est pas un soin de la personne (1)" in lus.aside("ER_PHA_F.csv")


def test_an_act_has_the_code_of_its_detail_and_the_sign_of_its_head(lus: Reading) -> None:
    acts = sorted((a["date_soin"], a.get("code") or "", a["quantite"]) for a in lus.of("acte", "73002"))
    assert acts == [
        (date(2026, 5, 5), "QEQK004", 1),
        (date(2026, 5, 5), "QEQM001", 1),
        (date(2026, 6, 5), "QEQK001", -1),
        (date(2026, 7, 5), "", 1),
    ]


def test_each_row_has_a_line_of_its_own_and_the_first_act_that_of_its_care(lus: Reading) -> None:
    for table in ("acte", "delivrance", "soin"):
        lines = [row["ligne"] for row in lus.kept[table]]
        assert len(lines) == len(set(lines)), table
    cares, acts = ({row["ligne"] for row in lus.of(table, "73002")} for table in ("soin", "acte"))
    assert cares < acts
    assert {line.partition("-")[0] for line in acts} == cares


def test_each_act_refused_or_set_aside_says_why(lus: Reading) -> None:
    assert lus.reasons("acte") == ["aucune ligne de ER_PRS_F n'a ces neuf clés", "le code de l'acte manque"]
    aside = lus.aside("ER_CAM_F.csv")
    assert "code déjà lu pour la même prestation (activité, phase) (1)" in aside
    assert "détail d'une ligne de ER_PRS_F qui n'est pas un soin de la personne (1)" in aside


def test_without_the_classes_the_table_of_drugs_is_absent(tmp_path: Path) -> None:
    reading = read(extract().write(tmp_path))
    assert "delivrance" not in reading.kept
    assert "une liste des classes ATC" in reading.absent("delivrance")
    assert any(r.file == "ER_PHA_F.csv" and "pas examinés" in r.sentence for r in reading.remarks)


def test_without_the_details_of_acts_the_table_of_acts_is_absent(tmp_path: Path) -> None:
    reading = read(extract().write(tmp_path, without=("ER_CAM_F",)))
    assert "acte" not in reading.kept
    assert len(reading.kept["soin"]) == 5
    assert reading.absent("acte") == "il faut ER_PRS_F et ER_CAM_F."


def test_details_without_their_heads_are_left_and_said(tmp_path: Path) -> None:
    reading = read(extract().write(tmp_path, without=("ER_PRS_F",)))
    assert not {"soin", "acte", "arret", "delivrance"} & set(reading.kept)
    assert {r.file for r in reading.remarks if "ne se lit pas sans ER_PRS_F" in r.sentence} == {
        "ER_CAM_F.csv",
        "ER_PHA_F.csv",
    }
