"""From a house's own file to the codebook's columns and codes: ``columns.yml``."""
