"""The C2S of households whose every income of twelve months is known, against OpenFisca « stated » on the same ones.

python benchmarks/c2s.py [--persons N] [--au DATE] [--sans-openfisca]
"""

from __future__ import annotations

import argparse
import json
import resource
import subprocess
import sys
import tempfile
import time
from datetime import date
from pathlib import Path

import duckdb
import numpy as np

from planir.detection.judgement import Dates, Judgement, computed_once, create_relations
from planir.engine.connection import connect
from planir.law.calendar import months_after
from planir.law.parameters import load
from planir.population.contract import tables
from planir.population.relations import tables_needed
from planir.population.relations_compiler import compile_relations

ROOT = Path(__file__).parents[1]
ORACLE = (ROOT / ".venv-simulateur" / "bin" / "python", ROOT / "tests" / "oracle" / "openfisca_stated.py")
SIZES = (1, 1, 2, 3, 4)
"""Persons of a household, one after the other: 2.2 on average."""
VIEWS = ("c2s_verdict", "c2s_terme", "c2s_forfait_logement")
NATURES = (
    *("salaire", "independant", "chomage", "indemnites_journalieres", "pension_invalidite", "pension_retraite"),
    *("rente_at_mp", "aah", "asi", "ass", "aide_famille", "autre", "bourse", "pension_alimentaire", "patrimoine"),
)
"""What the oracle's program wants stated of each person."""
RUNS = 3
WANTED_CPU, WANTED_MIB = 3.0, 2048

_PERSONS = """
CREATE TEMP TABLE personne AS
WITH foyers AS (SELECT h, [1, 1, 2, 3, 4][h % 5 + 1] AS taille FROM range({households}) AS r (h)),
membres AS (SELECT h, taille, unnest(range(taille)) AS rang FROM foyers),
roles AS (
    SELECT *, CASE WHEN rang = 0 THEN 'demandeur' WHEN rang = 1 AND hash(h, 'couple') % 10 < 7 THEN 'conjoint'
        ELSE 'enfant' END AS role
    FROM membres
)
SELECT
    h, rang, role, row_number() OVER (ORDER BY h, rang) - 1 AS numero,
    concat('P', lpad(CAST(h * 4 + rang AS VARCHAR), 9, '0')) AS assure,
    concat('F', lpad(CAST(h AS VARCHAR), 9, '0')) AS foyer,
    role <> 'enfant' AS adulte, hash(h, rang, 'nature') % 100 AS tirage, hash(h, 'montant') % 1600 AS niveau,
    DATE '{au}' - CAST(
        CASE WHEN role = 'enfant' THEN 0 ELSE 9200 END + hash(h, rang, 'age') % CASE WHEN role = 'enfant' THEN 9000
        ELSE 20000 END AS INTEGER
    ) AS date_naissance
FROM roles
"""
_INCOMES = """
WITH choisies AS (
    SELECT assure, numero, niveau, CASE WHEN tirage < 45 THEN 'salaire' WHEN tirage < 70 THEN 'pension_retraite'
        WHEN tirage < 80 THEN 'chomage' WHEN tirage < 84 THEN 'aah' WHEN tirage < 88 THEN 'pension_invalidite'
        END AS nature
    FROM personne WHERE adulte
    UNION ALL
    SELECT assure, numero, 150, 'prime_activite' FROM personne WHERE adulte AND tirage % 5 = 0
    UNION ALL
    SELECT min(assure), min(numero), 200, 'allocations_familiales' FROM personne
    GROUP BY h HAVING count(*) FILTER (WHERE NOT adulte) >= 2
)
SELECT assure, numero, nature, rang, CAST(DATE '{first}' + to_months(CAST(rang AS INTEGER)) AS DATE) AS mois,
    CAST(100 + niveau + hash(numero, rang) % 100 / 100.0 AS DECIMAL(12, 2)) AS montant
FROM choisies CROSS JOIN range(12) AS m (rang) WHERE nature IS NOT NULL
"""
_TABLES = {
    "assure": "SELECT assure, date_naissance, 'jour' AS precision_naissance, '73065' AS commune FROM personne",
    "foyer": "SELECT foyer, assure, role, FALSE AS garde_alternee FROM personne",
    "ressource": "SELECT assure, mois, nature, montant FROM revenu",
    "ressource_connue": """
        SELECT assure, 'toutes' AS nature, DATE '2000-01-01' AS debut, DATE '{au}' AS fin FROM personne""",
    "logement": """
        SELECT foyer, CASE WHEN h % 3 = 0 THEN 'proprietaire' ELSE 'locataire' END AS statut,
            CASE WHEN h % 3 = 1 THEN 210 ELSE 0 END AS aide_mensuelle FROM personne WHERE rang = 0""",
    "allocation": """
        SELECT assure, 'are' AS type, DATE '{au}' AS debut FROM personne WHERE adulte AND tirage BETWEEN 70 AND 79""",
}


