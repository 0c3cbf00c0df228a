"""What the forms of an import are made of: the file, the choices, and the parts a page shows."""

from __future__ import annotations

from dataclasses import dataclass

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.forms import BoundField
from django.template.defaultfilters import filesizeformat

from goals.ingest.uploads import max_bytes

NEW = "+new"
"""Stands for "a new metric"; no slug has a plus."""

ROWS = "rows"
"""The block of the figure that counts rows, beside those of the columns' numbers."""

USES = (
    ("", "Not used"),
    ("id", "Id of the contact"),
    ("agent", "Agent"),
    ("team", "Team"),
    ("date", "Date"),
    ("time", "Time"),
    ("at", "Date and time"),
    ("figure", "A figure"),
)
KINDS = (
    ("total", "Added up"),
    ("ratio", "Averaged, or a share"),
)
UNITS = (
    ("count", "A count"),
    ("percent", "Percent"),
    ("seconds", "Time"),
    ("score", "A score"),
    ("money", "Money"),
)
BETTER = (("higher", "Higher is better"), ("lower", "Lower is better"))


class UploadForm(forms.Form):
    """Step one: the file."""

    file = forms.FileField(
        label="File",
        widget=forms.FileInput(attrs={"accept": ".csv,.tsv,.txt,.xlsx,.xlsm,text/csv"}),
        error_messages={
            "required": "Choose a file first.",
            "empty": "The file is empty. Choose one that has headings and rows.",
        },
    )

    def clean_file(self) -> UploadedFile[bytes]:
        """Refuse what is larger than the setting allows."""
        file: UploadedFile[bytes] = self.cleaned_data["file"]
        if file.size is not None and file.size > max_bytes():
            raise forms.ValidationError(
                f"The file has {filesizeformat(file.size)}; at most {filesizeformat(max_bytes())} can "
                "be taken at once. Cut it into pieces: what is imported twice counts once.",
                code="size",
            )
        return file


@dataclass(frozen=True, slots=True)
class ColumnRow:
    """A column in the table of columns; `origin` is how its use came to be proposed."""

    heading: str
    samples: str
    use: BoundField
    origin: str


@dataclass(frozen=True, slots=True)
class Block:
    """The fields that say what one column counts; those of a new metric, and of a choice of rows, apart."""

    title: str
    hint: str
    fields: tuple[BoundField, ...]
    new_metric: tuple[BoundField, ...]
    is_new: bool
    some_rows: tuple[BoundField, ...]
    is_some: bool
