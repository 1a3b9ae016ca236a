"""Builds the brochures of this project; see `python make_brochure.py --help`."""

from polyleaf.cli.main import main

if __name__ == "__main__":
    main()