def generate(folder: Path, persons: int, au: date) -> int:
    """A Parquet file a table of the contract, and the same incomes by the number of the person; how many there are."""
    first = months_after(au, -int(load().value("c2s.fenetre_premier_mois", au)))
    households = round(persons * len(SIZES) / sum(SIZES))
    with duckdb.connect(config={"threads": 2, "memory_limit": "2GB", "temp_directory": str(folder)}) as connection:
        connection.execute(_PERSONS.format(households=households, au=au))
        connection.execute(f"CREATE TEMP VIEW revenu AS {_INCOMES.format(first=first)}")
        for name in tables_needed(compile_relations(), VIEWS):
            given = _TABLES.get(name)
            columns = [] if given is None else _columns(connection, given.format(au=au))
            chosen = ", ".join(
                f"CAST({_value(field.name, columns)} AS {field.sql_type}) AS {field.name}"
                for field in tables()[name].fields
            )
            rows = f"({given.format(au=au)})" if given else "(SELECT 1 WHERE false)"
            key = "assure" if "assure" in tables()[name].names else "foyer"
            connection.execute(f"COPY (SELECT {chosen} FROM {rows} ORDER BY {key}) TO '{folder / name}.parquet'")
        connection.execute(f"COPY (SELECT numero, nature, rang, montant FROM revenu) TO '{folder}/par_numero.parquet'")
        connection.execute(f"COPY (FROM personne) TO '{folder}/personne.parquet'")
        return int(connection.execute("SELECT count(*) FROM revenu").fetchall()[0][0])


def _columns(connection: duckdb.DuckDBPyConnection, sql: str) -> list[str]:
    return [row[0] for row in connection.execute(f"DESCRIBE {sql}").fetchall()]


def _value(name: str, columns: list[str]) -> str:
    """What a column of the contract holds: given, or said once for all, or nothing."""
    return name if name in columns else {"provenance": "'drm'", "connu_le": "DATE '2000-01-01'"}.get(name, "NULL")


def verdicts(folder: Path, au: date) -> dict[str, float | dict[str, int]]:
    """CPU seconds and peak MiB of every verdict, its terms and its bounds, from the files."""
    relations, parameters = compile_relations(), load()
    names = tables_needed(relations, VIEWS)
    stores = {name: f"read_parquet('{folder / name}.parquet')" for name in names}
    before = time.process_time()
    with connect(readable=[folder], memory="1600MB") as connection:
        judgement = Judgement(Dates(au, au), parameters.values(au), stores)
        create_relations(connection, relations, judgement, VIEWS, computed_once(relations, VIEWS))
        found = dict(connection.execute("SELECT verdict, count(*) FROM c2s_verdict GROUP BY ALL").fetchall())
    cpu = time.process_time() - before
    return {"cpu": cpu, "peak": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, "verdicts": found}


def openfisca(folder: Path, au: date) -> float:
    """CPU seconds of OpenFisca on the same households, everything stated, its own start excluded."""
    given = _stated(folder, au)
    np.savez(folder / "given.npz", **given)  # type: ignore[arg-type] # arrays by name
    del given
    line = f"{folder / 'given.npz'}\t{folder / 'found.npz'}\n"
    subprocess.run(ORACLE, input=line, check=True, capture_output=True, text=True)
    with np.load(folder / "found.npz") as found:
        return float(found["cpu"])


