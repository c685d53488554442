"""Rows of a settings page: a label that leads to its field by Alt and a letter, and a remark below."""

from PySide6.QtWidgets import QFormLayout, QLabel, QWidget


def labelled(*rows: tuple[str, QWidget]) -> QFormLayout:
    """A form of labels and fields; the label is the field's buddy and, without its `&`, its accessible name."""
    form = QFormLayout()
    form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.ExpandingFieldsGrow)
    for text, field in rows:
        label = QLabel(text)
        label.setBuddy(field)
        if not field.accessibleName():
            field.setAccessibleName(text.split("(&")[0].replace("&", ""))
        form.addRow(label, field)
    return form
