"""Prints a workbook as pandas reads it."""

import sys

import pandas
from openpyxl.utils.escape import unescape

import dump


def plain(value):
    return unescape(value) if isinstance(value, str) else value


book = pandas.read_excel(sys.argv[1], sheet_name=None, header=None, dtype=object, keep_default_na=False)
for name, frame in book.items():
    dump.sheet(name, [map(plain, row) for row in frame.values.tolist()])
