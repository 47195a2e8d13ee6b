"""What ER_PRS_F says of care: the pathway, the exemptions, signed amounts, what is no care, when it was known."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from population.snds_extract import Reading, Row, SndsExtract, read

PARCOURS: list[tuple[str, dict[str, object], bool | None]] = [
    ("vu par son médecin traitant", {"PRS_PDS_QCP": 1}, False),
    ("accès direct", {"PRS_PDS_QCP": 4}, False),
    ("hors parcours, avec médecin traitant", {"PRS_PDS_QCP": 23}, True),
    ("hors parcours, sans médecin traitant", {"PRS_PDS_QCP": 24}, True),
    ("urgence, sans médecin traitant", {"PRS_PDS_QCP": 25}, False),
    ("exclusion temporaire, sans médecin traitant", {"PRS_PDS_QCP": 27}, False),
    ("moins de 16 ans, sans médecin traitant", {"PRS_PDS_QCP": 34}, False),
    ("exclu du parcours", {"PRS_PDS_QCP": 31}, None),
    ("sans objet", {"PRS_PDS_QCP": 0}, False),
    ("non renseigné", {"PRS_PDS_QCP": ""}, None),
    ("psychiatre, 46 ans", {"PRS_PDS_QCP": 24, "PSE_SPE_COD": 33}, None),
    ("ophtalmologue", {"PRS_PDS_QCP": 24, "PSE_SPE_COD": 15}, None),
    ("chirurgien-dentiste", {"PRS_PDS_QCP": 24, "PSE_SPE_COD": 19}, False),
    ("maternité", {"PRS_PDS_QCP": 24, "RGO_ASU_NAT": 30}, False),
    ("accident du travail", {"PRS_PDS_QCP": 24, "RGO_ASU_NAT": 40}, False),
]
"""Care of a person born in June 1980, on 10 September 2026: what is read of its pathway."""

AGES: list[tuple[str, tuple[int, int], int, bool | None]] = [
    ("seize ans le mois prochain", (2010, 10), 1, False),
    ("seize ans ce mois-ci : peut-être déjà", (2010, 9), 1, True),
    ("psychiatre, vingt-cinq ans", (2000, 10), 33, False),
    ("psychiatre, vingt-six ans ce mois-ci", (2000, 9), 33, None),
]
"""Care hors parcours on 10 September 2026, by birth and speciality."""


@pytest.fixture(scope="module")
def lus(tmp_path_factory: pytest.TempPathFactory) -> Reading:
    e = SndsExtract()
    e.personne("ana", (1980, 6), BEN_RES_COM="001")
    e.personne("lea", (2007, 5), BEN_RES_COM="002")
    e.personne("fic", (1955, 1), BEN_CDI_NIR="01")
    e.personne("gil", (1985, 2), BEN_RES_COM="004", BEN_IDT_ANO="")
    e.personne("gil", (2015, 4), BEN_RES_COM="005", BEN_IDT_ANO="", BEN_NIR_ANO="", ASS_NIR_ANO="")
    for place, (_, colonnes, _) in enumerate(PARCOURS):
        e.personne(f"p{place}", (1980, 6), BEN_RES_COM=f"{100 + place}")
        e.prestation(f"p{place}", 1111, "2026-09-10", **colonnes)
    for place, (_, birth, speciality, _) in enumerate(AGES):
        e.personne(f"a{place}", birth, BEN_RES_COM=f"{200 + place}")
        e.prestation(f"a{place}", 1111, "2026-09-10", PRS_PDS_QCP=24, PSE_SPE_COD=speciality)

    e.prestation("lea", 1111, "2026-09-10", PRS_PDS_QCP=24, RGO_MOD_MNT="10.00")
    e.prestation("lea", 1112, "2026-09-20", PRS_PDS_QCP=24, RGO_MOD_MNT="12,40", PRS_DEP_MNT="5")
    # La seconde est corrigée : une ligne de signe contraire, que le montant soit écrit positif ou négatif.
    e.prestation("lea", 1112, "2026-09-20", PRS_PDS_QCP=24, RGO_MOD_MNT="12,40", BSE_REM_SGN=2, PRS_DEP_MNT="5")
    e.prestation("lea", 1111, "2026-08-03", BSE_REM_SGN=2, BSE_REM_MNT="-21.00", CPL_REM_MNT="2.00", CPL_REM_SGN=2)
    e.prestation("gil", 1111, "2026-09-01", BEN_NAI_ANN=2015)
    e.prestation("gil", 1111, "2026-09-02", BEN_NAI_ANN="")
    # Ce qui n'est pas un soin de la personne.
    e.prestation("ana", 1111, "2026-09-01", DPN_QLF=71)
    e.prestation("ana", 1111, "2026-09-02", PRS_DPN_QLP=71)
    e.prestation("ana", 1111, "2026-09-03", PRS_REJ_TOP=1)
    e.prestation("ana", 1111, "2026-09-04", CPL_MAJ_TOP=2)
    e.prestation("ana", 1173, "2026-09-05")
    e.prestation("ana", 1952, "2026-09-06")
    e.prestation("ana", 8111, "2026-09-07")
    e.prestation("fic", 1111, "2026-09-08")
    # Ce qui ne peut pas être.
    e.prestation("ana", 1111, "2026-09-09", "2026-09-08")
    e.prestation("ana", 1111, "2026-09-10", FLX_DIS_DTD="2026-08-01", FLX_TRT_DTD="2026-08-01")
    e.prestation("ana", 1111, "2026-09-11", FLX_TRT_DTD="2026-11-02")
    e.prestation("ana", 1111, "1979-09-11")
    e.prestation("ana", 1111, "2026-09-12", EXE_SOI_DTD="1600-01-01")
    e.prestation("ana", 1111, "2026-09-12", EXE_SOI_DTD="12/13/2026")
    e.prestation("ana", 0, "2026-09-13")
    e.prestation("ana", 1111, "2026-09-14", FLX_EMT_NUM="")
    e.rows["ER_PRS_F"].append(dict(e.rows["ER_PRS_F"][0]))
    e.prestation("zoe", 1111, "2026-09-15")
    # Connue tard : entrée le 12 du mois dont elle porte le premier jour.
    e.prestation("ana", 1111, "2026-01-05", FLX_DIS_DTD="2026-06-01", FLX_TRT_DTD="2026-06-12", PFS_EXE_NUM="730000007")
    return read(e.write(tmp_path_factory.mktemp("soins")))


@pytest.mark.parametrize(("place", "hors_parcours"), [(place, case[2]) for place, case in enumerate(PARCOURS)])
def test_a_care_is_out_of_the_pathway_when_it_is_a_certain_penalty(
    lus: Reading, place: int, hors_parcours: bool | None
) -> None:
    (soin,) = lus.of("soin", f"73{100 + place}")
    assert soin["hors_parcours"] is hors_parcours, PARCOURS[place][0]


@pytest.mark.parametrize(("place", "hors_parcours"), [(place, case[3]) for place, case in enumerate(AGES)])
def test_an_age_known_to_the_month_decides_only_when_it_is_certain(
    lus: Reading, place: int, hors_parcours: bool | None
) -> None:
    (soin,) = lus.of("soin", f"73{200 + place}")
    assert soin["hors_parcours"] is hors_parcours, AGES[place][0]


def test_a_student_with_two_reduced_refunds_one_of_them_corrected(lus: Reading) -> None:
    minores = [soin for soin in lus.of("soin", "73002") if soin["hors_parcours"]]
    assert [(s["date_soin"], s["majoration"], s["depassement"]) for s in minores] == [
        (date(2026, 9, 10), Decimal("10.00"), None),
        (date(2026, 9, 20), Decimal("12.40"), Decimal(5)),
        (date(2026, 9, 20), Decimal("-12.40"), Decimal(-5)),
    ]


def test_an_amount_already_negative_is_not_turned_positive(lus: Reading) -> None:
    (soin,) = (soin for soin in lus.of("soin", "73002") if soin["date_soin"] == date(2026, 8, 3))
    assert (soin["montant_base"], soin["montant_rembourse"]) == (Decimal("-30.00"), Decimal("-23.00"))


def test_a_shared_number_is_resolved_by_the_year_of_birth_or_refused(lus: Reading) -> None:
    assert [s["date_soin"] for s in lus.of("soin", "73005")] == [date(2026, 9, 1)]
    assert lus.of("soin", "73004") == []


def test_what_is_no_care_of_the_person_is_counted_by_reason(lus: Reading) -> None:
    aside = lus.aside("ER_PRS_F.csv")
    for reason in (
        "transmise pour information (DPN_QLF ou PRS_DPN_QLP = 71) (2)",
        "rejet ou signalement (PRS_REJ_TOP) (1)",
        "majoration ou complément d'un acte déjà compté (CPL_MAJ_TOP = 2) (1)",
        "rémunération d'un professionnel, qui n'est pas un soin (1)",
        "accessoire d'un acte déjà compté (déplacement, majoration, participation) (1)",
        "prestation en espèces que PLANIR ne lit pas (1)",
        "numéro fictif, qui ne désigne personne (1)",
    ):
        assert reason in aside


def test_each_line_that_cannot_be_is_refused_with_its_reason(lus: Reading) -> None:
    assert [(r.column, r.reason) for r in lus.refused] == [
        ("BEN_NIR_PSA", "plusieurs personnes portent ce numéro et ce rang : rien ne dit laquelle"),
        ("EXE_SOI_DTF", "la fin est antérieure au début"),
        ("EXE_SOI_DTD", "les soins commencent après la mise à disposition de leur remboursement (FLX_DIS_DTD)"),
        (
            "FLX_TRT_DTD",
            "la ligne est entrée dans le système après avoir été mise à disposition (FLX_TRT_DTD, FLX_DIS_DTD)",
        ),
        ("EXE_SOI_DTD", "les soins sont antérieurs à la naissance"),
        ("EXE_SOI_DTD", "la date de début manque"),
        ("dates", "une date est illisible"),
        ("PRS_NAT_REF", "la nature de prestation manque, est « sans objet » ou n'est pas dans IR_NAT_V"),
        ("neuf clés", "l'une des neuf clés de la ligne manque ou est illisible"),
        ("neuf clés", "une ligne de mêmes neuf clés a déjà été lue"),
        ("BEN_NIR_PSA", "la personne n'est pas dans IR_BEN_R"),
    ]


def test_a_line_is_known_when_it_was_made_available_and_never_before_it_was_entered(lus: Reading) -> None:
    (soin,) = lus.of("soin", "73001")
    assert (soin["date_soin"], soin["connu_le"]) == (date(2026, 1, 5), date(2026, 6, 12))
    (autre,) = lus.of("soin", "73100")
    assert (autre["date_soin"], autre["connu_le"]) == (date(2026, 9, 10), date(2026, 10, 1))


def test_every_line_is_kept_refused_or_counted(lus: Reading) -> None:
    kept = len(lus.kept["soin"])
    refused = len(lus.refused)
    assert kept + refused + 8 == int(lus.aside("ER_PRS_F.csv").split()[0])


def test_an_act_carries_the_nature_and_the_same_line_as_its_care(lus: Reading) -> None:
    actes: dict[str, Row] = {row["ligne"]: row for row in lus.kept["acte"]}
    (soin,) = lus.of("soin", "73001")
    acte = actes[soin["ligne"]]
    assert (acte["nature"], acte["specialite"], acte["quantite"], acte.get("code")) == (1111, "1", 1, None)
    assert len(actes) == len(lus.kept["soin"])
