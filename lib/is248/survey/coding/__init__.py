"""Coding of open answers: a workbook out, checks on the way back, counts, agreement, quotes.

The steps: ``open_answers`` takes the texts out without their municipality, ``sheet`` writes the
workbook that the coders fill in, ``checks`` reads it back, ``store`` keeps what was accepted,
``frequencies`` and ``agreement`` count, ``quotes`` lets through only texts that name nobody.
"""
