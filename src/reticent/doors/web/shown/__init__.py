"""What each page shows, as plain frozen values: the contract between the views and the templates.

A view asks the inner rooms, puts the answer into one of these, and renders. Nothing here knows a rule, a
table or a person; whatever is a string here was decided on elsewhere and may be shown to the page's reader.
To nobody else: none of these says in its `repr` what it holds.
"""
