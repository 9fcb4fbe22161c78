"""Until when another library wants back what it lent us. About nobody."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("reticent", "0023_who_has_read_the_policy")]
    operations = [migrations.AddField("item", "due_back", models.DateField(null=True))]
