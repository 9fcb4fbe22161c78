"""Until when another library wants back what it lent us. About nobody."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("reticent", "0027_public_computers_are_given_out")]
    operations = [migrations.AddField("item", "due_back", models.DateField(null=True))]
