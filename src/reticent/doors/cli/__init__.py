"""The command `reticent`: everything an administrator schedules or pipes."""
