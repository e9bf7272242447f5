"""`python -m infra.cli`: what the launcher calls."""

from infra.cli.main import main

main()
