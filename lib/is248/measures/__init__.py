"""This survey's quantities: FTE, pathways, outcomes of questions, change, sensitivity, codes."""
