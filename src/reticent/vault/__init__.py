"""Keys, generations, tags and seals: pure, no Django, no clock."""
