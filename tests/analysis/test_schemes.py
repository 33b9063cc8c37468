"""The two regionalisations, counted by hand from the plan and the later area plans."""

from atlas.analysis import schemes
from atlas.office.edition import derive
from tests.bench.offices import state_of


def test_the_same_figures_stand_under_both(a):
    table = schemes.under_both(a)
    # 42 zones; 肃南 and 天祝 lie in two areas of the first scheme.
    assert table.loc["plan13", "zones"].to_dict() == {
        "lanzhou": 14,
        "hexi": 16,
        "longdongnan": 8,
        "ethnic": 6,
    }
    assert table.loc["plan14", "zones"].to_dict() == {
        "lanzhou-circle": 18,
        "hexi-belt": 16,
        "longdongnan-region": 8,
    }
    kinds = list(a.types.index)
    assert (table[kinds].sum(axis=1) == table["zones"]).all()
    assert (table[list(a.levels.index)].sum(axis=1) == table["zones"]).all()
    assert table.loc[("plan13", "hexi"), "national"] == 3


def test_a_selection_is_counted_alone(a):
    table = schemes.under_both(a, a.select(prefecture="linxia"))
    assert table.loc[("plan13", "ethnic"), "zones"] == 4
    assert table.loc[("plan14", "lanzhou-circle"), "zones"] == 4
    assert table["zones"].sum() == 8


def test_own_zones_are_counted_once_though_level_and_type_are_called_alike(a):
    own = 12
    table = schemes.under_both(derive(a, state_of(a, own), own=True))
    assert table.columns.is_unique
    of_own = table["zones"] - schemes.under_both(a)["zones"]
    assert table["own"].to_list() == of_own.to_list()
    assert table.loc["plan14", "own"].sum() == own


def test_dingxi_is_settled_linxia_and_gannan_move(a):
    moves = schemes.moves(a).set_index("prefecture")
    assert len(moves) == 14
    assert moves.at["dingxi", "kind"] == schemes.SETTLED
    assert set(moves.at["dingxi", "zones"]) == {"dingxi", "longxi", "lintao", "minxian"}
    moved = moves[moves["kind"] == schemes.MOVES]
    assert dict(moved["after"]) == {"linxia": "lanzhou-circle", "gannan": "longdongnan-region"}
    assert moved.at["gannan", "zones"] == ()
    assert set(moved.at["linxia", "zones"]) == {"linxia", "yongjing", "guanghe", "dongxiang"}


def test_the_overlay_is_given_up(a):
    assert "ethnic" not in schemes.counterparts(a)
    released = schemes.released(a)
    assert set(released["zone"]) == {"sunan-qiqing", "tianzhu-jinqiang"}
    assert set(released["area"]) == {"ethnic"}


def test_between_counts_zones_by_both(a):
    table = schemes.between(a)
    assert table.loc["lanzhou", "lanzhou-circle"] == 14
    assert table.loc["ethnic", "hexi-belt"] == 2
    assert table.to_numpy().sum() == 44  # the memberships of the first scheme
