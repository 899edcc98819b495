"""One file a register: open it and you have seen all of it."""
