"""The simulator's process: started once, warmed before it is said ready, never waited for longer than a limit."""

from __future__ import annotations

import json
import os
import select
import subprocess
from collections.abc import Mapping
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from planir.engine.errors import PlanirError

PROGRAM = Path(__file__).with_name("program.py")
READY_SECONDS = 120.0
ANSWER_SECONDS = 30.0


def simulator_python() -> Path:
    """The Python of the simulator's environment: `PLANIR_SIMULATEUR`, or the one that `make simulateur` makes.

    Raises PlanirError `simulateur_absent`.
    """
    named = os.environ.get("PLANIR_SIMULATEUR")
    found = Path(named) if named else Path(__file__).parents[3] / ".venv-simulateur" / "bin" / "python"
    if not found.is_file():
        raise PlanirError(
            "simulateur_absent",
            "Le simulateur des autres droits n'est pas installé sur ce poste : « make simulateur » l'installe, ou "
            "PLANIR_SIMULATEUR dit quel Python a planir[simulateur].",
        )
    return found


class Simulator:
    """A running simulator; used as a context. `warm`: a household to compute before it is ready.

    Raises PlanirError: `simulateur_absent`, `simulateur_lent`, `simulateur_arrete`, `simulateur_en_echec`.
    """

    def __init__(self, warm: Mapping[str, Any], *, ready: float = READY_SECONDS, limit: float = ANSWER_SECONDS) -> None:
        self._warm, self._ready, self._limit = warm, ready, limit

    def __enter__(self) -> Self:
        self._running = subprocess.Popen(
            [simulator_python(), "-I", PROGRAM],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
            bufsize=1,
        )
        try:
            if self._exchange(self._warm, self._ready) != "ready\n":
                raise _stopped()
        except BaseException:
            self._end()
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._end()

    def ask(self, household: Mapping[str, Any]) -> Mapping[str, float]:
        """Euros a month by right (`rsa`, `ppa`, `aspa`)."""
        line = self._exchange(household, self._limit)
        try:
            said = json.loads(line)
        except ValueError as error:
            raise _stopped() from error
        if "error" in said:
            raise PlanirError(
                "simulateur_en_echec",
                "Le simulateur ne sait pas calculer ce foyer : demandez à la CAF, ou à la caisse de retraite.",
            )
        return {str(right): float(amount) for right, amount in said.items()}

    def _exchange(self, question: Mapping[str, Any], seconds: float) -> str:
        assert self._running.stdin is not None
        assert self._running.stdout is not None
        try:
            self._running.stdin.write(json.dumps(question) + "\n")
            self._running.stdin.flush()
        except OSError as error:
            raise _stopped() from error
        if not select.select([self._running.stdout], [], [], seconds)[0]:
            self._end()
            raise PlanirError(
                "simulateur_lent",
                f"Le simulateur n'a pas répondu en {seconds:.0f} secondes : recommencez, ou demandez à la CAF.",
            )
        return self._running.stdout.readline()

    def _end(self) -> None:
        self._running.kill()
        self._running.communicate()


def _stopped() -> PlanirError:
    return PlanirError(
        "simulateur_arrete",
        "Le simulateur s'est arrêté : « make simulateur » le remet en état ; en attendant, demandez à la CAF.",
    )
