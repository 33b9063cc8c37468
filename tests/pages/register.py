"""The table of zones as a browser makes it of its columns."""

from pages.ui.markup import register


def cell(column, zone):
    """Return what stands in a zone's cell."""
    at = column["of"][zone] if "of" in column else zone
    one = [
        column.get("open", "") + column["cells"][n] + column.get("close", "")
        for n in (at if isinstance(at, list) else [at])
    ]
    return column.get("between", "").join(one)


def order(column, zone):
    """Return what a zone's row is sorted by in a column."""
    at = column["of"][zone] if "of" in column else zone
    orders = column.get("orders", column["cells"])
    return "".join(orders[n] for n in at) if isinstance(at, list) else orders[at]


def whole(atlas, lang):
    """Return the table with all its rows, as HTML; each cell says what it is sorted by."""
    table = register.table(atlas, lang)
    rows = []
    for n, zone in enumerate(atlas.zones.index):
        made = "".join(
            cell(table["columns"][piece], n) if k % 2 else piece
            for k, piece in enumerate(table["row"])
        )
        rows.append(made.replace("<tr>", f'<tr data-row="{zone}">', 1))
    return table["html"].replace("<tbody></tbody>", f"<tbody>{''.join(rows)}</tbody>")
