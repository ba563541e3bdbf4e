"""Prints a workbook as openpyxl reads it."""

import sys

import openpyxl
from openpyxl.utils.escape import unescape

import dump


def plain(value):
    # Openpyxl leaves it to its user to read control characters: _x0001_.
    return unescape(value) if isinstance(value, str) else value


book = openpyxl.load_workbook(sys.argv[1])
for ws in book:
    dump.sheet(ws.title, [map(plain, row) for row in ws.iter_rows(values_only=True)])
