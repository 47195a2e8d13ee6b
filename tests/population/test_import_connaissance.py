"""From which day an import is known: never one that a night already judged has seen, never one to come."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest

from planir.detection.nights import last_night
from planir.detection.run import detect
from planir.engine.errors import PlanirError
from planir.population.importing.knowledge import Knowledge, knowledge
from planir.population.store import open_population
from planir.programmes.cache import load_catalogue
from population.extracts import DAY, imported, run, write_extracts

YESTERDAY, TOMORROW = DAY - timedelta(days=1), DAY + timedelta(days=1)
MONTH_BEFORE = date(2026, 10, 12)
LATEST, BEFORE, NIGHT = (
    "date d'extraction la plus récente",
    "jour de l'import d'avant",
    "lendemain de la dernière nuit jugée",
)


@pytest.mark.parametrize(
    ("latest", "before", "night", "day", "how"),
    [
        (DAY, None, None, DAY, "jour de l'import"),
        (MONTH_BEFORE, None, None, MONTH_BEFORE, LATEST),
        (MONTH_BEFORE, YESTERDAY, None, YESTERDAY, BEFORE),
        (MONTH_BEFORE, MONTH_BEFORE, YESTERDAY, DAY, NIGHT),
        (DAY, MONTH_BEFORE, DAY, TOMORROW, NIGHT),
        (DAY, TOMORROW, DAY, TOMORROW, NIGHT),
        (DAY, DAY, YESTERDAY, DAY, "jour de l'import"),
    ],
)
def test_without_a_given_day_late_extracts_never_fall_in_what_was_known(
    latest: date, before: date | None, night: date | None, day: date, how: str
) -> None:
    assert knowledge(None, latest, DAY, before, night) == Knowledge(day, how)


@pytest.mark.parametrize(
    ("given", "latest", "before", "night", "code", "words"),
    [
        (date(2030, 1, 1), DAY, None, None, "connaissance_future", "après aujourd'hui (12/11/2026)"),
        (TOMORROW, DAY, DAY, YESTERDAY, "connaissance_future", "après aujourd'hui"),
        (None, TOMORROW, None, None, "extraction_future", "Un extrait est du 13/11/2026"),
        (YESTERDAY, DAY, None, None, "extraction_future", "après le jour où il serait connu"),
        (YESTERDAY, YESTERDAY, DAY, None, "connaissance_anterieure", "avant le dernier (12/11/2026)"),
        (YESTERDAY, YESTERDAY, None, YESTERDAY, "nuit_jouee", "connu le 12/11/2026 au plus tôt. Donnez ce jour"),
        (DAY, DAY, None, DAY, "nuit_jouee", "connu le 13/11/2026 au plus tôt. Donnez ce jour"),
        (DAY, DAY, None, date(2026, 12, 31), "nuit_jouee", "connu le 01/01/2027 au plus tôt. Attendez ce jour, ou"),
        (None, DAY, None, date(2026, 12, 31), "nuit_jouee", "connu le 01/01/2027 au plus tôt. Attendez ce jour, ou"),
    ],
)
def test_a_day_that_would_change_the_past_or_is_to_come_is_refused(
    given: date | None, latest: date, before: date | None, night: date | None, code: str, words: str
) -> None:
    with pytest.raises(PlanirError) as refused:
        knowledge(given, latest, DAY, before, night)
    assert refused.value.code == code
    assert words in refused.value.sentence


def test_a_night_judged_reads_the_same_after_a_later_import(tmp_path: Path) -> None:
    fund = imported(tmp_path, {"assure.csv": "assure\nA1"}, MONTH_BEFORE).population.folder
    assert last_night(fund) is None
    detect(fund, load_catalogue(), au=YESTERDAY, connu_au=None)
    assert last_night(fund) == YESTERDAY
    later = write_extracts(
        tmp_path / "plus tard", {"assure.csv": "assure\nA1\nA2", "extraction.yaml": "assure: 2026-11-01"}
    )
    with pytest.raises(PlanirError, match="12/11/2026 au plus tôt"):
        run(later, fund, YESTERDAY)
    report = run(later, fund, None)
    assert (report.known, open_population(fund).known) == (DAY, DAY)
    assert report.remarks[-1].sentence == "connu à partir du 12/11/2026 (lendemain de la dernière nuit jugée)."


def test_a_damaged_record_of_a_night_is_left_out(tmp_path: Path) -> None:
    write_extracts(tmp_path / "passages" / "2026-11-11_000000000000", {"passage.json": "{"})
    assert last_night(tmp_path) is None
