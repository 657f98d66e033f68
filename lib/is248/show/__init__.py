"""What a cell displays: tables, figures and bound sentences, each with one JSON bundle.

The bundle is the single source of HTML, PDF, Excel and results.csv.
"""
