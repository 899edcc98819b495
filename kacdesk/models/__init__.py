"""Floor: what the data is: mapped classes, read off into plain descriptions; no session, no engine, no Qt."""
