"""CSV files: registrations, items and loans as frozen values, and back.

    for line in csv_file.loans(path):
        match line:
            case csv_file.Row(value=loan): ...
            case csv_file.BadRow(): print(line.text(path))

Three files, each UTF-8 with a header row, the columns in any order, dates as YYYY-MM-DD:

registrations.csv  barcode, name, address, town, phone, email, expires, registered
                   and, where there are any, birth_date, pin, guardian (a card number)
items.csv          barcode, title, author, item_class, audience
loans.csv          patron_barcode, item_barcode, lent_on, due_on, returned_on (empty: still out), branch
"""

from reticent.connectors.csv_file.reading import BadRow, Reading, Row, items, loans, registrations
from reticent.connectors.csv_file.rows import AUDIENCES, ITEM_CLASSES, ItemRow, LoanRow, RegistrationRow
from reticent.connectors.csv_file.writing import write_items, write_loans, write_registrations

__all__ = [
    "AUDIENCES",
    "ITEM_CLASSES",
    "BadRow",
    "ItemRow",
    "LoanRow",
    "Reading",
    "RegistrationRow",
    "Row",
    "items",
    "loans",
    "registrations",
    "write_items",
    "write_loans",
    "write_registrations",
]
