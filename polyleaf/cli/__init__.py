"""The command line: commands, progress on stderr, results on stdout, exit codes."""
