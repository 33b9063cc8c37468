"""Who is let in, and who is not."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from argon2 import PasswordHasher
from argon2.exceptions import VerificationError

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


@pytest.fixture
def hashing(monkeypatch):
    """Count the hashes that are computed, in all and at once; each takes as long as it is told."""

    class Slow:
        def __init__(self):
            self.go, self.lock = threading.Event(), threading.Lock()
            self.done = self.now = self.most = 0

        def verify(self, hash_, password):
            with self.lock:
                self.done += 1
                self.now += 1
                self.most = max(self.most, self.now)
            self.go.wait(60)
            with self.lock:
                self.now -= 1
            if hash_ != password:
                raise VerificationError
            return True

        def hash(self, password):
            return f"hash of {password}"

    slow = Slow()
    monkeypatch.setattr(editors, "_HASHER", slow)
    editors._nobody.cache_clear()
    yield slow
    editors._nobody.cache_clear()


def tried(hashing, guesses):
    """Try all of these at once; give what came of each."""
    with ThreadPoolExecutor(len(guesses)) as pool:
        found = [pool.submit(editors.verify, *guess, **more) for guess, more in guesses]
        hashing.go.set()
        return [each.result() for each in found]


def test_sixty_guesses_at_once_are_sixty(hashing):
    guesses = [(("张三", f"guess {n}", {"张三": "x"}), {"source": "192.0.2.1"}) for n in range(60)]
    assert not any(tried(hashing, guesses))
    assert hashing.done == editors.FAILURES
    assert not editors.verify("张三", "x", {"张三": "x"}, source="192.0.2.1")


def test_only_so_many_hashes_are_computed_at_once(hashing):
    known = {f"n{n}": "x" for n in range(30)}
    guesses = [((name, "x", known), {"source": f"192.0.2.{n}"}) for n, name in enumerate(known)]
    assert all(tried(hashing, guesses))
    assert hashing.most <= editors.AT_ONCE


def test_a_stranger_who_guesses_keeps_no_editor_out(hashing):
    hashing.go.set()
    for n in range(editors.OF_NAME - 1):
        assert not editors.verify("张三", "wrong", {"张三": "x"}, source="192.0.2.66", now=n * 0.1)
    assert not editors.verify("张三", "x", {"张三": "x"}, source="192.0.2.66", now=5.0)
    assert editors.verify("张三", "x", {"张三": "x"}, source="192.0.2.7", now=5.0)


def test_a_source_that_tries_names_has_to_wait_and_others_do_not(hashing):
    hashing.go.set()
    for n in range(100):
        assert not editors.verify(f"name {n}", "wrong", {}, source="192.0.2.66", now=1.0)
    assert hashing.done == editors.FROM_SOURCE
    assert not editors.verify("张三", "x", {"张三": "x"}, source="192.0.2.66", now=2.0)
    assert editors.verify("张三", "x", {"张三": "x"}, source="192.0.2.7", now=2.0)
    later = 2.0 + editors.FORGOTTEN_S
    for n in range(editors.FROM_SOURCE):
        assert not editors.verify(f"again {n}", "wrong", {}, source="192.0.2.66", now=later)
    assert hashing.done == 2 * editors.FROM_SOURCE + 1


def test_a_name_that_all_the_world_tries_has_to_wait(hashing):
    hashing.go.set()
    for n in range(200):
        editors.verify("张三", "wrong", {"张三": "x"}, source=f"192.0.2.{n}", now=1.0)
    assert hashing.done == editors.OF_NAME


def test_what_is_remembered_of_guesses_is_bounded(hashing, monkeypatch):
    hashing.go.set()
    monkeypatch.setattr(editors, "_KEPT", 30)
    for n in range(100):
        editors.verify(f"name {n}", "wrong", {}, source=f"192.0.2.{n}", now=1.0)
    assert len(editors._FAILED) <= 30
    assert not editors.verify("n" * 10**6, "wrong", {}, source="192.0.2.1")
    assert not editors.verify("n", "w" * 10**6, {}, source="192.0.2.1")
    assert hashing.done == 100


@pytest.mark.parametrize("given", ["", " ", "\t\n", "x" * (editors.LONGEST + 1)])
def test_no_hash_is_made_of_what_is_no_password(given):
    with pytest.raises(editors.PasswordError):
        editors.hashed(given)


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
