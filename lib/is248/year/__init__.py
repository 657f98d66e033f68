"""The choices and labels of a year."""
