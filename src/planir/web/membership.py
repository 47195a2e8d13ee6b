"""Who is asking: the membership of whoever is logged in, and the permissions that a view asks for."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec, cast

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse

from planir.accounts.models import Membership, member_of
from planir.accounts.permissions import Permission

P = ParamSpec("P")


class MemberRequest(HttpRequest):
    """A request, and on whose behalf: `members_only` lets no view see None."""

    member: Membership


class MembershipMiddleware:
    """Puts the member on the request; None for nobody, or for an account that belongs nowhere."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """The answer."""
        member = member_of(request.user) if request.user.is_authenticated else None
        request.member = member  # type: ignore[attr-defined] # Django's request, to which we add who asks
        response = self.get_response(request)
        if request.user.is_authenticated:
            response["Cache-Control"] = "no-store"
        return response


def members_only(
    *wanted: Permission,
) -> Callable[
    [Callable[Concatenate[MemberRequest, P], HttpResponse]], Callable[Concatenate[HttpRequest, P], HttpResponse]
]:
    """A view for members who have these permissions: others get a 403, nobody a page to log in."""

    def decorate(
        view: Callable[Concatenate[MemberRequest, P], HttpResponse],
    ) -> Callable[Concatenate[HttpRequest, P], HttpResponse]:
        @wraps(view)
        def checked(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
            asking = cast("MemberRequest", request)
            if asking.member is None or not all(asking.member.may(one) for one in wanted):
                raise PermissionDenied
            return view(asking, *args, **kwargs)

        return cast("Callable[Concatenate[HttpRequest, P], HttpResponse]", login_required(checked))

    return decorate


def permissions(request: HttpRequest) -> dict[str, dict[str, bool]]:
    """`may.search`, `may.settle`… in every template."""
    member = getattr(request, "member", None)
    return {"may": {one.value: member is not None and member.may(one) for one in Permission}}
