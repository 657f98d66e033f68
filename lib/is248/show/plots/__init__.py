"""Plots: one grammar for the whole report; frames in, matplotlib figures out."""
