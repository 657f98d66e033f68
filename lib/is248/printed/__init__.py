"""What the report of a year printed, as data."""
