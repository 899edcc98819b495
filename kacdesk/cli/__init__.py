"""Floor: the command line of the desk; it loads no Qt. The commands and exit codes are fixed in docs/cli.md."""
