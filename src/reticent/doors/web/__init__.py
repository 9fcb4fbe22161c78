"""The pages: desk, director, my record, and the public policy. Translate, make one call, no rules."""
