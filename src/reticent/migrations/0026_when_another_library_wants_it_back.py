"""Until when another library wants back what it lent us. About nobody."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("reticent", "0025_what_was_given_in_a_year")]
    operations = [migrations.AddField("item", "due_back", models.DateField(null=True))]
