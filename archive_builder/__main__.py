"""`python -m archive_builder`, for machines where the console script is not on the path."""

from archive_builder.cli import main

main()
