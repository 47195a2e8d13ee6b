"""Sick pay and invalidity in ER_PRS_F: days are PRS_ACT_NBR, corrections are signed, payments make periods."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from population.snds_extract import Reading, SndsExtract, read


@pytest.fixture(scope="module")
def lus(tmp_path_factory: pytest.TempPathFactory) -> Reading:
    e = SndsExtract()
    for place, nom in enumerate(("ana", "bob", "cid", "dan", "eve", "fay", "guy", "hal"), start=1):
        e.personne(nom, BEN_RES_COM=f"00{place}")
    # Deux employeurs et une revalorisation : la quantité compte trois fois les mêmes jours, le dénombrement une.
    e.arret("ana", "2026-03-01", "2026-03-31", IJR_EMP_NUM=1)
    e.arret("ana", "2026-03-01", "2026-03-31", 0, PRS_ACT_QTE=31, IJR_EMP_NUM=2)
    e.arret("ana", "2026-03-01", "2026-03-31", 0, PRS_ACT_QTE=31, IJR_RVL_NAT="SM")
    # Une correction : mêmes dates, jours négatifs.
    e.arret("bob", "2026-04-01", "2026-04-10")
    e.arret("bob", "2026-04-01", "2026-04-10", 10, BSE_REM_SGN=2)
    e.arret("bob", "2026-04-01", "2026-04-08", -8)
    # Risques, temps partiel, ALD.
    e.arret("cid", "2026-01-01", "2026-01-10", RGO_ASU_NAT=10)
    e.arret("cid", "2026-02-01", "2026-02-10", RGO_ASU_NAT=40)
    e.arret("cid", "2026-03-01", "2026-03-10", RGO_ASU_NAT=10, PRS_NAT_REF=6121)
    e.arret("cid", "2026-04-01", "2026-04-10", RGO_ASU_NAT=30)
    e.arret("cid", "2026-05-01", "2026-05-10", PRS_NAT_REF=6117)
    e.arret("cid", "2026-06-01", "2026-06-10", EXO_MTF=42)
    e.arret("cid", "2026-07-01", "2026-07-10", EXO_MTF=41)
    e.arret("cid", "2026-08-01", "2026-08-10", PRS_NAT_REF=6134, RGO_ASU_NAT=0)
    e.arret("cid", "2026-09-01", "2026-09-10", EXE_SOI_DTF="1600-01-01")
    # Ce qui ne se compte pas.
    e.arret("dan", "2026-01-01", "2026-01-10", 11)
    e.arret("dan", "2026-02-01", "2026-02-10", PRS_ACT_NBR="9.5")
    e.arret("dan", "2026-03-01", "2026-03-10", PRS_ACT_NBR="")
    e.arret("dan", "2026-04-01", "2026-04-10", 0, ORG_AFF_BEN="02A730000")
    e.arret("dan", "2026-05-01", "2026-05-10", RGO_ASU_NAT=99)
    # Une pension payée chaque mois, encore au dernier flux ; une autre arrêtée ; une reprise ; une déjà connue.
    for mois in range(1, 10):
        _pension(e, "eve", 2026, mois, "820.50")
        _pension(e, "hal", 2026, mois, "500.00")
    for mois in (1, 2, 3):
        _pension(e, "fay", 2025, mois, "700.00")
    _pension(e, "fay", 2025, 3, "300.00", PRS_NAT_REF=7113)
    _pension(e, "guy", 2026, 5, "700.00")
    _pension(e, "guy", 2026, 5, "700.00", BSE_REM_SGN=2)
    e.exoneration("hal", 13, "2024-01-01")
    return read(e.write(tmp_path_factory.mktemp("arrets")))


def _pension(e: SndsExtract, nom: str, annee: int, mois: int, montant: str, **colonnes: object) -> None:
    last = (date(annee + mois // 12, mois % 12 + 1, 1)).toordinal() - 1
    base = {"BSE_REM_MNT": montant, "RGO_ASU_NAT": 80, "PRS_PDS_QCP": 0}
    e.prestation(nom, 7111, f"{annee}-{mois:02}-01", date.fromordinal(last).isoformat(), **(base | colonnes))


def test_a_day_paid_by_two_employers_and_revalued_is_one_day(lus: Reading) -> None:
    assert [(a["debut"], a["fin"], a["jours"]) for a in lus.of("arret", "73001")] == [
        (date(2026, 3, 1), date(2026, 3, 31), 31)
    ]
    assert "indemnités sans jour propre, autre employeur ou revalorisation (PRS_ACT_NBR = 0) (2)" in lus.aside(
        "ER_PRS_F.csv"
    )


def test_a_correction_takes_days_back(lus: Reading) -> None:
    assert [a["jours"] for a in lus.of("arret", "73002")] == [10, -10, -8]


def test_the_risk_is_the_nature_of_insurance_unless_the_nature_says_it(lus: Reading) -> None:
    risks = {a["debut"].month: a["risque"] for a in lus.of("arret", "73003")}
    assert [risks[month] for month in (1, 2, 3, 4, 8)] == ["maladie", "at_mp", "maternite", "maternite", "maladie"]


def test_part_time_and_the_long_illness_counter_are_read(lus: Reading) -> None:
    stops = {a["debut"].month: a for a in lus.of("arret", "73003")}
    assert [month for month, stop in stops.items() if stop["temps_partiel"]] == [5]
    assert [month for month, stop in stops.items() if stop["ald"]] == [6]


def test_an_end_missing_is_told_by_the_days(lus: Reading) -> None:
    (stop,) = (a for a in lus.of("arret", "73003") if a["debut"].month == 9)
    assert stop["fin"] == date(2026, 9, 10)


def test_days_that_cannot_be_counted_are_refused(lus: Reading) -> None:
    assert [r.reason for r in lus.refused if r.table == "arret"] == [
        "il y a plus de jours payés que la période n'en compte",
        "le nombre de jours n'est pas un entier",
        "le dénombrement des jours manque (certains régimes ne le remplissent pas)",
        "le dénombrement des jours manque (certains régimes ne le remplissent pas)",
        "la nature d'assurance ne dit pas le risque (maladie, maternité, AT/MP)",
    ]


def test_a_pension_paid_until_the_last_flow_is_one_period_without_an_end(lus: Reading) -> None:
    (pension,) = lus.of("allocation", "73005")
    assert (pension["debut"], pension["fin"], pension["montant_mensuel"]) == (date(2026, 1, 1), None, Decimal("820.50"))
    assert pension["connu_le"] == date(2026, 2, 1)


def test_a_pension_no_longer_paid_ends_on_its_last_day(lus: Reading) -> None:
    (pension,) = lus.of("allocation", "73006")
    assert (pension["debut"], pension["fin"], pension["categorie"]) == (date(2025, 1, 1), date(2025, 3, 31), 3)
    assert pension["montant_mensuel"] == Decimal("1000.00")


def test_a_pension_paid_then_taken_back_is_none(lus: Reading) -> None:
    assert lus.of("allocation", "73007") == []
    assert "paiement d'une pension d'invalidité repris en entier (2)" in lus.aside("ER_PRS_F.csv")


def test_a_pension_known_by_the_medical_file_is_not_told_twice(lus: Reading) -> None:
    (pension,) = lus.of("allocation", "73008")
    assert pension["debut"] == date(2024, 1, 1)
    assert "paiement d'une pension d'invalidité déjà connue par IR_IMB_R (9)" in lus.aside("ER_PRS_F.csv")
