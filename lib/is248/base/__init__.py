"""What every room stands on: errors, paths, numbers, rounding, files."""
