"""The command `weita`: one file per group of commands, registered in main."""
