"""Who is let in, and who is not."""

import pytest
from argon2 import PasswordHasher

from atlas.office import editors

HASHES = {"张三": PasswordHasher().hash("开发区-2026"), "broken": "plain text"}


@pytest.fixture(autouse=True)
def no_failures():
    editors._FAILED.clear()


def test_the_right_password_lets_in_and_no_other():
    assert editors.verify("张三", "开发区-2026", HASHES)
    for name, password in (
        ("张三", ""),
        ("张三", "开发区-2027"),
        ("李四", "开发区-2026"),
        ("", "nobody"),
        ("李四", "nobody"),
        ("broken", "plain text"),
    ):
        assert not editors.verify(name, password, HASHES), (name, password)


def test_a_hash_is_argon2id_and_salted():
    one, other = editors.hashed("a"), editors.hashed("a")
    assert one.startswith("$argon2id$")
    assert one != other
    assert editors.verify("x", "a", {"x": one})


def test_guessing_has_to_wait():
    for n in range(editors.FAILURES):
        assert not editors.verify("张三", "wrong", HASHES, now=float(n))
    last = editors.FAILURES - 1.0
    assert not editors.verify("张三", "开发区-2026", HASHES, now=last + editors.WAIT_S / 2)
    assert editors.verify("张三", "开发区-2026", HASHES, now=last + editors.WAIT_S + 1)
    # One success forgets the failures before it.
    assert not editors.verify("张三", "wrong", HASHES, now=200.0)
    assert editors.verify("张三", "开发区-2026", HASHES, now=200.0)


@pytest.mark.parametrize(
    ("email", "good"),
    [
        ("zhang@example.cn", True),
        ("Zhang@Example.CN ", True),
        ("li@kfq.example.cn", True),
        ("li@example.cn", False),
        ("li@evil-kfq.example.cn", False),
        ("li@kfq.example.cn.evil.com", False),
        ("a@b@kfq.example.cn", False),
        ("@kfq.example.cn", False),
        ("*@kfq.example.cn", True),
        ("", False),
    ],
)
def test_addresses_are_taken_whole(email, good):
    assert editors.may_edit(email, ["zhang@example.cn", "*@kfq.example.cn"]) == good
