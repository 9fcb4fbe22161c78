"""Someone outside asks: cases, from intake to answer.

A map of this room, by what is asked; each file's first line says more.

- What may be done about a case, by whom, and what is written down of it? steps.toml (the table), table (reading it),
  forms (what a step asks for), known (what the table asks about), answers, gates, steps (what may be taken now).
- Where is a case kept, how is a step taken, what is read of it, and how is it told again? cases (its own files say
  which), retold.
- Is the paper in form? checklist.toml, checklist.
- By when must it be answered? clocks.
- What is written to whom? letters.toml (the texts), letter_texts (reading them), letter_parts (what fills them), letters,
  specimens (to be read before the day comes).
- How many requests came in a year, and what may the public know of them? counts.
- How does a visit go, before there is one? rehearsal.toml (the made-up papers), rehearsing (how a turn went).
"""