def _stated(folder: Path, au: date) -> dict[str, np.ndarray]:
    """The same households as tests/oracle gives them; a nature that nobody has is twelve bytes a person."""
    with duckdb.connect() as connection:
        people = connection.execute(
            f"SELECT h, role, date_naissance, tirage FROM '{folder}/personne.parquet' ORDER BY numero"
        ).fetchnumpy()
        persons, families = people["h"].size, int(people["h"].max()) + 1
        nothing, none = np.zeros((persons, 12), np.int8), np.zeros(persons, np.int8)
        months: dict[str, np.ndarray] = dict.fromkeys(NATURES, nothing)
        family = np.zeros((families, 12), np.int32)
        found = connection.execute(f"SELECT DISTINCT nature FROM '{folder}/par_numero.parquet'").fetchall()
        for (nature,) in found:
            rows = connection.execute(
                f"SELECT numero, rang, CAST(montant * 100 AS INTEGER) AS cents FROM '{folder}/par_numero.parquet' "
                f"WHERE nature = '{nature}'"
            ).fetchnumpy()
            if nature == "allocations_familiales":
                family[people["h"][rows["numero"]], rows["rang"]] = rows["cents"]
            elif nature in months:
                months[nature] = np.zeros((persons, 12), np.int32)
                months[nature][rows["numero"], rows["rang"]] = rows["cents"]
    roles = np.asarray(people["role"]).astype(str)
    no, zero = np.zeros(families, bool), np.zeros((families, 12), np.int8)
    home = np.arange(families)
    return {
        "month": np.array(f"{au:%Y-%m}"),
        "asked": np.array(["cmu_c", "css_participation_forfaitaire"]),
        "unstated": np.array([], dtype=str),
        "family": people["h"],
        "role": np.select([roles == "demandeur", roles == "conjoint"], [0, 1], 2),
        "birth": people["date_naissance"].astype("datetime64[D]"),
        "alternate": np.zeros(persons, bool),
        **months,
        **dict.fromkeys(
            ("notice_self_employed", "notice_assets", "notice_alimony", "alimony_paid", "leave_months"), none
        ),
        "unemployed": (roles != "enfant") & (people["tirage"] >= 70) & (people["tirage"] < 80),
        "ass_now": np.zeros(persons, bool),
        "couple": np.bincount(people["h"], roles == "conjoint", families) > 0,
        "af": family,
        "cf": zero,
        "aspa": zero,
        "aid": np.where(home % 3 == 1, 210_00, 0),
        "housing": np.where(home % 3 == 0, "proprietaire", "locataire_vide"),
        "overseas": no,
        "rsa": no,
    }


def _apart(folder: Path, au: date) -> dict[str, float | dict[str, int]]:
    """The measure in a process of its own, `RUNS` times; the median by CPU."""
    command = [sys.executable, __file__, "--au", au.isoformat(), "--only", str(folder)]
    runs = [json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout) for _ in range(RUNS)]
    return sorted(runs, key=lambda run: run["cpu"])[RUNS // 2]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--persons", type=int, default=1_000_000)
    parser.add_argument("--au", type=date.fromisoformat, default=date(2026, 10, 1))
    parser.add_argument("--sans-openfisca", action="store_true")
    parser.add_argument("--only", type=Path, help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.only:
        print(json.dumps(verdicts(asked.only, asked.au)))
        return
    with tempfile.TemporaryDirectory(prefix="planir-c2s-") as scratch:
        folder = Path(scratch)
        incomes = generate(folder, asked.persons, asked.au)
        print(f"{asked.persons:,} persons, {incomes:,} incomes of a month, all known, at {asked.au}")
        ours = _apart(folder, asked.au)
        print(f"  verdicts, terms, bounds {ours['cpu']:6.2f} CPU s, peak {ours['peak']:.0f} MiB: {ours['verdicts']}")
        print(f"  wanted for a million: {WANTED_CPU:.0f} CPU s and {WANTED_MIB} MiB at most")
        if asked.sans_openfisca or not ORACLE[0].exists():
            print("  OpenFisca not asked (make simulateur)")
            return
        theirs = openfisca(folder, asked.au)
        print(f"  OpenFisca, everything stated {theirs:6.2f} CPU s: {theirs / float(ours['cpu']):.1f} times ours")


if __name__ == "__main__":
    main()
