"""Rows of a settings page: a label that leads to its field by Alt and a letter, and a remark below."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QFormLayout, QLabel, QWidget

LETTERS = 32
"""As wide as so many figures are fields that one chooses from."""


def labelled(*rows: tuple[str, QWidget]) -> QFormLayout:
    """A form of labels and fields; the label is the field's buddy and, without its `&`, its accessible name."""
    form = QFormLayout()
    form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.ExpandingFieldsGrow)
    form.setLabelAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
    for text, field in rows:
        label = QLabel(text)
        label.setBuddy(field)
        if not field.accessibleName():
            field.setAccessibleName(text.split("(&")[0].replace("&", ""))
        if isinstance(field, QComboBox):
            # Under one another they look like one column.
            field.setMinimumWidth(field.fontMetrics().horizontalAdvance("0") * LETTERS)
        form.addRow(label, field)
    return form
