"""SQLite as Django knows it, but for rows that an INSERT returns.

The guard puts a transaction around a single writing statement. SQLite cannot commit while rows
of `INSERT … RETURNING` are still to be fetched, so outside a transaction the new key is asked for
the old way.
"""

from django.db.backends.sqlite3 import base, features


class DatabaseFeatures(features.DatabaseFeatures):
    @property
    def can_return_columns_from_insert(self):
        return self.connection.in_atomic_block and super().can_return_columns_from_insert


class DatabaseWrapper(base.DatabaseWrapper):
    features_class = DatabaseFeatures
