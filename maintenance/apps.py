from django.apps import AppConfig
from django.contrib.auth import user_logged_in
from django.core.checks import register
from django.db.backends.signals import connection_created
from django.utils.translation import gettext_lazy as _


class MaintenanceConfig(AppConfig):
    name = "maintenance"
    verbose_name = _("Maintenance")

    def ready(self):
        from maintenance.checks import check_guard
        from maintenance.guard import install
        from maintenance.sessions import remember_login

        connection_created.connect(install)
        # Under the name that Django gives its own receiver, which then is not connected.
        user_logged_in.connect(remember_login, dispatch_uid="update_last_login")
        register(check_guard)
