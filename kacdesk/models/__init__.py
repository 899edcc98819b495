"""Floor: what the data is: typed classes, read off into plain descriptions; no session, no engine, no Qt."""
