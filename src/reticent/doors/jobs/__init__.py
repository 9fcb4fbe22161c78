"""Work that nobody waits for: run every night beside the server, resumable, never twice."""
