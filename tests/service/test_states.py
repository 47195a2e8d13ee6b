"""The table of states: every move leads to a known state, and nothing leads out of the table."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from planir.accounts.models import Membership, Organisation, User
from planir.people.models import Person
from planir.situations.models import Run, Situation
from planir.situations.operations import RefusedError, Settled, StaleError, settle
from planir.situations.states import MOVES, OBSTACLES, STATES, TRANSITIONS


def test_the_table_is_whole() -> None:
    assert set(TRANSITIONS) == set(STATES)
    assert {move for moves in TRANSITIONS.values() for move in moves} == set(MOVES)
    assert {move.to for move in MOVES.values()} <= set(STATES)


class Settling(TestCase):
    """Whatever is asked, in whatever order, a situation follows the table or does not move."""

    @settings(max_examples=60)
    @given(
        asked=st.lists(
            st.tuples(st.sampled_from([*MOVES, "autre"]), st.sampled_from([*OBSTACLES, "x"]), st.booleans()), max_size=8
        )
    )
    def test_only_moves_of_the_table_happen(self, asked: list[tuple[str, str, bool]]) -> None:
        fund = Organisation.objects.create(name="Caisse", kind="caisse")
        user = User.objects.create(email="a@essais.invalid", name="a")
        by = Membership.objects.create(user=user, organisation=fund, role_code="gestionnaire")
        someone = Person.objects.create(fund=fund, reference="PL-2222-3333", assure="p")
        run = Run.objects.create(fund=fund, key="k", au="2026-11-01", connu_au="2026-11-01")
        situation = Situation.objects.create(
            person=someone, programme="p", title="t", risk="rupture", access="courant", since="2026-11-01", run=run
        )
        for move, obstacle, fresh in asked:
            before = situation.state
            try:
                settle(by=by, situation=situation, said=Settled(move, situation.version if fresh else 0, obstacle))
            except (RefusedError, StaleError):
                situation.refresh_from_db()
                assert situation.state == before
            else:
                assert fresh
                assert move in TRANSITIONS[before]
                assert situation.state == MOVES[move].to
