"""Piccolo's entry of this slice: its name, its migrations, and the slices whose tables it refers to."""

from pathlib import Path

from piccolo.conf.apps import AppConfig

APP_CONFIG = AppConfig(
    app_name="billing",
    migrations_folder_path=str(Path(__file__).parent / "migrations"),
    migration_dependencies=["tenants.piccolo_app", "polydesk.tickets.piccolo_app"],
)
