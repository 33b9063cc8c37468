"""Which county a word means, and which one a shape lies in; which phrases are the plan's."""

from functools import lru_cache

import shapely
from shapely.geometry.base import BaseGeometry

from atlas.model.atlas import Atlas
from atlas.model.names import normalise


class Lookup:
    """Counties and industries of the plan, made ready once to be asked for thousands of rows."""

    def __init__(self, atlas: Atlas) -> None:
        counties = atlas.counties
        self.codes = [str(code) for code in counties.index]
        self.tree = shapely.STRtree(counties.geometry.to_numpy())
        self.names: dict[str, str] = {}
        for column in ("name_zh", "name_en"):
            names = [normalise(name) for name in counties[column]]
            for name, code in zip(names, self.codes, strict=True):
                if names.count(name) == 1:
                    self.names.setdefault(name, code)
        self.names |= {code: code for code in self.codes}
        self.full = counties["name_zh"].tolist()
        phrases = atlas.industries[["name_zh", "name_en"]].to_numpy().ravel()
        self.phrases = {normalise(phrase) for phrase in phrases}

    def named(self, said: str) -> str:
        """Return the county of a name, or of the beginning of one; nothing if it is no one's."""
        if not normalise(said):
            return ""
        if found := self.names.get(normalise(said)):
            return found
        begin = [n for n, name in enumerate(self.full) if name.startswith(said)]
        return self.codes[begin[0]] if len(begin) == 1 else ""

    def at(self, shape: BaseGeometry | None) -> str:
        """Return the county that a shape's middle lies in; nothing if it lies in none."""
        if shape is None:
            return ""
        hits = self.tree.query(shape.representative_point(), predicate="intersects")
        return self.codes[hits[0]] if len(hits) else ""


@lru_cache(maxsize=2)  # an atlas compares by identity
def lookup(atlas: Atlas) -> Lookup:
    """Return the counties and industries of an atlas, made ready once."""
    return Lookup(atlas)
