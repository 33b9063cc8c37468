"""Select zones: one frozen value that is the URL, the filter, the caption and the file name."""

import datetime as dt
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from atlas.i18n import LANGS, text
from atlas.model.names import MAX_TEXT, clean, file_safe, shortened
from atlas.model.vocabulary import SelectionError, UnknownValue, match, match_zones
from atlas.selection import conditions
from atlas.selection.facets import Facets
from atlas.selection.flags import FLAGS, GRADES, PICKED, USUAL_GRADE, USUAL_SCHEME

if TYPE_CHECKING:
    import geopandas as gpd

    from atlas.model.atlas import Atlas

MAX_STEM = 79  # characters of a file name without its suffix
NAMED = 3  # picked zones that a sentence names; of more it says how many


@dataclass(frozen=True, slots=True)
class Selection:
    """
    What is asked for: values within a field are alternatives, all fields must hold.

    Attributes
    ----------
    types, levels, areas, prefectures, counties, clusters, industries, tags
        Slugs (of a county its adcode).
    industry_contains
        Parts of an industry phrase.
    text
        Searches over names, places, industries and pinyin; the words of one must all match.
    where
        Conditions on columns (see `atlas.selection.conditions`).
    zones
        Ids of zones that are picked one by one.
    min_grade
        The weakest phrase-to-cluster link that `clusters` counts.
    scheme
        The regionalisation that `areas` speaks of.
    """

    types: tuple[str, ...] = ()
    levels: tuple[str, ...] = ()
    areas: tuple[str, ...] = ()
    prefectures: tuple[str, ...] = ()
    counties: tuple[str, ...] = ()
    clusters: tuple[str, ...] = ()
    industries: tuple[str, ...] = ()
    industry_contains: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    text: tuple[str, ...] = ()
    where: tuple[str, ...] = ()
    zones: tuple[str, ...] = ()
    min_grade: str = USUAL_GRADE
    scheme: str = USUAL_SCHEME

    @classmethod
    def parse(
        cls, params: Mapping[str, str | Sequence[str]], vocabulary: "Atlas"
    ) -> tuple["Selection", tuple[UnknownValue, ...]]:
        """
        Read a selection from parameters, setting aside what is unknown.

        Parameters
        ----------
        params
            Flag name -> one or several values, each a slug or a name. Other keys are ignored, so a
            page's whole query string may be given.
        vocabulary
            The atlas whose values are known.

        Returns
        -------
        selection : Selection
            The known values, in table order.
        unknown : tuple of UnknownValue
            The others, in the order of the flags.
        """
        given = {flag: clean(values) for flag, values in params.items()}
        single: dict[str, Any] = {}
        chosen: dict[str, Any] = {}
        unknown: list[UnknownValue] = []
        if "scheme" in given:
            found, wrong = match(given["scheme"], vocabulary.schemes, flag="scheme")
            unknown += wrong
            single.update(("scheme", slug) for slug in found)
        if "min-grade" in given:
            found, wrong = match(given["min-grade"], _grade_table(), flag="min-grade")
            unknown += wrong
            single.update(("min_grade", slug) for slug in found)
        scheme = single.get("scheme", cls().scheme)
        for flag, record in FLAGS.items():
            values = given.get(flag)
            if not values:
                continue
            if not record.vocabulary:
                fitting = [value for value in values if len(value) <= MAX_TEXT]
                if flag == "where":
                    fitting, wrong = conditions.read(fitting, vocabulary)
                    unknown += wrong
                chosen[record.field] = tuple(fitting)
                unknown += [
                    UnknownValue(flag, shortened(value), too_long=True)
                    for value in values
                    if len(value) > MAX_TEXT
                ]
                continue
            table = getattr(vocabulary, record.vocabulary)
            if flag == "area":
                slugs, wrong = _match_areas(values, vocabulary, scheme=scheme)
            elif flag == PICKED:
                slugs, wrong = match_zones(values, vocabulary)
            else:
                slugs, wrong = match(values, table, flag=flag)
            # Table order: two ways of clicking the same things give one selection and one link.
            chosen[record.field] = tuple(sorted(slugs, key=table.index.get_loc))
            unknown += wrong
        return cls(**chosen, **single), tuple(unknown)

    @classmethod
    def from_params(
        cls, params: Mapping[str, str | Sequence[str]], vocabulary: "Atlas"
    ) -> "Selection":
        """
        Read a selection from parameters, as `parse` does.

        Raises
        ------
        SelectionError
            If any value is unknown; it lists all of them, each with the nearest known one.
        """
        selection, unknown = cls.parse(params, vocabulary)
        if unknown:
            raise SelectionError(unknown)
        return selection

    def to_params(self) -> dict[str, list[str]]:
        """Return the flags that are set, as slugs: what a link carries. Defaults are left out."""
        params = {
            flag: list(getattr(self, record.field))
            for flag, record in FLAGS.items()
            if getattr(self, record.field)
        }
        if self.min_grade != Selection().min_grade:
            params["min-grade"] = [self.min_grade]
        if self.scheme != Selection().scheme:
            params["scheme"] = [self.scheme]
        return params

    @property
    def is_empty(self) -> bool:
        """Whether nothing is asked, so that every zone is selected."""
        return not any(getattr(self, record.field) for record in FLAGS.values())

    def with_(self, **changes: Any) -> "Selection":  # noqa: ANN401 - fields of several types
        """Return a copy with some fields changed; lists become tuples."""
        tuples = {field.name for field in fields(self)} - {"min_grade", "scheme"}
        fitting: dict[str, Any] = {
            name: tuple(value) if name in tuples else value for name, value in changes.items()
        }
        return replace(self, **fitting)

    def apply(self, atlas: "Atlas") -> "gpd.GeoDataFrame":
        """
        Return the zones selected.

        Parameters
        ----------
        atlas
            The atlas to select from.

        Returns
        -------
        gpd.GeoDataFrame
            Rows of ``atlas.zones`` in table order, EPSG:4326.
        """
        return atlas.zones.take(np.flatnonzero(atlas.once(Facets).mask(self)))

    def _parts(self, atlas: "Atlas", *, lang: str, short: bool = False) -> dict[str, list[str]]:
        """Return the set flags in the order in which they are spoken, with labels for values."""
        parts = {}
        for flag, record in FLAGS.items():
            values = getattr(self, record.field)
            if flag == PICKED and len(values) > NAMED:
                parts[flag] = [text("describe.picked", lang, n=len(values))]
            elif values and record.vocabulary:
                # Clusters always go without the words that all their names end in.
                brief = short or flag == "cluster"
                parts[flag] = [
                    atlas.label(record.vocabulary, slug, lang, short=brief) for slug in values
                ]
            elif values and flag == "where":
                found = [conditions.condition(value, atlas) for value in values]
                parts[flag] = [
                    each.said(atlas, lang) if isinstance(each, conditions.Condition) else value
                    for each, value in zip(found, values, strict=True)
                ]
            elif values:
                parts[flag] = list(values)
        return parts

    def describe(self, atlas: "Atlas", *, lang: str = "zh") -> str:
        """
        Say the selection in one line, with the number of zones.

        Parameters
        ----------
        atlas
            The atlas it is applied to.
        lang
            ``"zh"`` or ``"en"``.

        Returns
        -------
        str
            Area, level, type, cluster and so on, then the count; an honest phrase where it is none.
        """
        what = self.describe_parts(atlas, lang=lang) or text("describe.all", lang)
        n = int(np.count_nonzero(atlas.once(Facets).mask(self)))
        return by_document(counted(what, n, lang=lang), atlas, lang=lang)

    def describe_parts(self, atlas: "Atlas", *, lang: str = "zh") -> str:
        """Say what is asked, without the number of zones; nothing where nothing is asked."""
        spoken = []
        for flag, labels in self._parts(atlas, lang=lang).items():
            if flag == conditions.FLAG:
                spoken += self._conditions(atlas, labels, lang=lang)
                continue
            words = text("describe.or", lang).join(
                label
                if FLAGS[flag].vocabulary
                else text("describe.quote", lang, value=shortened(label))
                for label in labels
            )
            if flag == "industry-contains":
                words = text("describe.contains", lang, values=words)
            elif flag == "cluster" and self.min_grade != Selection().min_grade:
                words = text(f"describe.grade.{self.min_grade}", lang, values=words)
            spoken.append(words)
        return text("describe.and", lang).join(spoken)

    def _conditions(self, atlas: "Atlas", labels: list[str], *, lang: str) -> list[str]:
        """Return the conditions in words: alternatives of a column, and what holds beside them."""
        said = dict(zip(self.where, labels, strict=True))
        groups = conditions.together(self.where, atlas)
        return [text("describe.or", lang).join(map(said.__getitem__, group)) for group in groups]

    def file_stem(
        self, atlas: "Atlas", *, lang: str = "zh", date: dt.date, beside: Iterable[str] = ()
    ) -> str:
        """
        Return a file name without suffix that says what is selected.

        Parameters
        ----------
        atlas
            The atlas it is applied to.
        lang
            ``"zh"`` or ``"en"``.
        date
            The day that ends the name.
        beside
            What else tells this file from others, such as the edition.

        Returns
        -------
        str
            At most 79 characters, without any that Windows refuses.
        """
        title = text("file.title", lang)
        day = "_".join((*map(file_safe, beside), f"{date:%Y-%m-%d}"))
        parts = self._parts(atlas, lang=lang, short=lang == "en")
        labels = [text("file.or", lang).join(map(file_safe, values)) for values in parts.values()]
        room = MAX_STEM - len(title) - len(day) - 2
        what = "_".join(labels)
        if len(what) > room:
            what = re.sub("[-+、_][^-+、_]*$", "", what[:room])
        return "_".join(filter(None, (title, what, day)))


