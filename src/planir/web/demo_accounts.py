"""One account a role, for the demonstration only: created beside a synthetic population, never beside a real one."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import transaction

from planir.accounts.models import Membership, Organisation, User
from planir.accounts.roles import ROLES, Role

PASSWORD = "personne-n-existe-ici"  # noqa: S105 # no secret: printed by the demonstration, whose persons do not exist
FUND, PARTNER = "Caisse de démonstration", "Mission locale de démonstration"


def address(role: type[Role]) -> str:
    """The address to log in with."""
    return f"{role.code.replace('_', '.')}@demonstration.invalid"


@transaction.atomic
def create() -> tuple[Organisation, Sequence[tuple[str, str]]]:
    """The fund, and for each role its title and address; what is already there stays."""
    fund, _ = Organisation.objects.get_or_create(name=FUND, kind="caisse")
    partner, _ = Organisation.objects.get_or_create(name=PARTNER, kind="partenaire")
    for role in ROLES.values():
        if not User.objects.filter(email=address(role)).exists():
            user = User.objects.create_user(address(role), PASSWORD, name=f"Démo, {role.title.lower()}")
            place = partner if role.code.endswith("partenaire") else fund
            Membership.objects.create(user=user, organisation=place, role_code=role.code)
    return fund, [(role.title, address(role)) for role in ROLES.values()]
