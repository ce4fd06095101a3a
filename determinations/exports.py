from decimal import Decimal

from determinations.disproportionality.cells import Cell


def _decimal(cell: Cell) -> dict[str, Decimal | None]:
    return {"ratio_decimal": None if cell.ratio is None else Decimal(f"{float(round(cell.ratio, 2)):.2f}")}
