"""Paging by key: a page starts beyond a row's values, so the last page costs what the first does.

The order may mix ascending and descending columns; none may be null and the last one must be
unique. The cursor in the address is signed, so the only cursors are those the site gave out.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from operator import attrgetter
from typing import Any, Generic, TypeVar

from django.conf import settings
from django.core.signing import BadSignature, Signer
from django.db.models import Model, Q, QuerySet
from django.http import Http404, HttpRequest

AFTER = "after"
BEFORE = "before"

Row = TypeVar("Row", bound=Model)


@dataclass(frozen=True)
class Page(Generic[Row]):
    """Some rows of a list and the addresses of the rows before and after them, "" for none."""

    items: list[Row]
    previous_url: str
    next_url: str

    def __iter__(self) -> Iterator[Row]:
        return iter(self.items)

    def __len__(self) -> int:
        return len(self.items)


def paginate(
    request: HttpRequest,
    queryset: QuerySet[Row],
    *,
    size: int | None = None,
    path: str | None = None,
) -> Page[Row]:
    """Give the page of an ordered queryset that the request's `after` or `before` asks for.

    `size` is the number of rows, by default `LIST_PAGE_SIZE`; `path` is the list's own where the
    request is for another page, which shows its beginning. One query. Raises `Http404` for a
    cursor that was not given out for this list, and for one that nothing lies beyond any more;
    `ValueError` if the order does not end with a unique column.
    """
    order = columns(queryset)
    size = size or settings.LIST_PAGE_SIZE
    after, before = request.GET.get(AFTER, ""), request.GET.get(BEFORE, "")
    signer = Signer(salt=f"{__name__}:{queryset.model._meta.label}:{','.join(order)}")
    try:
        start = signer.unsign_object(before or after) if before or after else None
    except BadSignature as error:
        raise Http404("The list was never cut here.") from error
    if before:
        order = [opposite(column) for column in order]
    rows = queryset.order_by(*order)
    if start is not None:
        rows = rows.filter(beyond(order, start))
    items = list(rows[: size + 1])
    if start is not None and not items:
        raise Http404("The list ends before.")
    more = len(items) > size
    items = items[:size]
    if before:
        items.reverse()

    def address(parameter: str, row: Row) -> str:
        query = request.GET.copy()
        query.pop(AFTER, None)
        query.pop(BEFORE, None)
        query[parameter] = signer.sign_object(values(order, row))
        return f"{path or request.path}?{query.urlencode()}"

    # On the side that the reader comes from there is at least the row that the cursor names.
    earlier, later = (more, True) if before else (start is not None, more)
    return Page(
        items,
        previous_url=address(BEFORE, items[0]) if earlier else "",
        next_url=address(AFTER, items[-1]) if later else "",
    )


def columns(queryset: QuerySet[Row]) -> list[str]:
    """Give the columns that the queryset is ordered by, each as `order_by` takes it."""
    order = [column for column in queryset.query.order_by if isinstance(column, str)]
    if not order or len(order) != len(queryset.query.order_by):
        raise ValueError(f"{queryset.model} is not ordered by the names of columns.")
    last = order[-1].removeprefix("-")
    if last != "pk" and not getattr(queryset.model._meta.get_field(last), "unique", False):
        raise ValueError(f"The last of the columns {order} is not unique.")
    return order


def opposite(column: str) -> str:
    return column.removeprefix("-") if column.startswith("-") else f"-{column}"


def values(order: list[str], row: Model) -> list[Any]:
    """Give the row's values in these columns, as JSON holds them."""
    found = [attrgetter(column.removeprefix("-").replace("__", "."))(row) for column in order]
    if None in found:
        raise ValueError(f"The columns {order} of {row!r} hold a null.")
    return [value if isinstance(value, int | float | str) else str(value) for value in found]


def beyond(order: list[str], start: list[Any]) -> Q:
    """Select the rows after the one with these values.

    For columns a, b it reads `a >= x AND (a > x OR b > y)`: the first part, which follows from
    the second, is what a database can look up in an index.
    """
    selected = Q()
    for column, value in zip(reversed(order), reversed(start), strict=True):
        name, operator = column.removeprefix("-"), "lt" if column.startswith("-") else "gt"
        strictly = Q((f"{name}__{operator}", value))
        selected = (
            Q((f"{name}__{operator}e", value)) & (strictly | selected) if selected else strictly
        )
    return selected
