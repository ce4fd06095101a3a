"""Numbers and dates in the Spanish of California: 1,234.5, and not 1.234,5."""

DECIMAL_SEPARATOR = "."
THOUSAND_SEPARATOR = ","
NUMBER_GROUPING = 3
