"""What a cell displays: tables, figures and bound sentences, each with one JSON bundle.

The bundle is the single source of HTML, PDF, Excel and results.csv.
"""

from is248.display.figure import Figure
from is248.display.table import Column, Table
from is248.display.text import Text

__all__ = ["Column", "Figure", "Table", "Text"]
