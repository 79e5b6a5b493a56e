"""Cells of CSV files, which people open in spreadsheets."""

# What a spreadsheet takes for the beginning of a formula (OWASP, CSV injection).
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def safe_cell(cell: object) -> object:
    """The cell as it is; a text that would be run comes with an apostrophe, which is not shown."""
    runs = isinstance(cell, str) and cell.startswith(_FORMULA)
    return f"'{cell}" if runs else cell
