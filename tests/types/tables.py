"""
What mypy may know of the atlas's tables: a cell is what its column holds.

The types of pandas say of every cell, row and label that it may be anything pandas can hold, so
that no text could be used as a text without asking. Which columns a table has, and what stands in
them, is held elsewhere: `geodata.schema` refuses a table that is otherwise, and `atlas.model.read`
a file.
"""

from collections.abc import Callable

from mypy.plugin import AttributeContext, MethodContext, Plugin
from mypy.types import AnyType, Instance, Type, TypeOfAny, UnionType, get_proper_type

_ROW = "pandas.core.frame.PandasNamedTuple."  # as `itertuples` gives them
_PLACES = tuple(f"Indexer{kind}.__getitem__" for kind in ("Frame", "SeriesTuple"))
_TABLES = ("pandas.core.", "geopandas.")
_LABELLED = (".items", ".iterrows", "GroupBy.__iter__")


class Tables(Plugin):
    """Take what stands in a table as Any where pandas' types are a union of all that may."""

    def get_attribute_hook(self, fullname: str) -> Callable[[AttributeContext], Type] | None:
        """See to ``row.name``."""
        return _field if fullname.startswith(_ROW) else None

    def get_method_hook(self, fullname: str) -> Callable[[MethodContext], Type] | None:
        """See to ``table.loc[row]``, ``table.loc[row, column]`` and ``for label, … in items()``."""
        if fullname.endswith(_PLACES):
            return _place
        labelled = fullname.startswith(_TABLES) and fullname.endswith(_LABELLED)
        return _labels if labelled else None


def _any() -> AnyType:
    return AnyType(TypeOfAny.explicit)


def _field(context: AttributeContext) -> Type:
    own = context.type
    known = get_proper_type(own)
    name = getattr(context.context, "name", "")
    if isinstance(known, Instance) and known.type.get_method(name):
        return context.default_attr_type
    return _any()


def _place(context: MethodContext) -> Type:
    """Give a cell, or a row by its label, as Any; a table or a column stays what it is."""
    found = get_proper_type(context.default_return_type)
    return _any() if isinstance(found, UnionType) else found


def _labels(context: MethodContext) -> Type:
    """Give the labels of ``(label, …)`` as Any: they are what the index holds."""
    found = get_proper_type(context.default_return_type)
    if isinstance(found, Instance) and len(found.args) == 1:
        pair = get_proper_type(found.args[0])
        items = getattr(pair, "items", None)
        if items and len(items) == 2:
            return found.copy_modified(args=[pair.copy_modified(items=[_any(), items[1]])])
    return found


def plugin(_version: str) -> type[Plugin]:
    """Return the plugin, as mypy asks for it."""
    return Tables
