"""From executed notebooks to publications: numbering, HTML, PDF, Excel, results and versions.

This room does not import pandas: importing it would cost more than the export.
"""
