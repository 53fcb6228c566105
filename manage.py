#!/usr/bin/env python
import os
import sys


def main():
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "site_config.settings")
    from django.core.management import execute_from_command_line

    from maintenance.exceptions import ReadOnly

    try:
        execute_from_command_line(sys.argv)
    except ReadOnly as refusal:
        sys.exit(f"{refusal} To write all the same: MAINTENANCE_MODE=off {' '.join(sys.argv)}")


if __name__ == "__main__":
    main()
