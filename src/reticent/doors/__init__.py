"""Every way in. A door translates and makes one call; rules found here belong inside."""
