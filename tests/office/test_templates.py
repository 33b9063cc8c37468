"""The office's templates in its store: one of a kind, with who gave it, and copied along."""

import datetime as dt
import hashlib

import sqlalchemy as sa

from atlas.office import copy, open_store, templates
from atlas.office.templates import KeptTemplate

AT = dt.datetime(2026, 11, 23, 9, 30, tzinfo=dt.UTC)


def of(data):
    return hashlib.sha256(data).hexdigest()


SLIDES = KeptTemplate("pptx", "办公室.potx", of(b"first"), AT, "anna")
DOCUMENT = KeptTemplate("docx", "公文.dotx", of(b"text"), AT, "bella")


def test_the_last_of_a_kind_is_kept_until_it_is_removed(store):
    assert templates.kept(store) == {}
    templates.keep(store, SLIDES, b"first")
    templates.keep(store, DOCUMENT, b"text")
    assert templates.kept(store) == {"pptx": SLIDES, "docx": DOCUMENT}
    later = KeptTemplate("pptx", "新.pptx", of(b"second"), AT, "bella")
    templates.keep(store, later, b"second")
    assert templates.kept(store) == {"pptx": later, "docx": DOCUMENT}
    assert templates.content(store, "pptx") == b"second"
    templates.remove(store, "pptx")
    assert templates.kept(store) == {"docx": DOCUMENT}
    assert templates.content(store, "pptx") == b""
    assert store.head() == 0


def test_a_store_made_before_there_were_templates_takes_them(store):
    with store.writing() as connection:
        connection.execute(sa.text("DROP TABLE atlas_templates"))
    assert templates.kept(store) == {}
    templates.remove(store, "pptx")
    templates.keep(store, SLIDES, b"first")
    assert templates.kept(store) == {"pptx": SLIDES}


def test_they_go_along_into_a_copy(store, tmp_path):
    templates.keep(store, SLIDES, b"first")
    target = open_store(f"sqlite:///{tmp_path}/target.sqlite")
    assert copy(store, target) == 0
    assert templates.kept(target) == {"pptx": SLIDES}
    assert templates.content(target, "pptx") == b"first"
    target.close()


def test_a_store_that_is_not_there_keeps_none(tmp_path):
    missing = open_store(f"sqlite:///{tmp_path}/none.sqlite")
    assert templates.kept(missing) == {}
    assert not (tmp_path / "none.sqlite").exists()
