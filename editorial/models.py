from django.db import models


class LoadedState(models.Model):
    """What an item of the library was like when it was last loaded from its file.

    `key` names the item, as `questions/<slug>`. The digests are the SHA-256 of canonical texts:
    `digest` of what the site held after loading, `file_digest` of the file. Loading changes an
    item only while the site still holds that state.
    """

    key = models.CharField(max_length=250, unique=True)
    digest = models.CharField(max_length=64)
    file_digest = models.CharField(max_length=64)
