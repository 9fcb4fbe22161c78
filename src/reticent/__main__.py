"""`python -m reticent` is the same as the `reticent` command."""

from reticent.doors.cli.main import main

if __name__ == "__main__":
    main()
