"""The files for the federal office, in the columns that the year's definition names."""