def by_document(said: str, atlas: "Atlas", *, lang: str) -> str:
    """Return what is selected, in words, with its document unless that is the plan."""
    if atlas.plan is None:
        return said
    named = atlas.label("documents", atlas.document, lang, short=True)
    return text("describe.by", lang, document=named, what=said)


def counted(what: str, n: int, *, lang: str) -> str:
    """Return what is selected, in words, with the number of zones."""
    if what == text("describe.picked", lang, n=n):
        return what  # it says the number already
    form = {0: "none", 1: "one"}.get(n, "count")
    return text(f"describe.{form}", lang, what=what, n=n)


def _grade_table() -> pd.DataFrame:
    return pd.DataFrame(
        {f"name_{lang}": [text(f"grade.{grade}", lang) for grade in GRADES] for lang in LANGS},
        index=pd.Index(GRADES),
    )


def _match_areas(
    values: Iterable[str], atlas: "Atlas", *, scheme: str
) -> tuple[list[str], list[UnknownValue]]:
    """Match areas within one scheme; an area of another scheme is unknown, with that as a hint."""
    schemes = atlas.areas["scheme"].to_dict()
    values = list(values)
    if all(schemes.get(value) == scheme for value in values):  # as in every link of ours
        return list(dict.fromkeys(values)), []
    here = atlas.areas[atlas.areas["scheme"] == scheme]
    slugs, unknown = match(values, here, flag="area")
    return slugs, [_with_scheme(wrong, atlas) for wrong in unknown]


def _with_scheme(wrong: UnknownValue, atlas: "Atlas") -> UnknownValue:
    """Return an unknown area, with its scheme if it belongs to another one."""
    for slug in match([wrong.value], atlas.areas, flag="area")[0]:
        area = atlas.areas.loc[slug]
        scheme = area["scheme"]
        return UnknownValue(
            *("area", wrong.value, slug, area["name_zh"], area["name_en"]),
            scheme=scheme,
            scheme_zh=atlas.label("schemes", scheme, "zh"),
            scheme_en=atlas.label("schemes", scheme, "en"),
        )
    return wrong
