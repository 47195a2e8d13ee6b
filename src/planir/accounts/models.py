"""Organisations, users and memberships."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models

from planir.accounts.permissions import Permission
from planir.accounts.roles import ROLES, Role


class Organisation(models.Model):
    """A fund, one of its services, or a partner. `parent`: the fund of a service."""

    KINDS: ClassVar = (("caisse", "caisse"), ("service", "service de la caisse"), ("partenaire", "partenaire"))

    name = models.CharField("nom", max_length=200)
    kind = models.CharField("nature", max_length=20, choices=KINDS)
    parent = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="services")

    class Meta:
        ordering = ("name", "pk")

    def __str__(self) -> str:
        return self.name

    @property
    def fund(self) -> Organisation:
        """The fund whose files its members may open; a partner has its own only."""
        return self.parent if self.kind == "service" and self.parent is not None else self


class UserManager(BaseUserManager["User"]):
    """Creates users; an e-mail address is a name to log in with, whatever its case."""

    def create_user(self, email: str, password: str, *, name: str) -> User:
        """A user who can log in with this password."""
        user = self.model(email=email.strip().lower(), name=name)
        user.set_password(password)
        user.full_clean()
        user.save()
        return user

    def get_by_natural_key(self, username: str | None) -> User:
        """The user whose address this is. Raises User.DoesNotExist."""
        return self.get(email=(username or "").strip().lower())


class User(AbstractBaseUser):
    """Someone who logs in: one account a human being, never one for a team."""

    email = models.EmailField("adresse électronique", unique=True)
    name = models.CharField("nom", max_length=200)
    is_active = models.BooleanField("actif", default=True)

    objects = UserManager()

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]

    class Meta:
        ordering = ("email",)

    def __str__(self) -> str:
        return self.name


class Membership(models.Model):
    """A role that a user has in an organisation."""

    user = models.OneToOneField(User, on_delete=models.PROTECT, related_name="membership")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="memberships")
    role_code = models.CharField("rôle", max_length=40, choices=[(role.code, role.title) for role in ROLES.values()])

    class Meta:
        ordering = ("organisation", "user")

    def __str__(self) -> str:
        return f"{self.user} ({self.role.title})"

    @property
    def role(self) -> type[Role]:
        """The role, as the policy writes it."""
        return ROLES[self.role_code]

    def may(self, permission: Permission) -> bool:
        """Whether the role gives this permission."""
        return permission in self.role.grants


def member_of(user: Any) -> Membership | None:
    """The membership of whoever is logged in; None for an account that belongs nowhere."""
    return Membership.objects.select_related("user", "organisation__parent").filter(user_id=user.pk).first()
